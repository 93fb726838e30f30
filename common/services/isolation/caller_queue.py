"""The jobs that wait for a worker, by caller.

Callers whose latest files took least go first. Each may occupy all workers but one, and all callers
with heavy work together leave one worker to the others, however many they are. What a newcomer's
file costs is known only once it runs: while others wait, it gets `trial_seconds`, then
`heavy_seconds`, and then all that a job may use, each time from the start and after those who have
waited with less. A job that has waited long goes first on all workers but one: none starves.
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
# The time of its longest file counts half after this: files of a caller stay alike for longer.
LONGEST_HALF_LIFE_SECONDS = 120.0
# An interrupted job is assumed to need so many times what it had.
INTERRUPTED_FACTOR = 4.0
# Callers whose worker time is remembered.
MAX_REMEMBERED = 10_000
# Worker time is CPU time, which a busy machine does not lengthen. A job that waits instead, for a
# disk or memory, uses up a tenth of the time that passes.
WAITING_SHARE = 0.1
# A caller who uses more than a tenth of a processor all the time is ranked as if by this share of
# the recent worker time, and not by the longest file.
USE_SHARE = 0.05
# The least time until the CPU time of the running jobs is looked at again.
LOOK_SECONDS = 0.05
# A job that waits longer goes before the others, on all workers but one.
PATIENCE_SECONDS = 10.0
# After so many interruptions a job is heavy, and is not interrupted again.
MAX_INTERRUPTIONS = 2


class PoolBounds(Struct, frozen=True):
    """How much may run and wait.

    Attributes:
        workers: processes, at least 2.
        waiting_per_caller: jobs of one caller that wait.
        waiting: jobs of all callers that wait.
        heavy_seconds: a caller one of whose files took more worker time lately has heavy work.
        trial_seconds: the CPU time of a newcomer's job while others wait; a newcomer goes before
            callers whose files took more.
    """

    workers: int = 2
    waiting_per_caller: int = 8
    waiting: int = 64
    heavy_seconds: float = 1.0
    trial_seconds: float = 0.2

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
        cost: an estimate of its work, in bytes; among newcomers, the least goes first.
        queued: monotonic time at which it was queued, in seconds.
        started: monotonic time at which a worker got it, in seconds; 0 before.
        overdue: True if it was started because it had waited long.
        interrupted: how often it was interrupted.
        cpu_seconds: returns the CPU time that it has used since it began.
        used_seconds: its worker time, once its process has ended.
    """

    caller: bytes = b""
    cost: int = 0
    queued: float = 0.0
    started: float = 0.0
    overdue: bool = False
    interrupted: int = 0
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


class _Account(Struct, frozen=True):
    """The worker time of a caller, as it was counted at a monotonic time.

    Attributes:
        seconds: of all jobs.
        longest: of the longest job.
        counted_at: in seconds.
    """

    seconds: float
    longest: float
    counted_at: float

    def at(self, now: float) -> "_Account":
        """Return what counts of it at *now*."""
        passed = now - self.counted_at
        return _Account(
            self.seconds * 0.5 ** (passed / HALF_LIFE_SECONDS),
            self.longest * 0.5 ** (passed / LONGEST_HALF_LIFE_SECONDS),
            now,
        )


