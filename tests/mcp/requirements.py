"""What the specification asks of a server, and the tests that prove it.

A requirement names the page and section that asks (modelcontextprotocol.io/specification, of the
oldest revision that does), how strongly, and its tests. ``test_requirements`` holds it both ways:
every test named here exists, and every test of the protocol and of its transports is named here
or in OWN, which holds what this product asks of itself.
"""

from dataclasses import dataclass
from typing import Literal

PROTOCOL = "tests/mcp/test_protocol.py"
JSONRPC = "tests/mcp/test_jsonrpc.py"
TRIPS = "tests/mcp/test_round_trips.py"
HTTP = "tests/rest/resources/test_mcp_http.py"
SOCKETS = "tests/mcp_daemon/test_sockets.py"
STDIO = "tests/mcp_daemon/test_stdio.py"
ORACLE = "tests/mcp/test_oracle.py"
FUZZ = "tests/mcp/test_fuzz.py"
HELD = (PROTOCOL, JSONRPC, TRIPS, HTTP, SOCKETS, STDIO)


@dataclass(frozen=True, slots=True)
class Requirement:
    """One thing that the specification asks.

    Attributes:
        source: revision, page and section.
        level: how strongly.
        text: what, in our words.
        tests: ``file::test`` of what proves it.
    """

    source: str
    level: Literal["MUST", "SHOULD", "MAY"]
    text: str
    tests: tuple[str, ...]


def asks(
    source: str, level: Literal["MUST", "SHOULD", "MAY"], text: str, **tests: str
) -> Requirement:
    """Make a requirement; *tests* are by file, several of one file with spaces between."""
    files = {
        "protocol": PROTOCOL,
        "jsonrpc": JSONRPC,
        "trips": TRIPS,
        "http": HTTP,
        "sockets": SOCKETS,
        "stdio": STDIO,
        "oracle": ORACLE,
        "fuzz": FUZZ,
    }
    named = tuple(f"{files[key]}::test_{n}" for key, names in tests.items() for n in names.split())
    return Requirement(source, level, text, named)


