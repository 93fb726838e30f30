"""Work on native threads, in a process whose threads are greenlets."""

import threading
import time
from collections import Counter
from itertools import count

import gevent
import pytest
from gevent import monkey
from gevent.lock import BoundedSemaphore

from rest import offload

WAIT_SECONDS = 30.0


@pytest.fixture(autouse=True)
def patched(monkeypatch: pytest.MonkeyPatch) -> None:
    """Treat this process as a worker; events and threads stay native."""
    monkeypatch.setattr(monkey, "is_module_patched", lambda name: True)


def test_error_is_raised_to_the_caller_only(capfd: pytest.CaptureFixture[str]) -> None:
    """Gevent would write an error of its threads to standard error, which is the log."""
    with pytest.raises(ZeroDivisionError):
        offload.in_thread(divmod)(1, 0)
    assert capfd.readouterr().err == ""


def test_abandoned_work_occupies_its_thread_until_it_ends() -> None:
    """The number of threads bounds the pictures in memory."""
    gate, started = threading.Event(), []

    def work(number: int) -> int:
        started.append(number)
        gate.wait(WAIT_SECONDS)
        return number

    def attempt(number: int) -> int | None:
        with gevent.Timeout(0.05, False):
            return offload.in_thread(work)(number)
        return None

    gevent.joinall([gevent.spawn(attempt, number) for number in range(4)], timeout=WAIT_SECONDS)
    assert attempt(4) is None
    assert 4 not in started
    gate.set()
    assert offload.in_thread(work)(5) == 5


def test_large_pictures_take_turns_and_other_work_does_not_wait(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Each of them may take 100 MB; the check of a password is short."""
    turns = BoundedSemaphore(1)
    monkeypatch.setattr(offload, "_drawings", lambda: turns)
    gate, begun, started = threading.Event(), threading.Event(), []

    def draw(number: int) -> int:
        started.append(number)
        begun.set()
        gate.wait(WAIT_SECONDS)
        return number

    drawings = [gevent.spawn(offload.drawing_in_thread(draw), number) for number in range(3)]
    assert offload.in_thread(begun.wait)(WAIT_SECONDS)
    assert offload.in_thread(divmod)(7, 2) == (3, 1)
    assert started == [0]
    gate.set()
    gevent.joinall(drawings, timeout=WAIT_SECONDS)
    assert [each.value for each in drawings] == started == [0, 1, 2]


def test_paused_work_resumes_one_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """Between two rounds of the event loop, other requests wait for one slice of work only.

    A slice may follow that of the round before, so that two are next to each other.
    """
    monkeypatch.setattr(offload, "_MAX_HOLD_SECONDS", 0)
    order: list[str] = []

    def work(name: str) -> None:
        pause = offload.yield_to_others(after=lambda: None)
        for _ in range(3):
            pause()
            order.append(name)

    def answer() -> None:
        hub = gevent.get_hub()
        for _ in range(9):
            with hub.loop.timer(0) as timer:
                hub.wait(timer)
            order.append(".")

    gevent.joinall([gevent.spawn(work, name) for name in "abcd"] + [gevent.spawn(answer)])
    assert max(map(len, "".join(order[: order.index(".") + 12]).split("."))) <= 2
    assert sorted(set(order)) == [".", "a", "b", "c", "d"]


def test_work_that_ends_while_it_is_paused_takes_no_turn(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its request has reached its deadline."""
    monkeypatch.setattr(offload, "_MAX_HOLD_SECONDS", 0)
    done: list[str] = []

    def work(name: str) -> None:
        offload.yield_to_others(after=lambda: None)()
        done.append(name)

    first, second = gevent.spawn(work, "first"), gevent.spawn(work, "second")
    first.kill(block=False)
    gevent.joinall([first, second], timeout=WAIT_SECONDS)
    assert done == ["second"]


def test_turns_begin_in_different_rounds_of_the_loop() -> None:
    """90 requests that arrived together held all others for 4 s: each began at once."""
    loop = gevent.get_hub().loop
    rounds: list[int] = []

    def begin() -> None:
        offload.take_turn()
        rounds.append(loop.iteration)

    gevent.joinall([gevent.spawn(begin) for _ in range(5)], timeout=WAIT_SECONDS)
    assert len(set(rounds)) == 5


def test_requests_that_begin_in_a_round_go_before_paused_work() -> None:
    """A client that connects waits for the slice under way, and not for another one.

    Its connection is accepted in one round, as the timer here ends, and read in a greenlet that
    runs in the next.
    """
    order: list[str] = []

    def work() -> None:
        offload.take_turn()
        order.append("work")

    loop = gevent.get_hub().loop
    paused = gevent.spawn(work)
    with loop.timer(0) as connection:
        connection.start(gevent.spawn, order.append, "request")
        gevent.joinall([paused], timeout=WAIT_SECONDS)
    assert order == ["request", "work"]


def test_pieces_of_many_clients_take_turns_together(monkeypatch: pytest.MonkeyPatch) -> None:
    """1,000 clients that sent chunks of a byte held a worker for 6 s, each for a short while.

    No single piece takes long enough for a turn.
    """
    monkeypatch.setattr(offload, "_MAX_HOLD_SECONDS", 2)
    now = count()
    monkeypatch.setattr(time, "perf_counter", lambda: next(now))
    loop = gevent.get_hub().loop
    rounds: list[int] = []

    def read() -> None:
        offload.give_way()
        rounds.append(loop.iteration)

    gevent.joinall([gevent.spawn(read) for _ in range(10)], timeout=WAIT_SECONDS)
    assert len(rounds) == 10
    assert max(Counter(rounds).values()) <= 4


def test_work_does_not_wait_for_pieces_that_arrive(monkeypatch: pytest.MonkeyPatch) -> None:
    """Complete requests took seconds while clients sent small chunks."""
    monkeypatch.setattr(offload, "_MAX_HOLD_SECONDS", 0)
    order: list[str] = []

    def read() -> None:
        offload.give_way()
        order.append("piece")

    def work() -> None:
        offload.take_turn()
        order.append("work")

    started = [gevent.spawn(read) for _ in range(20)] + [gevent.spawn(work)]
    gevent.joinall(started, timeout=WAIT_SECONDS)
    assert order.index("work") <= 2
