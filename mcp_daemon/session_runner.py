"""Runs one session over a transport: receives messages, runs calls, sends answers.

Memory is bounded. A client with too many calls, or too large ones, under way is not read until some
are answered, and a client that does not read its answers is disconnected.
"""

import asyncio
import logging
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from functools import partial
from typing import Any

from common.mcp.execution import Settle, execute
from common.mcp.protocol.calls import Call, Send, Start, Stop
from common.mcp.protocol.definitions import CallError, Context, LogLevel
from common.mcp.protocol.registry import Registry
from common.mcp.protocol.session import Session
from common.operations.quota import Quota, WouldWait
from common.services import wait_budget
from common.services.accounts.errors import AuthError
from common.services.byte_budget import ByteBudget
from common.services.container import Services
from common.services.limits.limiter import Charge, Decision
from common.services.user_files import UserFiles
from mcp_daemon.authentication import Peer
from mcp_daemon.charges import Charges
from mcp_daemon.loop_turns import LoopTurns
from mcp_daemon.transport import Transport, TransportClosed
from mcp_daemon.worker_pool import ClientQueue, WorkerPool, WorkItem, drop

MAX_CALLS = 64
# Of the messages of these calls: more than one large message at a time, so that they overlap.
MAX_CALL_BYTES = 4 * 1024 * 1024
# Further progress reports and log messages are dropped until some have been sent.
MAX_UNSENT_NOTIFICATIONS = 64
SEND_SECONDS = 10.0

_log = logging.getLogger("thebarcodeapi.mcp")


@dataclass(frozen=True, slots=True)
class Dependencies:
    """What all sessions share.

    Attributes:
        registry: the tools, resources and prompts.
        services: the services.
        pool: runs calls that take milliseconds.
        slow_pool: runs calls that may take seconds.
        turns: runs brief calls on the event loop; None runs them on threads too.
        charges: charges brief calls if that has to wait for Redis; None charges them on threads.
        budget: counts the bytes of messages by address, also those of calls under way.
        files: the user's files, which only a server on the user's own machine may use.
    """

    registry: Registry
    services: Services
    pool: WorkerPool
    slow_pool: WorkerPool
    budget: ByteBudget
    files: UserFiles | None = None
    turns: LoopTurns | None = None
    charges: Charges | None = None


