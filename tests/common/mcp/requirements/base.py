"""The base protocol, the lifecycle and the utilities."""

from tests.common.mcp.requirements.manifest import asks

BASE = (
    # Base protocol
    asks(
        "2024-11-05, base protocol, messages",
        "MUST",
        "All messages follow JSON-RPC 2.0.",
        jsonrpc="what_is_not_json_is_a_parse_error_without_id error_without_id_says_null "
        "params_that_are_no_object_are_invalid_params params_may_be_left_out",
        oracle="results_are_valid errors_are_valid notifications_are_valid",
        messages="connection_lives_on_after_rubbish unknown_method_is_not_found "
        "meta_that_is_no_object_is_invalid_params",
        sockets="rubbish_does_not_close_the_connection",
        stdio="rubbish_is_answered_with_a_parse_error",
        http="malformed_message_is_a_bad_request",
    ),
    asks(
        "2024-11-05, base protocol, requests",
        "MUST",
        "An id is a string or an integer, and never null.",
        jsonrpc="what_is_no_request_is_invalid_with_the_id_where_there_is_one",
        messages="string_and_integer_ids_are_different",
    ),
    asks(
        "2024-11-05, base protocol, requests",
        "MUST",
        "An id is not used again by the requestor within a session.",
        messages="id_in_flight_is_refused_and_the_first_is_still_answered",
    ),
    asks(
        "2024-11-05, base protocol, responses",
        "MUST",
        "A response carries the id of its request, and a result or an error, never both.",
        jsonrpc="request_keeps_its_id",
        fuzz="any_message_is_answered_as_its_kind_demands",
        sockets="calls_are_answered",
    ),
    asks(
        "2024-11-05, base protocol, notifications",
        "MUST",
        "A receiver does not respond to a notification.",
        messages="notification_is_never_answered_and_never_runs",
        handshake="initialized_is_not_answered",
        jsonrpc="responses_and_bad_notifications_are_ignored",
    ),
    asks(
        "2025-03-26, base protocol, batching",
        "MUST",
        "Batches are received.",
        jsonrpc="batch_is_its_messages",
        messages="batch_is_answered_in_one_piece_under_its_revision "
        "batch_of_notifications_is_not_answered cancelled_request_is_left_out_of_its_batch",
        fuzz="any_batch_is_answered_once_and_whole",
        http="batch_without_a_version_header_is_answered_as_a_batch",
    ),
    asks(
        "2025-06-18, changelog",
        "MUST",
        "There are no batches any more.",
        messages="batch_is_refused_under_other_revisions",
        http="batch_under_another_revision_is_a_bad_request",
    ),
    # Lifecycle
    asks(
        "2024-11-05, lifecycle, version negotiation",
        "MUST",
        "A version that the server supports is answered with the same.",
        handshake="known_revision_is_echoed",
    ),
    asks(
        "2024-11-05, lifecycle, version negotiation",
        "MUST",
        "Any other is answered with one that it supports, which should be the newest.",
        handshake="other_revision_is_answered_with_the_newest_of_the_handshake",
    ),
    asks(
        "2024-11-05, lifecycle, initialization",
        "MUST",
        "initialize is the first interaction; pings may come before.",
        handshake="request_before_initialize_is_an_error ping_works_before_initialize "
        "malformed_initialize_is_invalid_params",
    ),
    asks(
        "2025-03-26, lifecycle, initialization",
        "MUST",
        "initialize is not part of a batch.",
        messages="initialize_may_not_be_in_a_batch",
    ),
    asks(
        "2024-11-05, lifecycle, capability negotiation",
        "MUST",
        "Only what was negotiated is used, and what is used is negotiated.",
        handshake="instructions_and_capabilities_are_told "
        "completions_are_no_capability_of_the_first_revision",
        http="subscriptions_are_not_supported",
    ),
    asks(
        "2024-11-05, ping",
        "MUST",
        "A ping is answered promptly with an empty result.",
        handshake="ping_works_before_initialize",
        sockets="a_call_that_takes_long_does_not_hold_up_others",
    ),
    # Utilities
    asks(
        "2024-11-05, cancellation, behavior requirements",
        "SHOULD",
        "A cancelled request is stopped and gets no response; unknown ids may be ignored.",
        reports="cancelled_call_is_not_answered cancelling_what_is_not_under_way_does_nothing",
        sockets="a_cancelled_call_is_not_answered",
        bridge="answer_to_what_was_cancelled_is_not_carried",
    ),
    asks(
        "2024-11-05, progress, behavior requirements",
        "MUST",
        "Progress carries the token of an active request, rises, and stops with the result.",
        reports="progress_rises_and_carries_the_token malformed_progress_token_is_invalid_params "
        "progress_is_silent_without_a_token_and_after_the_result",
        sockets="progress_comes_before_the_result",
        http="progress_streams_before_the_answer",
    ),
    asks(
        "2025-03-26, changelog",
        "MAY",
        "Progress has a message, which revisions before do not know.",
        reports="progress_has_no_message_in_the_first_revision",
    ),
    asks(
        "2024-11-05, logging",
        "MUST",
        "A server that logs declares it, and sends nothing below the level that was set.",
        reports="log_messages_below_the_level_are_not_sent "
        "client_that_never_asked_hears_of_warnings_alone",
        sockets="log_messages_keep_to_the_level_that_was_set",
        http="log_messages_come_before_the_answer",
    ),
    asks(
        "2024-11-05, logging, error handling",
        "SHOULD",
        "An invalid level is -32602.",
        reports="unknown_log_level_is_invalid_params",
    ),
    asks(
        "2024-11-05, pagination",
        "SHOULD",
        "Cursors lead through a list to its end; an invalid one is -32602.",
        lists="pages_follow_each_other_to_the_end invented_cursor_is_invalid_params",
    ),
    asks(
        "2024-11-05, completion",
        "MUST",
        "At most 100 values, best first; what does not exist is -32602.",
        prompts="completion_offers_the_first_hundred completion_of_nothing_is_invalid_params",
    ),
)
