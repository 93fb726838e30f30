"""supervisord's listener for programs that gave up: one such ends the whole stack.

It speaks supervisord's event protocol on stdin and stdout, writes the program's name to the file
that the launcher reads, and asks supervisord to stop.
"""

import os
import signal
import sys
from pathlib import Path
from typing import TextIO


def fields(line: str) -> dict[str, str]:
    """Split ``key:value key:value`` as supervisord writes it."""
    return dict(pair.split(":", 1) for pair in line.split())


def await_fatal(events: TextIO, answers: TextIO) -> str | None:
    """Return the name of the first program that gave up; None when *events* ends."""
    answers.write("READY\n")
    answers.flush()
    header = events.readline()
    if not header:
        return None
    payload = fields(events.read(int(fields(header)["len"])))
    answers.write("RESULT 2\nOK")
    answers.flush()
    return payload["processname"]


def main() -> None:
    """Wait for one program to give up, note its name and stop supervisord."""
    name = await_fatal(sys.stdin, sys.stdout)
    if name is not None:
        Path(os.environ["BARCODE_API_RUN"], "fatal").write_text(name)
        os.kill(os.getppid(), signal.SIGTERM)


if __name__ == "__main__":
    main()
