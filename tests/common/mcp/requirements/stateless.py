"""The revision 2026-07-28."""

from tests.common.mcp.requirements.manifest import asks

STATELESS = (
    asks(
        "2026-07-28, base protocol, per-request fields",
        "MUST",
        "A request carries version and capabilities in _meta; without them it is -32602.",
        stateless="malformed_envelope_is_invalid_params both_eras_mix_on_one_connection "
        "discovery_without_an_envelope_says_what_it_lacks",
        http="envelope_that_is_missing_is_a_bad_request stateless_requests_are_answered",
        stdio="stateless_requests_need_no_handshake",
    ),
    asks(
        "2026-07-28, versioning",
        "MUST",
        "A version that is not supported is -32022 with those that are.",
        stateless="version_that_is_not_stateless_is_unsupported "
        "version_that_is_unsupported_is_told_before_what_else_is_wrong",
        http="unknown_version_is_refused",
    ),
    asks(
        "2026-07-28, server/discover",
        "MUST",
        "A server answers server/discover.",
        stateless="discovery_says_what_initialize_says",
    ),
    asks(
        "2026-07-28, base protocol, results and caching",
        "MUST",
        "Results name their type; lists, reads and discovery say how long they keep, and for whom.",
        stateless="stateless_result_names_its_type_server_and_how_long_it_keeps",
    ),
    asks(
        "2026-07-28, changelog",
        "MUST",
        "initialize, ping, logging/setLevel and resources/subscribe are gone.",
        messages="methods_of_the_handshake_are_gone_from_the_stateless_revision "
        "methods_of_the_stateless_revision_are_unknown_after_a_handshake",
        http="unknown_method_is_not_found",
    ),
    asks(
        "2026-07-28, logging",
        "MUST",
        "No log message goes to a request that asked for none.",
        reports="stateless_request_gets_log_messages_only_where_it_asks",
        stdio="a_call_is_logged_from_the_level_that_its_request_names",
    ),
    asks(
        "2026-07-28, subscriptions",
        "MUST",
        "The acknowledgement comes first, each notification bears the id, and the end is graceful.",
        resources="listener_is_acknowledged_told_and_let_go listener_that_cancels_is_not_answered",
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
)
