"""Compares observations, and separates changes for programs from other wording."""

from collections.abc import Iterator
from typing import Any

from msgspec import Struct

from tools.builds.exchanges import Observation

# Keys of texts for human readers.
_WORDS = {
    "description", "detail", "error", "error_message", "fix", "instructions", "meaning", "message",
    "note", "notes", "problem", "problems", "reason", "summary", "title", "warning", "warnings",
    "x-enumDescriptions",
}  # fmt: skip
_WORD_HEADERS = {"x-barcode-warning"}
_MISSING = "(missing)"
Path = tuple[str, ...]


class Difference(Struct, frozen=True):
    """One value that differs.

    Attributes:
        where: its place, such as ``body/errors/0/code``.
        before: in the recording.
        after: in the replay.
        reworded: True if it is text for human readers.
    """

    where: str
    before: Any
    after: Any
    reworded: bool = False


def compare(before: Observation, after: Observation) -> list[Difference]:
    """Return what differs between two answers to one request."""
    found = list(_walk(before.status, after.status, ("status",)))
    for name in sorted({*before.headers, *after.headers}):
        old, new = before.headers.get(name, _MISSING), after.headers.get(name, _MISSING)
        if old != new:
            is_worded = name in _WORD_HEADERS and _MISSING not in (old, new)
            found.append(Difference(f"header {name}", old, new, is_worded))
    return found + list(_walk(before.document, after.document, ("body",)))


def _walk(before: Any, after: Any, path: Path) -> Iterator[Difference]:
    if isinstance(before, dict) and isinstance(after, dict):
        for key in [*before, *(key for key in after if key not in before)]:
            yield from _walk(before.get(key, _MISSING), after.get(key, _MISSING), (*path, key))
    elif isinstance(before, list) and isinstance(after, list):
        if len(before) != len(after):
            yield Difference("/".join((*path, "length")), len(before), len(after))
        for number, (old, new) in enumerate(zip(before, after, strict=False)):
            yield from _walk(old, new, (*path, str(number)))
    elif type(before) is not type(after) or before != after:
        yield Difference("/".join(path), before, after, _is_worded(before, after, path))


def _is_worded(before: Any, after: Any, path: Path) -> bool:
    if not (isinstance(before, str) and isinstance(after, str)):
        return False
    if _MISSING in (before, after) or "cells" in path:
        return False
    names = [part for part in path if not part.isdigit()]
    # A text item of MCP: content[].text of a result, content.text of a prompt's message.
    is_item = names[-1] == "text" and len(names) > 1 and names[-2] == "content"
    return names[-1] in _WORDS or "x-enumDescriptions" in names or is_item
