"""Tools, resources and prompts."""

from tests.common.mcp.requirements.manifest import requires

FEATURES = (
    # Tools
    requires(
        "2024-11-05, tools, calling tools",
        "MUST",
        "A tool is called by name with arguments, and returns content.",
        tools="tool_is_called",
        handshake="calls_need_not_wait_for_initialized",
    ),
    requires(
        "2024-11-05, tools, error handling",
        "SHOULD",
        "Unknown tools and malformed calls are protocol errors.",
        tools="malformed_call_and_unknown_tool_are_invalid_params",
    ),
    requires(
        "2025-11-25, tools, error handling (SEP-1303)",
        "SHOULD",
        "Invalid arguments are results with isError, so that a model can correct them.",
        tools="bad_arguments_are_a_result_with_the_fix every_problem_of_a_refused_call_is_returned",
    ),
    requires(
        "2025-06-18, tools, structured content",
        "MUST",
        "A tool with an output schema returns content valid for it.",
        tools="structured_content_comes_with_the_revision_that_has_it",
    ),
    requires(
        "2025-03-26 to 2025-11-25, changelogs",
        "MUST",
        "What a revision does not define is not sent to its clients.",
        lists="listed_tool_has_the_fields_of_its_revision",
        tools="content_that_a_revision_does_not_define_becomes_text",
        oracle="every_method_of_every_revision_is_offered initialize_result_is_valid",
    ),
    requires(
        "2026-07-28, tools, listing",
        "SHOULD",
        "Tools come in the same order every time.",
        lists="lists_contain_everything_in_order_of_name",
    ),
    # Resources
    requires(
        "2024-11-05, resources, reading",
        "MUST",
        "A resource is read by its URI, text as text and bytes in base64.",
        resources="resource_is_read template_is_read_with_its_variables_decoded",
    ),
    requires(
        "2024-11-05, resources, error handling; 2026-07-28, changelog",
        "SHOULD",
        "A resource that does not exist is -32002, and -32602 from 2026-07-28 on.",
        resources="missing_resource_has_the_error_code_of_the_revision "
        "subscription_to_an_unknown_resource_is_refused",
    ),
    requires(
        "2024-11-05, resources, subscriptions",
        "MAY",
        "A subscriber is notified of changes until it unsubscribes.",
        resources="subscriber_is_notified_until_it_unsubscribes",
        sockets="subscriber_is_notified_of_changes_until_it_unsubscribes "
        "change_directly_after_the_subscription_is_notified",
    ),
    # Roots
    requires(
        "2024-11-05, client, roots",
        "MUST",
        "Roots are requested of clients that declare them, and again when they change.",
        roots="roots_are_requested_and_reach_the_tool changed_roots_are_requested_again "
        "roots_are_not_requested_of_a_client_without_them answer_to_no_request_has_no_effect",
    ),
    requires(
        "2026-07-28, multi round-trip requests (SEP-2322)",
        "MUST",
        "A stateless client is requested to send its roots by the result of a call.",
        roots="stateless_client_sends_roots_with_the_repeated_call",
    ),
    # Prompts
    requires(
        "2024-11-05, prompts, error handling",
        "SHOULD",
        "Prompts are filled in; unknown names and missing arguments are -32602.",
        prompts="prompt_is_filled_in prompt_with_wrong_arguments_is_invalid_params",
    ),
)
