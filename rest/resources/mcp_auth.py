"""POST ``mcp/auth``: a ticket with which a browser opens an MCP socket."""

from urllib.parse import quote, urlsplit

import msgspec
from falcon import Request, Response
from msgspec import Struct

from common.barcode.model.errors import Problem
from common.operations import mcp_access
from common.operations.users import InvalidInput
from common.services.container import Services
from common.settings import Settings
from rest import authentication, body_fields, request_params
from rest.routes import Answer, Operation, Route

LONGEST_LABEL = 256


class McpAdmission(Struct, frozen=True):
    """A ticket, good once and for seconds.

    Offer it as the WebSocket subprotocol `ticket.<ticket>` beside `mcp`.
    """

    client_id: str
    ticket: str
    expires_in: int
    websocket_url: str


class Auth:
    """Issues tickets."""

    def __init__(self, services: Services) -> None:
        self._services = services

    def on_post(self, req: Request, resp: Response) -> None:
        """Issue a ticket to whoever asks, with their credentials or without any."""
        given, _ = request_params.given(req)
        client_id = body_fields.take(given, texts=("client_id",)).get("client_id")
        label = None if client_id is None else _checked(str(client_id))
        made = mcp_access.issue_ticket(self._services, req.context.identity, label)
        url = websocket_url(req, self._services.settings, made.client_id)
        answer = McpAdmission(made.client_id, made.ticket, made.expires_in_seconds, url)
        resp.content_type = "application/json"
        resp.data = msgspec.json.encode(answer)
        resp.set_header("Cache-Control", "no-store")


def websocket_url(req: Request, settings: Settings, client_id: str) -> str:
    """Return where the client of *req* opens its socket."""
    place = urlsplit(
        settings.server_url or f"{authentication.scheme_of(req, settings)}://{req.netloc}"
    )
    scheme = "wss" if place.scheme == "https" else "ws"
    path = f"{settings.root_path}/mcp/ws/{quote(client_id, safe='')}"
    return f"{scheme}://{place.netloc}{place.path}{path}"


def _checked(client_id: str) -> str:
    # In this order: quote() can't take half of a surrogate pair, which JSON may hold.
    holds_text = client_id.isprintable() and "/" not in client_id
    if holds_text and 0 < len(quote(client_id, safe="")) <= LONGEST_LABEL:
        return client_id
    message = "The label is empty, too long, or holds what no label does."
    fix = f"Give 1 to {LONGEST_LABEL} characters without a slash."
    raise InvalidInput(Problem("client_id", "mcp.bad_client_id", message, fix))


_SCHEMA = {
    "type": "object",
    "properties": {
        "client_id": {
            "type": "string",
            "minLength": 1,
            "maxLength": LONGEST_LABEL,
            "description": "A label of your choice; one is made where it is left out.",
            "examples": ["my-client"],
        },
    },
}
_ADMITTED = {
    "client_id": "my-client",
    "ticket": "…",
    "expires_in": 60,
    "websocket_url": "ws://…/api/v1/mcp/ws/my-client",
}

ROUTES = (
    Route(
        "mcp/auth",
        Auth,
        operations={
            "POST": Operation(
                "Get a ticket for an MCP socket",
                tag="MCP",
                description="Browsers can't set headers on a WebSocket: they offer the "
                "subprotocols `mcp` and `ticket.<ticket>` instead. Clients that can, send "
                "`Authorization` or `X-API-Key` and need no ticket.",
                body={"application/json": _SCHEMA},
                body_required=False,
                answers={
                    200: Answer(
                        "The ticket.", {"application/json": McpAdmission}, example=_ADMITTED
                    )
                },
                errors=(400, 401, 413, 415, 429, 503),
            )
        },
    ),
)
