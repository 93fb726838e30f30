"""Eight clients that attack at once: ``python -m tests.abuse.attack PORT REQUESTS DATA``.

A process of its own, so that the interpreter lock that these clients share does not delay the
client that behaves well. It receives some `tests.abuse.costliest.Request` over stdin as JSON,
writes an `Outcome` to stdout, and watches the memory of the stack whose DATA_DIR is DATA meanwhile.
"""

import os
import re
import sys
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import msgspec
from msgspec import Struct

from tests.abuse.client import send
from tests.abuse.costliest import Request
from tests.e2e.running import processes_of

ATTACKERS = 8
# In use, these clients have processors of their own.
NICENESS = 10
MEMORY_INTERVAL_SECONDS = 0.03


class Outcome(Struct, frozen=True):
    """What the clients saw.

    Attributes:
        answers: status and seconds of each request.
        peak_mib: the largest proportional memory of all processes of the stack.
    """

    answers: list[tuple[int, float]]
    peak_mib: int


def memory_mib(data: Path) -> int:
    """Return the proportional memory of all processes of the stack whose DATA_DIR is *data*."""
    total = 0
    for pid in processes_of(data):
        try:
            text = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii")
        except OSError:
            continue
        found = re.search(r"^Pss:\s+(\d+)", text, re.MULTILINE)
        total += int(found[1]) if found else 0
    return total // 1_024


def attack(port: int, requests: int, kinds: Sequence[Request], data: Path) -> Outcome:
    """Send as many *requests* from each of eight clients at once.

    Each client begins with another one of *kinds*, and goes on with the next.
    """
    ended = threading.Event()

    def attack_from(number: int) -> list[tuple[int, float]]:
        chosen = [kinds[(number + sent) % len(kinds)] for sent in range(requests)]
        return [send(port, request, f"198.51.100.{number}") for request in chosen]

    def watch() -> int:
        peak = memory_mib(data)
        while not ended.wait(MEMORY_INTERVAL_SECONDS):
            peak = max(peak, memory_mib(data))
        return peak

    with ThreadPoolExecutor(ATTACKERS + 1) as threads:
        watching = threads.submit(watch)
        answers = [each for some in threads.map(attack_from, range(ATTACKERS)) for each in some]
        ended.set()
        return Outcome(answers, watching.result())


if __name__ == "__main__":
    os.nice(NICENESS)
    sent = msgspec.json.decode(sys.stdin.buffer.read(), type=list[Request])
    outcome = attack(int(sys.argv[1]), int(sys.argv[2]), sent, Path(sys.argv[3]))
    sys.stdout.buffer.write(msgspec.json.encode(outcome))
