"""The transports."""

from tests.common.mcp.requirements.manifest import asks

TRANSPORTS = (
    asks(
        "2025-03-26, transports, security warning",
        "MUST",
        "The Origin of every connection is checked; a foreign one is 403.",
        http="foreign_origin_or_host_is_forbidden own_and_listed_origins_are_answered",
        opening="foreign_origin_is_refused own_and_listed_origins_are_let_in "
        "foreign_host_on_a_loopback_socket_is_refused host_of_the_public_address_is_let_in",
    ),
    asks(
        "2025-03-26, transports, sending messages",
        "MUST",
        "What wants no answer is 202 without a body; a request is JSON or an event stream.",
        http="message_without_an_answer_is_a_202 call_without_reports_is_plain_json "
        "client_that_accepts_json_only_gets_no_reports "
        "client_that_accepts_events_only_gets_an_event client_that_accepts_neither_type_gets_a_406",
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
        opening="subprotocol_is_echoed_where_it_is_offered other_paths_are_not_found "
        "malformed_handshake_is_told_what_is_wrong "
        "frames_sent_right_behind_the_head_are_all_answered",
        closing="binary_frame_closes_with_unsupported_data message_too_big_closes_with_1009 "
        "stopping_daemon_answers_what_is_under_way_then_goes_away",
    ),
)
