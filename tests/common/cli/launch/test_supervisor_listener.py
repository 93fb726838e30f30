"""supervisord's listener protocol, from its documentation (Events, Event Listeners)."""

import io

from common.cli.launch.supervisor_listener import await_fatal, await_needed


def event(name: str) -> str:
    payload = f"processname:{name} groupname:{name} from_state:BACKOFF"
    return (
        "ver:3.0 server:supervisor serial:21 pool:fatal poolserial:10 "
        f"eventname:PROCESS_STATE_FATAL len:{len(payload)}\n{payload}"
    )


def test_program_that_gave_up_is_named_and_the_event_acknowledged() -> None:
    answers = io.StringIO()
    assert await_fatal(io.StringIO(event("gunicorn")), answers) == "gunicorn"
    assert answers.getvalue() == "READY\nRESULT 2\nOK"


def test_end_of_supervisord_names_no_program() -> None:
    assert await_fatal(io.StringIO(""), io.StringIO()) is None


def test_a_redis_that_the_stack_does_not_need_may_give_up() -> None:
    """`supervisorctl restart all` starts it: without redis-server on PATH the stack ended."""
    events = event("redis") + event("mcp_daemon")
    answers = io.StringIO()
    assert await_needed(io.StringIO(events), answers, private_redis=False) == "mcp_daemon"
    assert answers.getvalue() == "READY\nRESULT 2\nOK" * 2


def test_a_redis_that_the_stack_needs_may_not() -> None:
    events = io.StringIO(event("redis"))
    assert await_needed(events, io.StringIO(), private_redis=True) == "redis"
