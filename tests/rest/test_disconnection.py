"""The check whether a client has gone, on real sockets."""

import socket
from collections.abc import Iterator

import pytest
from falcon import Request
from falcon.testing import create_environ

from common.services.isolation.client import JobCancelled
from rest import disconnection


@pytest.fixture
def pair() -> Iterator[tuple[socket.socket, socket.socket]]:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        yield ours, theirs


def request(ours: socket.socket) -> Request:
    return Request({**create_environ(), "gunicorn.socket": ours})


def test_closed_client_stops_the_work(pair: tuple[socket.socket, socket.socket]) -> None:
    ours, theirs = pair
    pauses: list[str] = []
    pause = disconnection.stopping(request(ours), lambda: pauses.append("pause"))
    pause()
    theirs.close()
    with pytest.raises(JobCancelled):
        pause()
    assert pauses == ["pause", "pause"]


def test_next_request_of_the_connection_stays_unread(
    pair: tuple[socket.socket, socket.socket],
) -> None:
    """A client may send it before it has the answer (RFC 9112, 9.3.2)."""
    ours, theirs = pair
    ours.settimeout(5)
    theirs.sendall(b"GET / HTTP/1.1\r\n")
    assert not disconnection.checks(request(ours))()
    assert ours.recv(3) == b"GET"
    assert ours.gettimeout() == 5


def test_request_without_a_socket_is_never_cancelled() -> None:
    """Other WSGI servers do not pass it."""
    assert not disconnection.checks(Request(create_environ()))()
