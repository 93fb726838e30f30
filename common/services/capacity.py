"""How many processes the service starts, and what they hold and draw at once, within its memory.

More cores must not mean more memory than MEMORY_BUDGET_BYTES. What a process uses follows from the
largest work that it may have; the shares below were measured under the costliest requests.
"""

import os

from msgspec import Struct

from common.settings import Settings

# At least two of each, so that one that loads the processor does not stop the service.
LEAST_PROCESSES = 2
# Three quarters of the memory are for the files that are parsed.
_PARSERS_SHARE = 3 / 4
_BODIES_SHARE = 3 / 16
# For each HTTP worker, and for each picture of the largest size that is drawn.
_WORKER_BYTES = 256 << 20
_DRAWING_BYTES = 512 << 20
# Of one worker: three of the largest bodies at least, one of them for an address.
_LARGEST_BODIES = 3


class Capacity(Struct, frozen=True):
    """What the processes of a stack may use.

    Attributes:
        workers: HTTP worker processes.
        parsers: processes that parse files of clients.
        drawings: large pictures that a worker draws at the same time.
        body_bytes: bytes of request bodies that a worker holds.
        body_bytes_per_address: those of one address.
    """

    workers: int
    parsers: int
    drawings: int
    body_bytes: int
    body_bytes_per_address: int


def of(settings: Settings) -> Capacity:
    """Return the capacity that *settings* allow on this machine."""
    memory, cores = settings.memory_budget_bytes, _cores()
    workers = settings.workers or _between(cores, memory // _WORKER_BYTES)
    most_parsers = int(memory * _PARSERS_SHARE) // settings.parser_memory_bytes
    # One worker, as in tests, gets no more than each of two.
    sharing = max(workers, LEAST_PROCESSES)
    body_bytes = max(
        int(memory * _BODIES_SHARE) // sharing, _LARGEST_BODIES * settings.max_body_bytes
    )
    return Capacity(
        workers,
        settings.parser_processes or _between(cores, most_parsers),
        max(1, memory // _DRAWING_BYTES // sharing),
        body_bytes,
        body_bytes // _LARGEST_BODIES,
    )


def _cores() -> int:
    """Return how many cores this process may use."""
    return len(os.sched_getaffinity(0))


def _between(wanted: int, most: int) -> int:
    return max(LEAST_PROCESSES, min(wanted, most))
