"""A stack on a machine with another stack, or with Redis."""

import os
import signal

from websockets.sync.client import connect

from tests.e2e.running import RunningStack, call, processes_of
from tests.servers import binaries
from tests.servers.waiting import WAIT_SECONDS, eventually


def test_stack_with_a_redis_of_its_own_does_not_affect_another(stack: RunningStack) -> None:
    """Redis listens on a Unix socket in DATA_DIR, and supervisord restarts it."""
    path = f"{binaries.redis_server().parent}:{os.environ['PATH']}"
    with RunningStack(PATH=path, MASTER_API_KEY="sesame") as other:
        assert other.log.read_text().count("MASTER_API_KEY has 6 characters") == 1
        assert other.accepts_websockets()
        assert other.health()["redis_status"] == "ok"
        before = other.pid("redis")
        os.kill(before, signal.SIGKILL)
        other.wait_for_another("redis", before)
        eventually(other.is_healthy, "good health")
        assert other.stop() == 0
        assert processes_of(other.data) == []
    eventually(stack.accepts_websockets, "the first stack's WebSocket")
    assert stack.answers()


def test_stack_on_the_unspecified_address_serves_both_versions_of_ip() -> None:
    """HOST=::, on both ports. Each client is known by its own address (RFC 4291, 2.5.5.2)."""
    with RunningStack(HOST="::", TRUSTED_PROXIES="127.0.0.1") as stack:
        assert f"http://[::1]:{stack.environ['API_PORT']}/" in stack.log.read_text()
        for setting in ("API_PORT", "MCP_WS_PORT"):
            for host in ("127.0.0.1", "[::1]"):
                url = f"ws://{host}:{stack.environ[setting]}/api/v1/mcp/ws/e2e"
                with connect(url, proxy=None, open_timeout=WAIT_SECONDS, close_timeout=1) as socket:
                    assert call(socket, "ping")["result"] == {}
        assert stack.answers()
