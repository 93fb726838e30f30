"""The log: one JSON object per line."""

import io
import json
import logging
import os
import subprocess
import sys
import threading
from collections.abc import Iterator

import pytest

from common.services import logs
from tests.servers.waiting import eventually


@pytest.fixture
def stream() -> Iterator[io.StringIO]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    stream = io.StringIO()
    logs.configure("rest", "INFO", stream)
    yield stream
    root.handlers[:] = handlers
    root.setLevel(level)


@pytest.fixture
def batched() -> Iterator[io.StringIO]:
    """A stream that is written in batches."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    stream = io.StringIO()
    logs.configure("rest", "INFO", stream, in_batches=True)
    yield stream
    root.handlers[:] = handlers
    root.setLevel(level)


def messages(stream: io.StringIO) -> list[str]:
    return [json.loads(line)["message"] for line in stream.getvalue().splitlines()]


def test_warning_is_written_at_once_after_the_lines_before_it(batched: io.StringIO) -> None:
    """The last lines before a failure say how it came about."""
    logging.getLogger("x").info("before")
    logging.getLogger("x").warning("failing")
    assert messages(batched) == ["before", "failing"]


def test_batches_need_no_lock_of_their_handler(batched: io.StringIO) -> None:
    """Python 3.13's `Handler.handle` enters the lock, where earlier ones skipped one of None.

    `logging.Handler.handle` must not be what runs: with it, no line of a request was written.
    """
    handler = logging.getLogger().handlers[0]
    assert handler.lock is None
    assert type(handler).handle is not logging.Handler.handle
    logging.getLogger("x").warning("written")
    assert messages(batched) == ["written"]


def test_filters_of_the_handler_drop_and_replace(batched: io.StringIO) -> None:
    """Python's documentation, Filter: false drops a record; from 3.12 on, a record replaces it."""
    handler = logging.getLogger().handlers[0]
    handler.addFilter(lambda record: record.getMessage() != "dropped")
    logging.getLogger("x").warning("dropped")
    logging.getLogger("x").warning("kept")
    assert messages(batched) == ["kept"]


def test_libraries_may_log_the_process(stream: io.StringIO) -> None:
    """Gunicorn's format for its own lines (gunicorn.glogging, error_fmt)."""
    own = io.StringIO()
    handler = logging.StreamHandler(own)
    handler.setFormatter(logging.Formatter("[%(process)d] %(message)s"))
    logger = logging.getLogger("gunicorn.test")
    logger.addHandler(handler)
    logger.warning("refused")
    logger.removeHandler(handler)
    assert own.getvalue() == f"[{os.getpid()}] refused\n"


def test_line_of_a_request_is_written_without_another_one(batched: io.StringIO) -> None:
    """docs/operations.md: a line is late by 50 ms at most."""
    logging.getLogger("x").info("alone")
    eventually(lambda: messages(batched) == ["alone"], "the line")


def test_lines_of_many_threads_are_all_written_once(batched: io.StringIO) -> None:
    numbers = range(200)

    def log(thread: int) -> None:
        for number in numbers:
            logging.getLogger("x").info("%s %s", thread, number)

    threads = [threading.Thread(target=log, args=(thread,)) for thread in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    logging.getLogger().handlers[0].flush()
    expected = [f"{thread} {number}" for thread in range(4) for number in numbers]
    assert sorted(messages(batched)) == sorted(expected)


@pytest.mark.parametrize("end", ["", "raise SystemExit(3)", "raise ValueError"])
def test_exit_loses_no_line(end: str) -> None:
    """Also one after an unhandled exception, which ends the interpreter in order."""
    code = f"""
import logging
from common.services import logs
logs.configure("rest", "INFO", in_batches=True)
logging.getLogger("x").info("last")
{end}
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert json.loads(done.stdout)["message"] == "last"


def test_record_is_one_json_line_with_its_extras(stream: io.StringIO) -> None:
    """docs/operations.md: one line of JSON per request."""
    logging.getLogger("x").info("drew %s", "a\nb", extra={"request_id": "r1"})
    (line,) = stream.getvalue().splitlines()
    record = json.loads(line)
    assert (record["service"], record["level"], record["message"]) == ("rest", "info", "drew a\nb")
    assert record["request_id"] == "r1"


def test_traceback_stays_on_its_line(stream: io.StringIO) -> None:
    """A collector splits the log at line ends."""
    try:
        raise ValueError("boom")
    except ValueError:
        logging.getLogger("x").exception("failed")
    (line,) = stream.getvalue().splitlines()
    assert "ValueError: boom" in json.loads(line)["traceback"]


def test_records_below_the_level_are_dropped(stream: io.StringIO) -> None:
    """LOG_LEVEL names the lowest level that is written."""
    logging.getLogger("x").debug("detail")
    assert stream.getvalue() == ""


@pytest.fixture
def text() -> Iterator[io.StringIO]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    stream = io.StringIO()
    logs.configure("rest", "INFO", stream, form="text")
    yield stream
    root.handlers[:] = handlers
    root.setLevel(level)


def test_record_can_be_a_line_of_text(text: io.StringIO) -> None:
    """docs/operations.md: extras are name=value, quoted as in JSON if they need it."""
    extra = {
        "route": "/api/v1/barcodes/{format}.{ext}",
        "caller": "ip:::1",
        "note": 'a "b"\n',
        "at": None,
    }
    logging.getLogger("x").info("request", extra=extra)
    (line,) = text.getvalue().splitlines()
    assert line.split(" ", 1)[1] == (
        "INFO rest x request route=/api/v1/barcodes/{format}.{ext} caller=ip:::1 "
        'note="a \\"b\\"\\n" at=""'
    )


def test_line_of_text_can_not_be_forged(text: io.StringIO) -> None:
    """A message with line breaks stays on its line; only a traceback has further ones."""
    logging.getLogger("x").info("a\r\nERROR rest x forged")
    assert len(text.getvalue().splitlines()) == 1
    try:
        raise ValueError("boom")
    except ValueError:
        logging.getLogger("x").exception("failed")
    assert text.getvalue().splitlines()[-1] == "ValueError: boom"
