"""The deadline of a request, and how a download restarts it."""

import time

import gevent
from gevent import socket

from rest import deadline
from tests.servers.waiting import WAIT_SECONDS

DEADLINE_SECONDS = 0.05
LONGER_SECONDS = 0.2


def lasts(*, restarting: bool) -> bool:
    """Return True if work that takes longer than its deadline is completed."""
    end = time.monotonic() + LONGER_SECONDS
    with deadline.within(DEADLINE_SECONDS):
        while time.monotonic() < end:
            if restarting:
                deadline.restart()
            gevent.sleep(0.001)
        return True
    return False


def test_work_that_takes_too_long_is_ended() -> None:
    assert not lasts(restarting=False)


def test_work_that_restarts_its_deadline_is_completed() -> None:
    assert lasts(restarting=True)


def test_restart_without_a_deadline_does_nothing() -> None:
    deadline.restart()
    assert lasts(restarting=True)
    deadline.restart()


def test_each_greenlet_has_its_own_deadline() -> None:
    """A download does not extend the deadline of another request."""
    other = gevent.spawn(lasts, restarting=False)
    assert lasts(restarting=True)
    assert other.get(timeout=WAIT_SECONDS) is False


def test_what_arrived_while_the_loop_was_held_is_not_too_late() -> None:
    """Otherwise long work of one client would close the connections of others."""
    ours, theirs = socket.socketpair()

    def receive() -> bytes:
        with deadline.within(DEADLINE_SECONDS):
            return bytes(ours.recv(1))
        return b""

    receiving = gevent.spawn(receive)
    gevent.sleep(0)
    theirs.send(b"x")
    end = time.monotonic() + LONGER_SECONDS
    while time.monotonic() < end:
        pass
    assert receiving.get(timeout=WAIT_SECONDS) == b"x"
    ours.close()
    theirs.close()
