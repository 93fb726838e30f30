"""Knows who comes: by the credentials or the ticket that a handshake shows."""

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
from mcp_daemon.worker_pool import ClientQueue, Pool

# Browsers can't set headers on a WebSocket; they offer this beside the subprotocol `mcp`.
TICKET = "ticket."


@dataclass(eq=False, slots=True)
class Peer:
    """Who is at the other end of a connection.

    Attributes:
        address: the key of their address.
        identity: who showed credentials, as it was last seen; None for somebody without any.
    """

    address: str
    identity: Identity | None = None

    @property
    def caller(self) -> Principal:
        """Return on whose account they work."""
        if self.identity is None:
            return Principal(self.address, "unauthenticated", "mcp")
        return self.identity.principal("mcp")

    def refresh(self, auth: Auth) -> None:
        """Learn anew whose the credentials are, from what the process remembers of them.

        Raises:
            AuthError: they have ended.
        """
        if self.identity is not None:
            # Where that can't be told now, they are who they were.
            with suppress(ServiceError):
                self.identity = auth.identify_proof(self.identity.claims, self.identity.digest)


class HandshakeRejected(Exception):
    """Somebody is not let in.

    Arguments:
        status: of the answer to the handshake.
        text: why, for who reads it.
        headers: of that answer.
    """

    def __init__(
        self, status: http.HTTPStatus, text: str, headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(text)
        self.status = status
        self.text = text
        self.headers = headers or {}

    def answer(self, connection: ServerConnection) -> Response:
        """Return the answer to the handshake of *connection*."""
        response = connection.respond(self.status, f"{self.text}\n")
        response.headers.update(self.headers)
        return response


class Authenticator:
    """Tells who comes.

    Arguments:
        services: that know credentials and tickets.
        pool: runs what may block.
    """

    def __init__(self, services: Services, pool: Pool) -> None:
        self._services = services
        self._pool = pool

    async def authenticate(self, headers: Headers, address: str) -> Peer:
        """Return who sends *headers* from *address*.

        Raises:
            Denied: their credentials are not good, or can't be told from others now.
        """
        authorization, api_key = _only(headers, "Authorization"), _only(headers, "X-API-Key")
        ticket = _ticket(headers)
        if authorization is None and api_key is None and ticket is None:
            # Nothing to ask of anyone: no thread is needed for it.
            return Peer(address, self._told(None, None, None, address))
        lane = ClientQueue()
        identity = await self._pool.run(
            lane, lambda: self._told(authorization, api_key, ticket, address)
        )
        return Peer(address, identity)

    def _told(
        self, authorization: str | None, api_key: str | None, ticket: str | None, address: str
    ) -> Identity | None:
        try:
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
    """Return the header *name*; one that is given twice is as bad as a wrong one.

    Raises:
        Denied: it is given twice.
    """
    found = headers.get_all(name)
    if len(found) > 1:
        raise HandshakeRejected(
            http.HTTPStatus.BAD_REQUEST, f"The request has more than one {name} header."
        )
    return found[0] if found else None


def _ticket(headers: Headers) -> str | None:
    offered = ",".join(headers.get_all("Sec-WebSocket-Protocol")).split(",")
    tickets = [name.strip() for name in offered if name.strip().startswith(TICKET)]
    return tickets[0].removeprefix(TICKET) if tickets else None
