"""Charges of a moment are made together on one thread, and those that nobody wants are refunded.

Expectations: the documentation of Charges, and docs/accounts.md: N barcodes a day are N.
"""

import asyncio
import json
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any, cast

import pytest

from common.mcp.catalogue import catalogue
from common.services import redis_server
from common.services.clock import SystemClock
from common.services.limits.limiter import Charge, Decision, Limiter
from common.services.principal import Principal, anonymous_principal
from mcp_daemon.charges import MAX_CHARGES, Charges
from tests.mcp_daemon.messages import call, opened, ping, receive
from tests.mcp_daemon.running import Endpoint, RunningDaemon
from tests.servers.redis import RedisServer
from tests.servers.waiting import WAIT_SECONDS, eventually

ADDRESS = anonymous_principal("127.0.0.1", "mcp")
ANNA = Principal("user:1", "basic", "mcp")


class Gate:
    """A limiter whose first round trip waits until it is *opened*."""

    def __init__(self) -> None:
        self.opened = threading.Event()
        self.entered = threading.Event()
        self.trips: list[list[int]] = []
        self.refunded: list[int] = []
        self.is_broken = False

    def admit_all(self, charges: Sequence[Charge]) -> list[Decision]:
        self.trips.append([charge.cost for charge in charges])
        self.entered.set()
        assert self.opened.wait(WAIT_SECONDS)
        if self.is_broken:
            raise RuntimeError("broken")
        # Stands for a decision: the cost of the charge.
        return cast("list[Decision]", [charge.cost for charge in charges])

    def refund(self, decision: int) -> None:
        self.refunded.append(decision)


def run(gate: Gate, costs: Sequence[int], cancelled: Sequence[int] = ()) -> list[Any]:
    """Submit 1, and *costs* while it is under way; return what `done` was called with.

    Those in *cancelled* are cancelled before the first trip ends.
    """
    results: list[Any] = []

    async def main() -> None:
        charges = Charges(cast("Limiter", gate))
        items = {1: charges.submit(Charge(ANNA, "qr", 1, 1), results.append)}
        while not gate.entered.is_set():
            await asyncio.sleep(0)
        for cost in costs:
            items[cost] = charges.submit(Charge(ANNA, "qr", cost, 1), results.append)
        for cost in cancelled:
            items[cost].cancelled = True
        gate.opened.set()
        expected = 1 + len(costs) - sum(cost > 1 for cost in cancelled)
        while len(results) + len(gate.refunded) < expected:
            await asyncio.sleep(0)
        charges.close()

    asyncio.run(asyncio.wait_for(main(), WAIT_SECONDS))
    return results


def test_charges_of_a_moment_are_made_together_and_in_order() -> None:
    gate = Gate()
    assert run(gate, range(2, 12)) == list(range(1, 12))
    assert gate.trips == [[1], list(range(2, 12))]


def test_trip_is_bounded() -> None:
    gate = Gate()
    costs = range(2, MAX_CHARGES + 12)
    assert run(gate, costs) == [1, *costs]
    assert [len(trip) for trip in gate.trips] == [1, MAX_CHARGES, 10]


def test_charge_that_is_cancelled_before_its_trip_is_not_made() -> None:
    gate = Gate()
    assert run(gate, [2, 3, 4], cancelled=[3]) == [1, 2, 4]
    assert gate.trips == [[1], [2, 4]]
    assert gate.refunded == []


def test_charge_that_is_cancelled_during_its_trip_is_refunded() -> None:
    gate = Gate()
    assert run(gate, [2], cancelled=[1]) == [2]
    assert (gate.trips, gate.refunded) == ([[1], [2]], [1])


def test_failure_is_no_decision() -> None:
    """The call then runs on a thread, which counts for itself."""
    gate = Gate()
    gate.is_broken = True
    assert run(gate, [2, 3]) == [None, None, None]


@pytest.fixture
def long_timeouts(monkeypatch: pytest.MonkeyPatch) -> None:
    """On a busy machine an answer would sometimes be late, and the machine would count."""
    for option in ("timeout", "socket_timeout", "socket_connect_timeout"):
        monkeypatch.setitem(redis_server.OWN_OPTIONS, option, 5.0)


def drawing(identity: int, data: str, **options: object) -> str:
    return call(identity, "barcode_generator", data=data, format="code128", **options)


def results_of(running: RunningDaemon, *messages: str) -> dict[int, Any]:
    with opened(Endpoint(running.port)) as client:
        for message in messages:
            client.send(message)
        answers = [receive(client) for _ in messages]
    return {answer["id"]: answer["result"] for answer in answers}


def test_exactly_the_quota_is_drawn_with_redis(
    tmp_path: Path, redis_url: str, long_timeouts: None
) -> None:
    """However many calls are under way; refused ones, such as of too narrow ones, are refunded."""
    environ = {"REDIS_URL": redis_url, "RATE_LIMIT_UNAUTHENTICATED": 30}
    running = RunningDaemon(catalogue("1"), tmp_path, **environ)
    try:
        narrow = [drawing(number, f"number {number}", width=20) for number in range(100, 110)]
        assert all(result["isError"] for result in results_of(running, *narrow).values())
        assert running.services.limiter.allowance(ADDRESS).used == 0
        drawings = [drawing(number, f"number {number}") for number in range(60)]
        results = results_of(running, *drawings)
        assert sum(not result["isError"] for result in results.values()) == 30
        assert running.services.limiter.allowance(ADDRESS).used == 30
        running.services.flusher.flush()
        today = int(SystemClock().now() // 86_400)
        counted = running.services.usage.by_source(today, [ADDRESS.key])
        assert sum(used for _, _, used in counted) == 30
    finally:
        running.stop()


def test_calls_are_counted_by_the_machine_while_redis_is_stopped(
    tmp_path: Path, own_redis: RedisServer
) -> None:
    """docs/operations.md: no call fails for it, and the loop serves others meanwhile."""
    environ = {"REDIS_URL": own_redis.url, "RATE_LIMIT_UNAUTHENTICATED": 12}
    running = RunningDaemon(catalogue("1"), tmp_path, **environ)
    try:
        own_redis.pause()
        drawings = [drawing(number, f"number {number}") for number in range(20)]
        results = results_of(running, *drawings, ping(20))
        drawn = [key for key, result in results.items() if result.get("isError") is False]
        assert len(drawn) == 12
    finally:
        own_redis.resume()
        running.stop()


def test_cancelled_calls_cost_nothing_they_did_not_draw(
    tmp_path: Path, redis_url: str, long_timeouts: None
) -> None:
    """Each is answered and counted, or neither."""
    running = RunningDaemon(catalogue("1"), tmp_path, REDIS_URL=redis_url)
    try:
        with opened(Endpoint(running.port)) as client:
            for number in range(1, 41):
                client.send(drawing(number, f"number {number}"))
                cancel = {"method": "notifications/cancelled", "params": {"requestId": number}}
                client.send(json.dumps({"jsonrpc": "2.0", **cancel}))
            client.send(drawing(41, "last"))
            answered = 0
            while receive(client)["id"] != 41:
                answered += 1
            client.send(drawing(42, "after all"))
            receive(client)
        allowance = running.services.limiter.allowance
        # The last refund may still be under way.
        eventually(lambda: allowance(ADDRESS).used == answered + 2, "the last refund")
    finally:
        running.stop()
