"""supervisord's listener protocol, from its documentation (Events, Event Listeners)."""

import io

from common.cli.launch.fatal import await_fatal

PAYLOAD = "processname:gunicorn groupname:gunicorn from_state:BACKOFF"
HEADER = (
    "ver:3.0 server:supervisor serial:21 pool:fatal poolserial:10 "
    f"eventname:PROCESS_STATE_FATAL len:{len(PAYLOAD)}\n"
)


def test_program_that_gave_up_is_named_and_the_event_acknowledged() -> None:
    answers = io.StringIO()
    assert await_fatal(io.StringIO(HEADER + PAYLOAD), answers) == "gunicorn"
    assert answers.getvalue() == "READY\nRESULT 2\nOK"


def test_end_of_supervisord_names_no_program() -> None:
    assert await_fatal(io.StringIO(""), io.StringIO()) is None
