"""Notifies subscribers when a resource has changed.

Each resource that can change is read at its interval, once for all subscribers. It is read without
subscribers too: a subscriber is owed every change since its subscription, and the first read
after it would already contain such a change.
"""

import asyncio
import logging
from collections.abc import Callable, Iterable
from functools import partial

from common.mcp.protocol.definitions import Context, Resource
from common.operations.quota import Quota
from common.services.principal import Principal
from mcp_daemon.session_runner import Dependencies, SessionRunner
from mcp_daemon.worker_pool import ClientQueue

_log = logging.getLogger("thebarcodeapi.mcp")
# The server's own reads are charged to no client.
SERVER = Principal("ip:local", interface="mcp")


class SubscriptionWatcher:
    """Watches every resource that has an update interval.

    Args:
        dependencies: what all sessions share.
        sessions: returns the open sessions.
    """

    def __init__(
        self, dependencies: Dependencies, sessions: Callable[[], Iterable[SessionRunner]]
    ) -> None:
        self._dependencies = dependencies
        self._sessions = sessions
        self._queue = ClientQueue()

    async def run(self) -> None:
        """Watch until cancelled."""
        async with asyncio.TaskGroup() as tasks:
            for resource in self._dependencies.registry.resources.values():
                if resource.update_seconds:
                    tasks.create_task(self._watch(resource))

    async def _watch(self, resource: Resource) -> None:
        services, pool = self._dependencies.services, self._dependencies.pool
        context = Context(services, Quota(services, SERVER))
        previous: object = None
        while True:
            try:
                contents = await pool.run(self._queue, partial(resource.read, context))
            except Exception:
                _log.exception("%s can't be read", resource.uri)
            else:
                # The first read has nothing to compare with.
                if previous is not None and contents != previous:
                    for runner in self._sessions():
                        runner.notify(resource.uri)
                previous = contents
            await asyncio.sleep(resource.update_seconds)
