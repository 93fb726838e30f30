"""Tells subscribers when a resource has changed.

Each resource that changes is read now and then, once for all who subscribed to it. It is read
while nobody has, too: a subscriber is owed the changes since it subscribed, not since the first
reading after that.
"""

import asyncio
import logging
from collections.abc import Callable, Iterable
from functools import partial

from common.mcp.protocol.definitions import Context, Resource
from common.operations.quota import Quota
from common.services.principal import Principal
from mcp_daemon.session import SessionRunner, Work
from mcp_daemon.worker_pool import ClientQueue

_log = logging.getLogger("thebarcodeapi.mcp")
# Nobody pays for what the server reads by itself.
OWN = Principal("ip:local", interface="mcp")


class SubscriptionWatcher:
    """Watches every resource that says how often it may change.

    Arguments:
        work: what conversations share.
        conversations: returns those that are open.
    """

    def __init__(self, work: Work, conversations: Callable[[], Iterable[SessionRunner]]) -> None:
        self._work = work
        self._conversations = conversations
        self._lane = ClientQueue()

    async def run(self) -> None:
        """Watch until cancelled."""
        async with asyncio.TaskGroup() as tasks:
            for resource in self._work.registry.resources.values():
                if resource.update_seconds:
                    tasks.create_task(self._watch(resource))

    async def _watch(self, resource: Resource) -> None:
        context = Context(self._work.services, Quota(self._work.services, OWN))
        last: object = None
        while True:
            try:
                now = await self._work.pool.run(self._lane, partial(resource.read, context))
            except Exception:
                _log.exception("%s can't be read", resource.uri)
            else:
                if last is not None and now != last:
                    for conversation in self._subscribers(resource.uri):
                        conversation.notify(resource.uri)
                last = now
            await asyncio.sleep(resource.update_seconds)

    def _subscribers(self, uri: str) -> list[SessionRunner]:
        return [each for each in self._conversations() if uri in each.session.watched]
