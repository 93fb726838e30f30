"""The daemon's side of the hand-over, given what Gunicorn would never send."""

import json
import os
import socket
from collections.abc import Iterator

import pytest
from websockets.frames import Frame, Opcode

from tests.mcp_daemon.running import WAIT_SECONDS, Endpoint, RunningDaemon, eventually
from tests.mcp_daemon.talking import head, opened, ping, receive


@pytest.fixture
def giver(daemon: RunningDaemon) -> Iterator[socket.socket]:
    """Connect as Gunicorn does."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as connected:
        connected.settimeout(WAIT_SECONDS)
        connected.connect(str(daemon.settings.mcp_socket))
        yield connected


def lives(daemon: RunningDaemon) -> bool:
    with opened(Endpoint(daemon.port)) as client:
        client.send(ping(1))
        return receive(client)["result"] == {}


def test_message_without_a_descriptor_is_not_taken(
    daemon: RunningDaemon, giver: socket.socket
) -> None:
    giver.send(head())
    assert giver.recv(2) == b""
    assert lives(daemon)


def test_giver_that_goes_without_a_word_is_forgotten(
    daemon: RunningDaemon, giver: socket.socket
) -> None:
    giver.close()
    assert lives(daemon)


def test_more_descriptors_than_one_are_closed_and_not_taken(
    daemon: RunningDaemon, giver: socket.socket
) -> None:
    before = len(os.listdir("/proc/self/fd"))  # noqa: PTH208
    pairs = [socket.socketpair() for _ in range(2)]
    socket.send_fds(giver, [head()], [pair[0].fileno() for pair in pairs])
    assert giver.recv(2) == b""
    for ours, theirs in pairs:
        ours.close()
        # The daemon, which is in this process, holds no copy: the end of the file comes.
        theirs.settimeout(WAIT_SECONDS)
        assert theirs.recv(1) == b""
        theirs.close()
    eventually(lambda: len(os.listdir("/proc/self/fd")) <= before)  # noqa: PTH208
    assert lives(daemon)


def test_descriptor_that_is_no_socket_does_no_harm(
    daemon: RunningDaemon, giver: socket.socket
) -> None:
    reading, writing = os.pipe()
    socket.send_fds(giver, [head()], [reading])
    assert giver.recv(2) == b""
    os.close(reading)
    # The daemon holds no copy of it: nobody is left to read.
    with pytest.raises(BrokenPipeError):
        os.write(writing, b"x")
    os.close(writing)
    assert lives(daemon)


def test_client_that_went_meanwhile_is_not_counted(
    daemon: RunningDaemon, giver: socket.socket
) -> None:
    ours, theirs = socket.socketpair()
    socket.send_fds(giver, [head()], [ours.fileno()])
    assert giver.recv(2) == b"ok"
    ours.close()
    theirs.close()
    eventually(lambda: daemon.services.connections.count() == 0)
    assert lives(daemon)


def test_rubbish_in_place_of_a_head_is_answered_as_on_the_own_port(
    daemon: RunningDaemon, giver: socket.socket
) -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        theirs.settimeout(WAIT_SECONDS)
        socket.send_fds(giver, [b"rubbish\r\n\r\n"], [ours.fileno()])
        assert giver.recv(2) == b"ok"
        ours.close()
        assert theirs.recv(100) == b""
    assert lives(daemon)


def test_frames_that_came_with_the_head_are_answered(
    daemon: RunningDaemon, giver: socket.socket
) -> None:
    frame = Frame(Opcode.TEXT, ping(7).encode()).serialize(mask=True)
    ours, theirs = socket.socketpair()
    with ours, theirs:
        theirs.settimeout(WAIT_SECONDS)
        socket.send_fds(giver, [head() + frame], [ours.fileno()])
        assert giver.recv(2) == b"ok"
        ours.close()
        with theirs.makefile("rb") as stream:
            while stream.readline() != b"\r\n":
                pass
            answer = {"jsonrpc": "2.0", "id": 7, "result": {}}
            expected = json.dumps(answer, separators=(",", ":")).encode()
            assert stream.read(2 + len(expected))[2:] == expected
