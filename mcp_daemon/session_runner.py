"""One connection: receives, hands to the protocol, runs the calls, sends.

Memory is bounded: a connection that asks for more than it may have under way is not read until
some of it is answered, and one that does not read its answers is dropped.
"""

import asyncio
import logging
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from functools import partial
from typing import Any

from common.mcp.execution import Settle, execute
from common.mcp.protocol.calls import Call
from common.mcp.protocol.definitions import CallError, Context, LogLevel
from common.mcp.protocol.registry import Registry
from common.mcp.protocol.session import Send, Session, Start, Stop
from common.operations.quota import Quota
from common.services import wait_budget
from common.services.accounts.errors import AuthError
from common.services.container import Services
from mcp_daemon.authentication import Peer
from mcp_daemon.transport import Transport, TransportClosed
from mcp_daemon.worker_pool import ClientQueue, Job, Pool

MOST_UNDER_WAY = 64
# Reports of progress and log messages beyond these are dropped: the next one says more.
MOST_REPORTS = 64
SEND_SECONDS = 10.0

_log = logging.getLogger("thebarcodeapi.mcp")


@dataclass(frozen=True, slots=True)
class Work:
    """What all connections share.

    Attributes:
        registry: the tools, resources and prompts.
        services: the services.
        pool: runs calls that take milliseconds.
        slow_pool: runs calls that may take seconds.
    """

    registry: Registry
    services: Services
    pool: Pool
    slow_pool: Pool


class SessionRunner:
    """The server's side of one connection.

    Arguments:
        wire: carries the messages.
        guest: on whose account the calls count.
        work: what all conversations share.
    """

    def __init__(self, wire: Transport, guest: Peer, work: Work) -> None:
        self.session = Session(work.registry)
        self._wire = wire
        self._guest = guest
        self._work = work
        self._lane = ClientQueue()
        self._slow_lane = ClientQueue()
        self._tasks: set[asyncio.Task[None]] = set()
        self._calls: dict[Call, Job[Settle]] = {}
        self._sending = asyncio.Lock()
        self._room = asyncio.Event()
        self._reports = 0
        self._finishing = False

    async def run(self) -> None:
        """Converse until the client is gone, or sends no more and has its answers."""
        try:
            await self._read()
            await self.finish()
        except TransportClosed:
            pass
        finally:
            for call in list(self._calls):
                self._stop(call)
            for task in self._tasks:
                task.cancel()

    async def _read(self) -> None:
        while (message := await self._wire.receive()) is not None:
            # Once the server is about to go, what comes in is no longer taken up.
            for event in () if self._finishing else self.session.receive(message):
                match event:
                    case Send(answer):
                        await self.send(answer)
                    case Start(call):
                        self._start(call)
                    case Stop(call):
                        self._stop(call)
            while len(self._calls) >= MOST_UNDER_WAY:
                self._room.clear()
                await self._room.wait()

    def _start(self, call: Call) -> None:
        context = self._context(call)
        slow = call.is_slow
        pool = self._work.slow_pool if slow else self._work.pool
        self._calls[call] = pool.submit(
            self._slow_lane if slow else self._lane,
            lambda: self._execute(call, context),
            lambda settle, failure: self._settle(call, settle),
        )

    def _execute(self, call: Call, context: Context[Services, Quota]) -> Settle:
        """Run *call*, unless the credentials of its sender have ended.

        Their connection is closed within a second, but not one call more is done for them.
        """
        with wait_budget.request():
            try:
                self._guest.refresh(self._work.services.auth)
            except AuthError as error:
                refusal = CallError(str(error))
                return lambda session: session.refuse(call, refusal)
            context.quota.caller = self._guest.caller
            return execute(call, context)

    def _stop(self, call: Call) -> None:
        # Where it still waits for its turn it never runs; where it runs it may ask.
        call.cancelled = True
        self._calls.pop(call).cancelled = True
        self._room.set()

    def _settle(self, call: Call, settle: Settle | None) -> None:
        # execute() never raises, so that there is always something to settle.
        answer = settle(self.session) if settle is not None else self.session.crash(call)
        if answer is None or self._send_now(answer.text):
            self._done(call)
        else:
            # It counts as under way until it is sent, which bounds what waits to be.
            self._spawn(self._send_answer(call, answer.text))

    async def _send_answer(self, call: Call, text: bytes) -> None:
        try:
            await self.send(text)
        finally:
            self._done(call)

    def _done(self, call: Call) -> None:
        self._calls.pop(call, None)
        self._room.set()

    def _spawn(self, coroutine: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(coroutine)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _context(self, call: Call) -> Context[Services, Quota]:
        loop = asyncio.get_running_loop()

        def progress(reached: float, total: float | None, message: str) -> None:
            loop.call_soon_threadsafe(
                self._report, lambda: self.session.progress(call, reached, total, message)
            )

        def log(level: LogLevel, data: Any, logger: str) -> None:
            loop.call_soon_threadsafe(
                self._report, lambda: self.session.log(call, level, data, logger)
            )

        quota = Quota(self._work.services, self._guest.caller)
        return Context(self._work.services, quota, progress, log, lambda: call.cancelled)

    def _report(self, write: Callable[[], bytes | None]) -> None:
        if self._reports >= MOST_REPORTS:
            return
        text = write()
        if text is not None and not self._send_now(text):
            self._reports += 1
            self._spawn(self._send_report(text))

    def notify(self, uri: str) -> None:
        """Tell the client that the resource *uri* has changed."""
        for text in self.session.changed(uri):
            self._report(partial(_same, text))

    async def _send_report(self, text: bytes) -> None:
        try:
            await self.send(text)
        finally:
            self._reports -= 1

    def _send_now(self, text: bytes) -> bool:
        """Send *text* at once, unless something waits to be sent before it."""
        return not (self._tasks or self._sending.locked()) and self._wire.send_now(text)

    async def send(self, text: bytes) -> None:
        """Send *text*; drop the connection where the client does not read."""
        if self._send_now(text):
            return
        try:
            async with asyncio.timeout(SEND_SECONDS), self._sending:
                await self._wire.send(text)
        except TimeoutError:
            _log.info("a client that does not read was dropped")
            self._wire.drop()
        except TransportClosed:
            # Nobody is there to be told; the reader ends the conversation.
            pass

    async def finish(self) -> None:
        """Answer what is under way, then close: the server is about to go."""
        self._finishing = True
        while self._calls:
            self._room.clear()
            await self._room.wait()
        for text in self.session.finish():
            await self.send(text)
        await self._wire.close()


def _same(text: bytes) -> bytes:
    return text
