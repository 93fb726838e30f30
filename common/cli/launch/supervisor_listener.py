"""supervisord's listener for programs that keep failing: such a program ends the whole stack.

The listener uses supervisord's event protocol on stdin and stdout. It writes the name of the
program to the file that the launcher reads, and stops supervisord.
"""

import os
import signal
import sys
from pathlib import Path
from typing import TextIO


def fields(line: str) -> dict[str, str]:
    """Return the fields of ``key:value key:value``, the format of headers and payloads."""
    return dict(pair.split(":", 1) for pair in line.split())


def await_fatal(events: TextIO, answers: TextIO) -> str | None:
    """Return the name of the next program in state FATAL, or None if *events* ends."""
    answers.write("READY\n")
    answers.flush()
    header = events.readline()
    if not header:
        return None
    payload = fields(events.read(int(fields(header)["len"])))
    answers.write("RESULT 2\nOK")
    answers.flush()
    return payload["processname"]


def await_needed(events: TextIO, answers: TextIO, *, private_redis: bool) -> str | None:
    """Return the name of the next program in state FATAL that this stack needs.

    ``supervisorctl restart all`` also tries to start the private Redis of a stack without one.
    """
    name = await_fatal(events, answers)
    while name == "redis" and not private_redis:
        name = await_fatal(events, answers)
    return name


def main() -> None:
    """Wait for a program in state FATAL, write its name and stop supervisord."""
    private_redis = os.environ["BARCODE_API_PRIVATE_REDIS"] == "true"
    name = await_needed(sys.stdin, sys.stdout, private_redis=private_redis)
    if name is not None:
        Path(os.environ["BARCODE_API_RUN"], "fatal").write_text(name)
        os.kill(os.getppid(), signal.SIGTERM)


if __name__ == "__main__":
    main()
