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
    for job in jobs("ab"):
        queue.add(job)
    first = queue.take([])
    assert first is not None
    assert queue.take([first]) is None
    for job in jobs("c"):
        queue.add(job)
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


def test_job_gives_way_twice_only() -> None:
    """Then it counts as heavy from its start."""
    queue = queue_of("ab", workers=2)
    again, other = running_jobs(queue, 2, since=5.0)
    again.interrupted = 2
    again.started += 1.0
    queue.add(CallersJob(caller=b"c"))
    assert queue.choose_to_interrupt([again, other]) is other


def test_caller_of_a_job_interrupted_twice_has_heavy_work() -> None:
    queue = queue_of("ab", workers=2)
    first, second = running_jobs(queue, 2, since=0.5)
    first.interrupted = second.interrupted = 2
    queue.finish(second)
    queue.add(CallersJob(caller=b"b"))
    assert queue.take([first]) is None


@pytest.mark.parametrize(("cpu_seconds", "gives_way"), [(0.1, False), (0.3, True)])
@pytest.mark.parametrize("interrupted", [0, 1])
def test_first_run_of_a_newcomer_is_a_short_trial(
    cpu_seconds: float, gives_way: bool, interrupted: int
) -> None:
    """The second has the time of all jobs that are not heavy, 1 s."""
    queue = queue_of("abc", workers=2)
    running = running_jobs(queue, 2, since=cpu_seconds)
    for job in running:
        job.interrupted = interrupted
    chosen = queue.choose_to_interrupt(running)
    assert (chosen is not None) == (gives_way and not interrupted)


def test_caller_whose_files_take_longer_is_not_interrupted_as_early() -> None:
    queue = queue_of("a", workers=2)
    (known,) = running_jobs(queue, 1, since=0.5)
    queue.finish(known)
    for job in jobs("abc"):
        queue.add(job)
    running = running_jobs(queue, 2, since=0.3)
    assert {job.caller for job in running} == {b"b", b"c"}
    queue.finish(running[0])
    running[0:1] = running_jobs(queue, 1, since=0.3)
    for job in jobs("d"):
        queue.add(job)
    assert queue.choose_to_interrupt(running) is None


def test_interrupted_job_waits_for_newcomers() -> None:
    queue = queue_of("")
    queue.add(CallersJob(caller=b"a", interrupted=1))
    for job in jobs("bc"):
        queue.add(job)
    assert order(queue) == "bca"


def test_newcomer_with_the_smaller_file_goes_first() -> None:
    queue = queue_of("")
    for caller, cost in ((b"a", 3), (b"b", 1), (b"c", 2)):
        queue.add(CallersJob(caller=caller, cost=cost))
    assert order(queue) == "bca"


def test_caller_with_many_small_files_goes_after_newcomers() -> None:
    """At a tenth of a processor, all the time."""
    queue = queue_of("")
    for _ in range(100):
        queue.add(CallersJob(caller=b"a"))
        queue.finish(*running_jobs(queue, 1, since=0.1))
    for job in jobs("ab"):
        queue.add(job)
    assert order(queue) == "ba"


@pytest.mark.parametrize(("overdue_before", "expected"), [(False, b"b"), (True, b"c")])
def test_job_that_has_waited_long_goes_first_on_all_workers_but_one(
    overdue_before: bool, expected: bytes
) -> None:
    queue = queue_of("abc", workers=2)
    (first,) = running_jobs(queue, 1, since=0.0)
    first.overdue = overdue_before
    waiting, small = queue
    waiting.cost, waiting.queued = 9, small.queued - 60
    taken = queue.take([first])
    assert taken is not None
    assert taken.caller == expected


def test_full_queue_refuses_the_job_that_would_be_run_last() -> None:
    queue = queue_of("", waiting=2)
    large, small = CallersJob(caller=b"a", cost=9), CallersJob(caller=b"b", cost=1)
    for job in (large, small):
        assert queue.add(job) is None
    assert queue.add(CallersJob(caller=b"c", cost=5)) is large
    late = CallersJob(caller=b"d", cost=7)
    assert queue.add(late) is late


def test_newcomers_do_not_fill_the_queue_for_those_who_were_served() -> None:
    """The files of the latter may take longer than a trial."""
    queue = queue_of("a", waiting=2)
    queue.finish(*running_jobs(queue, 1, since=0.5))
    newcomers = jobs("bc")
    for job in newcomers:
        assert queue.add(job) is None
    (known,) = jobs("a")
    assert queue.add(known) in newcomers
    assert known in queue


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
