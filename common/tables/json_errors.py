"""Reasons why a text is not JSON, for its author: the parser's own texts are for programmers."""

import json
from typing import NoReturn


class InvalidConstant(ValueError):
    """NaN or Infinity, which Python accepts and JSON does not allow (RFC 8259, 6)."""


def refuse_constant(name: str) -> NoReturn:
    """Raise InvalidConstant for *name*; an argument of ``json.loads(parse_constant=…)``.

    Raises:
        InvalidConstant: always.
    """
    raise InvalidConstant(f"{name} is not a JSON number")


def reason(error: ValueError | RecursionError) -> str:
    """Return a clause that explains *error*, which ``json.loads`` raised."""
    if isinstance(error, InvalidConstant):
        return str(error)
    if isinstance(error, RecursionError):
        return "it is nested too deeply"
    if isinstance(error, UnicodeDecodeError):
        return f"byte {error.start + 1:,} is not UTF-8"
    if not isinstance(error, json.JSONDecodeError):
        return "a number has too many digits"
    if error.doc.startswith("\ufeff"):
        return "it begins with a byte order mark"
    return f"it is malformed at line {error.lineno:,}, column {error.colno:,}"
