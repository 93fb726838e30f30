"""supervisord's listener protocol, from its documentation (Events, Event Listeners)."""

import io

from common.cli.launch.supervisor_listener import await_fatal, await_needed


def event(name: str) -> str:
    payload = f"processname:{name} groupname:{name} from_state:BACKOFF"
    return (
        "ver:3.0 server:supervisor serial:21 pool:fatal poolserial:10 "
        f"eventname:PROCESS_STATE_FATAL len:{len(payload)}\n{payload}"
    )


def test_failed_program_is_named_and_its_event_acknowledged() -> None:
    """supervisord, Event Listener Notification Protocol: READY, then RESULT."""
    answers = io.StringIO()
    assert await_fatal(io.StringIO(event("gunicorn")), answers) == "gunicorn"
    assert answers.getvalue() == "READY\nRESULT 2\nOK"


def test_end_of_events_names_no_program() -> None:
    """Supervisord closes the stream when it ends."""
    assert await_fatal(io.StringIO(""), io.StringIO()) is None


def test_failure_of_an_unneeded_redis_is_ignored() -> None:
    """`supervisorctl restart all` starts it, also without redis-server on PATH."""
    events = event("redis") + event("mcp_daemon")
    answers = io.StringIO()
    assert await_needed(io.StringIO(events), answers, private_redis=False) == "mcp_daemon"
    assert answers.getvalue() == "READY\nRESULT 2\nOK" * 2


def test_failure_of_a_needed_redis_is_named() -> None:
    """The stack counts requests in its private Redis."""
    events = io.StringIO(event("redis"))
    assert await_needed(events, io.StringIO(), private_redis=True) == "redis"
