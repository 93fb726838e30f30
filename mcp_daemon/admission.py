"""Decides who may open a socket: the path, Origin and Host, the credentials, the limits."""

import http
from collections import Counter
from collections.abc import Sequence

from websockets.asyncio.server import ServerConnection
from websockets.datastructures import Headers, MultipleValuesError
from websockets.http11 import Request, Response
from websockets.typing import Subprotocol

from common.mcp.protocol import origin
from common.services.errors import RETRY_SECONDS
from common.services.principal import address_key, client_address, is_local
from common.settings import Settings
from mcp_daemon.authentication import Authenticator, HandshakeRejected, Peer
from mcp_daemon.connection_reporter import ConnectionReporter

SUBPROTOCOL = Subprotocol("mcp")
LONGEST_LABEL = 256


class HandshakeAdmission:
    """Lets connections in, or answers them why not.

    Arguments:
        settings: paths, origins and limits.
        census: counts those inside.
        door: knows who comes by the credentials they show.
    """

    def __init__(self, settings: Settings, census: ConnectionReporter, door: Authenticator) -> None:
        self._settings = settings
        self._census = census
        self._door = door
        self._prefix = f"{settings.root_path}/mcp/ws/"
        self._guests: dict[ServerConnection, Peer] = {}
        self._of_address: Counter[str] = Counter()
        self.shut = False

    def guest(self, connection: ServerConnection) -> Peer:
        """Return who is at the other end of *connection*."""
        return self._guests[connection]

    def guests(self) -> list[tuple[ServerConnection, Peer]]:
        """Return everyone inside."""
        return list(self._guests.items())

    async def process_request(
        self, connection: ServerConnection, request: Request
    ) -> Response | None:
        """Answer a handshake that is refused; let the others in and count them."""
        refused = self._refusal(connection, request)
        if refused is not None:
            return refused
        address = address_key(self._address(connection, request.headers))
        try:
            guest = await self._door.authenticate(request.headers, address)
        except HandshakeRejected as denied:
            return denied.answer(connection)
        if connection.connection_lost_waiter.done():
            # It went before it was counted: nothing would count it out again.
            return _unavailable(connection, "The connection is closed.")
        full = self._full(connection, guest)
        if full is not None:
            return full
        self._guests[connection] = guest
        self._of_address[guest.address] += 1
        await self._census.add(connection)
        return None

    def process_response(
        self, connection: ServerConnection, request: Request, response: Response
    ) -> None:
        """Take back what was counted where the handshake failed after all."""
        if response.status_code != http.HTTPStatus.SWITCHING_PROTOCOLS:
            self.leave(connection)

    def leave(self, connection: ServerConnection) -> None:
        """Count *connection* no more."""
        guest = self._guests.pop(connection, None)
        if guest is not None:
            self._of_address[guest.address] -= 1
            if not self._of_address[guest.address]:
                del self._of_address[guest.address]
        self._census.discard(connection)

    def _refusal(self, connection: ServerConnection, request: Request) -> Response | None:
        headers = request.headers
        if self.shut:
            return _unavailable(connection, "The server is about to stop. Connect again soon.")
        if not self._is_endpoint(request.path):
            text = f"There is nothing here. MCP is at {self._prefix}{{client_id}}."
            return connection.respond(http.HTTPStatus.NOT_FOUND, text + "\n")
        if (_single(headers, "Upgrade") or "").lower() != "websocket":
            text = "This path speaks WebSocket. Send a request with Upgrade: websocket.\n"
            response = connection.respond(http.HTTPStatus.UPGRADE_REQUIRED, text)
            response.headers["Upgrade"] = "websocket"
            return response
        reason = self._wrong_origin(connection, headers)
        if reason is not None:
            return connection.respond(http.HTTPStatus.FORBIDDEN, reason + "\n")
        return None

    def _is_endpoint(self, path: str) -> bool:
        place = path.partition("?")[0]
        if not place.startswith("/"):
            # RFC 9112, 3.2.2: a request for a proxy names the whole address.
            place = "/" + place.partition("://")[2].partition("/")[2]
        label = place.removeprefix(self._prefix)
        return place != label and 0 < len(label) <= LONGEST_LABEL and "/" not in label

    def _wrong_origin(self, connection: ServerConnection, headers: Headers) -> str | None:
        for name in ("Origin", "Host"):
            if len(headers.get_all(name)) > 1:
                return f"The request has more than one {name} header."
        return origin.refusal(
            origin=_single(headers, "Origin"),
            host=_single(headers, "Host"),
            local=is_local(_peer(connection), self._settings.trusted_proxies),
            allowed_origins=self._settings.cors_origins,
            server_url=self._settings.server_url,
        )

    def _address(self, connection: ServerConnection, headers: Headers) -> str:
        forwarded = ",".join(headers.get_all("X-Forwarded-For"))
        return client_address(_peer(connection), forwarded, self._settings.trusted_proxies)

    def _full(self, connection: ServerConnection, guest: Peer) -> Response | None:
        if len(self._guests) >= self._settings.mcp_max_connections:
            return _unavailable(connection, "The server holds all the connections that it can.")
        most = self._settings.mcp_max_connections_per_address
        if self._of_address[guest.address] >= most:
            return _unavailable(connection, f"One address may hold {most} connections.")
        return None


def select_subprotocol(
    connection: ServerConnection, offered: Sequence[Subprotocol]
) -> Subprotocol | None:
    """Echo ``mcp`` where it is offered: the TypeScript client fails otherwise."""
    return SUBPROTOCOL if SUBPROTOCOL in offered else None


def _peer(connection: ServerConnection) -> str:
    address = connection.remote_address
    return address[0] if isinstance(address, tuple) else ""


def _single(headers: Headers, name: str) -> str | None:
    try:
        return headers.get(name)
    except MultipleValuesError:
        return None


def _unavailable(connection: ServerConnection, text: str) -> Response:
    response = connection.respond(http.HTTPStatus.SERVICE_UNAVAILABLE, text + "\n")
    response.headers["Retry-After"] = str(RETRY_SECONDS)
    return response
