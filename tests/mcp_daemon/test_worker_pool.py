"""The thread pool: bounded, fair between lanes, and rid of what nobody wants."""

import asyncio
import subprocess
import sys
import threading
from collections.abc import Coroutine
from typing import Any

import pytest

from mcp_daemon.worker_pool import ClientQueue, Pool
from tests.mcp_daemon.running import WAIT_SECONDS


def converse(coroutine: Coroutine[Any, Any, Any]) -> Any:
    async def bounded() -> Any:
        async with asyncio.timeout(WAIT_SECONDS):
            return await coroutine

    return asyncio.run(bounded())


def test_work_returns_and_raises_to_whoever_waits() -> None:
    async def main() -> None:
        pool = Pool(1, 1)
        assert await pool.run(ClientQueue(), lambda: 42) == 42
        with pytest.raises(ZeroDivisionError):
            await pool.run(ClientQueue(), lambda: 1 // 0)
        assert await pool.run(ClientQueue(), lambda: 43) == 43
        pool.close()

    converse(main())


def test_no_more_runs_at_once_than_there_are_threads() -> None:
    running, most, lock = 0, 0, threading.Lock()

    def work() -> None:
        nonlocal running, most
        with lock:
            running += 1
            most = max(most, running)
        met.wait(0.01)
        with lock:
            running -= 1

    met = threading.Event()

    async def main() -> None:
        pool = Pool(3, 2)
        await asyncio.gather(*(pool.run(ClientQueue(), work) for _ in range(20)))
        assert most <= 3
        pool.close()

    converse(main())


def test_one_lane_does_not_take_every_thread() -> None:
    gate, started = threading.Event(), threading.Semaphore(0)

    def hold() -> None:
        started.release()
        gate.wait()

    async def main() -> None:
        pool = Pool(3, 2)
        greedy = ClientQueue()
        held = [asyncio.create_task(pool.run(greedy, hold)) for _ in range(5)]
        for _ in range(2):
            assert await asyncio.to_thread(started.acquire, timeout=WAIT_SECONDS)
        assert await pool.run(ClientQueue(), lambda: "served") == "served"
        assert greedy.running == 2
        assert not started.acquire(blocking=False)
        gate.set()
        await asyncio.gather(*held)
        pool.close()

    converse(main())


def test_what_has_ended_is_told_while_the_thread_goes_on_with_something_long() -> None:
    """The same thread takes up both, one after the other, before the loop hears of either."""
    gate = threading.Event()

    async def main() -> None:
        pool = Pool(1, 2)
        lane = ClientQueue()
        first = asyncio.create_task(pool.run(lane, lambda: "first"))
        long = asyncio.create_task(pool.run(lane, gate.wait))
        assert await first == "first"
        assert not long.done()
        gate.set()
        await long
        pool.close()

    converse(main())


def test_every_thread_helps_where_those_awake_wait() -> None:
    """Each waits for the other two, as for a slow server: all three have to run at once."""
    meeting = threading.Barrier(3, timeout=WAIT_SECONDS)

    async def main() -> None:
        pool = Pool(3, 1)
        await asyncio.gather(*(pool.run(ClientQueue(), meeting.wait) for _ in range(3)))
        pool.close()

    converse(main())


def test_lanes_take_turns() -> None:
    order: list[str] = []
    gate = threading.Event()

    async def main() -> None:
        pool = Pool(1, 1)
        holding = asyncio.create_task(pool.run(ClientQueue(), gate.wait))
        await asyncio.sleep(0)
        much, little = ClientQueue(), ClientQueue()
        tasks = [pool.run(much, lambda n=n: order.append(f"much {n}")) for n in range(3)]
        tasks.append(pool.run(little, lambda: order.append("little")))
        waiting = [asyncio.create_task(task) for task in tasks]
        await asyncio.sleep(0)
        gate.set()
        await asyncio.gather(holding, *waiting)
        pool.close()

    converse(main())
    assert order == ["much 0", "little", "much 1", "much 2"]


def test_work_that_is_cancelled_before_its_turn_never_runs() -> None:
    gate, ran = threading.Event(), threading.Event()

    async def main() -> None:
        pool = Pool(1, 1)
        holding = asyncio.create_task(pool.run(ClientQueue(), gate.wait))
        await asyncio.sleep(0)
        unwanted = asyncio.create_task(pool.run(ClientQueue(), ran.set))
        await asyncio.sleep(0)
        unwanted.cancel()
        await asyncio.sleep(0)  # it hears of it
        gate.set()
        await holding
        assert await pool.run(ClientQueue(), lambda: "next") == "next"
        pool.close()

    converse(main())
    assert not ran.is_set()


def test_closed_pool_drops_what_waits_behind_what_runs() -> None:
    started, gate, ran = threading.Event(), threading.Event(), threading.Event()
    workers: list[threading.Thread] = []

    def hold() -> None:
        workers.append(threading.current_thread())
        started.set()
        gate.wait()

    async def main() -> None:
        pool = Pool(1, 1)
        lane = ClientQueue()
        pool.submit(lane, hold, lambda value, failure: None)
        pool.submit(lane, ran.set, lambda value, failure: None)
        assert await asyncio.to_thread(started.wait, WAIT_SECONDS)
        pool.close()
        gate.set()
        await asyncio.to_thread(workers[0].join, WAIT_SECONDS)
        assert not workers[0].is_alive()

    converse(main())
    assert not ran.is_set()


HANGING = """
import asyncio, threading
from mcp_daemon.worker_pool import ClientQueue, Pool

async def main():
    started = threading.Event()

    def hang():
        started.set()
        threading.Event().wait()

    pool = Pool(1, 1)
    pool.submit(ClientQueue(), hang, lambda value, failure: None)
    await asyncio.to_thread(started.wait)
    pool.close()

asyncio.run(main())
"""


def test_process_of_a_call_that_never_ends_can_end() -> None:
    """Threads that were joined at exit would keep it for ever."""
    command = [sys.executable, "-c", HANGING]
    assert subprocess.run(command, timeout=2 * WAIT_SECONDS, check=False).returncode == 0
