"""The bytes of messages that the daemon holds: every test runs over both ports.

Expectations: docs/mcp.md, the closing codes; the registry of IANA for RFC 6455, 11.7 (1013).
"""

import pytest
from websockets.frames import Frame, Opcode
from websockets.sync.client import ClientConnection

from mcp_daemon import held_bytes, session_runner
from tests.common.mcp.offering import Gatekeeper
from tests.mcp_daemon.conftest import Start
from tests.mcp_daemon.messages import call, close_code, opened, ping, receive
from tests.mcp_daemon.running import Endpoint
from tests.mcp_daemon.test_server import Reach
from tests.servers.waiting import WAIT_SECONDS

# Two fragments of this size are above the bound for an address, which the tests set.
FRAGMENT_BYTES = 300_000


@pytest.fixture
def small(start: Start, reach: Reach, monkeypatch: pytest.MonkeyPatch) -> Endpoint:
    """Serve with a bound of 500,000 bytes for an address."""
    monkeypatch.setattr(held_bytes, "MAX_BYTES_PER_ADDRESS", 500_000)
    return reach(start())


def send_fragment(client: ClientConnection) -> None:
    """Send the first fragment of a message (RFC 6455, 5.4)."""
    first = Frame(Opcode.TEXT, b" " * FRAGMENT_BYTES, fin=False)
    client.socket.sendall(first.serialize(mask=True))


def begin_message(client: ClientConnection) -> None:
    """Send the first fragment of a message that the server accepts."""
    send_fragment(client)
    # The server has processed the fragment when it answers what follows it.
    assert client.ping().wait(WAIT_SECONDS)


def end_message(client: ClientConnection, text: str) -> None:
    """Send the last fragment of a message."""
    client.socket.sendall(Frame(Opcode.CONT, text.encode()).serialize(mask=True))


def test_incomplete_messages_of_one_address_are_bounded(small: Endpoint) -> None:
    with opened(small) as first, opened(small) as second:
        begin_message(first)
        send_fragment(second)
        assert close_code(second) == 1013
        end_message(first, ping(1))
        assert receive(first)["id"] == 1


def test_closed_connection_and_processed_message_make_room(small: Endpoint) -> None:
    with opened(small) as gone:
        begin_message(gone)
    with opened(small) as first:
        begin_message(first)
        end_message(first, ping(1))
        assert receive(first)["id"] == 1
        with opened(small) as second:
            begin_message(second)
            end_message(second, ping(2))
            assert receive(second)["id"] == 2


def test_large_calls_under_way_stop_the_client(
    endpoint: Endpoint, keeper: Gatekeeper, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A further message is not read until one of them is answered, so the answers come in order."""
    monkeypatch.setattr(session_runner, "MAX_CALL_BYTES", 200_000)
    pad = "x" * FRAGMENT_BYTES
    with opened(endpoint) as client:
        client.send(call(1, "wait", pad=pad))
        assert keeper.entered.acquire(timeout=WAIT_SECONDS)
        client.send(call(2, "echo", text="small"))
        assert client.ping().wait(WAIT_SECONDS)
        keeper.gate.set()
        assert [receive(client)["id"] for _ in range(2)] == [1, 2]


def test_unanswered_large_calls_of_one_address_are_bounded(
    small: Endpoint, keeper: Gatekeeper
) -> None:
    """A call that waits holds its arguments."""
    with opened(small) as first, opened(small) as second:
        first.send(call(1, "wait", pad="x" * FRAGMENT_BYTES))
        assert keeper.entered.acquire(timeout=WAIT_SECONDS)
        send_fragment(second)
        assert close_code(second) == 1013
        keeper.gate.set()
        assert receive(first)["id"] == 1
        with opened(small) as third:
            begin_message(third)
