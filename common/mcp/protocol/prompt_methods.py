"""The methods of prompts, and completion of the arguments of prompts and resource templates."""

from collections.abc import Mapping
from typing import Final

from msgspec import Struct

from common.mcp.protocol import serializers
from common.mcp.protocol.calls import Call, CallRequest
from common.mcp.protocol.definitions import Complete, Prompt, PromptResult
from common.mcp.protocol.jsonrpc import INVALID_PARAMS
from common.mcp.protocol.registry import variables_of
from common.mcp.protocol.state import (
    JsonObject,
    RequestError,
    SessionState,
    params_of,
    unknown_name,
    with_client,
)

# The specification's maximum for one completion (completion/complete, values).
MAX_COMPLETIONS: Final = 100


class _GetPrompt(Struct):
    name: str
    arguments: dict[str, str] | None = None


class _PromptReference(Struct, tag="ref/prompt"):
    name: str


class _TemplateReference(Struct, tag="ref/resource"):
    uri: str


class _Argument(Struct):
    name: str
    value: str


class _OtherArguments(Struct):
    arguments: dict[str, str] | None = None


class _Complete(Struct):
    ref: _PromptReference | _TemplateReference
    argument: _Argument
    context: _OtherArguments | None = None


def get(state: SessionState, request: CallRequest) -> Call:
    """Return the call that fills in a prompt."""
    params = params_of(request, _GetPrompt)
    prompt = _prompt(state, params.name)
    arguments = params.arguments or {}
    _check_arguments(prompt, arguments)

    def serialize(value: PromptResult) -> JsonObject:
        return serializers.prompt_result(value, request.revision)

    return Call(
        request,
        lambda context: prompt.fill(with_client(state, context, request), arguments),
        serialize,
    )


def _check_arguments(prompt: Prompt, given: Mapping[str, str]) -> None:
    # Forms of clients send an argument that was left empty as an empty text.
    missing = [a.name for a in prompt.arguments if a.required and not given.get(a.name)]
    if missing:
        raise RequestError(INVALID_PARAMS, f"Prompt {prompt.name} needs {', '.join(missing)}.")
    known = _names(prompt)
    for name in given:
        # An empty list of suggestions would look as if the argument took any value.
        if name not in known:
            hint = f"Known arguments: {', '.join(known)}." if known else "It has no arguments."
            message = f"Prompt {prompt.name} has no argument {name[:100]}. {hint}"
            raise RequestError(INVALID_PARAMS, message)


def _names(prompt: Prompt) -> tuple[str, ...]:
    return tuple(argument.name for argument in prompt.arguments)


def _prompt(state: SessionState, name: str) -> Prompt:
    prompts = state.registry.prompts
    prompt = prompts.get(name)
    if prompt is None:
        raise RequestError(INVALID_PARAMS, unknown_name("prompt", name, list(prompts)))
    return prompt


def complete(state: SessionState, request: CallRequest) -> Call:
    """Return the call that suggests values for an argument of a prompt or a template."""
    params = params_of(request, _Complete)
    suggest, known = _completion(state, params.ref)
    others = (params.context.arguments if params.context else None) or {}
    name, typed = params.argument.name, params.argument.value
    if name not in known:
        message = (
            f"There is no argument {name[:100]}. Known arguments: {', '.join(known) or 'none'}."
        )
        raise RequestError(INVALID_PARAMS, message)
    return Call(request, lambda context: suggest(name, typed, others), _completed)


def _completed(values: tuple[str, ...]) -> JsonObject:
    more = len(values) > MAX_COMPLETIONS
    offered = {"values": values[:MAX_COMPLETIONS], "total": len(values), "hasMore": more}
    return {"completion": offered}


def _completion(
    state: SessionState, reference: _PromptReference | _TemplateReference
) -> tuple[Complete, tuple[str, ...]]:
    """Return the function that suggests values, and the names of its arguments."""
    if isinstance(reference, _PromptReference):
        prompt = _prompt(state, reference.name)
        return prompt.complete, _names(prompt)
    template = state.registry.templates.get(reference.uri)
    if template is None:
        known = ", ".join(state.registry.templates)
        message = f"Unknown resource template: {reference.uri[:200]}. Known templates: {known}."
        raise RequestError(INVALID_PARAMS, message)
    return template.complete, variables_of(template.uri_template)
