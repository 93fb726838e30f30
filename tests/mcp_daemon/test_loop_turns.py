"""Brief work on the event loop: in turns, in slices, and without cancelled items.

Expectations: the documentation of LoopTurns.
"""

import asyncio
from collections.abc import Callable

import pytest

from mcp_daemon import loop_turns
from mcp_daemon.loop_turns import LoopTurns
from mcp_daemon.worker_pool import ClientQueue


async def run_all(turns: LoopTurns) -> None:
    """Return when all that was submitted before has run."""
    ended = asyncio.Event()
    turns.submit(ClientQueue(), ended.set)
    await ended.wait()


def test_queues_take_turns() -> None:
    """A client with many calls does not delay the others."""
    order: list[str] = []

    async def main() -> None:
        turns, long, short = LoopTurns(), ClientQueue(), ClientQueue()
        for number in range(3):
            turns.submit(long, lambda number=number: order.append(f"long {number}"))  # type: ignore[misc]  # inferred without its default
        turns.submit(short, lambda: order.append("short"))
        await run_all(turns)
        while len(order) < 4:
            await asyncio.sleep(0)

    asyncio.run(main())
    assert order == ["long 0", "short", "long 1", "long 2"]


def test_cancelled_item_never_runs() -> None:
    """The documentation of `submit`."""
    order: list[str] = []

    async def main() -> None:
        turns, queue = LoopTurns(), ClientQueue()
        turns.submit(queue, lambda: order.append("unwanted")).cancelled = True
        turns.submit(queue, lambda: order.append("next"))
        await run_all(turns)
        while not order:
            await asyncio.sleep(0)

    asyncio.run(main())
    assert order == ["next"]


def test_loop_serves_others_between_slices(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each item takes a whole slice here, so that the loop runs between any two."""
    monkeypatch.setattr(loop_turns, "SLICE_SECONDS", 0.0)
    order: list[str] = []

    async def main() -> None:
        turns, queue = LoopTurns(), ClientQueue()

        def work() -> None:
            order.append("work")
            asyncio.get_running_loop().call_soon(lambda: order.append("other"))

        for _ in range(3):
            turns.submit(queue, work)
        while len(order) < 6:
            await asyncio.sleep(0)

    asyncio.run(main())
    assert order == ["work", "other"] * 3


def test_what_is_left_for_the_end_runs_once_after_the_items() -> None:
    """The documentation of `at_end`."""
    order: list[str] = []

    async def main() -> None:
        turns, queue = LoopTurns(), ClientQueue()

        def flush() -> None:
            order.append("flush")

        def work(name: str) -> Callable[[], None]:
            def run() -> None:
                order.append(name)
                turns.at_end(flush)

            return run

        turns.submit(queue, work("one"))
        turns.submit(queue, work("two"))
        while "flush" not in order:
            await asyncio.sleep(0)

    asyncio.run(main())
    assert order == ["one", "two", "flush"]
