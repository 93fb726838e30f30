"""The jobs that wait for a worker, by caller.

Callers take turns. Each may occupy all workers but one, and all callers with heavy work together
leave one worker to the others, however many they are. What a newcomer's file costs is known only
once it runs: a job that turns out to be heavy on the last worker is interrupted if others wait.
"""

import math
import time
from collections import OrderedDict, deque
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from msgspec import Struct

# Worker time of a caller counts half after this time.
HALF_LIFE_SECONDS = 30.0
# Callers whose worker time is remembered.
MAX_REMEMBERED = 10_000
# Worker time is CPU time, which a busy machine does not lengthen. A job that waits instead, for a
# disk or memory, uses up a tenth of the time that passes.
WAITING_SHARE = 0.1
# The least time until the CPU time of the running jobs is looked at again.
LOOK_SECONDS = 0.05


class PoolBounds(Struct, frozen=True):
    """How much may run and wait.

    Attributes:
        workers: processes, at least 2.
        waiting_per_caller: jobs of one caller that wait.
        waiting: jobs of all callers that wait.
        heavy_seconds: a caller whose files took more worker time lately has heavy work.
    """

    workers: int = 2
    waiting_per_caller: int = 8
    waiting: int = 64
    heavy_seconds: float = 1.0

    @property
    def running_per_caller(self) -> int:
        """Return how many workers one caller may occupy: all but one."""
        return max(1, self.workers - 1)


def _no_time() -> float:
    """Return 0: the CPU time is not known."""
    return 0.0


@dataclass(eq=False, slots=True, kw_only=True)
class CallersJob:
    """A job of a caller.

    Attributes:
        caller: the caller's digest; empty until it is known.
        started: monotonic time at which a worker got it, in seconds; 0 before.
        interrupted: True if it was interrupted before: it is heavy, and is not interrupted again.
        cpu_seconds: returns the CPU time that it has used since it began.
        used_seconds: its worker time, once its process has ended.
    """

    caller: bytes = b""
    started: float = 0.0
    interrupted: bool = False
    cpu_seconds: Callable[[], float] = _no_time
    used_seconds: float = 0.0

    def worker_seconds(self, now: float) -> float:
        """Return the worker time that it has used up to *now*; 0 before it begins."""
        if not self.started:
            return 0.0
        used = max(self.cpu_seconds(), WAITING_SHARE * (now - self.started))
        return max(used, self.used_seconds)


JobT = TypeVar("JobT", bound=CallersJob)


@dataclass(eq=False, slots=True)
class _Caller(Generic[JobT]):
    """The jobs of one caller: those that wait, and the number of those that run."""

    waiting: deque[JobT] = field(default_factory=deque)
    running: int = 0


