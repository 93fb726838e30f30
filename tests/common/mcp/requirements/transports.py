"""The transports."""

from tests.common.mcp.requirements.manifest import requires

TRANSPORTS = (
    requires(
        "2025-03-26, transports, security warning",
        "MUST",
        "The Origin of every connection is checked; a foreign one is 403.",
        http="foreign_origin_or_host_is_forbidden own_and_listed_origins_are_answered",
        opening="foreign_origin_is_refused own_and_listed_origins_are_accepted "
        "foreign_host_on_a_loopback_socket_is_refused host_of_the_public_address_is_accepted",
    ),
    requires(
        "2025-03-26, transports, sending messages",
        "MUST",
        "A notification is 202 without a body; a request is JSON or an event stream.",
        http="message_without_an_answer_is_a_202 call_without_reports_is_plain_json "
        "client_that_accepts_json_only_gets_no_reports "
        "client_that_accepts_events_only_gets_an_event client_that_accepts_neither_type_gets_a_406",
    ),
    requires(
        "2025-03-26, transports, listening for messages",
        "MUST",
        "GET is 405 without a stream to listen on.",
        http="other_methods_are_not_allowed",
    ),
    requires(
        "2025-03-26, transports, session management",
        "MAY",
        "A server assigns a session id; this one does not, and requires none.",
        http="initialize_needs_no_header_and_gives_no_session requests_need_no_initialize_before",
    ),
    requires(
        "2026-07-28, transports, standard headers (SEP-2243)",
        "MUST",
        "Headers that disagree with the body are 400 with -32020.",
        http="headers_that_disagree_with_the_body_are_refused name_beyond_ascii_comes_in_base64",
    ),
    requires(
        "2024-11-05, transports, stdio",
        "MUST",
        "One message per line, nothing else on standard output, and an end with the input.",
        stdio="documented_conversation_gets_a_barcode_that_scans signal_ends_the_process "
        "documented_conversation_gets_a_barcode_that_scans",
    ),
    requires(
        "2025-03-26, transports, custom transports",
        "MUST",
        "The message format and lifecycle are kept; connection and exchange are documented.",
        opening="subprotocol_is_echoed_if_offered other_paths_are_not_found "
        "malformed_handshake_is_refused "
        "frames_sent_directly_after_the_head_are_answered",
        closing="binary_frame_closes_with_unsupported_data message_too_big_closes_with_1009 "
        "stopping_daemon_answers_the_calls_under_way_then_closes",
    ),
)
