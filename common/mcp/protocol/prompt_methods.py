"""The methods of prompts, and completion of what they and resource templates ask for."""

from collections.abc import Mapping
from typing import Final

from msgspec import Struct

from common.mcp.protocol import serializers
from common.mcp.protocol.calls import Call, CallRequest
from common.mcp.protocol.definitions import Complete, Prompt, PromptResult
from common.mcp.protocol.jsonrpc import INVALID_PARAMS
from common.mcp.protocol.registry import variables_of
from common.mcp.protocol.state import Refused, Shape, State, params_of, told, unknown

# The specification's most for one completion (completion/complete, values).
MOST_COMPLETIONS: Final = 100


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


class _Others(Struct):
    arguments: dict[str, str] | None = None


class _Complete(Struct):
    ref: _PromptReference | _TemplateReference
    argument: _Argument
    context: _Others | None = None


def get(state: State, asked: CallRequest) -> Call:
    """Fill in a prompt."""
    params = params_of(asked, _GetPrompt)
    prompt = _prompt(state, params.name)
    arguments = params.arguments or {}
    _check_arguments(prompt, arguments)

    def shape(value: PromptResult) -> Shape:
        return serializers.prompt_result(value, asked.revision)

    return Call(asked, lambda context: prompt.fill(told(context, asked), arguments), shape)


def _check_arguments(prompt: Prompt, given: Mapping[str, str]) -> None:
    missing = [a.name for a in prompt.arguments if a.required and not given.get(a.name)]
    if missing:
        raise Refused(INVALID_PARAMS, f"Prompt {prompt.name} needs {', '.join(missing)}.")
    known = _names(prompt)
    for name in given:
        if name not in known:
            takes = f"It takes {', '.join(known)}." if known else "It takes none."
            message = f"Prompt {prompt.name} has no argument {name[:100]}. {takes}"
            raise Refused(INVALID_PARAMS, message)


def _names(prompt: Prompt) -> tuple[str, ...]:
    return tuple(argument.name for argument in prompt.arguments)


def _prompt(state: State, name: str) -> Prompt:
    prompt = state.registry.prompts.get(name)
    if prompt is None:
        raise Refused(INVALID_PARAMS, unknown("prompt", name, list(state.registry.prompts)))
    return prompt


def complete(state: State, asked: CallRequest) -> Call:
    """Offer values for an argument of a prompt or a variable of a template."""
    params = params_of(asked, _Complete)
    offer, known = _completion(state, params.ref)
    others = (params.context.arguments if params.context else None) or {}
    name, typed = params.argument.name, params.argument.value
    if name not in known:
        message = f"Nothing is called {name[:100]} there. Known are {', '.join(known) or 'none'}."
        raise Refused(INVALID_PARAMS, message)
    return Call(asked, lambda context: offer(name, typed, others), _completed)


def _completed(values: tuple[str, ...]) -> Shape:
    more = len(values) > MOST_COMPLETIONS
    offered = {"values": values[:MOST_COMPLETIONS], "total": len(values), "hasMore": more}
    return {"completion": offered}


def _completion(
    state: State, reference: _PromptReference | _TemplateReference
) -> tuple[Complete, tuple[str, ...]]:
    """Return what offers values, and the names of what it offers them for."""
    if isinstance(reference, _PromptReference):
        prompt = _prompt(state, reference.name)
        return prompt.complete, _names(prompt)
    template = state.registry.templates.get(reference.uri)
    if template is None:
        known = ", ".join(state.registry.templates)
        message = f"Unknown resource template: {reference.uri[:200]}. Known are {known}."
        raise Refused(INVALID_PARAMS, message)
    return template.complete, variables_of(template.uri_template)
