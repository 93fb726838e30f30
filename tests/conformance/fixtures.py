"""The tools, resources and prompts that the official conformance suite requires of a server.

This registry is only for tests: the product's server offers it at another path. Names and texts
are the suite's.
"""

import hmac
from collections.abc import Mapping
from typing import Any

from common.mcp.catalogue import about
from common.mcp.protocol.content import (
    AudioContent,
    BlobResourceContents,
    EmbeddedResource,
    ImageContent,
    TextContent,
    TextResourceContents,
)
from common.mcp.protocol.definitions import (
    About,
    CallError,
    Context,
    InputRequired,
    Malformed,
    Prompt,
    PromptArgument,
    PromptMessage,
    PromptResult,
    Resource,
    ResourceTemplate,
    Tool,
    ToolResult,
)
from common.mcp.protocol.registry import Registry

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c49444154789c63f8cf"
    "c0000003010100c9fe92ef0000000049454e44ae426082"
)
WAV = b"RIFF\x24\x00\x00\x00WAVEfmt \x10\x00\x00\x00\x01\x00\x01\x00@\x1f\x00\x00" + bytes(20)
EMPTY = {"type": "object", "properties": {}, "additionalProperties": False}

Arguments = Mapping[str, Any]


def simple_text(context: Context[Any, Any], arguments: Arguments) -> ToolResult:
    return ToolResult((TextContent("This is a simple text response for testing."),))


def image(context: Context[Any, Any], arguments: Arguments) -> ToolResult:
    return ToolResult((ImageContent(PNG, "image/png"),))


def audio(context: Context[Any, Any], arguments: Arguments) -> ToolResult:
    return ToolResult((AudioContent(WAV, "audio/wav"),))


def embedded(context: Context[Any, Any], arguments: Arguments) -> ToolResult:
    text = "This is an embedded resource content."
    contents = TextResourceContents("test://embedded-resource", text, "text/plain")
    return ToolResult((EmbeddedResource(contents),))


def mixed(context: Context[Any, Any], arguments: Arguments) -> ToolResult:
    contents = TextResourceContents(
        "test://mixed-content-resource", '{"test":"data","value":123}', "application/json"
    )
    return ToolResult(
        (
            TextContent("Multiple content types test:"),
            ImageContent(PNG, "image/png"),
            EmbeddedResource(contents),
        )
    )


def logging(context: Context[Any, Any], arguments: Arguments) -> ToolResult:
    for text in ("Tool execution started", "Tool processing data", "Tool execution completed"):
        context.log("info", text, "conformance")
    return ToolResult((TextContent("Logged three times."),))


def failing(context: Context[Any, Any], arguments: Arguments) -> ToolResult:
    raise CallError("This tool intentionally returns an error for testing")


def progress(context: Context[Any, Any], arguments: Arguments) -> ToolResult:
    for reached in (0, 50, 100):
        context.progress(reached, 100, "")
    return ToolResult((TextContent("Reported progress three times."),))


# Multi round-trip requests (SEP-2322): a tool requests input, the client repeats the call.


def question(message: str, name: str, kind: str = "string") -> dict[str, Any]:
    properties = {name: {"type": kind}}
    wanted = {"type": "object", "properties": properties, "required": [name]}
    params = {"mode": "form", "message": message, "requestedSchema": wanted}
    return {"method": "elicitation/create", "params": params}


def sampling(text: str, most: int) -> dict[str, Any]:
    messages = [{"role": "user", "content": {"type": "text", "text": text}}]
    return {"method": "sampling/createMessage", "params": {"messages": messages, "maxTokens": most}}


ROOTS: dict[str, Any] = {"method": "roots/list", "params": {}}
NAME = question("What is your name?", "name")


def content(inputs: Mapping[str, Any], name: str) -> Mapping[str, Any] | None:
    """Return the person's answer, or None if it is not a valid one."""
    answer = inputs.get(name)
    fields = answer.get("content") if isinstance(answer, dict) else None
    return fields if isinstance(fields, dict) else None


def ask_name(context: Context[Any, Any], arguments: Arguments) -> ToolResult | InputRequired:
    answer = content(context.client.inputs, "user_name")
    if answer is None or not isinstance(answer.get("name"), str):
        return InputRequired({"user_name": NAME})
    return ToolResult((TextContent(f"Hello, {answer['name']}!"),))


