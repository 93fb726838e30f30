"""The pool of parser processes, as a real process with jobs that misbehave.

Expectations: no job outlives its limits or its client, and no caller stops another.
"""

import os
import select
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from pathlib import Path

import pytest

from common.services.isolation.client import (
    IsolationBusy,
    IsolationClient,
    IsolationUnavailable,
    JobCancelled,
    JobKilled,
    JobRaised,
)
from common.services.isolation.messages import JobOutcome
from common.services.isolation.worker import JOBS_PER_WORKER

WAIT_SECONDS = 30


class RunningPool:
    """A pool in a process of its own, with a FIFO that jobs write to when they begin."""

    def __init__(self, folder: Path, wall_seconds: float, heavy_seconds: float = 60) -> None:
        self.path = folder / "pool.sock"
        self.fifo = folder / "begun"
        os.mkfifo(self.fifo)
        self._reader = os.open(self.fifo, os.O_RDWR | os.O_NONBLOCK)
        module = "tests.common.services.isolation.serving"
        self._process = subprocess.Popen(
            [sys.executable, "-m", module, str(self.path), str(wall_seconds), str(heavy_seconds)],
            stdout=subprocess.PIPE,
        )
        assert self._process.stdout is not None
        assert self._process.stdout.readline() == b"ready\n"
        self._process.stdout.close()
        self.client = IsolationClient(self.path, restart_seconds=0)

    def await_begun(self) -> None:
        """Wait until a `wait` job has begun."""
        assert select.select([self._reader], [], [], WAIT_SECONDS)[0]
        os.read(self._reader, 1)

    def begun(self) -> bool:
        """Return True if another `wait` job has begun."""
        return bool(select.select([self._reader], [], [], 0)[0])

    def wait(self, caller: str) -> bytes:
        """Run a job that never ends by itself."""
        return self.client.run("wait", str(self.fifo).encode(), caller)

    def kill(self) -> None:
        """Kill the pool, but not its workers."""
        self._process.kill()
        self._process.wait(WAIT_SECONDS)

    def stop(self) -> int:
        """Stop the pool and return its exit status."""
        self._process.terminate()
        return self._process.wait(WAIT_SECONDS)

    def close(self) -> None:
        os.close(self._reader)


Start = Callable[..., RunningPool]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    pools: list[RunningPool] = []

    def start(wall_seconds: float = 60, heavy_seconds: float = 60) -> RunningPool:
        pools.append(RunningPool(tmp_path, wall_seconds, heavy_seconds))
        return pools[-1]

    yield start
    for pool in pools:
        assert pool.stop() in (0, -signal.SIGKILL)
        pool.close()


@pytest.fixture
def client(start: Start) -> IsolationClient:
    return start().client


def test_missing_pool_is_unavailable(tmp_path: Path) -> None:
    with pytest.raises(IsolationUnavailable):
        IsolationClient(tmp_path / "none.sock", restart_seconds=0).run("echo", b"", "a")


def test_missing_pool_does_not_serve(tmp_path: Path) -> None:
    assert not IsolationClient(tmp_path / "none.sock").is_served(WAIT_SECONDS)


def test_silent_pool_does_not_serve(tmp_path: Path) -> None:
    """The kernel accepts connections for a process that is stopped."""
    path = tmp_path / "pool.sock"
    with socket.socket(socket.AF_UNIX) as silent:
        silent.bind(str(path))
        silent.listen()
        assert not IsolationClient(path).is_served(0.01)


def test_running_pool_serves(client: IsolationClient) -> None:
    client.run("echo", b"", "a")
    assert client.is_served(WAIT_SECONDS)


def test_busy_pool_serves(start: Start) -> None:
    """The pool itself answers, so that no job is waited for."""
    pool = start()
    with ThreadPoolExecutor(2) as threads:
        jobs = [threads.submit(pool.wait, f"caller {number}") for number in range(2)]
        pool.await_begun()
        pool.await_begun()
        assert pool.client.is_served(WAIT_SECONDS)
        _stop(pool, jobs)


