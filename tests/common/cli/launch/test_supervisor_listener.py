"""supervisord's listener protocol, from its documentation (Events, Event Listeners)."""

import io
from itertools import count

import pytest

from common.cli.launch.supervisor_listener import await_event, await_failing


def event(name: str, state: str = "FATAL", more: str = "") -> str:
    payload = f"processname:{name} groupname:{name} from_state:STARTING{more}"
    return (
        "ver:3.0 server:supervisor serial:21 pool:fatal poolserial:10 "
        f"eventname:PROCESS_STATE_{state} len:{len(payload)}\n{payload}"
    )


def failing(events: str, *, private_redis: bool = True, seconds: float = 1.0) -> str | None:
    """Return the program that is named after *events*, which are so many *seconds* apart."""
    clock = count(0.0, seconds)
    return await_failing(
        io.StringIO(events), io.StringIO(), private_redis=private_redis, now=lambda: next(clock)
    )


def test_event_is_acknowledged() -> None:
    """supervisord, Event Listener Notification Protocol: READY, then RESULT."""
    answers = io.StringIO()
    received = await_event(io.StringIO(event("gunicorn")), answers)
    assert received is not None
    assert (received["eventname"], received["processname"]) == ("PROCESS_STATE_FATAL", "gunicorn")
    assert answers.getvalue() == "READY\nRESULT 2\nOK"


def test_end_of_events_names_no_program() -> None:
    """Supervisord closes the stream when it ends."""
    assert failing("") is None


def test_program_in_state_fatal_is_named() -> None:
    """Supervisord has given up after four starts."""
    assert failing(event("gunicorn")) == "gunicorn"


@pytest.mark.parametrize(
    ("state", "more"), [("EXITED", " expected:0 pid:7"), ("BACKOFF", " tries:1")]
)
def test_program_that_ended_four_times_in_a_minute_is_named(state: str, more: str) -> None:
    """docs/errors.md: supervisord calls it RUNNING after a second, however slow the machine is."""
    ended = event("gunicorn", state, more)
    assert failing(3 * ended + event("redis", state, more)) is None
    assert failing(4 * ended) == "gunicorn"
    assert failing(9 * ended, seconds=21) is None


def test_expected_end_is_no_failure() -> None:
    """Supervisord, PROCESS_STATE_EXITED: expected is 1 for a status in exitcodes."""
    assert failing(9 * event("redis", "EXITED", " expected:1 pid:7")) is None


def test_failure_of_an_unneeded_redis_is_ignored() -> None:
    """`supervisorctl restart all` starts it, also without redis-server on PATH."""
    events = event("redis") + event("mcp_daemon")
    assert failing(events, private_redis=False) == "mcp_daemon"


def test_failure_of_a_needed_redis_is_named() -> None:
    """The stack counts requests in its private Redis."""
    assert failing(event("redis")) == "redis"