def ask_model(context: Context[Any, Any], arguments: Arguments) -> ToolResult | InputRequired:
    answer = context.client.inputs.get("capital_question")
    if not isinstance(answer, dict):
        return InputRequired({"capital_question": sampling("What is the capital of France?", 100)})
    return ToolResult((TextContent(str(answer.get("content"))),))


def ask_roots(context: Context[Any, Any], arguments: Arguments) -> ToolResult | InputRequired:
    answer = context.client.inputs.get("client_roots")
    if not isinstance(answer, dict):
        return InputRequired({"client_roots": ROOTS})
    return ToolResult((TextContent(f"Roots: {answer.get('roots')}"),))


def signed(text: str) -> str:
    return f"{text}.{hmac.new(b'conformance', text.encode(), 'sha256').hexdigest()}"


def opened(state: str | None) -> str:
    text = (state or "").partition(".")[0]
    if state is None or not hmac.compare_digest(signed(text), state):
        raise Malformed("requestState is not a state of this server.")
    return text


def confirm(context: Context[Any, Any], arguments: Arguments) -> ToolResult | InputRequired:
    if context.client.state is None:
        requests = {"confirm": question("Please confirm", "ok", "boolean")}
        return InputRequired(requests, signed("round-1"))
    opened(context.client.state)
    return ToolResult((TextContent("state-ok"),))


def ask_everything(context: Context[Any, Any], arguments: Arguments) -> ToolResult | InputRequired:
    requests = {
        "user_name": NAME,
        "greeting": sampling("Generate a greeting", 50),
        "client_roots": ROOTS,
    }
    if not set(requests) <= set(context.client.inputs):
        return InputRequired(requests, signed("everything"))
    opened(context.client.state)
    return ToolResult((TextContent("Everything was answered."),))


def ask_twice(context: Context[Any, Any], arguments: Arguments) -> ToolResult | InputRequired:
    if context.client.state is None:
        requests = {"step1": question("Step 1: What is your name?", "name")}
        return InputRequired(requests, signed("step1"))
    if opened(context.client.state) == "step1":
        requests = {"step2": question("Step 2: What is your favorite color?", "color")}
        return InputRequired(requests, signed("step2"))
    return ToolResult((TextContent("Both steps are done."),))


def ask_what_it_can(context: Context[Any, Any], arguments: Arguments) -> ToolResult | InputRequired:
    offered = {"elicitation": NAME, "sampling": sampling("Say hello", 10)}
    able = {name: r for name, r in offered.items() if name in context.client.capabilities}
    return InputRequired(able)


def need_sampling(context: Context[Any, Any], arguments: Arguments) -> ToolResult | InputRequired:
    return InputRequired({"sample": sampling("Say hello", 10)})


def ask_context(
    context: Context[Any, Any], given: Mapping[str, str]
) -> PromptResult | InputRequired:
    answer = content(context.client.inputs, "user_context")
    if answer is None:
        wanted = question("What context should the prompt use?", "context")
        return InputRequired({"user_context": wanted})
    return prompt(TextContent(f"Use this context: {answer.get('context')}"))


DIALECT: dict[str, Any] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "type": "object",
    "$defs": {
        "address": {
            "$anchor": "addressDef",
            "type": "object",
            "properties": {"street": {"type": "string"}, "city": {"type": "string"}},
        }
    },
    "properties": {
        "name": {"type": "string"},
        "address": {"$ref": "#/$defs/address"},
        "contactMethod": {"type": "string", "enum": ["phone", "email"]},
        "phone": {"type": "string"},
        "email": {"type": "string"},
    },
    "allOf": [{"anyOf": [{"required": ["phone"]}, {"required": ["email"]}]}],
    "if": {"properties": {"contactMethod": {"const": "phone"}}, "required": ["contactMethod"]},
    "then": {"required": ["phone"]},
    "else": {"required": ["email"]},
    "additionalProperties": False,
}


def template(
    context: Context[Any, Any], uri: str, values: Mapping[str, str]
) -> TextResourceContents:
    identity = values["id"]
    text = f'{{"id":"{identity}","templateTest":true,"data":"Data for ID: {identity}"}}'
    return TextResourceContents(uri, text, "application/json")