class SessionRunner:
    """Runs the server's side of one session.

    Args:
        transport: carries the messages.
        peer: the client, which is charged for the calls.
        dependencies: what all sessions share.
    """

    # A daemon holds many idle sessions.
    __slots__ = (
        "_brief_queue",
        "_call_ended",
        "_calls",
        "_dependencies",
        "_finishing",
        "_peer",
        "_queue",
        "_reported",
        "_sending",
        "_session",
        "_size",
        "_sizes",
        "_slow_queue",
        "_tasks",
        "_transport",
        "_unsent_notifications",
    )

    def __init__(self, transport: Transport, peer: Peer, dependencies: Dependencies) -> None:
        self._session = Session(dependencies.registry)
        self._transport = transport
        self._peer = peer
        self._dependencies = dependencies
        self._queue = ClientQueue()
        self._slow_queue = ClientQueue()
        self._brief_queue = ClientQueue()
        self._tasks: set[asyncio.Task[None]] = set()
        self._calls: dict[Call, WorkItem[Any]] = {}
        # Bytes of the message of each call under way, and of all: arguments may be large.
        self._sizes: dict[Call, int] = {}
        self._size = 0
        self._sending = asyncio.Lock()
        # Only while something waits for it: most connections are idle, and each keeps this memory.
        self._call_ended: asyncio.Event | None = None
        self._unsent_notifications = 0
        # Progress reports and log messages of calls, oldest first. Threads append, the loop pops.
        self._reported: list[Callable[[], bytes | None]] = []
        self._finishing = False

    async def run(self) -> None:
        """Run until the client disconnects, or ends its input and has all its answers."""
        try:
            await self._read()
            await self.finish()
        except TransportClosed:
            pass
        finally:
            # No one receives their answers.
            for call in list(self._calls):
                self._stop(call)
            for task in self._tasks:
                task.cancel()

    async def _read(self) -> None:
        while (message := await self._transport.receive()) is not None:
            # A server that is about to stop starts no new call.
            for event in () if self._finishing else self._session.receive(message):
                match event:
                    case Send(text):
                        await self._send(text)
                    case Start(call):
                        self._start(call, len(message))
                    case Stop(call):
                        self._stop(call)
            # Unread messages stay in the kernel's buffers, which stops the client (TCP).
            while len(self._calls) >= MAX_CALLS or self._size > MAX_CALL_BYTES:
                await self._end_of_a_call()

    def _start(self, call: Call, size: int) -> None:
        self._sizes[call] = size
        self._size += size
        self._dependencies.budget.add(self._peer.address, size)
        turns = self._dependencies.turns
        # Credentials are checked by what may wait for a disk or Redis.
        if call.is_brief and turns is not None and self._peer.identity is None:
            work = partial(self._run_brief, call, turns, self._context(call, waits=False))
            self._calls[call] = turns.submit(self._brief_queue, work)
        else:
            self._submit(call, self._context(call))

    def _submit(self, call: Call, context: Context[Services, Quota]) -> None:
        """Run *call* on a thread."""
        slow = call.is_slow
        # Slow calls have threads of their own, so that short ones never wait for them.
        pool = self._dependencies.slow_pool if slow else self._dependencies.pool
        self._calls[call] = pool.submit(
            self._slow_queue if slow else self._queue,
            lambda: self._execute(call, context),
            lambda settle, failure: self._settle(call, settle),
        )

    def _run_brief(self, call: Call, turns: LoopTurns, context: Context[Services, Quota]) -> None:
        """Run *call* on the loop, and what has to wait elsewhere."""
        quota = context.quota
        try:
            settle = execute(call, context)
        except WouldWait as wait:
            self._wait_for_charge(call, turns, context, wait.charge)
            return
        if quota.owed or quota.paid is not None:
            self._calls[call] = self._dependencies.pool.submit(
                self._queue, quota.settle, lambda value, failure: self._settle(call, settle)
            )
            return
        self._settle(call, settle, turns)

    def _wait_for_charge(
        self, call: Call, turns: LoopTurns, context: Context[Services, Quota], charge: Charge
    ) -> None:
        """Charge *charge*, and run *call* again from its start."""
        quota, charges = context.quota, self._dependencies.charges

        def run() -> None:
            # Its client may have cancelled it, or gone, since it was charged.
            if call.cancelled:
                self._dependencies.pool.submit(self._queue, quota.settle, drop)
            else:
                self._run_brief(call, turns, context)

        def charged(decision: Decision | None) -> None:
            quota.paid = decision
            if decision is None:
                self._run_on_thread(call, context)
            else:
                turns.submit(self._brief_queue, run)

        # What it has charged already, such as before it found a picture to be large, is refunded.
        if charges is None or quota.is_charged:
            self._run_on_thread(call, context)
        else:
            self._calls[call] = charges.submit(charge, charged)

    def _run_on_thread(self, call: Call, context: Context[Services, Quota]) -> None:
        context.quota.waits = True
        self._submit(call, context)

    def _execute(self, call: Call, context: Context[Services, Quota]) -> Settle:
        """Run *call*, unless the credentials of the client have expired or were revoked.

        The revocation monitor closes the connection within a second; until then no call runs.
        """
        with wait_budget.request():
            try:
                self._peer.refresh(self._dependencies.services.auth)
            except AuthError as error:
                refusal = CallError(str(error))
                return lambda session: session.refuse(call, refusal)
            # The plan of the account may have changed since the call was queued.
            context.quota.caller = self._peer.principal
            # Of a run on the loop, which ended because it would have had to wait.
            context.quota.settle()
            return execute(call, context)

    def _stop(self, call: Call) -> None:
        # A call that waits for its turn never runs; one that runs may check `cancelled`.
        call.cancelled = True
        self._calls.pop(call).cancelled = True
        self._release(call)

    def _settle(self, call: Call, settle: Settle | None, turns: LoopTurns | None = None) -> None:
        # The pool may deliver the result before the loop runs what the call has scheduled.
        self._send_reported()
        # execute() does not raise; None means that a thread was interrupted.
        answer = settle(self._session) if settle is not None else self._session.crash(call)
        if answer is None or self._send_now(answer.text, turns):
            self._end(call)
        else:
            # The call counts as under way until its answer is sent, which bounds unsent answers.
            self._spawn(self._send_answer(call, answer.text))

    async def _send_answer(self, call: Call, text: bytes) -> None:
        try:
            await self._send(text)
        finally:
            self._end(call)

    def _end(self, call: Call) -> None:
        self._calls.pop(call, None)
        self._release(call)

    def _release(self, call: Call) -> None:
        size = self._sizes.pop(call, 0)
        self._size -= size
        self._dependencies.budget.release(self._peer.address, size)
        if self._call_ended is not None:
            self._call_ended.set()
            self._call_ended = None

    async def _end_of_a_call(self) -> None:
        """Return when a call has ended."""
        if self._call_ended is None:
            self._call_ended = asyncio.Event()
        await self._call_ended.wait()

    def _spawn(self, coroutine: Coroutine[Any, Any, None]) -> None:
        # The loop keeps only weak references to tasks.
        task = asyncio.create_task(coroutine)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _context(self, call: Call, *, waits: bool = True) -> Context[Services, Quota]:
        # Calls run on other threads; the session and the transport belong to the loop's.
        loop = asyncio.get_running_loop()

        def report(write: Callable[[], bytes | None]) -> None:
            self._reported.append(write)
            loop.call_soon_threadsafe(self._send_reported)

        # What the client does not want must not wake the loop.
        def progress(done: float, total: float | None, message: str) -> None:
            if call.request.progress_token is not None:
                report(lambda: self._session.progress(call, done, total, message))

        def log(level: LogLevel, data: Any, logger: str) -> None:
            if self._session.wants_log(call, level):
                report(lambda: self._session.log(call, level, data, logger))

        quota = Quota(self._dependencies.services, self._peer.principal, waits=waits)
        return Context(
            self._dependencies.services,
            quota,
            progress,
            log,
            lambda: call.cancelled,
            service_url=self._peer.service_url,
            files=self._dependencies.files,
        )

    def notify(self, uri: str) -> None:
        """Notify the client that the resource *uri* has changed, if it subscribed to it."""
        for text in self._session.changed(uri):
            self.send_notification(text)

    def _send_reported(self) -> None:
        """Send the reports and log messages of calls that have not been sent."""
        while self._reported:
            # Written on the loop: a session belongs to one thread.
            text = self._reported.pop(0)()
            if text is not None:
                self.send_notification(text)

    def send_notification(self, text: bytes) -> None:
        """Send *text*, or drop it if the client reads too slowly."""
        if self._unsent_notifications < MAX_UNSENT_NOTIFICATIONS and not self._send_now(text):
            self._unsent_notifications += 1
            self._spawn(self._send_later(text))

    async def _send_later(self, text: bytes) -> None:
        try:
            await self._send(text)
        finally:
            self._unsent_notifications -= 1

    def _send_now(self, text: bytes, turns: LoopTurns | None = None) -> bool:
        """Send *text* without waiting; return False if earlier texts are still unsent.

        Within a slice of *turns*, it is sent at the end of the slice.
        """
        if self._tasks or self._sending.locked():
            return False
        return self._transport.send_now(text, turns.at_end if turns is not None else None)

    async def _send(self, text: bytes) -> None:
        """Send *text*; disconnect a client that does not read within `SEND_SECONDS`."""
        if self._send_now(text):
            return
        try:
            # The timeout includes the wait for the lock: earlier texts are unread, too.
            async with asyncio.timeout(SEND_SECONDS), self._sending:
                await self._transport.send(text)
        except TimeoutError:
            _log.info("a client that does not read was dropped")
            self._transport.drop()
        except TransportClosed:
            # `run` ends the session: its next read raises the same.
            pass

    async def finish(self) -> None:
        """Answer the calls under way and close the transport."""
        self._finishing = True
        while self._calls:
            await self._end_of_a_call()
        # Subscriptions end with an answer, which the client may wait for.
        for text in self._session.finish():
            await self._send(text)
        await self._transport.close()