class CallerQueue(Generic[JobT]):
    """A bounded queue of jobs that is fair to callers."""

    def __init__(self, bounds: PoolBounds) -> None:
        self._bounds = bounds
        # In order of whose turn it is, among those of equal rank.
        self._callers: OrderedDict[bytes, _Caller[JobT]] = OrderedDict()
        # The latest last.
        self._accounts: OrderedDict[bytes, _Account] = OrderedDict()
        self._waiting = 0

    def __iter__(self) -> Iterator[JobT]:
        """Yield the jobs that wait."""
        for caller in self._callers.values():
            yield from caller.waiting

    def add(self, job: JobT) -> JobT | None:
        """Queue *job*; return the job that is refused for it, which may be *job* itself.

        If too many jobs of all callers wait, the caller who has most of them loses the last one,
        or else the one whose job would be run last.
        """
        caller = self._callers.setdefault(job.caller, _Caller())
        refused: JobT | None = None
        if len(caller.waiting) >= self._bounds.waiting_per_caller:
            refused = job
        elif self._waiting >= self._bounds.waiting:
            refused = self._choose_to_refuse(job, len(caller.waiting))
        if refused is not job:
            job.queued = time.monotonic()
            caller.waiting.append(job)
            self._waiting += 1
            if refused is not None:
                self.remove(refused)
        self._forget_if_idle(job.caller)
        return refused

    def _choose_to_refuse(self, job: JobT, waiting: int) -> JobT:
        """Return the job to refuse for *job*, or that, whose caller has *waiting* others."""
        most = max(self._callers.values(), key=lambda caller: len(caller.waiting))
        # Otherwise two callers would displace each other's jobs for ever.
        if len(most.waiting) > waiting + 1:
            return most.waiting[-1]
        now = time.monotonic()
        jobs = [job, *self]
        newcomers = [one for one in jobs if one.caller not in self._accounts]
        # An attacker with many addresses has newcomers only.
        if len(newcomers) > self._bounds.waiting / 2 and not self._is_heavy(job, now):
            jobs = newcomers
        last: JobT = max(jobs, key=lambda one: (self._is_heavy(one, now), *self._rank(one, now)))
        return last

    def remove(self, job: JobT) -> None:
        """Remove a job that waits."""
        self._callers[job.caller].waiting.remove(job)
        self._waiting -= 1
        self._forget_if_idle(job.caller)

    def take(self, running: Collection[JobT]) -> JobT | None:
        """Return the next job for an idle worker beside those *running*; None if there is none.

        `finish` or `put_back` follows.
        """
        now = time.monotonic()
        heavy = [self._is_heavy(job, now) for job in running]
        most_heavy = self._bounds.workers - 1
        # Also those that are overdue leave one worker to the order by rank.
        not_in_order = sum(
            is_heavy or job.overdue for is_heavy, job in zip(heavy, running, strict=True)
        )
        takes_overdue = not_in_order < most_heavy
        takes_heavy = sum(heavy) < most_heavy
        job = min(
            (job for job in self._next_jobs() if takes_heavy or not self._is_heavy(job, now)),
            key=lambda job: self._turn(job, now, takes_overdue=takes_overdue),
            default=None,
        )
        if job is None:
            return None
        job.overdue = takes_overdue and self._is_overdue(job, now)
        # The caller goes to the end of the order, so that all take turns.
        self._callers.move_to_end(job.caller)
        caller = self._callers[job.caller]
        caller.running += 1
        self._waiting -= 1
        return caller.waiting.popleft()

    def choose_to_interrupt(self, running: Collection[JobT]) -> JobT | None:
        """Return the job to end so that another caller's can begin; None if there is none.

        That is the latest of the jobs that occupy all workers for longer than they may while one
        waits that is not heavy.
        """
        now = time.monotonic()
        if len(running) < self._bounds.workers or not self._keeps_a_light_job_waiting(now):
            return None
        if any(self._time_left(job, now) for job in running):
            return None
        return max(
            (job for job in running if job.interrupted < MAX_INTERRUPTIONS),
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
        if all(job.interrupted >= MAX_INTERRUPTIONS for job in running):
            return math.inf
        return now + max(LOOK_SECONDS, *(self._time_left(job, now) for job in running))

    def _time_left(self, job: JobT, now: float) -> float:
        """Return the time that *job*, which runs, has left while others wait."""
        if self._is_heavy(job, now):
            return 0.0
        heavy_seconds = self._bounds.heavy_seconds
        if job.interrupted:
            return heavy_seconds - job.worker_seconds(now)
        # Most files of a caller are alike.
        trial = max(self._bounds.trial_seconds, 2 * self._account(job.caller, now).longest)
        # CPU time alone: on a busy machine, a job of a few milliseconds takes a second or more.
        return max(0.0, min(trial, heavy_seconds) - job.cpu_seconds())

    def _keeps_a_light_job_waiting(self, now: float) -> bool:
        return any(not self._is_heavy(job, now) for job in self._next_jobs())

    def _next_jobs(self) -> Iterator[JobT]:
        """Yield the next job of each caller that may run one."""
        return (caller.waiting[0] for caller in self._callers.values() if self._may_run(caller))

    def _turn(self, job: JobT, now: float, *, takes_overdue: bool) -> tuple[float, ...]:
        """Return what the jobs that wait are ordered by."""
        if takes_overdue and self._is_overdue(job, now):
            return (0.0, job.queued)
        return (1.0, *self._rank(job, now))

    def _rank(self, job: JobT, now: float) -> tuple[float, ...]:
        """Return what jobs are ordered by: those that are expected to take least go first."""
        expected = self._bounds.trial_seconds
        if job.caller in self._accounts:
            account = self._account(job.caller, now)
            expected = max(account.longest, USE_SHARE * account.seconds)
        return job.interrupted, expected, job.cost

    def _may_run(self, caller: "_Caller[JobT]") -> bool:
        return bool(caller.waiting) and caller.running < self._bounds.running_per_caller

    def finish(self, job: JobT) -> None:
        """Count the worker time of *job*, which has ended."""
        now = time.monotonic()
        account, seconds = self._account(job.caller, now), job.worker_seconds(now)
        longest = max(account.longest, seconds)
        if job.interrupted:
            is_heavy = job.interrupted >= MAX_INTERRUPTIONS
            had = self._bounds.heavy_seconds if is_heavy else self._bounds.trial_seconds
            longest = max(longest, INTERRUPTED_FACTOR * had)
        self._accounts[job.caller] = _Account(account.seconds + seconds, longest, now)
        self._accounts.move_to_end(job.caller)
        if len(self._accounts) > MAX_REMEMBERED:
            self._accounts.popitem(last=False)
        self._callers[job.caller].running -= 1
        self._forget_if_idle(job.caller)

    def put_back(self, job: JobT) -> None:
        """Queue a taken job as the next of its caller: no worker has read it."""
        caller = self._callers[job.caller]
        caller.running -= 1
        job.started = job.used_seconds = 0.0
        job.overdue = False
        caller.waiting.appendleft(job)
        self._waiting += 1

    def _is_heavy(self, job: JobT, now: float) -> bool:
        if job.interrupted >= MAX_INTERRUPTIONS:
            return True
        longest = max(self._account(job.caller, now).longest, job.worker_seconds(now))
        return longest > self._bounds.heavy_seconds

    def _is_overdue(self, job: JobT, now: float) -> bool:
        return now - job.queued > PATIENCE_SECONDS

    def _account(self, key: bytes, now: float) -> _Account:
        known = self._accounts.get(key)
        return known.at(now) if known else _Account(0.0, 0.0, now)

    def _forget_if_idle(self, key: bytes) -> None:
        caller = self._callers[key]
        if not caller.waiting and not caller.running:
            del self._callers[key]
