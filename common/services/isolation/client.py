"""Sends jobs to the pool. Thread-safe; under gevent its waits let other requests run."""

import select
import socket
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

from common.services.errors import RETRY_SECONDS, ServiceError
from common.services.isolation.messages import PING, Closed, JobOutcome, read_answer, write_header

CONNECT_SECONDS = 1.0
# The pool answers or kills within its own time limit; this bounds the wait for a broken pool.
ANSWER_SECONDS = 120.0
# A cancelled call ends within this time.
POLL_SECONDS = 0.1
# supervisord starts a pool that has ended again, which takes about two seconds.
RESTART_SECONDS = 5.0


class IsolationBusy(ServiceError):
    """Too many files are waiting to be parsed, or other processes use the processors."""


class IsolationUnavailable(ServiceError):
    """The pool does not answer, or another process ended the job."""


class JobRaised(Exception):
    """The job raised an error of its own; *body* is its description."""

    def __init__(self, body: bytes) -> None:
        super().__init__("the job raised")
        self.body = body


class JobKilled(Exception):
    """The job exceeded a limit or crashed.

    Attributes:
        outcome: which limit it was.
    """

    def __init__(self, outcome: JobOutcome) -> None:
        super().__init__(outcome.name)
        self.outcome = outcome


class JobCancelled(Exception):
    """The caller gave up, and the pool ends the job."""


def never() -> bool:
    """Return False: the caller does not give up."""
    return False


class IsolationClient:
    """Runs jobs in the pool that listens at *path*.

    Arguments:
        path: of the pool's socket.
        restart_seconds: how long a call waits for a pool that is starting.
        answer_seconds: how long a call waits for its turn and its answer.
    """

    def __init__(
        self,
        path: Path,
        restart_seconds: float = RESTART_SECONDS,
        answer_seconds: float = ANSWER_SECONDS,
    ) -> None:
        self._path = path
        self._answer_seconds = answer_seconds
        self._restart_seconds = restart_seconds

    def is_served(self, seconds: float) -> bool:
        """Return True if the pool answers within *seconds* and has a worker."""
        try:
            with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
                connection.settimeout(seconds)
                connection.connect(str(self._path))
                connection.sendall(write_header(PING, "", 0))
                outcome, _ = read_answer(connection)
        except (OSError, Closed):
            return False
        return outcome is not JobOutcome.CRASHED

    def run(
        self,
        job: str,
        body: bytes,
        caller: str,
        cancelled: Callable[[], bool] = never,
        *,
        options: bytes = b"",
        cost: int = 0,
    ) -> bytes:
        """Return what the job called *job* makes of *body*, on behalf of *caller*.

        The job ends with the connection: if this thread or greenlet stops waiting, the pool kills
        the job.

        Args:
            job: name of the job.
            body: its input.
            caller: key of the principal that the job is queued by.
            cancelled: returns True once the result is of no use.
            options: is sent before *body*, of which no copy is made so.
            cost: an estimate of the work, in bytes; 0 if that is the length of *body*.

        Raises:
            JobRaised: the job refused the body.
            JobKilled: the job exceeded a limit or crashed.
            JobCancelled: *cancelled* returned True.
            IsolationBusy: too many jobs are waiting, or the job hardly got the processor.
            IsolationUnavailable: the pool does not answer, or another process killed the worker.
        """
        outcome, answer = self._run(job, (options, body), caller, cancelled, cost)
        if outcome is JobOutcome.DONE:
            return answer
        if outcome is JobOutcome.RAISED:
            raise JobRaised(answer)
        # The file is not to blame for a busy machine: it may be read later.
        if outcome in (JobOutcome.BUSY, JobOutcome.STARVED):
            raise IsolationBusy(f"Try it again in {RETRY_SECONDS} s.")
        # Not by the pool's limits, such as by the kernel for want of memory: the job may do well
        # later.
        if outcome is JobOutcome.KILLED:
            raise IsolationUnavailable("another process killed the parser")
        raise JobKilled(outcome)

    def _run(
        self,
        job: str,
        body: Sequence[bytes],
        caller: str,
        cancelled: Callable[[], bool],
        cost: int,
    ) -> tuple[JobOutcome, bytes]:
        """Return the answer of the pool, which may be restarting.

        A job has no effect outside of its process, so that it can be sent again.
        """
        end = time.monotonic() + self._restart_seconds
        answer_by = time.monotonic() + self._answer_seconds
        interrupted = 0
        while True:
            try:
                with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
                    # A pool that is alive accepts at once; the time covers a full backlog.
                    connection.settimeout(CONNECT_SECONDS)
                    connection.connect(str(self._path))
                    # The job may take its whole time.
                    connection.settimeout(self._answer_seconds)
                    wait = _Wait(connection, cancelled, answer_by)
                    length = sum(map(len, body))
                    header = write_header(job, caller, length, interrupted=interrupted, cost=cost)
                    outcome, answer = _exchange(connection, wait, header, body)
                if outcome is not JobOutcome.INTERRUPTED:
                    return outcome, answer
                interrupted += 1
                continue
            except (OSError, Closed) as error:
                # A pool that does not answer in time may never do.
                if isinstance(error, TimeoutError) or time.monotonic() >= end:
                    raise IsolationUnavailable(f"the parser pool: {error}") from error
            time.sleep(POLL_SECONDS)
            if cancelled():
                raise JobCancelled


def _exchange(
    connection: socket.socket, wait: "_Wait", header: bytes, body: Sequence[bytes]
) -> tuple[JobOutcome, bytes]:
    connection.sendall(header)
    # A pool that refuses a job answers without reading the body.
    with suppress(BrokenPipeError, ConnectionResetError):
        for part in body:
            # A view: slicing bytes would copy the rest of the body with each send.
            rest = memoryview(part)
            while rest:
                wait.until(select.POLLOUT)
                rest = rest[connection.send(rest) :]
    wait.until(select.POLLIN)
    return read_answer(connection)


class _Wait:
    """Waits for a connection, with one time limit for all of it."""

    def __init__(
        self, connection: socket.socket, cancelled: Callable[[], bool], deadline: float
    ) -> None:
        self._cancelled = cancelled
        self._deadline = deadline
        self._poller = select.poll()
        self._connection = connection
        # `poll` below sets what to wait for.
        self._poller.register(connection, 0)

    def until(self, event: int) -> None:
        """Wait until *event*, or until the connection is closed.

        Raises:
            JobCancelled: the caller gave up.
            IsolationBusy: the time is over.
        """
        self._poller.modify(self._connection, event)
        while not self._poller.poll(POLL_SECONDS * 1000):
            if self._cancelled():
                raise JobCancelled
            if time.monotonic() > self._deadline:
                # An answer, unlike a connection that is closed at the deadline of the request.
                raise IsolationBusy(f"Try it again in {RETRY_SECONDS} s.")
