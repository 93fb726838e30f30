"""The thread pool: bounded, fair between queues, and without cancelled items.

Expectations: the pool's documentation.
"""

import asyncio
import subprocess
import sys
import threading
from collections.abc import Coroutine
from typing import Any

import pytest

from mcp_daemon.worker_pool import ClientQueue, WorkerPool
from tests.servers.waiting import WAIT_SECONDS


def run_bounded(coroutine: Coroutine[Any, Any, Any]) -> Any:
    async def bounded() -> Any:
        async with asyncio.timeout(WAIT_SECONDS):
            return await coroutine

    return asyncio.run(bounded())


def test_run_returns_the_value_or_raises_the_exception() -> None:
    """The documentation of WorkerPool.run."""

    async def main() -> None:
        pool = WorkerPool(1, 1)
        assert await pool.run(ClientQueue(), lambda: 42) == 42
        with pytest.raises(ZeroDivisionError):
            await pool.run(ClientQueue(), lambda: 1 // 0)
        assert await pool.run(ClientQueue(), lambda: 43) == 43
        pool.close()

    run_bounded(main())


def test_no_more_items_run_than_there_are_threads() -> None:
    """The documentation of WorkerPool: `threads`."""
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
        pool = WorkerPool(3, 2)
        await asyncio.gather(*(pool.run(ClientQueue(), work) for _ in range(20)))
        assert most <= 3
        pool.close()

    run_bounded(main())


def test_one_queue_does_not_use_every_thread() -> None:
    """The documentation of WorkerPool: `per_client`."""
    gate, started = threading.Event(), threading.Semaphore(0)

    def hold() -> None:
        started.release()
        gate.wait()

    async def main() -> None:
        pool = WorkerPool(3, 2)
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

    run_bounded(main())


def test_ended_item_is_returned_while_the_thread_runs_the_next() -> None:
    """One thread runs both, one after the other, before the loop is notified of either."""
    gate = threading.Event()

    async def main() -> None:
        pool = WorkerPool(1, 2)
        queue = ClientQueue()
        first = asyncio.create_task(pool.run(queue, lambda: "first"))
        long = asyncio.create_task(pool.run(queue, gate.wait))
        assert await first == "first"
        assert not long.done()
        gate.set()
        await long
        pool.close()

    run_bounded(main())


def test_every_thread_is_woken_while_the_others_wait() -> None:
    """Each waits for the other two, as for a slow server, so all three must run together."""
    meeting = threading.Barrier(3, timeout=WAIT_SECONDS)

    async def main() -> None:
        pool = WorkerPool(3, 1)
        await asyncio.gather(*(pool.run(ClientQueue(), meeting.wait) for _ in range(3)))
        pool.close()

    run_bounded(main())


def test_queues_take_turns() -> None:
    """The documentation of WorkerPool: a client with many calls does not delay others."""
    order: list[str] = []
    gate = threading.Event()

    async def main() -> None:
        pool = WorkerPool(1, 1)
        holding = asyncio.create_task(pool.run(ClientQueue(), gate.wait))
        await asyncio.sleep(0)
        long, short = ClientQueue(), ClientQueue()
        tasks = [pool.run(long, lambda n=n: order.append(f"long {n}")) for n in range(3)]
        tasks.append(pool.run(short, lambda: order.append("short")))
        waiting = [asyncio.create_task(task) for task in tasks]
        await asyncio.sleep(0)
        gate.set()
        await asyncio.gather(holding, *waiting)
        pool.close()

    run_bounded(main())
    assert order == ["long 0", "short", "long 1", "long 2"]


def test_item_cancelled_before_its_turn_never_runs() -> None:
    """The documentation of WorkerPool.run."""
    gate, ran = threading.Event(), threading.Event()

    async def main() -> None:
        pool = WorkerPool(1, 1)
        holding = asyncio.create_task(pool.run(ClientQueue(), gate.wait))
        await asyncio.sleep(0)
        unwanted = asyncio.create_task(pool.run(ClientQueue(), ran.set))
        await asyncio.sleep(0)
        unwanted.cancel()
        await asyncio.sleep(0)  # the cancellation is delivered
        gate.set()
        await holding
        assert await pool.run(ClientQueue(), lambda: "next") == "next"
        pool.close()

    run_bounded(main())
    assert not ran.is_set()


def test_closed_pool_drops_waiting_items() -> None:
    """The documentation of WorkerPool.close."""
    started, gate, ran = threading.Event(), threading.Event(), threading.Event()
    workers: list[threading.Thread] = []

    def hold() -> None:
        workers.append(threading.current_thread())
        started.set()
        gate.wait()

    async def main() -> None:
        pool = WorkerPool(1, 1)
        queue = ClientQueue()
        pool.submit(queue, hold, lambda value, failure: None)
        pool.submit(queue, ran.set, lambda value, failure: None)
        assert await asyncio.to_thread(started.wait, WAIT_SECONDS)
        pool.close()
        gate.set()
        await asyncio.to_thread(workers[0].join, WAIT_SECONDS)
        assert not workers[0].is_alive()

    run_bounded(main())
    assert not ran.is_set()


HANGING = """
import asyncio, threading
from mcp_daemon.worker_pool import ClientQueue, WorkerPool

async def main():
    started = threading.Event()

    def hang():
        started.set()
        threading.Event().wait()

    pool = WorkerPool(1, 1)
    pool.submit(ClientQueue(), hang, lambda value, failure: None)
    await asyncio.to_thread(started.wait)
    pool.close()

asyncio.run(main())
"""


def test_process_with_an_item_that_never_ends_can_exit() -> None:
    """Python joins other threads at exit, which would never return (threading, daemon threads)."""
    command = [sys.executable, "-c", HANGING]
    assert subprocess.run(command, timeout=2 * WAIT_SECONDS, check=False).returncode == 0
