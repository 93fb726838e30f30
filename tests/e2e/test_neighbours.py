"""A stack on a machine with another stack, or with Redis."""

import os
import signal

from websockets.sync.client import connect

from tests.e2e.running import RunningStack, call, processes_of
from tests.servers import binaries
from tests.servers.waiting import eventually


def test_stop_of_one_stack_does_not_affect_another(stack: RunningStack) -> None:
    with RunningStack(MASTER_API_KEY="sesame") as other:
        assert other.log.read_text().count("MASTER_API_KEY has 6 characters") == 1
        assert other.answers()
        assert other.accepts_websockets()
        assert other.stop() == 0
    eventually(stack.accepts_websockets, "the first stack's WebSocket")
    assert stack.answers()


def test_stack_on_the_unspecified_address_serves_both_versions_of_ip() -> None:
    """HOST=::, on both ports. Each client is known by its own address (RFC 4291, 2.5.5.2)."""
    with RunningStack(HOST="::", TRUSTED_PROXIES="127.0.0.1") as stack:
        assert f"http://[::1]:{stack.environ['API_PORT']}/" in stack.log.read_text()
        for setting in ("API_PORT", "MCP_WS_PORT"):
            for host in ("127.0.0.1", "[::1]"):
                url = f"ws://{host}:{stack.environ[setting]}/api/v1/mcp/ws/e2e"
                with connect(url, proxy=None, open_timeout=5, close_timeout=1) as socket:
                    assert call(socket, "ping")["result"] == {}
        assert stack.answers()


def test_stack_with_redis_server_on_path_starts_its_own_redis() -> None:
    """It listens on a Unix socket in DATA_DIR, and supervisord restarts it."""
    path = f"{binaries.redis_server().parent}:{os.environ['PATH']}"
    with RunningStack(PATH=path) as stack:
        assert stack.health()["redis_status"] == "ok"
        before = stack.pid("redis")
        os.kill(before, signal.SIGKILL)
        stack.wait_for_another("redis", before)
        eventually(stack.is_healthy, "good health")
        assert stack.stop() == 0
        assert processes_of(stack.data) == []


def test_stack_with_redis_url_starts_no_redis(redis_url: str) -> None:
    path = f"{binaries.redis_server().parent}:{os.environ['PATH']}"
    with RunningStack(PATH=path, REDIS_URL=redis_url) as stack:
        assert stack.health()["redis_status"] == "ok"
        assert stack.supervisorctl("status", "redis").split()[1] == "STOPPED"
