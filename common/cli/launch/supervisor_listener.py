"""supervisord's listener for programs that keep failing: such a program ends the whole stack.

The listener uses supervisord's event protocol on stdin and stdout. It writes the name of the
program to the file that the launcher reads, and stops supervisord.
"""

import os
import signal
import sys
import time
from collections import defaultdict, deque
from collections.abc import Callable
from pathlib import Path
from typing import TextIO

FATAL = "PROCESS_STATE_FATAL"
# As many starts as supervisord makes by default (startretries), and how long the slowest may take.
FAILURES = 4
PERIOD_SECONDS = 60.0


def fields(line: str) -> dict[str, str]:
    """Return the fields of ``key:value key:value``, the format of headers and payloads."""
    return dict(pair.split(":", 1) for pair in line.split())


def await_event(events: TextIO, answers: TextIO) -> dict[str, str] | None:
    """Return the fields of the next event, or None if *events* ends."""
    answers.write("READY\n")
    answers.flush()
    header = events.readline()
    if not header:
        return None
    received = fields(header)
    received |= fields(events.read(int(received["len"])))
    answers.write("RESULT 2\nOK")
    answers.flush()
    return received


def await_failing(
    events: TextIO, answers: TextIO, *, private_redis: bool, now: Callable[[], float]
) -> str | None:
    """Return the name of the next program that keeps failing, or None if *events* ends.

    It is in state FATAL, or has ended `FAILURES` times in `PERIOD_SECONDS`. supervisord itself
    counts only the ends within a second of the start, and on a busy machine a program needs longer
    to find out that it can't start.

    Args:
        events: from supervisord.
        answers: to supervisord.
        private_redis: True if the stack needs its own Redis. ``supervisorctl restart all`` also
            tries to start it in a stack without one.
        now: returns the time, in seconds.
    """
    ends: defaultdict[str, deque[float]] = defaultdict(lambda: deque(maxlen=FAILURES))
    while (event := await_event(events, answers)) is not None:
        name = event["processname"]
        # An end on request, such as by ``supervisorctl stop``, is a state of another name.
        if (name == "redis" and not private_redis) or event.get("expected") == "1":
            continue
        own = ends[name]
        own.append(now())
        is_repeated = len(own) == FAILURES and own[-1] - own[0] <= PERIOD_SECONDS
        if event["eventname"] == FATAL or is_repeated:
            return name
    return None


def main() -> None:
    """Wait for a program that keeps failing, write its name and stop supervisord."""
    private_redis = os.environ["BARCODE_API_PRIVATE_REDIS"] == "true"
    name = await_failing(sys.stdin, sys.stdout, private_redis=private_redis, now=time.monotonic)
    if name is not None:
        Path(os.environ["BARCODE_API_RUN"], "fatal").write_text(name)
        os.kill(os.getppid(), signal.SIGTERM)


if __name__ == "__main__":
    main()
