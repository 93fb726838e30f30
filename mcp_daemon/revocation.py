"""Closes the connections of those whose credentials have expired or are no longer good."""

import asyncio
import logging
from collections import defaultdict
from collections.abc import Callable

from websockets.asyncio.server import ServerConnection
from websockets.frames import CloseCode

from common.services.accounts.authentication import Identity
from common.services.accounts.errors import AuthError
from common.services.accounts.revocation_epoch import RevocationEpoch
from common.services.container import Services
from common.services.errors import ServiceError
from mcp_daemon.authentication import Peer
from mcp_daemon.worker_pool import ClientQueue, Pool

LOOK_SECONDS = 1.0
# As long as credentials are remembered elsewhere.
LOOK_AT_ALL_SECONDS = 60.0

Guests = Callable[[], list[tuple[ServerConnection, Peer]]]

_log = logging.getLogger("thebarcodeapi.mcp")


class RevocationMonitor:
    """Looks every second at those who showed credentials.

    A look costs one question after the revision of credentials, however many there are; only when
    that has changed, or a minute has gone by, is each credential looked at.

    Arguments:
        services: that know credentials.
        pool: runs what may block.
        guests: returns everyone inside.
    """

    def __init__(self, services: Services, pool: Pool, guests: Guests) -> None:
        self._services = services
        self._pool = pool
        self._guests = guests
        self._lane = ClientQueue()
        self._seen: RevocationEpoch | None = None
        self._looked_at = 0.0

    async def run(self) -> None:
        """Watch until cancelled."""
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            try:
                await self._look()
            except Exception:
                # Nobody may stay for ever because of one failed look.
                _log.exception("the credentials of open connections could not be looked at")

    async def _look(self) -> None:
        known: dict[str, list[tuple[ServerConnection, Peer]]] = defaultdict(list)
        for connection, guest in self._guests():
            if guest.identity is not None:
                known[guest.identity.credential_id].append((connection, guest))
        if not known:
            return
        look_at_all = await self._pool.run(self._lane, self._is_time_for_all)
        now = self._services.clock.now()
        for connections in known.values():
            identity = connections[0][1].identity
            if identity is not None and (look_at_all or identity.expires_at <= now):
                await self._look_at(identity, connections)

    def _is_time_for_all(self) -> bool:
        revision, now = self._services.auth.revocation_epoch(), self._services.clock.monotonic()
        unchanged = self._seen is not None and revision.allows(self._seen)
        if unchanged and now - self._looked_at < LOOK_AT_ALL_SECONDS:
            return False
        self._seen, self._looked_at = revision, now
        return True

    async def _look_at(
        self, identity: Identity, connections: list[tuple[ServerConnection, Peer]]
    ) -> None:
        try:
            again = await self._pool.run(
                self._lane, lambda: self._services.auth.revalidate(identity)
            )
        except AuthError as error:
            for connection, _ in connections:
                asyncio.create_task(  # noqa: RUF006  # ends by itself, at the latest by its timeout
                    connection.close(CloseCode.POLICY_VIOLATION, str(error))
                )
        except ServiceError:
            # That can't be told now: they stay, and are looked at again in a second.
            self._seen = None
        else:
            for _, guest in connections:
                guest.identity = again
