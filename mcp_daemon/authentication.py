"""Authenticates handshakes by their credentials or their ticket.

HandshakeRejected   the credentials are invalid, or can't be checked now
"""

import http
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass

from websockets.asyncio.server import ServerConnection
from websockets.datastructures import Headers
from websockets.http11 import Response

from common.operations import mcp_access
from common.operations.auth_refusals import refusal_of
from common.services import wait_budget
from common.services.accounts.authentication import Auth, Identity
from common.services.accounts.errors import AuthError
from common.services.container import Services
from common.services.errors import RETRY_SECONDS, ServiceError
from common.services.principal import Principal
from mcp_daemon.worker_pool import ClientQueue, WorkerPool

# Browsers can't set headers on a WebSocket; they offer a ticket as a second subprotocol.
TICKET_PREFIX = "ticket."


@dataclass(eq=False, slots=True)
class Peer:
    """The client of a connection.

    Attributes:
        address: the key of its address.
        identity: the identity of its credentials at the last check; None without credentials.
        service_url: the URL of the HTTP API as this client reaches it; empty without one.
    """

    address: str
    identity: Identity | None = None
    service_url: str = ""

    @property
    def principal(self) -> Principal:
        """Return the principal that the calls of this client are charged to."""
        if self.identity is None:
            return Principal(self.address, "unauthenticated", "mcp")
        return self.identity.principal("mcp")

    def refresh(self, auth: Auth) -> None:
        """Update the identity from the credential cache of this process.

        Raises:
            AuthError: the credentials have expired or were revoked.
        """
        if self.identity is not None:
            # If the store is unavailable, the last known identity remains valid.
            with suppress(ServiceError):
                self.identity = auth.identify_proof(self.identity.claims, self.identity.digest)


class HandshakeRejected(Exception):
    """The handshake is refused.

    Args:
        status: the status of the response.
        text: the reason, for the person who reads the response.
        headers: further headers of the response.
    """

    def __init__(
        self, status: http.HTTPStatus, text: str, headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(text)
        self.status = status
        self.text = text
        self.headers = headers or {}

    def response(self, connection: ServerConnection) -> Response:
        """Return the response to the handshake of *connection*."""
        response = connection.respond(self.status, f"{self.text}\n")
        response.headers.update(self.headers)
        return response


class Authenticator:
    """Authenticates clients.

    Args:
        services: check credentials and tickets.
        pool: runs what may block.
    """

    def __init__(self, services: Services, pool: WorkerPool) -> None:
        self._services = services
        self._pool = pool

    async def authenticate(self, headers: Headers, address: str) -> Peer:
        """Return the client that sends *headers* from *address*.

        Raises:
            HandshakeRejected: its credentials are invalid, or can't be checked now.
        """
        authorization, api_key = _only(headers, "Authorization"), _only(headers, "X-API-Key")
        ticket = _ticket(headers)
        if authorization is None and api_key is None and ticket is None:
            # Only a setting is read, so no thread is needed.
            return Peer(address, self._identify(None, None, None, address))
        identity = await self._pool.run(
            # A queue of its own: handshakes don't wait for calls of other clients.
            ClientQueue(),
            lambda: self._identify(authorization, api_key, ticket, address),
        )
        return Peer(address, identity)

    def _identify(
        self, authorization: str | None, api_key: str | None, ticket: str | None, address: str
    ) -> Identity | None:
        try:
            # One budget for Redis and the store, as for an HTTP request.
            with wait_budget.request():
                return mcp_access.identify(
                    self._services,
                    authorization=authorization,
                    api_key=api_key,
                    ticket=ticket,
                    address=address,
                )
        except AuthError as error:
            refusal = refusal_of(error)
            raise HandshakeRejected(
                http.HTTPStatus(refusal.status), refusal.detail, refusal.headers
            ) from error
        except ServiceError as error:
            text = "The credentials can't be checked now."
            status = http.HTTPStatus.SERVICE_UNAVAILABLE
            raise HandshakeRejected(status, text, {"Retry-After": str(RETRY_SECONDS)}) from error


def _only(headers: Headers, name: str) -> str | None:
    """Return the header *name*, or None without one.

    Raises:
        HandshakeRejected: the request has it twice, so which credential counts is ambiguous.
    """
    values = headers.get_all(name)
    # Two of them may be read as either one by a proxy in front.
    if len(values) > 1:
        raise HandshakeRejected(
            http.HTTPStatus.BAD_REQUEST, f"The request has more than one {name} header."
        )
    return values[0] if values else None


def _ticket(headers: Headers) -> str | None:
    # RFC 6455, 11.3.4: the header may be repeated, which is the same as one list.
    offered = ",".join(headers.get_all("Sec-WebSocket-Protocol")).split(",")
    tickets = [name.strip() for name in offered if name.strip().startswith(TICKET_PREFIX)]
    return tickets[0].removeprefix(TICKET_PREFIX) if tickets else None
