"""The registry of what a server offers, with its lists in the format of each revision."""

import base64
import binascii
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar
from urllib.parse import unquote

import msgspec

from common import discovery
from common.mcp.protocol import serializers
from common.mcp.protocol.definitions import (
    About,
    Declaration,
    LogLevel,
    Prompt,
    Resource,
    ResourceTemplate,
    Tool,
)
from common.mcp.protocol.revisions import Revision

Kind = TypeVar("Kind", Tool, Resource, ResourceTemplate, Prompt)


class BadCursor(Exception):
    """A cursor is not one that this server has sent."""


class BadEncoding(Exception):
    """The percent-encoded bytes of a URI are not UTF-8."""


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a list: a JSON array, and the cursor of the next page or None."""

    items: msgspec.Raw
    next_cursor: str | None


class Registry:
    """What a server offers. Lists are ordered by name, so that they are always the same.

    Args:
        about: the name, version and description of the server.
        declarations: its tools, resources, templates and prompts.
        page_size: the maximum number of items on one page of a list.
        log_level: the lowest level of log messages for a client that has not set one (logging,
            setting log level: the server may decide).
        uses_roots: True if tools use the roots of the client.

    Raises:
        DuplicateDeclaration: two declarations of a kind have the same key.
    """

    def __init__(
        self,
        about: About,
        declarations: Iterable[Declaration],
        page_size: int = 100,
        log_level: LogLevel = "warning",
        *,
        uses_roots: bool = False,
    ) -> None:
        declared = list(declarations)
        self.about = about
        self.log_level = log_level
        self.uses_roots = uses_roots
        self.tools = _index(declared, Tool, by="name")
        self.resources = _index(declared, Resource, by="uri")
        self.templates = _index(declared, ResourceTemplate, by="uri_template")
        self.prompts = _index(declared, Prompt, by="name")
        # Compiled once: each resources/read is matched with all of them.
        self._patterns = {_pattern(uri): each for uri, each in self.templates.items()}
        self._page_size = page_size
        self._pages: dict[tuple[str, str, int, bool], Page] = {}

    def template_for(self, uri: str) -> tuple[ResourceTemplate, dict[str, str]] | None:
        """Return the template that *uri* matches and the values of its variables, or None.

        Raises:
            BadEncoding: it matches one, but a value is not percent-encoded UTF-8.
        """
        for pattern, template in self._patterns.items():
            if match := pattern.fullmatch(uri):
                values = match.groupdict()
                try:
                    # Strict: a wrong byte must not become another character.
                    return template, {
                        name: unquote(value, errors="strict") for name, value in values.items()
                    }
                except UnicodeDecodeError as error:
                    raise BadEncoding from error
        return None

    def page(
        self, kind: str, revision: Revision, cursor: str | None, *, with_apps: bool = False
    ) -> Page:
        """Return a page of the list *kind*, in the format of *revision*.

        Args:
            kind: `tools`, `resources`, `templates` or `prompts`.
            revision: the revision of the request.
            cursor: the cursor that the page before ended with; None for the first page.
            with_apps: True if the client may show the apps of tools.

        Raises:
            BadCursor: no page starts at *cursor*.
        """
        start = 0 if cursor is None else self._start(kind, cursor)
        key = (kind, revision.name, start, with_apps)
        # Encoded once per page and revision, since lists never change while the server runs.
        if key not in self._pages:
            self._pages[key] = self._encode(kind, revision, start, with_apps=with_apps)
        return self._pages[key]

    def _items(self, kind: str) -> Sequence[Any]:
        return [each for each in getattr(self, kind).values() if getattr(each, "is_listed", True)]

    def _start(self, kind: str, cursor: str) -> int:
        try:
            start = int(base64.b64decode(cursor, validate=True))
        except (ValueError, binascii.Error) as error:
            raise BadCursor from error
        # Only the start of a page other than the first is a cursor that was sent.
        if not 0 < start < len(self._items(kind)) or start % self._page_size:
            raise BadCursor
        return start

    def _encode(self, kind: str, revision: Revision, start: int, *, with_apps: bool) -> Page:
        items, end = self._items(kind), start + self._page_size
        listed = [
            serializers.listed(value, revision, with_apps=with_apps) for value in items[start:end]
        ]
        # Base64, so that clients don't take it for a number to count with.
        cursor = base64.b64encode(str(end).encode()).decode() if end < len(items) else None
        return Page(msgspec.Raw(msgspec.json.encode(listed)), cursor)


def _index(declared: list[Declaration], kind: type[Kind], *, by: str) -> dict[str, Kind]:
    own = [value for value in declared if isinstance(value, kind)]
    return dict(sorted(discovery.index(own, by=by).items()))


def variables_of(uri_template: str) -> tuple[str, ...]:
    """Return the names of the variables of an RFC 6570 level 1 template."""
    return tuple(re.findall(r"\{(\w+)\}", uri_template))


def _pattern(uri_template: str) -> re.Pattern[str]:
    """Return the pattern of an RFC 6570 level 1 template; the last variable matches all the rest.

    Expansion percent-encodes a slash (RFC 6570, 3.2.2), but models write
    ``barcode://qr/https://example.com``.
    """
    pieces = re.split(r"\{(\w+)\}", uri_template)
    last = len(pieces) - 2
    pattern = ""
    for index, piece in enumerate(pieces):
        if index % 2:
            pattern += f"(?P<{piece}>{'.+' if index == last and not pieces[-1] else '[^/]+'})"
        else:
            pattern += re.escape(piece)
    return re.compile(pattern, re.DOTALL)
