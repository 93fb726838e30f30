"""A worker process: runs one job at a time, within limits that the kernel enforces.

A job is a function from bytes to bytes. It runs native parsers on untrusted input, so nothing here
relies on Python regaining control: RLIMIT_CPU ends a loop in native code, RLIMIT_AS fails an
allocation, and the pool kills the process when the time is over or the client has gone.
"""

import mmap
import os
import resource
import signal
import socket
from collections.abc import Mapping
from contextlib import suppress

from msgspec import Struct

from common.services.isolation.messages import (
    HEADER_BYTES,
    Closed,
    Job,
    JobError,
    JobOutcome,
    read_exactly,
    read_header,
    write_answer,
)

# What a worker reports to the pool, one byte each.
ANSWERING = b"a"
READY = b"r"

# A worker is replaced after so many jobs, which bounds what leaks of native libraries add up to.
JOBS_PER_WORKER = 500
# How much longer than its time a job may run without a pool.
ORPHAN_SECONDS = 1.0


class ResourceLimits(Struct, frozen=True):
    """What one job may use.

    Attributes:
        cpu_seconds: CPU time.
        wall_seconds: time from its start.
        memory_bytes: address space beyond what an idle worker has.
        body_bytes: the largest request.
    """

    cpu_seconds: int = 10
    wall_seconds: float = 20.0
    memory_bytes: int = 512 << 20
    body_bytes: int = 64 << 20


def serve(
    control: socket.socket, jobs: Mapping[str, Job], limits: ResourceLimits, taken: mmap.mmap
) -> None:
    """Run jobs whose connections arrive over *control* until it is closed.

    Args:
        control: the connection to the pool.
        jobs: functions by name.
        limits: of one job.
        taken: shared with the pool; byte 0 becomes 1 when a job is taken. Until then the pool may
            give the job to another worker.
    """
    # A terminal sends SIGINT to the whole group. Only the pool reacts to it: it ends its workers.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    _bound_memory(limits.memory_bytes)
    for left in reversed(range(JOBS_PER_WORKER)):
        data, descriptors, _, _ = socket.recv_fds(control, HEADER_BYTES, 1, socket.MSG_CMSG_CLOEXEC)
        if not data:
            return
        # From here on the job may have begun: the pool must not give it to another worker.
        taken[0] = 1
        # The worker reads the body and writes the answer itself: the pool copies no data.
        with socket.socket(fileno=descriptors[0]) as client:
            client.setblocking(True)
            # The pool kills at wall_seconds; SIGALRM does if the pool itself was killed.
            signal.setitimer(signal.ITIMER_REAL, limits.wall_seconds + ORPHAN_SECONDS)
            # A client that has gone does not affect the next one.
            with suppress(Closed, OSError):
                _answer(client, control, data, jobs, limits)
            signal.setitimer(signal.ITIMER_REAL, 0)
        # After the last job the pool learns by the end of this process that it takes no other.
        if left:
            control.send(READY)


def _answer(
    client: socket.socket,
    control: socket.socket,
    data: bytes,
    jobs: Mapping[str, Job],
    limits: ResourceLimits,
) -> None:
    header = read_header(data)
    # Before the CPU limit begins: a slow sender costs wall time only.
    body = read_exactly(client, header.body_bytes)
    _bound_cpu(limits.cpu_seconds)
    try:
        answer = write_answer(JobOutcome.DONE, jobs[header.job](body))
    except JobError as error:
        answer = write_answer(JobOutcome.RAISED, error.body)
    except MemoryError:
        answer = write_answer(JobOutcome.MEMORY_EXCEEDED)
    # From here on the answer is this process's: the pool must not write one of its own.
    control.send(ANSWERING)
    client.sendall(answer)


def _bound_cpu(seconds: int) -> None:
    """Let this process use *seconds* more of CPU time; SIGXCPU then ends it."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    # The limit counts from the start of the process, in whole seconds.
    soft = int(used.ru_utime + used.ru_stime) + 1 + seconds
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (soft, hard))


def _bound_memory(more_bytes: int) -> None:
    """Let this process map *more_bytes* beyond what it has mapped now."""
    with open("/proc/self/statm", encoding="ascii") as file:  # noqa: PTH123  # one line of procfs
        mapped = int(file.read().split()[0]) * os.sysconf("SC_PAGE_SIZE")
    resource.setrlimit(resource.RLIMIT_AS, (mapped + more_bytes, mapped + more_bytes))
    # A core file of a crash would hold the file of a caller.
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
