"""The order of jobs and the bounds on them, without processes."""

import math
import time

import pytest

from common.services.isolation.caller_queue import LOOK_SECONDS, CallerQueue, CallersJob, PoolBounds


def jobs(callers: str) -> list[CallersJob]:
    """Return a job for each letter of *callers*, which names its caller."""
    return [CallersJob(caller=letter.encode()) for letter in callers]


def queue_of(callers: str, **bounds: float) -> CallerQueue[CallersJob]:
    """Return a queue to which the jobs of *callers* were added."""
    queue: CallerQueue[CallersJob] = CallerQueue(PoolBounds(**bounds))  # type: ignore[arg-type]
    for job in jobs(callers):
        assert queue.add(job) is None
    return queue


def order(queue: CallerQueue[CallersJob]) -> str:
    """Return the callers of all jobs, in the order in which one worker runs them."""
    found = ""
    while job := queue.take([]):
        found += job.caller.decode()
        job.started, job.cpu_seconds = 1.0, lambda: 5.0
        queue.finish(job)
    return found


def test_callers_take_turns() -> None:
    assert order(queue_of("aaabbc")) == "abcaba"


def test_caller_with_small_files_goes_before_newcomers() -> None:
    queue = queue_of("a")
    (known,) = running_jobs(queue, 1, since=0.01)
    queue.finish(known)
    for job in jobs("bca"):
        queue.add(job)
    assert order(queue) == "abc"


def test_job_over_the_bound_of_its_caller_is_refused() -> None:
    queue = queue_of("aab", waiting_per_caller=2)
    (late,) = jobs("a")
    assert queue.add(late) is late
    assert order(queue) == "aba"


def test_caller_with_most_jobs_gives_way_to_a_newcomer() -> None:
    queue = queue_of("aaab", waiting=4)
    last = list(queue)[2]
    (newcomer,) = jobs("c")
    assert queue.add(newcomer) is last
    assert order(queue) == "abca"


def test_nobody_gives_way_to_a_caller_who_has_as_many() -> None:
    queue = queue_of("aabb", waiting=4)
    (late,) = jobs("b")
    assert queue.add(late) is late
    assert order(queue) == "abab"


def test_caller_leaves_one_worker_to_others() -> None:
    queue = queue_of("aab", workers=2)
    first = queue.take([])
    assert first is not None
    second = queue.take([first])
    assert second is not None
    assert (first.caller, second.caller) == (b"a", b"b")
    assert queue.take([first, second]) is None


def test_callers_with_heavy_work_leave_one_worker_to_others() -> None:
    queue = queue_of("ab", workers=2, heavy_seconds=0)
    assert order(queue) == "ab"
    for job in jobs("abc"):
        queue.add(job)
    first = queue.take([])
    assert first is not None
    second = queue.take([first])
    assert second is not None
    assert (first.caller, second.caller) == (b"a", b"c")


def running_jobs(queue: CallerQueue[CallersJob], count: int, since: float) -> list[CallersJob]:
    """Take *count* jobs, which have used that many seconds of CPU time."""
    running: list[CallersJob] = []
    for _ in range(count):
        job = queue.take(running)
        assert job is not None
        job.started = time.monotonic() - since
        job.cpu_seconds = lambda: since
        running.append(job)
    return running


def test_heavy_job_of_a_newcomer_gives_way_if_a_small_one_waits() -> None:
    """Before it runs, nothing shows that it is heavy."""
    queue = queue_of("abc", workers=2)
    first, second = running_jobs(queue, 2, since=5.0)
    second.started += 1.0
    assert queue.interrupts_at([first, second]) <= time.monotonic() + LOOK_SECONDS
    assert queue.choose_to_interrupt([first, second]) is second


def test_busy_machine_makes_no_job_heavy() -> None:
    """There, a job of a few milliseconds takes a second or more."""
    queue = queue_of("abc", workers=2)
    running = running_jobs(queue, 2, since=5.0)
    for job in running:
        job.cpu_seconds = lambda: 0.01
    assert queue.choose_to_interrupt(running) is None
    assert queue.interrupts_at(running) > time.monotonic()


def test_job_that_waits_gives_way_later() -> None:
    """It uses no CPU time, and occupies a worker nevertheless."""
    queue = queue_of("abc", workers=2)
    running = running_jobs(queue, 2, since=50.0)
    for job in running:
        job.cpu_seconds = lambda: 0.0
    assert queue.choose_to_interrupt(running) is not None


def test_job_gives_way_once_only() -> None:
    """An interrupted job counts as heavy from its start."""
    queue = queue_of("ab", workers=2)
    again, other = running_jobs(queue, 2, since=5.0)
    again.interrupted = True
    again.started += 1.0
    queue.add(CallersJob(caller=b"c"))
    assert queue.choose_to_interrupt([again, other]) is other


def test_caller_of_an_interrupted_job_has_heavy_work() -> None:
    queue = queue_of("ab", workers=2)
    first, second = running_jobs(queue, 2, since=1.1)
    second.interrupted = True
    queue.finish(second)
    queue.add(CallersJob(caller=b"b"))
    assert queue.take([first]) is None


@pytest.mark.parametrize(("callers", "since"), [("ab", 5.0), ("aba", 5.0), ("abc", 0.0)])
def test_no_job_gives_way(callers: str, since: float) -> None:
    """Nothing waits, the caller that waits has heavy work itself, and no job is heavy."""
    queue = queue_of(callers, workers=2)
    running = running_jobs(queue, 2, since)
    assert queue.choose_to_interrupt(running) is None


def test_nothing_is_interrupted_while_a_worker_is_free() -> None:
    queue = queue_of("ab", workers=2)
    running = running_jobs(queue, 1, since=5.0)
    assert queue.choose_to_interrupt(running) is None
    assert queue.interrupts_at(running) == math.inf


def test_job_that_no_worker_has_read_is_the_next_of_its_caller() -> None:
    queue = queue_of("aa")
    first = queue.take([])
    assert first is not None
    queue.put_back(first)
    assert queue.take([]) is first


def test_removed_job_makes_room() -> None:
    queue = queue_of("ab", waiting=2)
    queue.remove(next(iter(queue)))
    (newcomer,) = jobs("c")
    assert queue.add(newcomer) is None
    assert order(queue) == "bc"


@pytest.mark.parametrize("taken", [0, 1])
def test_queue_yields_the_jobs_that_wait(taken: int) -> None:
    queue = queue_of("ab")
    for _ in range(taken):
        queue.take([])
    assert [job.caller for job in queue] == [b"a", b"b"][taken:]
