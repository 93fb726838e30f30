"""The base protocol, the lifecycle and the utilities."""

from tests.common.mcp.requirements.manifest import requires

BASE = (
    # Base protocol
    requires(
        "2024-11-05, base protocol, messages",
        "MUST",
        "All messages follow JSON-RPC 2.0.",
        jsonrpc="text_that_is_not_json_is_a_parse_error_without_id error_without_id_has_null "
        "params_other_than_an_object_are_invalid_params params_may_be_left_out",
        oracle="results_are_valid errors_are_valid notifications_are_valid",
        messages="connection_survives_invalid_text unknown_method_is_not_found "
        "meta_other_than_an_object_is_invalid_params",
        sockets="invalid_text_does_not_close_the_connection",
        stdio="invalid_line_is_answered_with_a_parse_error",
        http="malformed_message_is_a_bad_request",
    ),
    requires(
        "2024-11-05, base protocol, requests",
        "MUST",
        "An id is a string or an integer, and never null.",
        jsonrpc="invalid_request_is_refused_with_its_id_if_it_has_one",
        messages="string_and_integer_ids_are_different",
    ),
    requires(
        "2024-11-05, base protocol, requests",
        "MUST",
        "An id is not used again by the requestor within a session.",
        messages="id_under_way_is_refused_and_the_first_request_is_answered",
    ),
    requires(
        "2024-11-05, base protocol, responses",
        "MUST",
        "A response carries the id of its request, and a result or an error, never both.",
        jsonrpc="request_keeps_its_id integer_id_of_any_size_is_echoed_exactly",
        messages="call_with_a_long_integer_id_is_answered_and_cancelled",
        fuzz="any_message_is_answered_as_its_kind_demands",
        sockets="calls_are_answered",
    ),
    requires(
        "2024-11-05, base protocol, notifications",
        "MUST",
        "A receiver does not respond to a notification.",
        messages="notification_is_not_answered_and_starts_no_call",
        handshake="initialized_is_not_answered",
        jsonrpc="responses_and_bad_notifications_are_ignored",
    ),
    requires(
        "2025-03-26, base protocol, batching",
        "MUST",
        "Batches are received.",
        jsonrpc="batch_is_read_as_its_messages",
        messages="batch_is_answered_in_one_piece_under_its_revision "
        "batch_of_notifications_is_not_answered cancelled_request_is_left_out_of_its_batch",
        fuzz="any_batch_is_answered_once_and_whole",
        http="batch_without_a_version_header_is_answered_as_a_batch",
    ),
    requires(
        "2025-06-18, changelog",
        "MUST",
        "Batches are removed.",
        messages="batch_is_refused_under_other_revisions",
        http="batch_under_another_revision_is_a_bad_request",
    ),
    # Lifecycle
    requires(
        "2024-11-05, lifecycle, version negotiation",
        "MUST",
        "A version that the server supports is answered with the same.",
        handshake="known_revision_is_echoed",
    ),
    requires(
        "2024-11-05, lifecycle, version negotiation",
        "MUST",
        "Any other is answered with one that it supports, which should be the newest.",
        handshake="unknown_revision_is_answered_with_the_newest",
    ),
    requires(
        "2024-11-05, lifecycle, initialization",
        "MUST",
        "initialize is the first interaction; pings may come before.",
        handshake="request_before_initialize_is_an_error ping_works_before_initialize "
        "malformed_initialize_is_invalid_params second_initialize_is_refused_and_the_revision_kept "
        "initialize_after_a_refused_one_is_answered",
    ),
    requires(
        "2025-03-26, lifecycle, initialization",
        "MUST",
        "initialize is not part of a batch.",
        messages="initialize_may_not_be_in_a_batch",
    ),
    requires(
        "2024-11-05, lifecycle, capability negotiation",
        "MUST",
        "Only what was negotiated is used, and what is used is negotiated.",
        handshake="initialize_returns_instructions_and_capabilities "
        "completions_are_no_capability_of_the_first_revision",
        http="subscriptions_are_not_supported",
    ),
    requires(
        "2024-11-05, ping",
        "MUST",
        "A ping is answered promptly with an empty result.",
        handshake="ping_works_before_initialize",
        sockets="long_call_does_not_delay_others",
    ),
    # Utilities
    requires(
        "2024-11-05, cancellation, behavior requirements",
        "SHOULD",
        "A cancelled request is stopped and gets no response; unknown ids may be ignored.",
        reports="cancelled_call_is_not_answered cancelling_an_unknown_request_does_nothing",
        sockets="cancelled_call_gets_no_answer",
        http_bridge="answer_to_a_cancelled_request_is_not_carried",
    ),
    requires(
        "2024-11-05, progress, behavior requirements",
        "MUST",
        "Progress carries the token of an active request, rises, and stops with the result.",
        reports="progress_rises_and_carries_the_token malformed_progress_token_is_invalid_params "
        "progress_is_dropped_without_a_token_and_after_the_result",
        sockets="progress_comes_before_the_result result_does_not_overtake_the_reports_of_its_call",
        http="progress_streams_before_the_answer",
    ),
    requires(
        "2025-03-26, changelog",
        "MAY",
        "Progress has a message, which earlier revisions do not define.",
        reports="progress_has_no_message_in_the_first_revision",
    ),
    requires(
        "2024-11-05, logging",
        "MUST",
        "A server that logs declares it, and sends nothing below the level that was set.",
        reports="log_messages_below_the_level_are_not_sent "
        "client_without_a_level_receives_warnings_only",
        sockets="log_messages_below_the_set_level_are_dropped",
        http="log_messages_come_before_the_answer",
    ),
    requires(
        "2024-11-05, logging, error handling",
        "SHOULD",
        "An invalid level is -32602.",
        reports="unknown_log_level_is_invalid_params",
    ),
    requires(
        "2024-11-05, pagination",
        "SHOULD",
        "Cursors lead through a list to its end; an invalid one is -32602.",
        lists="pages_follow_each_other_to_the_end invented_cursor_is_invalid_params",
    ),
    requires(
        "2024-11-05, completion",
        "MUST",
        "At most 100 values, best first; what does not exist is -32602.",
        prompts="completion_offers_the_first_hundred "
        "completion_of_an_unknown_argument_is_invalid_params",
    ),
)
