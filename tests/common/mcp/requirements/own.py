"""What this product asks of itself beyond the specification."""

from tests.common.mcp.requirements.manifest import named

OWN = named(
    {
        "handshake": "documented_first_message_is_answered",
        "jsonrpc": "half_a_surrogate_pair_is_told_to_whoever_asked "
        "half_a_surrogate_pair_in_an_id_is_no_id "
        "half_a_surrogate_pair_in_a_notification_is_not_answered "
        "half_a_surrogate_pair_in_a_batch_refuses_each_of_its_requests",
        "messages": "batch_too_long_is_refused_whole",
        "tools": "unknown_tool_names_the_nearest crash_is_an_internal_error_without_detail",
        "resources": "refused_read_is_invalid_params "
        "resource_that_is_away_is_no_fault_of_the_request "
        "percent_encoding_that_is_no_utf_8_is_invalid_params",
        "http": "barcode_is_drawn "
        "error_of_a_request_is_an_answer_before_the_stateless_revision "
        "crash_is_an_answer_without_detail body_that_is_not_declared_as_json_is_refused "
        "body_too_large_is_refused answers_are_not_stored calls_count_for_the_mcp_interface "
        "http_errors_are_problem_documents "
        "anonymous_client_is_refused_if_the_setting_requires_credentials",
        "sockets": ""
        "more_calls_than_may_be_under_way_are_all_answered "
        "sockets_with_one_client_id_never_see_each_others_answers "
        "crash_is_told_without_detail_and_the_connection_lives",
        "opening": "any_label_will_do_as_client_id what_is_no_path_is_the_clients_mistake "
        "whole_address_is_taken_as_its_path",
        "closing": "connection_over_the_limit_is_told_when_to_come_again "
        "forwarded_address_counts_behind_a_trusted_proxy_only "
        "invented_forwarded_address_does_not_count client_that_does_not_read_is_dropped "
        "pings_without_end_do_not_fill_the_memory "
        "whoever_is_connected_is_counted_and_whoever_left_is_not "
        "refused_handshakes_are_not_counted "
        "vanished_client_is_gone_within_ping_interval_and_timeout "
        "call_that_never_ends_does_not_keep_the_daemon",
        "bridge": "socket_that_is_lost_is_opened_again_and_the_session_repeated "
        "request_to_a_server_that_is_away_is_answered_and_the_next_one_carried "
        "message_that_fits_no_header_is_carried_or_answered_and_the_next_one_too",
        "stdio": "own_server_takes_a_line_too_long_as_rubbish own_server_leaves_nothing_behind "
        "own_server_ends_though_its_answers_are_not_read "
        "own_server_ends_where_there_is_no_input bridge_to_nowhere_says_so "
        "bridge_names_the_addresses_that_it_takes server_says_in_a_line_why_it_can_not_start "
        "own_server_is_well_beside_a_stack_without_its_daemon_which_is_not",
    }
)