def prompt(*contents: Any) -> PromptResult:
    return PromptResult(tuple(PromptMessage("user", content) for content in contents))


def with_arguments(context: Context[Any, Any], given: Mapping[str, str]) -> PromptResult:
    text = f"Prompt with arguments: arg1='{given['arg1']}', arg2='{given['arg2']}'"
    return prompt(TextContent(text))


def with_resource(context: Context[Any, Any], given: Mapping[str, str]) -> PromptResult:
    text = "Embedded resource content for testing."
    contents = TextResourceContents(given["resourceUri"], text, "text/plain")
    return prompt(EmbeddedResource(contents), TextContent("Please process the resource above."))


def cities(argument: str, value: str, others: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(name for name in ("paris", "park", "party") if name.startswith(value))


def argument(name: str) -> PromptArgument:
    return PromptArgument(name, name, f"The argument {name}.", required=True)


def registry() -> Registry:
    tools = {
        "test_simple_text": simple_text,
        "test_image_content": image,
        "test_audio_content": audio,
        "test_embedded_resource": embedded,
        "test_multiple_content_types": mixed,
        "test_tool_with_logging": logging,
        "test_error_handling": failing,
        "test_tool_with_progress": progress,
        "test_logging_tool": logging,
        "test_input_required_result_elicitation": ask_name,
        "test_input_required_result_sampling": ask_model,
        "test_input_required_result_list_roots": ask_roots,
        "test_input_required_result_request_state": confirm,
        "test_input_required_result_multiple_inputs": ask_everything,
        "test_input_required_result_multi_round": ask_twice,
        "test_input_required_result_tampered_state": confirm,
        "test_input_required_result_capabilities": ask_what_it_can,
        "test_missing_capability": need_sampling,
        "test_streaming_elicitation": ask_name,
    }
    declared: list[Any] = [
        Tool(name, name, f"The suite's {name}.", EMPTY, run) for name, run in tools.items()
    ]
    declared += [
        Tool(
            "json_schema_2020_12_tool",
            "Dialect",
            "Tool with JSON Schema 2020-12 features",
            DIALECT,
            simple_text,
        ),
        Prompt(
            "test_input_required_result_prompt",
            "Context",
            "The suite's prompt that requests input first.",
            ask_context,
        ),
        Resource(
            "test://static-text",
            "static-text",
            "Static text",
            "The suite's text.",
            "text/plain",
            lambda context: TextResourceContents(
                "test://static-text",
                "This is the content of the static text resource.",
                "text/plain",
            ),
        ),
        Resource(
            "test://static-binary",
            "static-binary",
            "Static bytes",
            "The suite's bytes.",
            "image/png",
            lambda context: BlobResourceContents("test://static-binary", PNG, "image/png"),
        ),
        Resource(
            "test://watched-resource",
            "watched",
            "Watched",
            "The suite's watched resource.",
            "text/plain",
            lambda context: TextResourceContents("test://watched-resource", "watched"),
        ),
        ResourceTemplate(
            "test://template/{id}/data",
            "template",
            "Template",
            "The suite's template.",
            "application/json",
            template,
        ),
        Prompt(
            "test_simple_prompt",
            "Simple",
            "The suite's simple prompt.",
            lambda context, given: prompt(TextContent("This is a simple prompt for testing.")),
        ),
        Prompt(
            "test_prompt_with_arguments",
            "Arguments",
            "The suite's prompt with arguments.",
            with_arguments,
            (argument("arg1"), argument("arg2")),
            cities,
        ),
        Prompt(
            "test_prompt_with_embedded_resource",
            "Resource",
            "The suite's prompt with a resource.",
            with_resource,
            (argument("resourceUri"),),
        ),
        Prompt(
            "test_prompt_with_image",
            "Image",
            "The suite's prompt with a picture.",
            lambda context, given: prompt(
                ImageContent(PNG, "image/png"), TextContent("Please analyze the image above.")
            ),
        ),
    ]
    who: About = about("0.0.0")
    # The suite expects log messages without setting a level.
    return Registry(who, declared, log_level="info")
