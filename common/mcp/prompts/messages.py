"""The message of a prompt, and the escaping of values within it."""

from collections.abc import Callable, Mapping
from typing import Any

from common.mcp.protocol.content import TextContent
from common.mcp.protocol.definitions import CallError, Context, PromptMessage, PromptResult

Fill = Callable[[Context[Any, Any], Mapping[str, str]], PromptResult]

DRAW = "Draw it with barcode_generator and show me the picture."


def user_message(text: Callable[[Mapping[str, str]], str], description: str) -> Fill:
    """Return a function that fills a prompt of one user message, which *text* writes."""

    def fill(context: Context[Any, Any], values: Mapping[str, str]) -> PromptResult:
        return PromptResult((PromptMessage("user", TextContent(text(values))),), description)

    return fill


def require_single_lines(values: Mapping[str, str]) -> None:
    """Check that no value contains a line break, which would start another field.

    Raises:
        CallError: a value contains a line break or another control character.
    """
    names = [name for name, value in values.items() if not value.isprintable()]
    if names:
        text = "contains a line break or control character. Remove it."
        raise CallError(*(f"{name}: {text}" for name in names))


def escape(value: str, special: str) -> str:
    r"""Return *value* with a \ before each of the *special* characters."""
    return "".join("\\" + character if character in special else character for character in value)
