"""The daemon's side of the hand-over, with data that Gunicorn would never send."""

import asyncio
import json
import os
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from websockets.frames import Frame, Opcode

from mcp_daemon.fd_receiver import DescriptorReceiver
from tests.mcp_daemon.messages import head, opened, ping, receive
from tests.mcp_daemon.running import Endpoint, RunningDaemon
from tests.servers.waiting import WAIT_SECONDS

# The line before the head: the client's address.
PEER = b"127.0.0.1\r\n"


@pytest.fixture
def sender(daemon: RunningDaemon) -> Iterator[socket.socket]:
    """Connect as Gunicorn does."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as connected:
        connected.settimeout(WAIT_SECONDS)
        connected.connect(str(daemon.settings.mcp_socket))
        yield connected


def answers(daemon: RunningDaemon) -> bool:
    with opened(Endpoint(daemon.port)) as client:
        client.send(ping(1))
        return receive(client)["result"] == {}


def test_message_without_a_descriptor_is_refused(
    daemon: RunningDaemon, sender: socket.socket
) -> None:
    """The hand-over needs exactly one descriptor and is acknowledged with ok."""
    sender.send(PEER + head())
    assert sender.recv(2) == b""
    assert answers(daemon)


def test_sender_that_disconnects_is_dropped(daemon: RunningDaemon, sender: socket.socket) -> None:
    """A worker may be killed during the hand-over."""
    sender.close()
    assert answers(daemon)


def test_more_than_one_descriptor_is_refused_and_closed(
    daemon: RunningDaemon, sender: socket.socket
) -> None:
    """The hand-over has exactly one; others must not stay open."""
    pairs = [socket.socketpair() for _ in range(2)]
    socket.send_fds(sender, [PEER + head()], [pair[0].fileno() for pair in pairs])
    assert sender.recv(2) == b""
    for ours, theirs in pairs:
        ours.close()
        # The daemon, which is in this process, has closed its copy, so the file ends.
        theirs.settimeout(WAIT_SECONDS)
        assert theirs.recv(1) == b""
        theirs.close()
    assert answers(daemon)


def test_descriptor_other_than_a_socket_is_closed(
    daemon: RunningDaemon, sender: socket.socket
) -> None:
    """The data is untrusted: any descriptor may be sent (unix(7), SCM_RIGHTS)."""
    reading, writing = os.pipe()
    socket.send_fds(sender, [PEER + head()], [reading])
    assert sender.recv(2) == b""
    os.close(reading)
    # The daemon has closed its copy, so the pipe has no reader.
    with pytest.raises(BrokenPipeError):
        os.write(writing, b"x")
    os.close(writing)
    assert answers(daemon)


def test_client_that_disconnects_during_the_handover_is_not_counted(
    daemon: RunningDaemon, sender: socket.socket
) -> None:
    """Only open connections are counted."""
    ours, theirs = socket.socketpair()
    socket.send_fds(sender, [PEER + head()], [ours.fileno()])
    assert sender.recv(2) == b"ok"
    ours.close()
    theirs.close()
    daemon.connections.wait_for_count(0)
    assert answers(daemon)


def test_invalid_head_closes_the_connection(daemon: RunningDaemon, sender: socket.socket) -> None:
    """RFC 9112, 2.2; the daemon's own port closes it, too."""
    ours, theirs = socket.socketpair()
    with ours, theirs:
        theirs.settimeout(WAIT_SECONDS)
        socket.send_fds(sender, [PEER + b"invalid\r\n\r\n"], [ours.fileno()])
        assert sender.recv(2) == b"ok"
        ours.close()
        assert theirs.recv(100) == b""
    assert answers(daemon)


@pytest.mark.parametrize("message", [b"", PEER, b"127.0.0.1", b"\xff\r\n\r\n"])
def test_message_without_a_head_does_no_harm(
    daemon: RunningDaemon, sender: socket.socket, message: bytes
) -> None:
    """Data that Gunicorn never sends."""
    ours, theirs = socket.socketpair()
    with ours, theirs:
        socket.send_fds(sender, [message], [ours.fileno()])
        sender.recv(2)
    assert answers(daemon)


def test_frames_that_came_with_the_head_are_answered(
    daemon: RunningDaemon, sender: socket.socket
) -> None:
    """RFC 6455, 4.1: a client may send before it has read the answer to its upgrade."""
    frame = Frame(Opcode.TEXT, ping(7).encode()).serialize(mask=True)
    ours, theirs = socket.socketpair()
    with ours, theirs:
        theirs.settimeout(WAIT_SECONDS)
        socket.send_fds(sender, [PEER + head() + frame], [ours.fileno()])
        assert sender.recv(2) == b"ok"
        ours.close()
        with theirs.makefile("rb") as stream:
            while stream.readline() != b"\r\n":
                pass
            answer = {"jsonrpc": "2.0", "id": 7, "result": {}}
            expected = json.dumps(answer, separators=(",", ":")).encode()
            assert stream.read(2 + len(expected))[2:] == expected


def test_socket_of_a_running_daemon_is_replaced_without_a_gap(tmp_path: Path) -> None:
    """rename(2): a client finds the old socket or the new one, at every moment."""
    path = tmp_path / "mcp.sock"

    async def restart() -> None:
        old = DescriptorReceiver(path, lambda client, address, head: None)
        new = DescriptorReceiver(path, lambda client, address, head: None)
        # The old daemon drains after the new one has started, and must leave its socket alone.
        old.close()
        with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as sender:
            sender.connect(str(path))
        new.close()

    asyncio.run(restart())
