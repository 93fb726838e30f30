"""POST ``mcp/auth``: a ticket with which a browser opens an MCP WebSocket."""

from urllib.parse import quote, urlsplit

from falcon import Request, Response
from msgspec import Struct

from common.barcode.model.errors import Problem
from common.operations import mcp_access, service_url
from common.operations.users import InvalidInput
from common.services.container import Services
from common.settings import Settings
from rest import authentication, json_response, request_params
from rest.routes import Answer, Operation, Route

MAX_LABEL_CHARACTERS = 256


class McpAdmission(Struct, frozen=True):
    """A ticket, valid once and for seconds.

    Offer the WebSocket subprotocols `mcp` and `ticket.<ticket>`.
    """

    client_id: str
    ticket: str
    expires_in: int
    websocket_url: str


class McpAuthResource:
    """Issues tickets."""

    def __init__(self, services: Services) -> None:
        self._services = services

    def on_post(self, req: Request, resp: Response) -> None:
        """Issue a ticket; credentials are optional."""
        given, _ = request_params.given(req)
        client_id = request_params.fields(given, texts=("client_id",)).get("client_id")
        label = None if client_id is None else _checked(str(client_id))
        issued = mcp_access.issue_ticket(self._services, req.context.identity, label)
        url = websocket_url(req, self._services.settings, issued.client_id)
        admission = McpAdmission(issued.client_id, issued.ticket, issued.expires_in_seconds, url)
        json_response.send(resp, admission)


def websocket_url(req: Request, settings: Settings, client_id: str) -> str:
    """Return the URL at which the client of *req* opens its WebSocket."""
    source = authentication.source_of(req)
    base = urlsplit(service_url.of_request(settings, source, req.scheme))
    # RFC 6455, 3: wss is WebSocket over TLS.
    scheme = "wss" if base.scheme == "https" else "ws"
    path = f"{settings.root_path}/mcp/ws/{quote(client_id, safe='')}"
    return f"{scheme}://{base.netloc}{base.path}{path}"


def _checked(client_id: str) -> str:
    # JSON may contain half of a surrogate pair. It is not printable, and quote() would fail on it.
    holds_text = client_id.isprintable() and "/" not in client_id
    if holds_text and 0 < len(quote(client_id, safe="")) <= MAX_LABEL_CHARACTERS:
        return client_id
    message = "The label is empty or too long, or has a slash or an unprintable character."
    fix = f"Give 1 to {MAX_LABEL_CHARACTERS} printable characters without a slash."
    raise InvalidInput(Problem("client_id", "mcp.bad_client_id", message, fix))


_SCHEMA = {
    "type": "object",
    "properties": {
        "client_id": {
            "type": "string",
            "minLength": 1,
            "maxLength": MAX_LABEL_CHARACTERS,
            "description": "A label of your choice; the server makes one if it is omitted.",
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
        McpAuthResource,
        operations={
            "POST": Operation(
                "Get a ticket for an MCP WebSocket",
                tag="MCP",
                description="Browsers can't set headers on a WebSocket, so they offer the "
                "subprotocols `mcp` and `ticket.<ticket>` instead. Other clients send "
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
