"""The log: one JSON object per line."""

import io
import json
import logging
from collections.abc import Iterator

import pytest

from common.services import logs


@pytest.fixture
def stream() -> Iterator[io.StringIO]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    stream = io.StringIO()
    logs.configure("rest", "INFO", stream)
    yield stream
    root.handlers[:] = handlers
    root.setLevel(level)


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
