"""Streamable HTTP without HTTP: what a POST's headers and body mean, and which status answers.

Each POST is an exchange of its own; nothing is kept between two. Sources: the transports page of
each revision, and for 2026-07-28 the header rules of SEP-2243.
"""

import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from common.mcp.protocol import jsonrpc
from common.mcp.protocol.jsonrpc import (
    INVALID_PARAMS,
    INVALID_REQUEST,
    METHOD_NOT_FOUND,
    PARSE_ERROR,
    Request,
)
from common.mcp.protocol.registry import Registry
from common.mcp.protocol.request_meta import UNSUPPORTED_VERSION, VERSION_KEY
from common.mcp.protocol.revisions import ASSUMED_OVER_HTTP, REVISIONS, STATELESS, Revision
from common.mcp.protocol.session import MISSING_CAPABILITY, Event, Send, Session

HEADER_MISMATCH: Final = -32020
VERSION_HEADER: Final = "Mcp-Protocol-Version"
METHOD_HEADER: Final = "Mcp-Method"
NAME_HEADER: Final = "Mcp-Name"
# Which parameter of a method Mcp-Name repeats.
NAMED_BY: Final = {"tools/call": "name", "prompts/get": "name", "resources/read": "uri"}
# Before 2026-07-28 only what is no request at all is an error of HTTP.
_HANDSHAKE_STATUS: Final = {PARSE_ERROR: 400, INVALID_REQUEST: 400}
_STATELESS_STATUS: Final = _HANDSHAKE_STATUS | {
    INVALID_PARAMS: 400,
    HEADER_MISMATCH: 400,
    MISSING_CAPABILITY: 400,
    UNSUPPORTED_VERSION: 400,
    METHOD_NOT_FOUND: 404,
}


@dataclass(frozen=True, slots=True)
class Exchange:
    """One POST.

    Attributes:
        session: what ends the calls among *events*.
        events: what to do, in order; empty for notifications, which 202 answers.
        stateless: True for a request of 2026-07-28 or later.
    """

    session: Session
    events: list[Event]
    stateless: bool

    def status(self, answer: Send) -> int:
        """Return the HTTP status that goes with *answer*."""
        if answer.code is None:
            return 200
        table = _STATELESS_STATUS if self.stateless else _HANDSHAKE_STATUS
        return table.get(answer.code, 200)


def begin(registry: Registry, headers: Mapping[str, str], body: bytes) -> Exchange:
    """Take a POST's *body*.

    *headers* holds those of the three MCP headers that were sent, by the names above.
    """
    message = jsonrpc.read(body)
    asked = headers.get(VERSION_HEADER)
    enveloped = isinstance(message, Request) and VERSION_KEY in _meta(message)
    revision = REVISIONS.get(asked, ASSUMED_OVER_HTTP) if asked else ASSUMED_OVER_HTTP
    session = Session(registry, revision, sessionless=True)
    stateless = revision.stateless or enveloped
    refusal = _refusal(message, headers, revision, enveloped=enveloped)
    if refusal is not None:
        # Only a stateless client asks for a version that we don't know.
        return Exchange(session, [refusal], True)
    return Exchange(session, session.take(message), stateless)


def _refusal(
    message: object, headers: Mapping[str, str], revision: Revision, *, enveloped: bool
) -> Send | None:
    asked = headers.get(VERSION_HEADER)
    identity = message.id if isinstance(message, Request) else None
    if enveloped and isinstance(message, Request):
        wrong = _mismatch(message, headers)
        if wrong is not None:
            return Send(jsonrpc.error(identity, HEADER_MISMATCH, wrong), HEADER_MISMATCH)
    elif asked is not None and asked not in REVISIONS:
        data = {"supported": list(STATELESS), "requested": asked}
        text = jsonrpc.error(identity, UNSUPPORTED_VERSION, "Unsupported protocol version", data)
        return Send(text, UNSUPPORTED_VERSION)
    return None


def _meta(request: Request) -> Mapping[str, Any]:
    meta = request.params.get("_meta")
    return meta if isinstance(meta, dict) else {}


def _mismatch(request: Request, headers: Mapping[str, str]) -> str | None:
    """Return what disagrees between headers and body (2026-07-28, standard MCP request headers)."""
    if headers.get(VERSION_HEADER) != _meta(request)[VERSION_KEY]:
        return f"{VERSION_HEADER} must say what {VERSION_KEY} in `_meta` says."
    if headers.get(METHOD_HEADER) != request.method:
        return f"{METHOD_HEADER} must say the method of the body."
    parameter = NAMED_BY.get(request.method)
    if parameter is not None:
        named = request.params.get(parameter)
        if named is not None and _decoded(headers.get(NAME_HEADER)) != named:
            return f"{NAME_HEADER} must say `params.{parameter}` of the body."
    return None


def _decoded(value: str | None) -> str | None:
    """Return what a header says: text beyond ASCII comes as ``=?base64?…?=``."""
    if value is None or not (value.startswith("=?base64?") and value.endswith("?=")):
        return value
    try:
        return base64.b64decode(value[9:-2], validate=True).decode()
    except (binascii.Error, UnicodeDecodeError):
        return None
