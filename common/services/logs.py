"""Writes the log as JSON lines on standard output, where supervisord and containers collect it."""

import logging
import sys
from datetime import UTC, datetime
from typing import Any, TextIO

import msgspec

# What every LogRecord carries by itself; the rest was given as `extra` and is written.
_PLAIN = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}


class JsonLines(logging.Formatter):
    """Formats a record as one JSON object a line."""

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
        line |= {name: value for name, value in vars(record).items() if name not in _PLAIN}
        if record.exc_info:
            line["traceback"] = self.formatException(record.exc_info)
        return msgspec.json.encode(line, enc_hook=str).decode()


def configure(service: str, level: str, stream: TextIO = sys.stdout) -> None:
    """Send every record of *level* and above to *stream* as JSON lines, and nowhere else.

    Args:
        service: which process writes, such as ``rest``.
        level: ``DEBUG``, ``INFO``, ``WARNING``, ``ERROR`` or ``CRITICAL``.
        stream: where the lines go.
    """
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonLines(service))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
