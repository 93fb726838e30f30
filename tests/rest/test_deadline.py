"""The deadline of a request, and how a download that goes on keeps clear of it."""

import time

import gevent

from rest import deadline

DEADLINE_SECONDS = 0.05
LONGER_SECONDS = 0.2


def lasts(*, restarting: bool) -> bool:
    """Say whether work that takes longer than its deadline comes to its end."""
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


def test_work_that_begins_its_time_anew_goes_on() -> None:
    assert lasts(restarting=True)


def test_without_a_deadline_nothing_happens() -> None:
    deadline.restart()
    assert lasts(restarting=True)
    deadline.restart()


def test_deadline_is_of_its_own_greenlet() -> None:
    """One request's download does not lengthen another's time."""
    other = gevent.spawn(lasts, restarting=False)
    assert lasts(restarting=True)
    assert other.get(timeout=5) is False
