"""``mcp/status`` and ``mcp/ws/{client_id}``: MCP as far as HTTP has to do with it."""

from typing import Literal

import msgspec
from falcon import Request, Response
from msgspec import Struct

from common.barcode.model.errors import Problem
from common.mcp.catalogue import about
from common.mcp.protocol.revisions import REVISIONS
from common.services.container import Services
from common.services.errors import RETRY_SECONDS
from rest import request_params
from rest.errors import ProblemError, bad_request
from rest.fd_sender import DaemonAway, HeadTooLarge, NoSocket, hand_over
from rest.problems import PROBLEM_JSON, ProblemDocument
from rest.routes import Answer, Operation, Parameter, Route

# The name under which this product documents its protocol.
PROTOCOL = "MCP 1.0.0"


class ServerInfo(Struct, frozen=True):
    """Who the MCP server is and what it speaks."""

    name: str
    version: str
    protocol: str
    protocol_versions: tuple[str, ...]


class McpState(Struct, frozen=True):
    """How the MCP server is, over all daemons and machines."""

    status: Literal["ok", "unavailable"]
    active_connections: int
    server_info: ServerInfo


class Status:
    """Answers how many MCP sockets are open."""

    def __init__(self, services: Services) -> None:
        self._services = services
        server = about(services.settings.app_version)
        self._info = ServerInfo(server.title, server.version, PROTOCOL, tuple(REVISIONS))

    def on_get(self, req: Request, resp: Response) -> None:
        """Count the sockets of every daemon that lives."""
        request_params.require_none(req)
        tally = self._services.connections.tally()
        state = McpState("ok" if tally.daemons else "unavailable", tally.connections, self._info)
        resp.content_type = "application/json"
        resp.set_header("Cache-Control", "no-store")
        resp.data = msgspec.json.encode(state)

    on_head = on_get


class Socket:
    """Hands WebSockets over to the MCP daemon."""

    def __init__(self, services: Services) -> None:
        self._path = services.settings.mcp_socket

    def on_get(self, req: Request, resp: Response, client_id: str) -> None:
        """Hand the connection over; the daemon answers it."""
        if (req.get_header("Upgrade") or "").lower() != "websocket":
            raise _upgrade_required("This path speaks WebSocket.")
        if req.env.get("SERVER_PROTOCOL") != "HTTP/1.1":
            raise _upgrade_required("A WebSocket starts with an HTTP/1.1 request.")
        if req.content_length or req.get_header("Transfer-Encoding"):
            raise _unexpected_body()
        try:
            hand_over(req.env, self._path)
        except DaemonAway as wrong:
            raise _away() from wrong
        except HeadTooLarge as wrong:
            raise _head_too_large() from wrong
        except NoSocket as wrong:
            raise _upgrade_required("This server can't hand its sockets over.") from wrong
        # Nobody sees this: the socket that it is written to is dead.
        resp.status = 101
        resp.set_header("Connection", "Upgrade")


def _upgrade_required(reason: str) -> ProblemError:
    fix = "Send GET with Upgrade: websocket, or use a WebSocket client."
    problem = Problem("Upgrade", "mcp.upgrade_required", reason, fix)
    title = "Upgrade required"
    return ProblemError(426, "mcp.upgrade_required", title, problem, Upgrade="websocket")


def _unexpected_body() -> ProblemError:
    # The daemon would read the body as frames: a request's content ends before the upgrade
    # (RFC 9110, 7.8), and the handshake of RFC 6455, 4.1 is a GET without content.
    return bad_request(
        "body",
        "mcp.unexpected_body",
        "A WebSocket's handshake has no body.",
        "Leave out Content-Length, Transfer-Encoding and the body.",
    )


def _head_too_large() -> ProblemError:
    code = "request.headers_too_large"
    reason = "The header fields are too long for a WebSocket's handshake."
    return ProblemError(
        431,
        code,
        "Request header fields too large",
        Problem("headers", code, reason, "Send less than 128 KiB of them."),
    )


def _away() -> ProblemError:
    problem = Problem(
        "client_id", "mcp.unavailable", "The MCP server is starting.", "Connect again in seconds."
    )
    title = "MCP unavailable"
    return ProblemError(503, "mcp.unavailable", title, problem, Retry_After=str(RETRY_SECONDS))


# What either side of the hand-over may refuse, each in its own way.
_REFUSALS = {
    status: Answer(text, {PROBLEM_JSON: ProblemDocument, "text/plain": {"type": "string"}})
    for status, text in {
        400: "The handshake is malformed, or shows two credentials.",
        401: "The credentials or the ticket are not good, or none came where they are needed.",
        403: "The Origin or the Host may not connect.",
        404: "The label is empty, too long, or no label.",
        429: "Too many wrong credentials came from this address, or too many requests.",
        503: "The server is full, about to stop or starting; Retry-After says when to come again.",
    }.items()
}

ROUTES = (
    Route(
        "mcp/status",
        Status,
        operations={
            "GET": Operation(
                "Tell the MCP server's state",
                tag="MCP",
                description="How many MCP sockets are open, over all daemons and machines.",
                answers={200: Answer("The state.", {"application/json": McpState})},
            )
        },
    ),
    Route(
        "mcp/ws/{client_id}",
        Socket,
        operations={
            "GET": Operation(
                "Open an MCP socket",
                tag="MCP",
                description="A WebSocket that carries the Model Context Protocol, one JSON-RPC "
                "message a text frame. A handshake whose `Authorization` or `X-API-Key` is not "
                "good is refused with a problem document; what the MCP server refuses, such as an "
                "origin or a ticket, with a line of plain text.",
                parameters=(
                    Parameter(
                        "client_id",
                        {"type": "string"},
                        "path",
                        "A label of your choice; never a credential.",
                        example="my-client",
                    ),
                ),
                answers={101: Answer("The socket is open."), **_REFUSALS},
                errors=(426, 431),
            )
        },
    ),
)
