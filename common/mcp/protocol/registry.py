"""Everything that a server offers, ready to be listed in the shape of each revision."""

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
    """A client made up the cursor of a list."""


class BadEncoding(Exception):
    """What is percent-encoded in a URI is no UTF-8."""


@dataclass(frozen=True, slots=True)
class Page:
    """A piece of a list: a JSON array, and the cursor of the next piece where there is one."""

    items: msgspec.Raw
    next_cursor: str | None


class Registry:
    """What a server offers. Lists are in order of name, so that they are the same every time.

    Arguments:
        about: who the server is.
        declarations: what it offers; two with one key raise DuplicateDeclaration.
        page_size: the most that one page of a list holds.
        log_level: the least level of the log messages that go to a client which has not said
            what it wants to hear (logging, setting log level: the server may decide).
    """

    def __init__(
        self,
        about: About,
        declarations: Iterable[Declaration],
        page_size: int = 100,
        log_level: LogLevel = "warning",
    ) -> None:
        declared = list(declarations)
        self.about = about
        self.log_level = log_level
        self.tools = _index(declared, Tool, by="name")
        self.resources = _index(declared, Resource, by="uri")
        self.templates = _index(declared, ResourceTemplate, by="uri_template")
        self.prompts = _index(declared, Prompt, by="name")
        self._patterns = {_pattern(uri): found for uri, found in self.templates.items()}
        self._page_size = page_size
        self._pages: dict[tuple[str, str, int], Page] = {}

    def template_for(self, uri: str) -> tuple[ResourceTemplate, dict[str, str]] | None:
        """Return the template that *uri* follows and its variables' values, or None.

        Raises:
            BadEncoding: it follows one, but its values can't be told.
        """
        for pattern, template in self._patterns.items():
            if found := pattern.fullmatch(uri):
                values = found.groupdict()
                try:
                    return template, {name: _decoded(value) for name, value in values.items()}
                except UnicodeDecodeError as wrong:
                    raise BadEncoding from wrong
        return None

    def page(self, kind: str, revision: Revision, cursor: str | None) -> Page:
        """Return the page of the list *kind* that *cursor* names, in the shape of *revision*.

        Raises:
            BadCursor: no page ends there.
        """
        key = (kind, revision.name, 0 if cursor is None else self._start(kind, cursor))
        # Drawn up once a page and revision: a list costs no more than copying it.
        if key not in self._pages:
            self._pages[key] = self._draw_up(kind, revision, key[2])
        return self._pages[key]

    def _listed(self, kind: str) -> Sequence[Any]:
        return list(getattr(self, kind).values())

    def _start(self, kind: str, cursor: str) -> int:
        try:
            start = int(base64.b64decode(cursor, validate=True))
        except (ValueError, binascii.Error) as wrong:
            raise BadCursor from wrong
        if not 0 < start < len(self._listed(kind)) or start % self._page_size:
            raise BadCursor
        return start

    def _draw_up(self, kind: str, revision: Revision, start: int) -> Page:
        listed, end = self._listed(kind), start + self._page_size
        items = [serializers.listed(value, revision) for value in listed[start:end]]
        more = base64.b64encode(str(end).encode()).decode() if end < len(listed) else None
        return Page(msgspec.Raw(msgspec.json.encode(items)), more)


def _index(declared: list[Declaration], kind: type[Kind], *, by: str) -> dict[str, Kind]:
    own = [value for value in declared if isinstance(value, kind)]
    return dict(sorted(discovery.index(own, by=by).items()))


def _decoded(value: str) -> str:
    """Return *value* percent-decoded; what is no UTF-8 must not become another character."""
    return unquote(value, errors="strict")


def variables_of(uri_template: str) -> tuple[str, ...]:
    """Return the names of the variables of an RFC 6570 level 1 template."""
    return tuple(re.findall(r"\{(\w+)\}", uri_template))


def _pattern(uri_template: str) -> re.Pattern[str]:
    """Make a pattern of an RFC 6570 level 1 template; the last variable takes all that is left.

    Expansion percent-encodes a slash, but models write ``barcode://qr/https://example.com``.
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