def test_error_of_the_job_reaches_the_client(client: IsolationClient) -> None:
    with pytest.raises(JobRaised) as raised:
        client.run("refuse", b"x", "a")
    assert raised.value.body == b"refused x"


def test_unknown_job_is_refused(client: IsolationClient) -> None:
    with pytest.raises(IsolationBusy):
        client.run("nothing", b"", "a")


def test_body_over_the_limit_is_refused(client: IsolationClient) -> None:
    with pytest.raises(IsolationBusy):
        client.run("echo", bytes(5 << 20), "a")


@pytest.mark.parametrize(
    ("job", "body", "outcome"),
    [
        ("spin", b"", JobOutcome.CPU_EXCEEDED),
        ("allocate", b"200000000", JobOutcome.MEMORY_EXCEEDED),
        ("abort", b"", JobOutcome.CRASHED),
    ],
)
def test_job_over_a_limit_is_ended_and_the_next_one_runs(
    client: IsolationClient, job: str, body: bytes, outcome: JobOutcome
) -> None:
    with pytest.raises(JobKilled) as killed:
        client.run(job, body, "a")
    assert killed.value.outcome == outcome
    assert client.run("echo", b"next", "a") == b"next"


def test_job_over_its_time_is_killed(start: Start) -> None:
    pool = start(wall_seconds=0.2)
    with pytest.raises(JobKilled) as killed:
        pool.wait("a")
    assert killed.value.outcome == JobOutcome.TIME_EXCEEDED


def test_job_that_hardly_gets_a_processor_may_be_repeated(start: Start) -> None:
    """The kernel divides one processor between the job and a process of higher priority."""
    processor = min(os.sched_getaffinity(0))
    busy = f"import os; os.sched_setaffinity(0, [{processor}])\nprint(flush=True)\nwhile True: pass"
    pool = start(wall_seconds=1)
    with subprocess.Popen([sys.executable, "-c", busy], stdout=subprocess.PIPE) as other:
        assert other.stdout is not None
        other.stdout.readline()
        try:
            with pytest.raises(IsolationBusy):
                pool.client.run("spin_behind", str(processor).encode(), "a")
        finally:
            other.kill()


@pytest.mark.parametrize("length", [0, 1, 300_000, 4 << 20])
def test_body_comes_back_whole(client: IsolationClient, length: int) -> None:
    assert client.run("echo", b"x" * length, "a") == b"x" * length


def test_processes_that_wake_go_before_workers(client: IsolationClient) -> None:
    """sched(7): those with a lower nice value and, in EEVDF, with a shorter slice than 100 ms."""
    niceness, policy, slice_ns = map(int, client.run("priority", b"", "a").split())
    assert niceness > os.getpriority(os.PRIO_PROCESS, 0)
    assert policy == os.sched_getscheduler(0)
    # Older kernels do not let processes choose.
    major, minor = map(int, os.uname().release.split(".")[:2])
    assert slice_ns == 100_000_000 or (major, minor) < (6, 12)


def test_worker_is_reused(client: IsolationClient) -> None:
    assert len({client.run("pid", b"", "a") for _ in range(20)}) <= 2


def test_jobs_outlive_the_replacement_of_workers(client: IsolationClient) -> None:
    """A worker that has done its last job gets no other: each of these runs."""
    pids = {client.run("pid", b"", "a") for _ in range(2 * JOBS_PER_WORKER + 2)}
    assert len(pids) > 2


def test_killed_idle_workers_fail_no_job(client: IsolationClient) -> None:
    """A request that no worker has read is given to another one."""
    for _ in range(100):
        os.kill(int(client.run("pid", b"", "a")), signal.SIGKILL)


def test_job_that_another_process_kills_may_be_repeated(client: IsolationClient) -> None:
    """The file is not to blame, unlike with a crash."""
    with pytest.raises(IsolationUnavailable):
        client.run("kill", b"", "a")
    assert client.run("echo", b"next", "a") == b"next"


