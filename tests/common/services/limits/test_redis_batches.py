"""Requests that greenlets make at the same moment are admitted by one script, as one after another.

The oracle is the machine's own backend, which is given the same requests one at a time.
"""

import json
import random
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from redis import Redis

from common.services.limits.redis import caller_key, tag_of
from common.services.principal import anonymous_principal
from tests.common.services.clock import SetClock
from tests.common.services.conftest import OpenServices
from tests.mcp_daemon.running import ROOT

# Long timeouts: on a busy machine, an answer would sometimes be late, and the machine would count.
TOGETHER = """
from gevent import monkey; monkey.patch_all()
import json, sys
import gevent
from common.services import redis_server
for option in ("timeout", "socket_timeout", "socket_connect_timeout"):
    redis_server.OWN_OPTIONS[option] = 5.0
from common.services.container import open_services
from common.services.principal import anonymous_principal
from common.settings import load
from tests.common.services.clock import SetClock

environ, requests = json.loads(sys.stdin.read())
with open_services(load(environ), process="test", clock=SetClock(), greenlets=True) as services:
    def admit(address, cost, count):
        caller = anonymous_principal(address, "http")
        one = services.limiter.admit(caller, format="qr", cost=cost, requests=count)
        return one.reason, one.used, one.burst_remaining, one.by_redis
    admit("192.0.2.1", 0, 1)
    def scripts():
        statistics = services.redis.call(lambda client: client.info("commandstats"))
        return statistics["cmdstat_evalsha"]["calls"]
    before = scripts()
    greenlets = [gevent.spawn(admit, *each) for each in requests]
    gevent.joinall(greenlets, timeout=60)
    sent = scripts() - before
    services.flusher.flush()
    outcomes = [greenlet.value for greenlet in greenlets]
    print(json.dumps([outcomes, sent, services.redis.answers]))
"""
LIMITS = {"RATE_LIMIT_UNAUTHENTICATED": "30", "RATE_LIMIT_BURST": "20"}
ADDRESSES = [f"192.0.2.{number}" for number in range(10, 16)]

Request = tuple[str, int, int]


def admitted_together(environ: dict[str, str], requests: list[Request]) -> tuple[Any, int, bool]:
    """Return the outcomes, the number of scripts that Redis ran, and whether Redis answers."""
    done = subprocess.run(
        [sys.executable, "-c", TOGETHER],
        input=json.dumps([environ, requests]),
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
    )
    outcomes, scripts, answers = json.loads(done.stdout)
    return outcomes, scripts, answers


@pytest.mark.parametrize("seed", range(4))
def test_outcomes_are_those_of_requests_made_one_after_another(
    seed: int, opened: OpenServices, clock: SetClock, redis_url: str, tmp_path: Path
) -> None:
    """Of callers with different hash tags, with refusals by both limits."""
    chosen = random.Random(seed)
    requests = [
        (chosen.choice(ADDRESSES), chosen.choice((0, 1, 1, 7)), chosen.choice((0, 1, 1, 3)))
        for _ in range(120)
    ]
    local = opened(LIMITS, clock).limiter
    expected = []
    for address, cost, count in requests:
        caller = anonymous_principal(address, "http")
        one = local.admit(caller, format="qr", cost=cost, requests=count)
        expected.append([one.reason, one.used, one.burst_remaining, True])
    environ = {**LIMITS, "REDIS_URL": redis_url, "DATA_DIR": str(tmp_path / "together")}
    outcomes, scripts, _ = admitted_together(environ, requests)
    assert outcomes == expected
    assert {reason for reason, *_ in outcomes} == {"", "burst", "quota"}
    assert scripts == len({tag_of(f"ip:{address}") for address in ADDRESSES})


def test_usage_of_a_batch_reaches_the_store_once(
    opened: OpenServices, redis_url: str, clock: SetClock, tmp_path: Path
) -> None:
    """30 of 50 are admitted, and the store has 30."""
    environ = {**LIMITS, "RATE_LIMIT_BURST": "1000", "REDIS_URL": redis_url}
    environ["DATA_DIR"] = str(tmp_path)
    outcomes, _, _ = admitted_together(environ, [(ADDRESSES[0], 1, 1)] * 50)
    assert [reason for reason, *_ in outcomes] == [""] * 30 + ["quota"] * 20
    caller = anonymous_principal(ADDRESSES[0], "http")
    services = opened(environ, clock)
    services.flusher.flush()
    assert services.limiter.allowance(caller).used == 30
    day = services.clock.now() // 86_400
    counted = services.usage.by_source(int(day), [caller.key])
    assert [used for _, _, used in counted] == [30]


def test_count_that_another_program_broke_fails_that_caller_only(
    redis_url: str, tmp_path: Path
) -> None:
    """The machine counts for that caller, from the 1 it knows; Redis does for the others."""
    environ = {**LIMITS, "REDIS_URL": redis_url, "DATA_DIR": str(tmp_path)}
    broken = ADDRESSES[0]
    tag = tag_of(f"ip:{broken}")
    other = next(
        address
        for address in (f"198.51.100.{number}" for number in range(255))
        if tag_of(f"ip:{address}") == tag
    )
    requests: list[Request] = [(broken, 1, 1), (other, 1, 1)]
    admitted_together(environ, requests)
    with Redis.from_url(redis_url) as client:
        client.hset(caller_key(f"ip:{broken}"), "used", "many")
    outcomes, _, answers = admitted_together(environ, [*requests, (other, 1, 1)])
    assert [(used, by_redis) for _, used, _, by_redis in outcomes] == [
        (2, False),
        (2, True),
        (3, True),
    ]
    assert answers
