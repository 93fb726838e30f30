"""Writes the log as JSON lines on standard output, where supervisord and containers collect it."""

import logging
import sys
from datetime import UTC, datetime
from typing import Any, TextIO

import msgspec

# The attributes of every LogRecord; any other was passed as `extra` and is written.
_STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}


class JsonLines(logging.Formatter):
    """Formats each record as one line of JSON.

    Arguments:
        service: the name of the process.
    """

    def __init__(self, service: str) -> None:
        super().__init__()
        self._service = service

    def format(self, record: logging.LogRecord) -> str:
        """Return the record's line: time (UTC), level, logger, message, extras, traceback."""
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "service": self._service,
            "logger": record.name,
            "message": record.getMessage(),
        }
        line |= {name: value for name, value in vars(record).items() if name not in _STANDARD}
        if record.exc_info:
            line["traceback"] = self.formatException(record.exc_info)
        # An extra may have any type: a log line must never raise.
        return msgspec.json.encode(line, enc_hook=str).decode()


def configure(service: str, level: str, stream: TextIO = sys.stdout) -> None:
    """Send every record of *level* and above to *stream* as JSON lines, and to no other handler.

    Args:
        service: the name of the process, such as ``rest``.
        level: ``DEBUG``, ``INFO``, ``WARNING``, ``ERROR`` or ``CRITICAL``.
        stream: the destination.
    """
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonLines(service))
    # On the root logger: the records of libraries have the same form.
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
