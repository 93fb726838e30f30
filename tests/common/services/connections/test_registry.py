"""The connection registry, on each real backend."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from common.services.connections.backend import (
    EXPIRES_AFTER_SECONDS,
    STDIO_PREFIX,
    ConnectionTotals,
)
from common.services.connections.redis import KEY
from common.services.container import Services
from tests.common.services.clock import SetClock
from tests.servers.redis import RedisServer

Open = Callable[..., Services]
Environ = dict[str, str]


def test_nothing_reported_is_nothing_counted(opened: Open, state_environ: Environ) -> None:
    """An empty registry."""
    assert opened(state_environ).connections.totals() == ConnectionTotals(0, 0)


def test_daemons_add_up_over_processes(opened: Open, state_environ: Environ) -> None:
    """Three processes use one registry."""
    opened(state_environ).connections.report("a", 3)
    opened(state_environ).connections.report("b", 4)
    assert opened(state_environ).connections.totals() == ConnectionTotals(2, 7)


def test_report_replaces_the_previous_one(opened: Open, state_environ: Environ) -> None:
    """A report has the current number."""
    connections = opened(state_environ).connections
    connections.report("a", 3)
    connections.report("a", 1)
    assert connections.count() == 1


def test_forgotten_daemon_is_not_counted(opened: Open, state_environ: Environ) -> None:
    """A daemon calls `forget` as it ends."""
    connections = opened(state_environ).connections
    connections.report("a", 3)
    connections.report("b", 4)
    connections.forget("a")
    assert connections.totals() == ConnectionTotals(1, 4)


def test_dead_daemon_expires_from_the_machines_file(opened: Open, clock: SetClock) -> None:
    """Six seconds after its last report."""
    connections = opened({}, clock).connections
    connections.report("a", 3)
    clock.move(EXPIRES_AFTER_SECONDS - 1)
    connections.report("b", 4)
    clock.move(2)
    assert connections.totals() == ConnectionTotals(1, 4)


def test_dead_daemon_expires_from_redis(opened: Open, own_redis: RedisServer) -> None:
    """By the clock of Redis: an entry that expired in 1970 is deleted."""
    services = opened({"REDIS_URL": own_redis.url})
    with own_redis.client() as client:
        client.hset(KEY, "dead", "9 1")
        assert services.connections.totals() == ConnectionTotals(0, 0)
        assert client.hgetall(KEY) == {}


def test_totals_of_this_machine_are_right_while_redis_is_unavailable(
    opened: Open, own_redis: RedisServer
) -> None:
    """The machine's file has them too."""
    services = opened({"REDIS_URL": own_redis.url})
    services.connections.report("a", 3)
    own_redis.kill()
    assert services.connections.totals() == ConnectionTotals(1, 3)
    services.connections.report("a", 2)
    assert services.connections.totals() == ConnectionTotals(1, 2)


def test_totals_are_right_when_redis_comes_back_empty(opened: Open, own_redis: RedisServer) -> None:
    """Before the next report, the machine's file has them."""
    services = opened({"REDIS_URL": own_redis.url})
    services.connections.report("a", 3)
    with own_redis.client() as client:
        client.flushall()
    assert services.connections.totals() == ConnectionTotals(1, 3)


def test_stdio_server_is_no_daemon_but_has_a_connection(
    opened: Open, state_environ: Environ
) -> None:
    """Sockets can't be handed over to it, so that it must not count as a daemon."""
    connections = opened(state_environ).connections
    connections.report(f"{STDIO_PREFIX}a", 1)
    assert connections.totals() == ConnectionTotals(0, 1)
    connections.report("b", 2)
    assert connections.totals() == ConnectionTotals(1, 3)


REPORT_AND_DIE = """
import os, signal
from common.services.container import open_services
from common.settings import load
open_services(load(os.environ), process="child").connections.report("killed", 9)
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_killed_daemon_is_not_counted_immediately(
    opened: Open, state_environ: Environ, tmp_path: Path
) -> None:
    """Nor on other machines, as soon as a process of its own machine uses the registry."""
    here = opened(state_environ)
    elsewhere = opened({**state_environ, "DATA_DIR": str(tmp_path / "elsewhere")})
    elsewhere.connections.report("other", 1)
    environ = {**os.environ, "DATA_DIR": str(tmp_path), **state_environ}
    child = subprocess.Popen([sys.executable, "-c", REPORT_AND_DIE], env=environ)
    os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOWAIT)
    others = ConnectionTotals(1, 1) if state_environ else ConnectionTotals(0, 0)
    assert here.connections.totals() == others
    assert elsewhere.connections.totals() == ConnectionTotals(1, 1)
    child.wait()
