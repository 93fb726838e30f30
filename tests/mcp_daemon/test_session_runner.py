"""Sessions over WebSockets: every test runs over both ports.

Expectations: the transport rules of docs/mcp.md, RFC 6455, and the custom transports
section of the specification.
"""

import asyncio
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from common import settings
from common.services.container import open_services
from mcp_daemon.authentication import Peer
from mcp_daemon.held_bytes import message_budget
from mcp_daemon.session_runner import Dependencies, SessionRunner
from mcp_daemon.transport import AtEnd
from mcp_daemon.worker_pool import ClientQueue, WorkerPool, WorkItem
from tests.common.mcp.client import envelope
from tests.common.mcp.offering import Counter, Gatekeeper, offering
from tests.mcp_daemon.messages import call, opened, ping, receive
from tests.mcp_daemon.running import Endpoint, RunningDaemon
from tests.servers.waiting import WAIT_SECONDS
from tests.test_websocket_mcp import INITIALIZE, INITIALIZED


def test_calls_are_answered(endpoint: Endpoint) -> None:
    """Tools, calling tools."""
    with opened(endpoint) as client:
        client.send(call(1, "echo", text="hello"))
        assert receive(client)["result"]["content"][0]["text"] == "hello"


def test_invalid_text_does_not_close_the_connection(endpoint: Endpoint) -> None:
    """JSON-RPC 2.0, 5.1: a parse error is answered."""
    with opened(endpoint) as client:
        client.send("invalid")
        assert receive(client)["error"]["code"] == -32700
        client.send(ping(1))
        assert receive(client)["result"] == {}


def test_long_call_does_not_delay_others(endpoint: Endpoint, keeper: Gatekeeper) -> None:
    """JSON-RPC 2.0, 6: requests may be processed concurrently, and answered in any order."""
    with opened(endpoint) as client:
        client.send(call(1, "wait"))
        assert keeper.entered.acquire(timeout=WAIT_SECONDS)
        client.send(call(2, "echo", text="first"))
        assert receive(client)["id"] == 2
        keeper.gate.set()
        assert receive(client)["id"] == 1


def test_cancelled_call_gets_no_answer(endpoint: Endpoint, keeper: Gatekeeper) -> None:
    """Cancellation: no response for a cancelled request."""
    with opened(endpoint) as client:
        client.send(call(1, "wait"))
        assert keeper.entered.acquire(timeout=WAIT_SECONDS)
        params = {"requestId": 1}
        message = {"jsonrpc": "2.0", "method": "notifications/cancelled", "params": params}
        client.send(json.dumps(message))
        client.send(ping(2))
        assert receive(client)["id"] == 2
        keeper.gate.set()
        client.send(ping(3))
        assert receive(client)["id"] == 3


def test_progress_comes_before_the_result(endpoint: Endpoint) -> None:
    """Progress: notifications stop after completion."""
    with opened(endpoint) as client:
        params = {"name": "report", "_meta": {"progressToken": "t"}}
        message = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": params}
        client.send(json.dumps(message))
        messages = [receive(client) for _ in range(5)]
    assert [m["params"]["progress"] for m in messages[:3]] == [1, 2, 3]
    assert messages[3]["method"] == "notifications/message"
    assert messages[4]["id"] == 1


def test_subscriber_is_notified_of_changes_until_it_unsubscribes(
    endpoint: Endpoint, counter: Counter
) -> None:
    """Resources, subscriptions."""
    with opened(endpoint) as client:
        params = {"uri": "count://er"}
        request = {"jsonrpc": "2.0", "id": 1, "method": "resources/subscribe", "params": params}
        client.send(json.dumps(request))
        assert receive(client)["result"] == {}
        counter.value += 1
        assert receive(client) == {
            "jsonrpc": "2.0",
            "method": "notifications/resources/updated",
            "params": params,
        }
        client.send(json.dumps(request | {"id": 2, "method": "resources/unsubscribe"}))
        assert receive(client)["id"] == 2
        counter.value += 1
        client.send(ping(3))
        assert receive(client)["id"] == 3


def test_change_directly_after_the_subscription_is_notified(
    endpoint: Endpoint, counter: Counter
) -> None:
    """Subscriptions: what changes from then on; the server may not have read it since."""
    with opened(endpoint) as client:
        counter.wait_for_reads(1)
        params = {"uri": "count://er"}
        request = {"jsonrpc": "2.0", "id": 1, "method": "resources/subscribe", "params": params}
        client.send(json.dumps(request))
        assert receive(client)["result"] == {}
        counter.value += 1
        assert receive(client)["params"] == params


def test_log_messages_below_the_set_level_are_dropped(endpoint: Endpoint) -> None:
    """Logging: the messages of a call come before its result, none below the level."""
    with opened(endpoint) as client:
        for identity, (level, expected) in enumerate(
            (("debug", ["debug", "warning"]), ("warning", ["warning"]), ("critical", []))
        ):
            params = {"level": level}
            request = {"jsonrpc": "2.0", "id": "set", "method": "logging/setLevel"}
            client.send(json.dumps(request | {"params": params}))
            assert receive(client)["result"] == {}
            client.send(call(identity, "report"))
            messages = [receive(client) for _ in (*expected, "result")]
            assert [m["params"]["level"] for m in messages[:-1]] == expected
            assert messages[-1]["id"] == identity


