"""Sends jobs to the pool. Thread-safe; under gevent its waits let other requests run."""

import socket
from contextlib import suppress
from pathlib import Path

from common.services.errors import ServiceError
from common.services.isolation.messages import Closed, Outcome, read_answer, write_header

CONNECT_SECONDS = 1.0
# The pool answers or kills within its own time limit; this bounds the wait for a broken pool.
ANSWER_SECONDS = 120.0


class IsolationBusy(ServiceError):
    """The caller, or all callers together, have too many files waiting to be parsed."""


class IsolationUnavailable(ServiceError):
    """The pool does not answer."""


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

    def __init__(self, outcome: Outcome) -> None:
        super().__init__(outcome.name)
        self.outcome = outcome


class IsolationClient:
    """Runs jobs in the pool that listens at *path*."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def run(self, job: str, body: bytes, caller: str) -> bytes:
        """Return what the job called *job* makes of *body*, on behalf of *caller*.

        The connection is the job's life: if this thread or greenlet ends, the pool kills the job.

        Raises:
            JobRaised: the job refused the body.
            JobKilled: the job exceeded a limit or crashed.
            IsolationBusy: too many jobs are waiting.
            IsolationUnavailable: the pool does not answer.
        """
        try:
            with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
                connection.settimeout(CONNECT_SECONDS)
                connection.connect(str(self._path))
                connection.settimeout(ANSWER_SECONDS)
                outcome, answer = _exchange(connection, job, body, caller)
        except (OSError, Closed) as error:
            raise IsolationUnavailable(f"the parser pool: {error}") from error
        if outcome is Outcome.DONE:
            return answer
        if outcome is Outcome.RAISED:
            raise JobRaised(answer)
        if outcome is Outcome.BUSY:
            raise IsolationBusy("too many files are waiting to be parsed")
        raise JobKilled(outcome)


def _exchange(
    connection: socket.socket, job: str, body: bytes, caller: str
) -> tuple[Outcome, bytes]:
    connection.sendall(write_header(job, caller, len(body)))
    # A pool that refuses a job answers without reading the body.
    with suppress(BrokenPipeError, ConnectionResetError):
        connection.sendall(body)
    return read_answer(connection)
