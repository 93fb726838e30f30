"""What prompts share: a message in a person's name, and the checks of what goes into it."""

from collections.abc import Callable, Mapping
from typing import Any

from common.mcp.protocol.definitions import (
    CallError,
    Context,
    PromptMessage,
    PromptResult,
    TextContent,
)

Fill = Callable[[Context[Any, Any], Mapping[str, str]], PromptResult]

DRAW = "Draw it with barcode_generator and show me the picture."


def asking(text: Callable[[Mapping[str, str]], str], description: str) -> Fill:
    """Return a function that fills a prompt of one message, written by *text*."""

    def fill(context: Context[Any, Any], values: Mapping[str, str]) -> PromptResult:
        return PromptResult((PromptMessage("user", TextContent(text(values))),), description)

    return fill


def require_lines(values: Mapping[str, str]) -> None:
    """Refuse values that would break out of the one line that each stands in.

    Raises:
        CallError: some hold a line break or another control character.
    """
    wrong = [name for name, value in values.items() if not value.isprintable()]
    if wrong:
        raise CallError(
            *(f"{name}: holds a line break or control character. Leave it out." for name in wrong)
        )


def escape(value: str, special: str) -> str:
    r"""Put a \ before each of the *special* characters in *value*."""
    return "".join("\\" + character if character in special else character for character in value)