REQUIREMENTS = (
    # Base protocol
    asks(
        "2024-11-05, base protocol, messages",
        "MUST",
        "All messages follow JSON-RPC 2.0.",
        jsonrpc="what_is_not_json_is_a_parse_error_without_id error_without_id_says_null "
        "params_that_are_no_object_are_invalid_params params_may_be_left_out",
        oracle="results_are_valid errors_are_valid notifications_are_valid",
        protocol="connection_lives_on_after_rubbish unknown_method_is_not_found "
        "meta_that_is_no_object_is_invalid_params",
        sockets="rubbish_does_not_close_the_connection",
        stdio="rubbish_is_answered_with_a_parse_error",
        http="what_is_no_message_is_a_bad_request",
    ),
    asks(
        "2024-11-05, base protocol, requests",
        "MUST",
        "An id is a string or an integer, and never null.",
        jsonrpc="what_is_no_request_is_invalid_with_the_id_where_there_is_one",
        protocol="string_and_integer_ids_are_different",
    ),
    asks(
        "2024-11-05, base protocol, requests",
        "MUST",
        "An id is not used again by the requestor within a session.",
        protocol="id_in_flight_is_refused_and_the_first_is_still_answered",
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
        protocol="notification_is_never_answered_and_never_runs initialized_is_not_answered",
        jsonrpc="responses_and_bad_notifications_are_ignored",
    ),
    asks(
        "2025-03-26, base protocol, batching",
        "MUST",
        "Batches are received.",
        jsonrpc="batch_is_its_messages",
        protocol="batch_is_answered_in_one_piece_under_its_revision "
        "batch_of_notifications_is_not_answered cancelled_request_is_left_out_of_its_batch",
        fuzz="any_batch_is_answered_once_and_whole",
        http="batch_without_a_version_header_is_answered_as_a_batch",
    ),
    asks(
        "2025-06-18, changelog",
        "MUST",
        "There are no batches any more.",
        protocol="batch_is_refused_under_other_revisions",
        http="batch_under_another_revision_is_a_bad_request",
    ),
    # Lifecycle
    asks(
        "2024-11-05, lifecycle, version negotiation",
        "MUST",
        "A version that the server supports is answered with the same.",
        protocol="known_revision_is_echoed",
    ),
    asks(
        "2024-11-05, lifecycle, version negotiation",
        "MUST",
        "Any other is answered with one that it supports, which should be the newest.",
        protocol="other_revision_is_answered_with_the_newest_of_the_handshake",
    ),
    asks(
        "2024-11-05, lifecycle, initialization",
        "MUST",
        "initialize is the first interaction; pings may come before.",
        protocol="request_before_initialize_is_an_error ping_works_before_initialize "
        "malformed_initialize_is_invalid_params",
    ),
    asks(
        "2025-03-26, lifecycle, initialization",
        "MUST",
        "initialize is not part of a batch.",
        protocol="initialize_may_not_be_in_a_batch",
    ),
    asks(
        "2024-11-05, lifecycle, capability negotiation",
        "MUST",
        "Only what was negotiated is used, and what is used is negotiated.",
        protocol="instructions_and_capabilities_are_told "
        "completions_are_no_capability_of_the_first_revision",
        http="subscriptions_are_neither_offered_nor_known",
    ),
    asks(
        "2024-11-05, ping",
        "MUST",
        "A ping is answered promptly with an empty result.",
        protocol="ping_works_before_initialize",
        sockets="a_call_that_takes_long_does_not_hold_up_others",
    ),
    # Utilities
    asks(
        "2024-11-05, cancellation, behavior requirements",
        "SHOULD",
        "A cancelled request is stopped and gets no response; unknown ids may be ignored.",
        protocol="cancelled_call_is_not_answered cancelling_what_is_not_under_way_does_nothing",
        sockets="a_cancelled_call_is_not_answered",
    ),
    asks(
        "2024-11-05, progress, behavior requirements",
        "MUST",
        "Progress carries the token of an active request, rises, and stops with the result.",
        protocol="progress_rises_and_carries_the_token malformed_progress_token_is_invalid_params "
        "progress_is_silent_without_a_token_and_after_the_result",
        sockets="progress_comes_before_the_result",
        http="progress_streams_before_the_answer",
    ),
    asks(
        "2025-03-26, changelog",
        "MAY",
        "Progress has a message, which revisions before do not know.",
        protocol="progress_has_no_message_in_the_first_revision",
    ),
    asks(
        "2024-11-05, logging",
        "MUST",
        "A server that logs declares it, and sends nothing below the level that was set.",
        protocol="log_messages_below_the_level_are_not_sent",
        http="log_messages_come_before_the_answer",
    ),
    asks(
        "2024-11-05, logging, error handling",
        "SHOULD",
        "An invalid level is -32602.",
        protocol="unknown_log_level_is_invalid_params",
    ),
    asks(
        "2024-11-05, pagination",
        "SHOULD",
        "Cursors lead through a list to its end; an invalid one is -32602.",
        protocol="pages_follow_each_other_to_the_end invented_cursor_is_invalid_params",
    ),
    asks(
        "2024-11-05, completion",
        "MUST",
        "At most 100 values, best first; what does not exist is -32602.",
        protocol="completion_offers_the_first_hundred completion_of_nothing_is_invalid_params",
    ),
    # Tools
    asks(
        "2024-11-05, tools, calling tools",
        "MUST",
        "A tool is called by name with arguments, and returns content.",
        protocol="tool_is_called calls_need_not_wait_for_initialized",
    ),
    asks(
        "2024-11-05, tools, error handling",
        "SHOULD",
        "Unknown tools and malformed calls are protocol errors.",
        protocol="malformed_call_and_unknown_tool_are_invalid_params",
    ),
    asks(
        "2025-11-25, tools, error handling (SEP-1303)",
        "SHOULD",
        "Invalid arguments are results with isError, so that a model can mend them.",
        protocol="bad_arguments_are_a_result_that_says_what_to_change "
        "every_problem_of_a_refused_call_is_told",
    ),
    asks(
        "2025-06-18, tools, structured content",
        "MUST",
        "A tool with an output schema returns content valid for it.",
        protocol="structured_content_comes_with_the_revision_that_has_it",
    ),
    asks(
        "2025-03-26 to 2025-11-25, changelogs",
        "MUST",
        "What a revision does not know is not sent to its clients.",
        protocol="listed_tool_has_what_its_revision_has "
        "content_that_a_revision_does_not_know_becomes_text",
        oracle="every_method_of_every_revision_is_offered initialize_result_is_valid",
    ),
    asks(
        "2026-07-28, tools, listing",
        "SHOULD",
        "Tools come in the same order every time.",
        protocol="lists_hold_everything_in_order_of_name",
    ),
    # Resources
    asks(
        "2024-11-05, resources, reading",
        "MUST",
        "A resource is read by its URI, text as text and bytes in base64.",
        protocol="resource_is_read template_is_read_with_its_variables_decoded",
    ),
    asks(
        "2024-11-05, resources, error handling; 2026-07-28, changelog",
        "SHOULD",
        "A resource that does not exist is -32002, and -32602 from 2026-07-28 on.",
        protocol="missing_resource_is_told_in_the_code_of_the_revision "
        "subscription_to_nothing_is_refused",
    ),
    asks(
        "2024-11-05, resources, subscriptions",
        "MAY",
        "A subscriber is told of changes until it unsubscribes.",
        protocol="subscriber_is_told_until_it_unsubscribes",
        sockets="subscriber_is_told_of_changes_until_it_unsubscribes",
    ),
    # Prompts
    asks(
        "2024-11-05, prompts, error handling",
        "SHOULD",
        "Prompts are filled in; unknown names and missing arguments are -32602.",
        protocol="prompt_is_filled_in prompt_without_what_it_needs_is_invalid_params",
    ),
    # 2026-07-28
    asks(
        "2026-07-28, base protocol, per-request fields",
        "MUST",
        "A request carries version and capabilities in _meta; without them it is -32602.",
        protocol="malformed_envelope_is_invalid_params both_eras_mix_on_one_connection "
        "discovery_without_an_envelope_says_what_it_lacks",
        http="envelope_that_is_missing_is_a_bad_request stateless_requests_are_answered",
        stdio="stateless_requests_need_no_handshake",
    ),
    asks(
        "2026-07-28, versioning",
        "MUST",
        "A version that is not supported is -32022 with those that are.",
        protocol="version_that_is_not_stateless_is_unsupported",
        http="unknown_version_is_told_what_is_known",
    ),
    asks(
        "2026-07-28, server/discover",
        "MUST",
        "A server answers server/discover.",
        protocol="discovery_says_what_initialize_says",
    ),
    asks(
        "2026-07-28, base protocol, results and caching",
        "MUST",
        "Results name their type; lists, reads and discovery say how long they keep, and for whom.",
        protocol="stateless_result_names_its_type_server_and_how_long_it_keeps",
    ),
    asks(
        "2026-07-28, changelog",
        "MUST",
        "initialize, ping, logging/setLevel and resources/subscribe are gone.",
        protocol="methods_of_the_handshake_are_gone_from_the_stateless_revision "
        "methods_of_the_stateless_revision_are_unknown_after_a_handshake",
        http="unknown_method_is_not_found",
    ),
    asks(
        "2026-07-28, logging",
        "MUST",
        "No log message goes to a request that asked for none.",
        protocol="stateless_request_gets_log_messages_only_where_it_asks",
    ),
    asks(
        "2026-07-28, subscriptions",
        "MUST",
        "The acknowledgement comes first, each notification bears the id, and the end is graceful.",
        protocol="listener_is_acknowledged_told_and_let_go listener_that_cancels_is_not_answered",
        oracle="ended_listener_gets_a_valid_result",
        sockets="listener_is_told_and_let_go_when_the_server_stops",
    ),
    asks(
        "2026-07-28, multi round-trip requests (SEP-2322)",
        "MUST",
        "Input is asked for in the result, only of clients that can give it.",
        trips="question_is_the_result answer_completes_the_call "
        "malformed_answers_are_invalid_params client_that_lacks_the_capability_is_told_which "
        "state_that_is_not_ours_is_an_error_and_no_result "
        "client_of_the_handshake_era_is_refused_in_a_result",
    ),
    # Transports
    asks(
        "2025-03-26, transports, security warning",
        "MUST",
        "The Origin of every connection is checked; a foreign one is 403.",
        http="foreign_origin_or_host_is_forbidden own_and_listed_origins_are_answered",
        sockets="foreign_origin_is_refused own_and_listed_origins_are_let_in "
        "foreign_host_on_a_loopback_socket_is_refused host_of_the_public_address_is_let_in",
    ),
    asks(
        "2025-03-26, transports, sending messages",
        "MUST",
        "What wants no answer is 202 without a body; a request is JSON or an event stream.",
        http="what_wants_no_answer_is_accepted_without_a_body call_without_reports_is_plain_json "
        "client_that_takes_json_alone_gets_the_answer_alone "
        "client_that_takes_events_alone_gets_an_event client_that_takes_neither_kind_is_told",
    ),
    asks(
        "2025-03-26, transports, listening for messages",
        "MUST",
        "GET is 405 where there is no stream to listen on.",
        http="other_methods_are_not_allowed",
    ),
    asks(
        "2025-03-26, transports, session management",
        "MAY",
        "A server gives out a session id; this one does not, and asks for none.",
        http="initialize_needs_no_header_and_gives_no_session requests_need_no_initialize_before",
    ),
    asks(
        "2026-07-28, transports, standard headers (SEP-2243)",
        "MUST",
        "Headers that disagree with the body are 400 with -32020.",
        http="headers_that_disagree_with_the_body_are_refused name_beyond_ascii_comes_in_base64",
    ),
    asks(
        "2024-11-05, transports, stdio",
        "MUST",
        "One message a line, nothing else on standard output, and an end with the input.",
        stdio="documented_conversation_gets_a_barcode_that_scans signal_ends_the_process "
        "what_is_asked_before_the_input_ends_is_answered",
    ),
    asks(
        "2025-03-26, transports, custom transports",
        "MUST",
        "The message format and lifecycle are kept; connection and exchange are documented.",
        sockets="subprotocol_is_echoed_where_it_is_offered other_paths_are_not_found "
        "malformed_handshake_is_told_what_is_wrong binary_frame_closes_with_unsupported_data "
        "message_too_big_closes_with_1009 frames_sent_right_behind_the_head_are_all_answered "
        "stopping_daemon_answers_what_is_under_way_then_goes_away",
    ),
)

