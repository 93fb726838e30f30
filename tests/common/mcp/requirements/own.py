"""The tests of this product's own requirements, beyond the specification."""

from tests.common.mcp.requirements.manifest import test_ids

PRODUCT = test_ids(
    {
        "handshake": "documented_first_message_is_answered",
        "jsonrpc": "half_a_surrogate_pair_is_refused_with_the_id_of_its_request "
        "half_a_surrogate_pair_in_an_id_is_refused_without_id "
        "half_a_surrogate_pair_in_a_notification_is_not_answered "
        "half_a_surrogate_pair_in_a_batch_refuses_each_of_its_requests "
        "long_integer_among_other_values_is_read "
        "constant_of_javascript_beside_a_long_integer_is_a_parse_error",
        "messages": "batch_too_long_is_refused_whole",
        "tools": "unknown_tool_names_the_nearest crash_is_an_internal_error_without_detail",
        "resources": "refused_read_is_invalid_params "
        "unavailable_resource_is_an_internal_error "
        "percent_encoding_other_than_utf_8_is_invalid_params",
        "http": "barcode_is_drawn link_names_the_host_of_the_request "
        "error_of_a_request_is_an_answer_before_the_stateless_revision "
        "crash_is_an_answer_without_detail body_that_is_not_declared_as_json_is_refused "
        "body_too_large_is_refused answers_are_not_stored calls_count_for_the_mcp_interface "
        "http_errors_are_problem_documents "
        "anonymous_client_is_refused_if_the_setting_requires_credentials",
        "sockets": "later_text_does_not_overtake_an_unsent_one "
        "calls_above_the_limit_are_all_answered "
        "connections_with_one_client_id_receive_only_their_own_answers "
        "crash_is_answered_without_detail_and_the_connection_survives",
        "opening": "any_label_is_a_client_id invalid_target_is_a_client_error "
        "absolute_target_is_accepted refusal_is_sent_whatever_follows_the_head "
        "ping_behind_the_head_is_answered_after_the_handshake "
        "client_that_ends_its_side_gets_the_answer",
        "closing": "host_must_be_one_of_the_allowed_hosts "
        "origin_is_that_of_the_forwarded_host forged_forwarded_host_does_not_count "
        "connection_over_the_limit_is_refused_with_retry_after "
        "forwarded_address_counts_only_behind_a_trusted_proxy "
        "invented_forwarded_address_does_not_count client_that_does_not_read_is_dropped "
        "pings_without_end_do_not_fill_the_memory "
        "connections_are_counted_until_they_close "
        "refused_handshakes_are_not_counted "
        "vanished_client_is_not_counted_after_ping_interval_and_timeout "
        "call_that_never_ends_does_not_keep_the_daemon",
        "websocket_bridge": "lost_connection_is_reopened_and_the_session_recreated",
        "http_bridge": "request_to_a_stopped_server_is_answered_and_the_next_one_carried "
        "message_with_an_unusual_name_is_carried_or_answered",
        "stdio": "byte_order_mark_is_ignored own_server_saves_a_file_in_an_allowed_folder_only "
        "own_server_needs_an_existing_folder "
        "own_server_answers_a_line_too_long_and_leaves_no_files "
        "own_server_ends_with_unread_answers "
        "own_server_ends_without_input bridge_to_a_closed_port_prints_an_error "
        "startup_error_is_one_line "
        "own_server_is_healthy_while_the_daemon_of_the_stack_is_not",
    }
)