class CallerQueue(Generic[JobT]):
    """A bounded queue of jobs that is fair to callers."""

    def __init__(self, bounds: PoolBounds) -> None:
        self._bounds = bounds
        # In order of whose turn it is.
        self._callers: OrderedDict[bytes, _Caller[JobT]] = OrderedDict()
        # Recent worker time of each caller: seconds, and when they were counted.
        self._spent: OrderedDict[bytes, tuple[float, float]] = OrderedDict()
        self._waiting = 0

    def __iter__(self) -> Iterator[JobT]:
        """Yield the jobs that wait."""
        for caller in self._callers.values():
            yield from caller.waiting

    def add(self, job: JobT) -> JobT | None:
        """Queue *job*; return the job that is refused for it, which may be *job* itself.

        If too many jobs of all callers wait, the caller who has most of them loses the last one.
        """
        caller = self._callers.setdefault(job.caller, _Caller())
        refused: JobT | None = None
        if len(caller.waiting) >= self._bounds.waiting_per_caller:
            refused = job
        elif self._waiting >= self._bounds.waiting:
            most = max(self._callers.values(), key=lambda caller: len(caller.waiting))
            # Otherwise two callers would displace each other's jobs for ever.
            refused = most.waiting[-1] if len(most.waiting) > len(caller.waiting) + 1 else job
        if refused is not job:
            caller.waiting.append(job)
            self._waiting += 1
            if refused is not None:
                self.remove(refused)
        self._forget_if_idle(job.caller)
        return refused

    def remove(self, job: JobT) -> None:
        """Remove a job that waits."""
        self._callers[job.caller].waiting.remove(job)
        self._waiting -= 1
        self._forget_if_idle(job.caller)

    def take(self, running: Collection[JobT]) -> JobT | None:
        """Return the next job for an idle worker beside those *running*; None if there is none.

        Callers whose latest files were small go first: a newcomer's may take long. `finish` or
        `put_back` follows.
        """
        now = time.monotonic()
        heavy_jobs = sum(self._is_heavy(job, now) for job in running)
        takes_heavy = heavy_jobs < self._bounds.workers - 1
        chosen = b""
        for key, caller in self._callers.items():
            if not self._may_run(caller):
                continue
            is_heavy = self._is_heavy(caller.waiting[0], now)
            if key in self._spent and not is_heavy:
                chosen = key
                break
            if not chosen and (takes_heavy or not is_heavy):
                chosen = key
        if not chosen:
            return None
        # The caller goes to the end of the order, so that all take turns.
        self._callers.move_to_end(chosen)
        caller = self._callers[chosen]
        caller.running += 1
        self._waiting -= 1
        return caller.waiting.popleft()

    def choose_to_interrupt(self, running: Collection[JobT]) -> JobT | None:
        """Return the job to end so that another caller's can begin; None if there is none.

        That is the latest of heavy jobs that occupy all workers while one waits that is not heavy.
        """
        now = time.monotonic()
        if len(running) < self._bounds.workers or not self._keeps_a_light_job_waiting(now):
            return None
        if not all(self._is_heavy(job, now) for job in running):
            return None
        return max(
            (job for job in running if not job.interrupted),
            key=lambda job: job.started,
            default=None,
        )

    def interrupts_at(self, running: Collection[JobT]) -> float:
        """Return the time from which `choose_to_interrupt` may find a job; infinite if none.

        No job uses CPU time faster than time passes, so that this is the earliest.
        """
        now = time.monotonic()
        if len(running) < self._bounds.workers or not self._keeps_a_light_job_waiting(now):
            return math.inf
        left = max(
            (
                self._bounds.heavy_seconds
                - self._recent_seconds(job.caller, now)
                - job.worker_seconds(now)
                for job in running
                if not job.interrupted
            ),
            default=math.inf,
        )
        return now + max(left, LOOK_SECONDS)

    def _keeps_a_light_job_waiting(self, now: float) -> bool:
        return any(
            self._may_run(caller) and not self._is_heavy(caller.waiting[0], now)
            for caller in self._callers.values()
        )

    def _may_run(self, caller: "_Caller[JobT]") -> bool:
        return bool(caller.waiting) and caller.running < self._bounds.running_per_caller

    def finish(self, job: JobT) -> None:
        """Count the worker time of *job*, which has ended."""
        now = time.monotonic()
        spent = self._recent_seconds(job.caller, now) + job.worker_seconds(now)
        if job.interrupted:
            # The caller has heavy work for at least a half-life: only a part of the job was run.
            spent = max(spent, 2 * self._bounds.heavy_seconds)
        self._spent[job.caller] = (spent, now)
        self._spent.move_to_end(job.caller)
        if len(self._spent) > MAX_REMEMBERED:
            self._spent.popitem(last=False)
        self._callers[job.caller].running -= 1
        self._forget_if_idle(job.caller)

    def put_back(self, job: JobT) -> None:
        """Queue a taken job as the next of its caller: no worker has read it."""
        caller = self._callers[job.caller]
        caller.running -= 1
        job.started = job.used_seconds = 0.0
        caller.waiting.appendleft(job)
        self._waiting += 1

    def _is_heavy(self, job: JobT, now: float) -> bool:
        if job.interrupted:
            return True
        seconds = self._recent_seconds(job.caller, now) + job.worker_seconds(now)
        return seconds > self._bounds.heavy_seconds

    def _recent_seconds(self, key: bytes, now: float) -> float:
        seconds, counted_at = self._spent.get(key, (0.0, now))
        return float(seconds * 0.5 ** ((now - counted_at) / HALF_LIFE_SECONDS))

    def _forget_if_idle(self, key: bytes) -> None:
        caller = self._callers[key]
        if not caller.waiting and not caller.running:
            del self._callers[key]