def test_job_without_a_pool_ends(start: Start) -> None:
    """The worker's own timer ends what nobody waits for."""
    pool = start(wall_seconds=0.5)
    with ThreadPoolExecutor(1) as threads:
        job = threads.submit(pool.wait, "a")
        pool.await_begun()
        pool.kill()
        assert isinstance(job.exception(WAIT_SECONDS), IsolationUnavailable)


def test_killed_pool_is_replaced(tmp_path: Path) -> None:
    """Its socket file is still there."""
    (tmp_path / "pool.sock").touch()
    pool = RunningPool(tmp_path, 60)
    assert pool.client.run("echo", b"x", "a") == b"x"
    assert pool.stop() == 0
    pool.close()


def test_cancelled_caller_stops_while_its_body_waits(start: Start) -> None:
    """The body is larger than the buffer of a socket, and no worker is free to read it."""
    pool = start()
    with ThreadPoolExecutor(1) as threads:
        running = threads.submit(pool.wait, "slow")
        pool.await_begun()
        with pytest.raises(JobCancelled):
            pool.client.run("echo", bytes(4 << 20), "slow", lambda: True)
        _stop(pool, [running])


def test_caller_with_slow_jobs_leaves_a_worker_to_others(start: Start) -> None:
    pool = start()
    with ThreadPoolExecutor(2) as threads:
        slow = [threads.submit(pool.wait, "slow") for _ in range(2)]
        pool.await_begun()
        assert pool.client.run("echo", b"x", "other") == b"x"
        assert not pool.begun()
        _stop(pool, slow)


def test_queue_of_a_caller_is_bounded(start: Start) -> None:
    """One of the caller's jobs runs and two wait."""
    pool = start()
    with ThreadPoolExecutor(4) as threads:
        jobs = [threads.submit(pool.wait, "slow") for _ in range(4)]
        refused = wait(jobs, WAIT_SECONDS, "FIRST_COMPLETED").done
        assert [type(job.exception()) for job in refused] == [IsolationBusy]
        _stop(pool, [job for job in jobs if job not in refused])


def test_queue_of_all_callers_is_bounded(start: Start) -> None:
    """Two workers run and three jobs wait."""
    pool = start()
    with ThreadPoolExecutor(6) as threads:
        jobs = [threads.submit(pool.wait, f"caller {number}") for number in range(6)]
        refused = wait(jobs, WAIT_SECONDS, "FIRST_COMPLETED").done
        assert [type(job.exception()) for job in refused] == [IsolationBusy]
        _stop(pool, [job for job in jobs if job not in refused])


def test_longest_queue_gives_way_if_the_pool_is_full(start: Start) -> None:
    """A caller with many jobs must not keep another one out: its last one is refused instead."""
    pool = start()
    with ThreadPoolExecutor(6) as threads:
        running = [threads.submit(pool.wait, caller) for caller in ("many", "other")]
        pool.await_begun()
        pool.await_begun()
        waiting = [threads.submit(pool.wait, caller) for caller in ("many", "many", "other")]
        newcomer = threads.submit(pool.wait, "newcomer")
        refused = wait([*waiting, newcomer], WAIT_SECONDS, "FIRST_COMPLETED").done
        assert [type(job.exception()) for job in refused] == [IsolationBusy]
        assert refused < set(waiting[:2])
        _stop(pool, [job for job in (*running, *waiting, newcomer) if job not in refused])


def test_callers_with_heavy_work_leave_a_worker_to_others(start: Start) -> None:
    """However many they are. Here every caller that has had a file read has heavy work."""
    pool = start(heavy_seconds=0)
    for caller in ("slow", "slower"):
        pool.client.run("echo", b"", caller)
    with ThreadPoolExecutor(2) as threads:
        slow = [threads.submit(pool.wait, caller) for caller in ("slow", "slower")]
        pool.await_begun()
        assert pool.client.run("echo", b"x", "newcomer") == b"x"
        assert not pool.begun()
        _stop(pool, slow)