def test_listener_is_notified_and_ended_by_the_stop(
    daemon: RunningDaemon, endpoint: Endpoint, counter: Counter
) -> None:
    """2026-07-28, subscriptions: the server ends a stream gracefully with its result."""
    with endpoint.connect() as client:
        wanted = {"resourceSubscriptions": ["count://er"]}
        params = {"_meta": envelope(), "notifications": wanted}
        request = {"jsonrpc": "2.0", "id": 7, "method": "subscriptions/listen", "params": params}
        client.send(json.dumps(request))
        assert receive(client)["method"] == "notifications/subscriptions/acknowledged"
        seen = counter.reads
        counter.wait_for_reads(seen + 1)
        counter.value += 1
        update = receive(client)
        assert update["params"]["_meta"] == {"io.modelcontextprotocol/subscriptionId": 7}
        daemon.request_stop()
        ended = receive(client)
        assert (ended["id"], ended["result"]["resultType"]) == (7, "complete")


def test_calls_above_the_limit_are_all_answered(endpoint: Endpoint) -> None:
    """JSON-RPC 2.0, 5: each request is answered, also if reading pauses."""
    with opened(endpoint) as client:
        for identity in range(1, 301):
            client.send(call(identity, "echo", text="a"))
        answered = {receive(client)["id"] for _ in range(300)}
    assert answered == set(range(1, 301))


def test_connections_with_one_client_id_receive_only_their_own_answers(endpoint: Endpoint) -> None:
    """docs/mcp.md: two connections with one name never receive each other's answers."""
    with opened(endpoint) as one, opened(endpoint) as other:
        for identity in range(1, 20):
            one.send(call(identity, "echo", text="one"))
            other.send(call(identity, "echo", text="other"))
        for client, own in ((one, "one"), (other, "other")):
            texts = {receive(client)["result"]["content"][0]["text"] for _ in range(1, 20)}
            assert texts == {own}


def test_crash_is_answered_without_detail_and_the_connection_survives(endpoint: Endpoint) -> None:
    """JSON-RPC 2.0, 5.1: -32603; details may contain secrets."""
    with opened(endpoint) as client:
        client.send(call(1, "crash"))
        answer = receive(client)
        assert answer["error"]["code"] == -32603
        assert "secret" not in json.dumps(answer)
        client.send(ping(2))
        assert receive(client)["result"] == {}


class SlowStart:
    """A transport that can't send its first text without waiting.

    Attributes:
        sent: the texts that were sent.
        complete: set when three were.
    """

    def __init__(self) -> None:
        self.sent: list[bytes] = []
        self.complete = asyncio.Event()
        self._attempts = 0

    async def receive(self) -> None:
        """Return the end of the input."""

    async def send(self, text: bytes) -> None:
        """Send *text*."""
        self.sent.append(text)
        if len(self.sent) == 3:
            self.complete.set()

    def send_now(self, text: bytes, at_end: AtEnd | None = None) -> bool:
        """Send *text*, except at the first attempt."""
        self._attempts += 1
        if self._attempts > 1:
            self.sent.append(text)
        return self._attempts > 1

    async def close(self) -> None:
        """Do nothing."""

    def drop(self) -> None:
        """Do nothing."""


def test_later_text_does_not_overtake_an_unsent_one() -> None:
    """Progress, behavior requirements: values increase, so their order must be kept."""

    async def send_three() -> list[bytes]:
        transport, pool = SlowStart(), WorkerPool(1, 1)
        budget = message_budget()
        dependencies = Dependencies(offering(), None, pool, pool, budget)  # type: ignore[arg-type]  # no call is run
        runner = SessionRunner(transport, Peer("ip:test"), dependencies)
        for text in (b"first", b"second", b"third"):
            runner.send_notification(text)
        async with asyncio.timeout(WAIT_SECONDS):
            await transport.complete.wait()
        pool.close()
        return transport.sent

    assert asyncio.run(send_three()) == [b"first", b"second", b"third"]


class Script:
    """A transport whose client sends *lines* and then ends its input.

    Attributes:
        sent: the messages that it was sent.
    """

    def __init__(self, *lines: str) -> None:
        self.sent: list[Any] = []
        self._lines = list(lines)

    async def receive(self) -> bytes | None:
        """Return the next line."""
        return self._lines.pop(0).encode() if self._lines else None

    async def send(self, text: bytes) -> None:
        """Send *text*."""
        self.send_now(text)

    def send_now(self, text: bytes, at_end: AtEnd | None = None) -> bool:
        """Send *text*."""
        self.sent.append(json.loads(text))
        return True

    async def close(self) -> None:
        """Do nothing."""

    def drop(self) -> None:
        """Do nothing."""


class OneCallbackPool:
    """Runs work and delivers its result before the loop runs anything that the work schedules."""

    def submit(
        self, queue: ClientQueue, work: Callable[[], Any], done: Callable[[Any, None], None]
    ) -> WorkItem[Any]:
        """Run *work* in the next callback of the loop."""
        asyncio.get_running_loop().call_soon(lambda: done(work(), None))
        return WorkItem(queue, work, done)


def test_result_does_not_overtake_the_reports_of_its_call(tmp_path: Path) -> None:
    """Progress and logging: they come before the result, however the loop orders its callbacks."""
    params = {"name": "report", "_meta": {"progressToken": "t"}}
    request = {"jsonrpc": "2.0", "id": 2, "method": "tools/call", "params": params}
    transport, pool = Script(INITIALIZE, INITIALIZED, json.dumps(request)), OneCallbackPool()
    with open_services(settings.load({"DATA_DIR": str(tmp_path)}), process="mcp") as services:
        budget = message_budget()
        dependencies = Dependencies(offering(), services, pool, pool, budget)  # type: ignore[arg-type]
        runner = SessionRunner(transport, Peer("ip:test"), dependencies)
        asyncio.run(runner.run())
    _, *reports, result = transport.sent
    assert [message["params"].get("progress") for message in reports] == [1, 2, 3, None]
    assert result["id"] == 2