# What this product asks of itself beyond the specification, by file.
OWN = {
    PROTOCOL: "documented_first_message_is_answered batch_too_long_is_refused_whole "
    "unknown_tool_names_the_nearest crash_is_an_internal_error_without_detail "
    "refused_read_is_invalid_params",
    HTTP: "a_barcode_is_drawn error_of_a_request_is_an_answer_before_the_stateless_revision "
    "crash_is_an_answer_without_detail body_that_is_not_declared_as_json_is_refused "
    "body_too_large_is_refused answers_are_not_stored calls_count_for_the_mcp_interface "
    "falcon_is_what_answers somebody_without_credentials_is_refused_where_the_setting_says_so",
    SOCKETS: "what_nobody_watches_is_not_read more_calls_than_may_be_under_way_are_all_answered "
    "sockets_with_one_client_id_never_see_each_others_answers any_label_will_do_as_client_id "
    "what_is_no_path_is_the_clients_mistake whole_address_is_taken_as_its_path "
    "crash_is_told_without_detail_and_the_connection_lives "
    "connection_over_the_limit_is_told_when_to_come_again "
    "forwarded_address_counts_behind_a_trusted_proxy_only "
    "invented_forwarded_address_does_not_count client_that_does_not_read_is_dropped "
    "pings_without_end_do_not_fill_the_memory "
    "whoever_is_connected_is_counted_and_whoever_left_is_not refused_handshakes_are_not_counted "
    "vanished_client_is_gone_within_ping_interval_and_timeout "
    "call_that_never_ends_does_not_keep_the_daemon",
    STDIO: "own_server_takes_a_line_too_long_as_rubbish own_server_leaves_nothing_behind "
    "own_server_ends_though_its_answers_are_not_read own_server_ends_where_there_is_no_input "
    "bridge_to_nowhere_says_so bridge_names_the_addresses_that_it_takes",
}
