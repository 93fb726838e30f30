"""A pool with jobs that misbehave, run as a process: ``python -m … PATH``."""

import os
import re
import signal
import sys
from pathlib import Path

from common.services.isolation.caller_queue import PoolBounds
from common.services.isolation.messages import JobError
from common.services.isolation.pool import Pool
from common.services.isolation.worker import ResourceLimits


def refuse(body: bytearray) -> bytes:
    raise JobError(b"refused " + bytes(body))


def spin(body: bytearray) -> bytes:
    while True:
        sum(range(10_000))


def spin_behind(body: bytearray) -> bytes:
    """Spin on the processor whose number is *body*, as others that use it have priority."""
    os.sched_setaffinity(0, [int(body)])
    os.nice(10)
    return spin(bytearray())


def allocate(body: bytearray) -> bytes:
    return bytes(int(body))


def wait(body: bytearray) -> bytes:
    """Write to the FIFO named in *body*, then wait until this process is killed."""
    with Path(body.decode()).open("wb") as fifo:
        fifo.write(b"!")
    signal.pause()
    return b""


def abort(body: bytearray) -> bytes:
    os.abort()


def kill(body: bytearray) -> bytes:
    """End this process as the kernel does when memory is short."""
    os.kill(os.getpid(), signal.SIGKILL)
    return b""


def priority(body: bytearray) -> bytes:
    """Return niceness, policy, and the slice in ns as the kernel reports it."""
    reported = Path("/proc/self/sched").read_text(encoding="ascii")
    (found,) = re.findall(r"^se\.slice\s*:\s*(\d+)", reported, re.MULTILINE) or ["0"]
    return f"{os.getpriority(os.PRIO_PROCESS, 0)} {os.sched_getscheduler(0)} {found}".encode()


JOBS = {
    "echo": bytes,
    "refuse": refuse,
    "spin": spin,
    "spin_behind": spin_behind,
    "allocate": allocate,
    "wait": wait,
    "abort": abort,
    "kill": kill,
    "priority": priority,
    "pid": lambda body: str(os.getpid()).encode(),
}

if __name__ == "__main__":
    limits = ResourceLimits(
        cpu_seconds=1,
        wall_seconds=float(sys.argv[2]),
        memory_bytes=64 << 20,
        body_bytes=4 << 20,
    )
    bounds = PoolBounds(2, waiting_per_caller=2, waiting=3, heavy_seconds=float(sys.argv[3]))
    pool = Pool(Path(sys.argv[1]), JOBS, limits, bounds)
    print("ready", flush=True)
    pool.run()
