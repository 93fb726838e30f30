"""The revision 2026-07-28."""

from tests.common.mcp.requirements.manifest import requires

STATELESS = (
    requires(
        "2026-07-28, base protocol, per-request fields",
        "MUST",
        "A request carries version and capabilities in _meta; without them it is -32602.",
        stateless="malformed_request_meta_is_invalid_params "
        "stateless_requests_and_a_session_share_a_connection "
        "discovery_without_request_meta_names_what_is_missing",
        http="envelope_that_is_missing_is_a_bad_request stateless_requests_are_answered",
        stdio="stateless_requests_need_no_handshake",
    ),
    requires(
        "2026-07-28, versioning",
        "MUST",
        "A version that is not supported is -32022 with those that are.",
        stateless="version_other_than_a_stateless_one_is_unsupported "
        "unsupported_version_is_reported_before_other_errors",
        http="unknown_version_is_refused",
    ),
    requires(
        "2026-07-28, server/discover",
        "MUST",
        "A server answers server/discover.",
        stateless="discovery_returns_what_initialize_returns",
    ),
    requires(
        "2026-07-28, base protocol, results and caching",
        "MUST",
        "Results name their type; lists, reads and discovery say how long they may be cached.",
        stateless="stateless_result_has_type_server_and_cache_hint",
    ),
    requires(
        "2026-07-28, changelog",
        "MUST",
        "initialize, ping, logging/setLevel and resources/subscribe are removed.",
        messages="methods_of_the_handshake_are_unknown_to_the_stateless_revision "
        "methods_of_the_stateless_revision_are_unknown_after_a_handshake",
        http="unknown_method_is_not_found",
    ),
    requires(
        "2026-07-28, logging",
        "MUST",
        "No log message is sent for a request without a level.",
        reports="stateless_request_gets_log_messages_only_with_a_level",
        stdio="call_is_logged_from_the_level_of_its_request",
    ),
    requires(
        "2026-07-28, subscriptions",
        "MUST",
        "The acknowledgement comes first, each notification has the id, and the end is graceful.",
        resources="listener_is_acknowledged_notified_and_ended "
        "listener_that_cancels_is_not_answered",
        oracle="ended_listener_gets_a_valid_result",
        sockets="listener_is_notified_and_ended_by_the_stop",
    ),
    requires(
        "2026-07-28, multi round-trip requests (SEP-2322)",
        "MUST",
        "Input is requested in the result, only from clients with the capability.",
        trips="question_is_the_result answer_completes_the_call "
        "malformed_answers_are_invalid_params missing_capability_is_named "
        "forged_state_is_an_error "
        "call_that_needs_input_is_refused_under_earlier_revisions",
    ),
)
