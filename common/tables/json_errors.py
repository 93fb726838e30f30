"""Why a text is no JSON, in words for those who wrote it: the parser's own are for programmers."""

import json
from typing import NoReturn


class NoConstant(ValueError):
    """NaN or Infinity, which Python reads and JSON does not have (RFC 8259, 6)."""


def refuse_constant(name: str) -> NoReturn:
    """Refuse the constant *name*; for ``json.loads(parse_constant=…)``.

    Raises:
        NoConstant: always.
    """
    raise NoConstant(f"{name} is no number of JSON")


def reason(error: ValueError | RecursionError) -> str:
    """Return a clause that says what *error*, which ``json.loads`` raised, found."""
    if isinstance(error, NoConstant):
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
