"""Which failing program ends a stack, by the events of supervisord (its documentation, Events)."""

import sys
from itertools import count
from pathlib import Path
from types import SimpleNamespace

import pytest
from supervisor import events, loggers

from common.cli.launch.forking_supervisord import FailureMonitor, lose_lines_on_full_disks

Event = events.ProcessStateEvent
FATAL, BACKOFF, EXITED = (
    events.ProcessStateFatalEvent,
    events.ProcessStateBackoffEvent,
    events.ProcessStateExitedEvent,
)


def event(name: str, kind: type[Event] = FATAL, *, expected: bool = False) -> Event:
    """Return the event that supervisord makes when *name* comes to a state."""
    process = SimpleNamespace(config=SimpleNamespace(name=name), backoff=1, pid=7)
    return kind(process, "STARTING", expected)


def failing(*given: Event, private_redis: bool = True, seconds: float = 1.0) -> list[str]:
    """Return the programs that are named after *given*, which are so many *seconds* apart."""
    clock, named = count(0.0, seconds), list[str]()
    monitor = FailureMonitor(
        private_redis=private_redis, now=lambda: next(clock), on_failing=named.append
    )
    events.clear()
    monitor.watch()
    for each in given:
        events.notify(each)
    events.clear()
    return named


def test_program_in_state_fatal_is_named() -> None:
    """Supervisord has given up after four starts."""
    assert failing(event("gunicorn")) == ["gunicorn"]


@pytest.mark.parametrize("kind", [EXITED, BACKOFF])
def test_program_that_ended_four_times_in_a_minute_is_named(kind: type[Event]) -> None:
    """docs/errors.md: supervisord calls it RUNNING after a second, however slow the machine is."""
    ended = event("gunicorn", kind)
    assert failing(*3 * [ended], event("redis", kind)) == []
    assert failing(*4 * [ended]) == ["gunicorn"]
    assert failing(*9 * [ended], seconds=21) == []


def test_stop_on_request_is_no_failure() -> None:
    """Supervisord, PROCESS_STATE_STOPPED: by ``supervisorctl stop``, for example."""
    assert failing(*9 * [event("gunicorn", events.ProcessStateStoppedEvent)]) == []


def test_expected_end_is_no_failure() -> None:
    """Supervisord, PROCESS_STATE_EXITED: expected is 1 for a status in exitcodes."""
    assert failing(*9 * [event("redis", EXITED, expected=True)]) == []


def test_failure_of_an_unneeded_redis_is_ignored() -> None:
    """`supervisorctl restart all` starts it, also without redis-server on PATH."""
    given = event("redis"), event("mcp_daemon")
    assert failing(*given, private_redis=False) == ["mcp_daemon"]


def test_failure_of_a_needed_redis_is_named() -> None:
    """The stack counts requests in its private Redis."""
    assert failing(event("redis")) == ["redis"]


def test_full_disk_does_not_end_supervisord(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every write to /dev/full fails (full(4)), here those to the log and to stderr."""
    monkeypatch.setattr(loggers.Handler, "handleError", loggers.Handler.handleError)
    lose_lines_on_full_disks()
    with Path("/dev/full").open("wb", 0) as full:
        monkeypatch.setattr(sys, "stderr", full)
        handler = loggers.StreamHandler(full)
        handler.emit(loggers.LogRecord(loggers.LevelsByName.CRIT, "lost"))
