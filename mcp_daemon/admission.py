"""Decides which handshakes are accepted: path, Origin and Host, credentials and limits."""

import http
from collections import Counter
from collections.abc import Sequence

from msgspec.structs import replace
from websockets.asyncio.server import ServerConnection
from websockets.datastructures import Headers, MultipleValuesError
from websockets.http11 import Request, Response
from websockets.typing import Subprotocol

from common.operations import service_url
from common.operations.request_origin import policy
from common.services.byte_budget import ByteBudget
from common.services.errors import RETRY_SECONDS
from common.services.forwarding import RequestSource, source_of
from common.services.principal import address_key, is_local
from common.settings import Settings
from mcp_daemon.authentication import Authenticator, HandshakeRejected, Peer
from mcp_daemon.connection import BoundedConnection
from mcp_daemon.connection_reporter import ConnectionReporter

SUBPROTOCOL = Subprotocol("mcp")
MAX_CLIENT_ID_LENGTH = 256


class HandshakeAdmission:
    """Accepts handshakes, or answers why it refuses them, and counts the open connections.

    Args:
        settings: paths, origins and limits.
        reporter: reports the number of connections.
        authenticator: checks credentials.
        budget: counts the bytes of messages by address.

    Attributes:
        closed: True once no handshake is accepted any more.
    """

    def __init__(
        self,
        settings: Settings,
        reporter: ConnectionReporter,
        authenticator: Authenticator,
        budget: ByteBudget,
    ) -> None:
        self._settings = settings
        self._origins = policy(settings)
        self._reporter = reporter
        self._authenticator = authenticator
        self._budget = budget
        self._prefix = f"{settings.root_path}/mcp/ws/"
        self._peers: dict[ServerConnection, Peer] = {}
        self._per_address: Counter[str] = Counter()
        self.closed = False

    def peer(self, connection: ServerConnection) -> Peer:
        """Return the peer of an accepted *connection*."""
        return self._peers[connection]

    def peers(self) -> list[tuple[ServerConnection, Peer]]:
        """Return every accepted connection with its peer."""
        return list(self._peers.items())

    async def process_request(
        self, connection: ServerConnection, request: Request
    ) -> Response | None:
        """Return the response that refuses a handshake; count the connection and return None."""
        refusal = self._refusal(connection, request)
        if refusal is not None:
            return refusal
        address = address_key(self._source(connection, request.headers).address)
        try:
            peer = await self._authenticator.authenticate(request.headers, address)
        except HandshakeRejected as error:
            return error.response(connection)
        peer.service_url = self._service_url(connection, request.headers)
        if connection.connection_lost_waiter.done():
            # `leave` was called before the connection was counted, and is not called again.
            return _unavailable(connection, "The connection is closed.")
        over_limit = self._over_limit(connection, peer)
        if over_limit is not None:
            return over_limit
        # No await since the check of the limits, so that two handshakes can't both pass it.
        self._peers[connection] = peer
        self._per_address[peer.address] += 1
        if isinstance(connection, BoundedConnection):
            connection.held.charge_to(self._budget, peer.address)
        await self._reporter.add(connection)
        return None

    def process_response(
        self, connection: ServerConnection, request: Request, response: Response
    ) -> None:
        """Stop counting *connection* if its handshake fails after `process_request`."""
        # Such as for a missing Sec-WebSocket-Key, which websockets checks afterwards.
        if response.status_code != http.HTTPStatus.SWITCHING_PROTOCOLS:
            self.leave(connection)

    def leave(self, connection: ServerConnection) -> None:
        """Stop counting *connection*."""
        peer = self._peers.pop(connection, None)
        if peer is not None:
            self._per_address[peer.address] -= 1
            if not self._per_address[peer.address]:
                # A counter keeps zeros, and addresses are unbounded.
                del self._per_address[peer.address]
        self._reporter.discard(connection)

    def _refusal(self, connection: ServerConnection, request: Request) -> Response | None:
        headers = request.headers
        # First: a daemon that stops checks nothing more.
        if self.closed:
            return _unavailable(connection, "The server is about to stop. Connect again soon.")
        if not self._is_endpoint(request.path):
            text = f"There is nothing at this path. MCP is at {self._prefix}{{client_id}}."
            return connection.respond(http.HTTPStatus.NOT_FOUND, text + "\n")
        if (_single(headers, "Upgrade") or "").lower() != "websocket":
            # RFC 9110, 15.5.22: a 426 answer names the protocol in Upgrade.
            text = "This path requires a WebSocket. Send a request with Upgrade: websocket.\n"
            response = connection.respond(http.HTTPStatus.UPGRADE_REQUIRED, text)
            response.headers["Upgrade"] = "websocket"
            return response
        reason = self._origin_refusal(connection, headers)
        if reason is not None:
            return connection.respond(http.HTTPStatus.FORBIDDEN, reason + "\n")
        return None

    def _is_endpoint(self, target: str) -> bool:
        path = target.partition("?")[0]
        if not path.startswith("/"):
            # RFC 9112, 3.2.2: a server must accept the absolute form of the target.
            path = "/" + path.partition("://")[2].partition("/")[2]
        client_id = path.removeprefix(self._prefix)
        is_under_prefix = client_id != path
        return (
            is_under_prefix
            and 0 < len(client_id) <= MAX_CLIENT_ID_LENGTH
            and ("/" not in client_id)
        )

    def _origin_refusal(self, connection: ServerConnection, headers: Headers) -> str | None:
        for name in ("Origin", "Host"):
            # Two values could be read differently by a proxy and by us (RFC 9112, 3.2).
            if len(headers.get_all(name)) > 1:
                return f"The request has more than one {name} header."
        problem = self._origins.problem(
            _single(headers, "Origin"),
            self._source(connection, headers).host,
            local=is_local(_peer_address(connection), self._settings.trusted_proxies),
        )
        return None if problem is None else str(problem)

    def _source(self, connection: ServerConnection, headers: Headers) -> RequestSource:
        return source_of(
            _peer_address(connection),
            lambda name: ",".join(headers.get_all(name)),
            self._settings.trusted_proxies,
        )

    def _service_url(self, connection: ServerConnection, headers: Headers) -> str:
        source = self._source(connection, headers)
        settings = self._settings
        # This port has no HTTP API. A proxy reports its own port, or none.
        own_port = f":{settings.mcp_ws_port}"
        if source.host.endswith(own_port):
            host = f"{source.host.removesuffix(own_port)}:{settings.api_port}"
            source = replace(source, host=host)
        return service_url.of_request(settings, source, "http")

    def _over_limit(self, connection: ServerConnection, peer: Peer) -> Response | None:
        if len(self._peers) >= self._settings.mcp_max_connections:
            return _unavailable(connection, "The server has its maximum number of connections.")
        # Without it, one client could take the places of all.
        limit = self._settings.mcp_max_connections_per_address
        if self._per_address[peer.address] >= limit:
            return _unavailable(connection, f"One address may have {limit} connections.")
        return None


def select_subprotocol(
    connection: ServerConnection, offered: Sequence[Subprotocol]
) -> Subprotocol | None:
    """Return ``mcp`` if it is offered: the TypeScript client fails without it."""
    return SUBPROTOCOL if SUBPROTOCOL in offered else None


def _peer_address(connection: ServerConnection) -> str:
    assert isinstance(connection, BoundedConnection)  # noqa: S101  # both ports make only these
    return connection.peer_address


def _single(headers: Headers, name: str) -> str | None:
    try:
        return headers.get(name)
    except MultipleValuesError:
        return None


def _unavailable(connection: ServerConnection, text: str) -> Response:
    response = connection.respond(http.HTTPStatus.SERVICE_UNAVAILABLE, text + "\n")
    response.headers["Retry-After"] = str(RETRY_SECONDS)
    return response
