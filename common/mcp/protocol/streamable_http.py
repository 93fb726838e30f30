"""Streamable HTTP without HTTP: the meaning of a POST's headers and body, and the status to answer.

Each POST is an exchange of its own; nothing is kept between two. Sources: the transports page of
each revision, and for 2026-07-28 the header rules of SEP-2243.
"""

import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from common.mcp.protocol import jsonrpc
from common.mcp.protocol.calls import Event, Send
from common.mcp.protocol.jsonrpc import (
    INVALID_PARAMS,
    INVALID_REQUEST,
    METHOD_NOT_FOUND,
    PARSE_ERROR,
    Request,
)
from common.mcp.protocol.registry import Registry
from common.mcp.protocol.request_meta import UNSUPPORTED_VERSION, VERSION_KEY
from common.mcp.protocol.revisions import ASSUMED_OVER_HTTP, REVISIONS, STATELESS
from common.mcp.protocol.session import MISSING_CAPABILITY, Session

HEADER_MISMATCH: Final = -32020
VERSION_HEADER: Final = "Mcp-Protocol-Version"
METHOD_HEADER: Final = "Mcp-Method"
NAME_HEADER: Final = "Mcp-Name"
# The parameter of each method that Mcp-Name repeats.
NAMED_BY: Final = {"tools/call": "name", "prompts/get": "name", "resources/read": "uri"}
# Before 2026-07-28 only a body that is not a request is an error of HTTP.
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
        session: completes the calls among *events*.
        events: the events, in order; empty for notifications, which are answered with 202.
        stateless: True for a request of 2026-07-28 or later.
    """

    session: Session
    events: list[Event]
    stateless: bool

    def status(self, answer: Send) -> int:
        """Return the HTTP status of *answer*."""
        if answer.code is None:
            return 200
        table = _STATELESS_STATUS if self.stateless else _HANDSHAKE_STATUS
        return table.get(answer.code, 200)


def begin(registry: Registry, headers: Mapping[str, str], body: bytes) -> Exchange:
    """Process the *body* of a POST.

    Args:
        registry: the tools, resources and prompts to offer.
        headers: the MCP headers that were sent, by the names above.
        body: a JSON-RPC message or batch.
    """
    message = jsonrpc.read(body)
    # A request with `_meta` is stateless even under the header of an earlier revision.
    requested = headers.get(VERSION_HEADER)
    has_meta = isinstance(message, Request) and VERSION_KEY in _meta(message)
    revision = REVISIONS.get(requested, ASSUMED_OVER_HTTP) if requested else ASSUMED_OVER_HTTP
    session = Session(registry, revision, sessionless=True)
    refusal = _refusal(message, headers, has_meta=has_meta)
    if refusal is not None:
        # Only a stateless client sends a version that this server does not support.
        return Exchange(session, [refusal], True)
    return Exchange(session, session.process(message), revision.stateless or has_meta)


def _refusal(message: object, headers: Mapping[str, str], *, has_meta: bool) -> Send | None:
    requested = headers.get(VERSION_HEADER)
    identity = message.id if isinstance(message, Request) else None
    if has_meta and isinstance(message, Request):
        # A proxy decides by the headers, and the server by the body: both must say the same.
        mismatch = _mismatch(message, headers)
        if mismatch is not None:
            return Send(jsonrpc.error(identity, HEADER_MISMATCH, mismatch), HEADER_MISMATCH)
    elif requested is not None and requested not in REVISIONS:
        data = {"supported": list(STATELESS), "requested": requested}
        text = jsonrpc.error(identity, UNSUPPORTED_VERSION, "Unsupported protocol version", data)
        return Send(text, UNSUPPORTED_VERSION)
    return None


def _meta(request: Request) -> Mapping[str, Any]:
    meta = request.params.get("_meta")
    return meta if isinstance(meta, dict) else {}


def _mismatch(request: Request, headers: Mapping[str, str]) -> str | None:
    """Return how headers and body differ (2026-07-28, standard MCP request headers), or None."""
    if headers.get(VERSION_HEADER) != _meta(request)[VERSION_KEY]:
        return f"{VERSION_HEADER} must equal {VERSION_KEY} in `_meta`."
    # Proxies route by these headers, so a different body would bypass their rules.
    if headers.get(METHOD_HEADER) != request.method:
        return f"{METHOD_HEADER} must equal the method of the body."
    parameter = NAMED_BY.get(request.method)
    if parameter is not None:
        named = request.params.get(parameter)
        if named is not None and _decoded(headers.get(NAME_HEADER)) != named:
            return f"{NAME_HEADER} must equal `params.{parameter}` of the body."
    return None


def _decoded(value: str | None) -> str | None:
    """Return the text of a header value; text beyond ASCII is sent as ``=?base64?…?=``."""
    if value is None or not (value.startswith("=?base64?") and value.endswith("?=")):
        return value
    try:
        # Between the nine characters of =?base64? and the two of ?=.
        return base64.b64decode(value[9:-2], validate=True).decode()
    except (binascii.Error, UnicodeDecodeError):
        return None
