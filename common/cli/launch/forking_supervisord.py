"""supervisord with the Python programs of a stack as forks of itself; the launcher starts it.

It also ends the stack if a program keeps failing: it writes the name of the program to the file
that the launcher reads, and stops.
"""

import os
import sys
import time
from collections import defaultdict, deque
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from supervisor import events, loggers
from supervisor.medusa import asyncore_25
from supervisor.options import ServerOptions
from supervisor.states import SupervisorStates
from supervisor.supervisord import Supervisor

from common.cli.launch import forking

# As many starts as supervisord makes by default (startretries), and how long the slowest may take.
FAILURES = 4
PERIOD_SECONDS = 60.0


class FailureMonitor:
    """Finds a program that is in state FATAL, or has ended `FAILURES` times in `PERIOD_SECONDS`.

    supervisord itself counts only the ends within a second of the start, and on a busy machine a
    program needs longer to find out that it can't start.

    Args:
        private_redis: True if the stack needs its own Redis. ``supervisorctl restart all`` also
            tries to start it in a stack without one.
        now: returns the time, in seconds.
        on_failing: called with the name of such a program.
    """

    def __init__(
        self, *, private_redis: bool, now: Callable[[], float], on_failing: Callable[[str], None]
    ) -> None:
        self._private_redis = private_redis
        self._now = now
        self._on_failing = on_failing
        self._ends: defaultdict[str, deque[float]] = defaultdict(lambda: deque(maxlen=FAILURES))

    def watch(self) -> None:
        """Subscribe to the events of supervisord."""
        # An end on request, such as by ``supervisorctl stop``, is a state of another name.
        for kind in (
            events.ProcessStateFatalEvent,
            events.ProcessStateBackoffEvent,
            events.ProcessStateExitedEvent,
        ):
            events.subscribe(kind, self.notice)

    def notice(self, event: events.ProcessStateEvent) -> None:
        """Count one end of a program."""
        name = event.process.config.name
        is_exit = isinstance(event, events.ProcessStateExitedEvent)
        # Without a private Redis, its entry ends at once by design.
        if (name == "redis" and not self._private_redis) or (is_exit and event.expected):
            return
        own = self._ends[name]
        own.append(self._now())
        # A program that ends after each successful start is never FATAL for supervisord.
        is_repeated = len(own) == FAILURES and own[-1] - own[0] <= PERIOD_SECONDS
        if isinstance(event, events.ProcessStateFatalEvent) or is_repeated:
            self._on_failing(name)


class _Options(ServerOptions):  # type: ignore[misc]  # supervisor ships no types
    """supervisord's options, and the system calls that it makes."""

    def execve(self, filename: str, argv: Sequence[str], env: Mapping[str, str]) -> None:
        """Become a program, in a child that has its descriptors, user and umask."""
        match argv:
            case [program, "-m", *arguments] if program == sys.executable and arguments:
                forking.become(arguments, env, env["SUPERVISOR_PROCESS_NAME"])
        super().execve(filename, argv, env)


class _Supervisor(Supervisor):  # type: ignore[misc]
    def runforever(self) -> None:
        """Supervise the programs until the end of the stack."""
        private_redis = os.environ["BARCODE_API_PRIVATE_REDIS"] == "true"
        # Its start has removed all subscribers.
        FailureMonitor(
            private_redis=private_redis, now=time.monotonic, on_failing=self._end
        ).watch()
        super().runforever()

    def _end(self, failing: str) -> None:
        Path(os.environ["BARCODE_API_RUN"], "fatal").write_text(failing)
        # As its handler of SIGTERM does.
        self.options.mood = SupervisorStates.SHUTDOWN


def lose_lines_on_full_disks() -> None:
    """Let supervisord continue without the lines that it can't log.

    Its own way is to print the error to stderr, which may be a file on the same disk: the error of
    that would end supervisord, and with it the stack.
    """
    loggers.Handler.handleError = lambda handler: None


def main() -> None:
    """Run supervisord until it ends; ``supervisorctl reload`` makes it begin again."""
    lose_lines_on_full_disks()
    is_first = True
    while True:
        options = _Options()
        options.realize(sys.argv[1:])
        options.first, options.test = is_first, False
        with suppress(asyncore_25.ExitNow):
            _Supervisor(options).main()
        options.close_httpservers()
        options.close_logger()
        is_first = False
        if options.mood < SupervisorStates.RESTARTING:
            break


if __name__ == "__main__":
    main()