def test_small_job_is_run_beside_heavy_jobs_of_newcomers(start: Start) -> None:
    """One of them is interrupted, and goes on when the other one has ended."""
    pool = start(heavy_seconds=0.1)
    with ThreadPoolExecutor(2) as threads:
        slow = [threads.submit(pool.wait, caller) for caller in ("slow", "slower")]
        pool.await_begun()
        pool.await_begun()
        assert pool.client.run("echo", b"x", "newcomer") == b"x"
        assert not any(job.done() for job in slow)
        _stop(pool, slow)


def test_interrupted_job_is_run_again(start: Start) -> None:
    pool = start(wall_seconds=2, heavy_seconds=0.1)
    with ThreadPoolExecutor(2) as threads:
        slow = [threads.submit(pool.wait, caller) for caller in ("slow", "slower")]
        pool.await_begun()
        pool.await_begun()
        assert pool.client.run("echo", b"x", "newcomer") == b"x"
        pool.await_begun()
        for job in slow:
            assert isinstance(job.exception(WAIT_SECONDS), JobKilled)


def test_call_waits_for_a_pool_that_starts(tmp_path: Path) -> None:
    """Supervisord restarts a pool that was killed: no client has to repeat its request."""
    client = IsolationClient(tmp_path / "pool.sock", WAIT_SECONDS)
    looked = threading.Event()

    def cancelled() -> bool:
        looked.set()
        return False

    with ThreadPoolExecutor(1) as threads:
        job = threads.submit(client.run, "echo", b"x", "a", cancelled)
        assert looked.wait(WAIT_SECONDS)
        pool = RunningPool(tmp_path, 60)
        assert job.result(WAIT_SECONDS) == b"x"
        assert pool.stop() == 0
        pool.close()


def test_call_that_waits_too_long_for_its_turn_is_refused(start: Start) -> None:
    """HTTP then answers 503, before the deadline of the request closes the connection."""
    pool = start()
    impatient = IsolationClient(pool.path, answer_seconds=0)
    with ThreadPoolExecutor(1) as threads:
        running = threads.submit(pool.wait, "slow")
        pool.await_begun()
        with pytest.raises(IsolationBusy):
            impatient.run("echo", b"", "slow")
        _stop(pool, [running])


def test_job_of_a_pool_that_is_killed_is_sent_to_the_next_one(start: Start) -> None:
    """The worker of the killed pool ends by its own timer."""
    pool = start(wall_seconds=0.5)
    client = IsolationClient(pool.path, WAIT_SECONDS)
    with ThreadPoolExecutor(1) as threads:
        job = threads.submit(client.run, "wait", str(pool.fifo).encode(), "a")
        pool.await_begun()
        pool.kill()
        pool.fifo.unlink()
        start(wall_seconds=0.5).await_begun()
        assert isinstance(job.exception(WAIT_SECONDS), JobKilled)


def test_job_ends_with_its_client(start: Start) -> None:
    """More often than there are workers: none of them stays occupied."""
    pool = start()
    code = (
        "import sys; from pathlib import Path\n"
        "from common.services.isolation.client import IsolationClient\n"
        "IsolationClient(Path(sys.argv[1])).run('wait', sys.argv[2].encode(), 'a')"
    )
    for _ in range(3):
        command = [sys.executable, "-c", code, str(pool.path), str(pool.fifo)]
        process = subprocess.Popen(command, stderr=subprocess.DEVNULL)
        pool.await_begun()
        process.kill()
        process.wait(WAIT_SECONDS)
    assert pool.client.run("echo", b"x", "a") == b"x"


def _stop(pool: RunningPool, jobs: list[Future[bytes]]) -> None:
    """Stop *pool*; its clients get an error, not a hang."""
    assert pool.stop() == 0
    assert {type(job.exception(WAIT_SECONDS)) for job in jobs} == {IsolationUnavailable}
