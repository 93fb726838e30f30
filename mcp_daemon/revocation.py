"""Closes the connections of clients whose credentials have expired or were revoked."""

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
from mcp_daemon.worker_pool import ClientQueue, WorkerPool

CHECK_SECONDS = 1.0
# As long as other processes cache credentials.
FULL_CHECK_SECONDS = 60.0

Peers = Callable[[], list[tuple[ServerConnection, Peer]]]

_log = logging.getLogger("thebarcodeapi.mcp")


class RevocationMonitor:
    """Checks the credentials of open connections every second.

    A check reads one value, the revocation epoch, regardless of the number of connections. Each
    credential is checked only if the epoch has changed, if its own expiry has
    passed, or once a minute.

    Args:
        services: check credentials.
        pool: runs what may block.
        peers: returns every open connection with its peer.
    """

    def __init__(self, services: Services, pool: WorkerPool, peers: Peers) -> None:
        self._services = services
        self._pool = pool
        self._peers = peers
        self._queue = ClientQueue()
        self._seen: RevocationEpoch | None = None
        self._checked_at = 0.0

    async def run(self) -> None:
        """Check until cancelled."""
        while True:
            await asyncio.sleep(CHECK_SECONDS)
            try:
                await self._check()
            except Exception:
                # One failed check must not end the monitor: revoked clients would stay connected.
                _log.exception("the credentials of open connections could not be checked")

    async def _check(self) -> None:
        # Connections that share a credential share its check.
        groups: dict[str, list[tuple[ServerConnection, Peer]]] = defaultdict(list)
        for connection, peer in self._peers():
            if peer.identity is not None:
                groups[peer.identity.credential_id].append((connection, peer))
        if not groups:
            return
        check_all = await self._pool.run(self._queue, self._is_full_check_due)
        # An expired token is closed without waiting for a full check.
        now = self._services.clock.now()
        for group in groups.values():
            identity = group[0][1].identity
            if identity is not None and (check_all or identity.expires_at <= now):
                await self._revalidate(identity, group)

    def _is_full_check_due(self) -> bool:
        epoch, now = self._services.auth.revocation_epoch(), self._services.clock.monotonic()
        # Within an epoch no credential is revoked; only its expiry can end it.
        unchanged = self._seen is not None and epoch.allows(self._seen)
        if unchanged and now - self._checked_at < FULL_CHECK_SECONDS:
            return False
        self._seen, self._checked_at = epoch, now
        return True

    async def _revalidate(
        self, identity: Identity, group: list[tuple[ServerConnection, Peer]]
    ) -> None:
        try:
            current = await self._pool.run(
                self._queue, lambda: self._services.auth.revalidate(identity)
            )
        except AuthError as error:
            for connection, _ in group:
                asyncio.create_task(  # noqa: RUF006  # ends by itself, at the latest by its timeout
                    connection.close(CloseCode.POLICY_VIOLATION, str(error))
                )
        except ServiceError:
            # Unavailable now: the connections stay open, and the next check is a full one.
            self._seen = None
        else:
            for _, peer in group:
                peer.identity = current
