"""``mcp/status`` and ``mcp/ws/{client_id}``: the MCP server's state and its WebSockets."""

from typing import Literal

from falcon import Request, Response
from msgspec import Struct

from common.barcode.model.errors import Problem
from common.mcp.catalogue import about
from common.mcp.protocol.revisions import REVISIONS
from common.services.container import Services
from common.services.errors import RETRY_SECONDS
from rest import json_response, request_params
from rest.errors import ProblemError, bad_request
from rest.fd_sender import DaemonUnavailable, HeadTooLarge, NoSocket, hand_over
from rest.problems import PROBLEM_JSON, ProblemDocument
from rest.routes import Answer, Operation, Parameter, Route

# The name under which this product documents its protocol.
PROTOCOL = "MCP 1.0.0"


class ServerInfo(Struct, frozen=True):
    """Name, version and protocol of the MCP server."""

    name: str
    version: str
    protocol: str
    protocol_versions: tuple[str, ...]


class McpState(Struct, frozen=True):
    """State of the MCP server, over all daemons and machines."""

    status: Literal["ok", "unavailable"]
    active_connections: int
    server_info: ServerInfo


class McpStatusResource:
    """Reports the number of open MCP WebSockets."""

    def __init__(self, services: Services) -> None:
        self._services = services
        server = about(services.settings.app_version)
        self._info = ServerInfo(server.title, server.version, PROTOCOL, tuple(REVISIONS))

    def on_get(self, req: Request, resp: Response) -> None:
        """Count the WebSockets of all running daemons."""
        request_params.require_none(req)
        tally = self._services.connections.totals()
        state = McpState("ok" if tally.daemons else "unavailable", tally.connections, self._info)
        json_response.send(resp, state)

    on_head = on_get


class McpSocketResource:
    """Hands WebSockets over to the MCP daemon, which checks their Origin and Host."""

    checks_origin = True

    def __init__(self, services: Services) -> None:
        self._path = services.settings.mcp_socket

    def on_get(self, req: Request, resp: Response, client_id: str) -> None:
        """Hand the connection over; the daemon answers it."""
        if (req.get_header("Upgrade") or "").lower() != "websocket":
            raise _upgrade_required("This path accepts WebSockets only.")
        if req.env.get("SERVER_PROTOCOL") != "HTTP/1.1":
            raise _upgrade_required("A WebSocket starts with an HTTP/1.1 request.")
        if req.content_length or req.get_header("Transfer-Encoding"):
            raise _unexpected_body()
        try:
            hand_over(req.env, self._path)
        except DaemonUnavailable as error:
            raise _unavailable() from error
        except HeadTooLarge as error:
            raise _head_too_large() from error
        except NoSocket as error:
            raise _upgrade_required("This server can't hand over WebSockets.") from error
        # No client gets this answer: the worker's socket is a dead one now.
        resp.status = 101
        resp.set_header("Connection", "Upgrade")


def _upgrade_required(reason: str) -> ProblemError:
    fix = "Send GET with Upgrade: websocket, or use a WebSocket client."
    problem = Problem("Upgrade", "mcp.upgrade_required", reason, fix)
    title = "Upgrade required"
    return ProblemError(426, "mcp.upgrade_required", title, problem, Upgrade="websocket")


def _unexpected_body() -> ProblemError:
    # RFC 6455, 4.1: the handshake is a GET. The daemon would read its content as frames.
    return bad_request(
        "body",
        "mcp.unexpected_body",
        "A WebSocket handshake has no body.",
        "Omit Content-Length, Transfer-Encoding and the body.",
    )


def _head_too_large() -> ProblemError:
    code = "request.headers_too_large"
    reason = "The header fields are too long for a WebSocket handshake."
    return ProblemError(
        431,
        code,
        "Request header fields too large",
        Problem("headers", code, reason, "Send less than 128 KiB of header fields."),
    )


def _unavailable() -> ProblemError:
    problem = Problem(
        "client_id",
        "mcp.unavailable",
        "The MCP server is starting.",
        "Connect again in a few seconds.",
    )
    title = "MCP unavailable"
    return ProblemError(503, "mcp.unavailable", title, problem, Retry_After=str(RETRY_SECONDS))


# Both the REST server and the MCP daemon may refuse the handshake, each in its own format.
_REFUSALS = {
    status: Answer(text, {PROBLEM_JSON: ProblemDocument, "text/plain": {"type": "string"}})
    for status, text in {
        400: "The handshake is malformed, or has a body or two credentials.",
        401: "The credentials or the ticket are invalid, or missing on a server that needs them.",
        403: "The Origin or the Host may not connect.",
        404: "The label is empty, too long or malformed.",
        429: "This address sent too many invalid credentials or too many requests.",
        503: "The server is full, stopping or starting; try again after the time in Retry-After.",
    }.items()
}

ROUTES = (
    Route(
        "mcp/status",
        McpStatusResource,
        operations={
            "GET": Operation(
                "Report the MCP server's state",
                tag="MCP",
                description="The number of open MCP WebSockets, over all daemons and machines.",
                answers={200: Answer("The state.", {"application/json": McpState})},
            )
        },
    ),
    Route(
        "mcp/ws/{client_id}",
        McpSocketResource,
        operations={
            "GET": Operation(
                "Open an MCP WebSocket",
                tag="MCP",
                description="A WebSocket that carries the Model Context Protocol, one JSON-RPC "
                "message per text frame. The answer to an invalid `Authorization` or `X-API-Key` "
                "is a problem document; the MCP server refuses other handshakes, such as those "
                "with a wrong origin or ticket, with a line of plain text.",
                parameters=(
                    Parameter(
                        "client_id",
                        {"type": "string"},
                        "path",
                        "A label of your choice; not a credential.",
                        example="my-client",
                    ),
                ),
                answers={101: Answer("The WebSocket is open."), **_REFUSALS},
                errors=(426, 431),
            )
        },
    ),
)
