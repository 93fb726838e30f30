"""Writes the log as lines on standard output, where supervisord and containers collect it."""

import logging
import re
import sys
import threading
import time
from collections import deque
from datetime import UTC, datetime
from typing import Any, TextIO

import msgspec

# How long a line of a request may wait for others.
FLUSH_SECONDS = 0.05
# The attributes of every LogRecord; any other was passed as `extra` and is written.
_STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}
_PLAIN = re.compile(r"[\w.:/{}-]+", re.ASCII)


# An extra may have any type: a log line must never raise.
_encode = msgspec.json.Encoder(enc_hook=str).encode


class EventRecord(logging.LogRecord):
    """A record of something that happens in every request.

    A record of the logging module is made in six times as long, for it has the file and the line of
    the code that logs.

    Arguments:
        logger: name of the logger.
        event: the message, whose level is INFO.
        extras: further values of the line.
    """

    extras: dict[str, object]

    def __init__(self, logger: str, event: str, extras: dict[str, object]) -> None:
        now = time.time()
        self.__dict__ = {
            **_EVENT,
            **extras,
            "name": logger,
            "msg": event,
            "created": now,
            "msecs": now % 1 * 1000,
            "extras": extras,
        }


_EVENT = vars(logging.LogRecord("", logging.INFO, "", 0, "", None, None))


class JsonLines(logging.Formatter):
    """Formats each record as one line of JSON.

    Arguments:
        service: the name of the process.
    """

    def __init__(self, service: str) -> None:
        super().__init__()
        self._service = service
        self._second, self._begin, self._end = -1, "", ""

    def format(self, record: logging.LogRecord) -> str:
        """Return the record's line: time (UTC), level, logger, message, extras, traceback."""
        line: dict[str, Any] = {
            "time": self._time(record.created),
            "level": record.levelname.lower(),
            "service": self._service,
            "logger": record.name,
            "message": record.getMessage(),
        }
        if isinstance(record, EventRecord):
            line |= record.extras
        else:
            line |= {name: value for name, value in vars(record).items() if name not in _STANDARD}
        if record.exc_info:
            line["traceback"] = self.formatException(record.exc_info)
        return _encode(line).decode()

    def _time(self, seconds: float) -> str:
        """Return the time of a record in UTC (RFC 3339), of which all but a part is kept."""
        second = int(seconds)
        if second != self._second:
            text = datetime.fromtimestamp(second, UTC).isoformat(timespec="milliseconds")
            self._second, self._begin, self._end = second, text[:-9], text[-6:]
        return f"{self._begin}{int((seconds - second) * 1000):03d}{self._end}"


class TextLines(logging.Formatter):
    """Formats each record as one line of text, for people.

    The time, the level, the service, the logger and the message are followed by the extras as
    ``name=value``. A value with other than letters, digits and ``-._:/{}`` is quoted as in JSON.

    Arguments:
        service: the name of the process.
    """

    def __init__(self, service: str) -> None:
        super().__init__()
        self._service = service

    def format(self, record: logging.LogRecord) -> str:
        """Return the record's line, and its traceback in further lines."""
        moment = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        words = [moment, record.levelname, self._service, record.name, record.getMessage()]
        extras = {name: value for name, value in vars(record).items() if name not in _STANDARD}
        words += [f"{name}={_word(value)}" for name, value in extras.items()]
        # A message of a library may have line breaks, which could pass for other lines.
        line = " ".join(words).replace("\r", "\\r").replace("\n", "\\n")
        return f"{line}\n{self.formatException(record.exc_info)}" if record.exc_info else line


def _word(value: object) -> str:
    text = "" if value is None else str(value)
    return text if _PLAIN.fullmatch(text) else msgspec.json.encode(text).decode()


class BatchHandler(logging.Handler):
    """Writes the lines of `FLUSH_SECONDS` together, and those of warnings and errors at once.

    The programs that pass a line on, supervisord and the launcher, take longer for each piece than
    the service for the answer that the line is about. Lines keep their order. Python's orderly exit
    writes what is left, also after an unhandled exception; a process that is killed loses its
    requests' lines of the last `FLUSH_SECONDS`.

    Arguments:
        stream: the destination.
    """

    def __init__(self, stream: TextIO) -> None:
        super().__init__()
        self._stream = stream
        # Appending and removing an item are atomic, so that no thread waits to log.
        self._lines: deque[str] = deque()
        self._is_due = False
        self._wake = threading.Event()
        self._writing = threading.Lock()
        # Ends with the process, whose exit flushes every handler.
        threading.Thread(target=self._flush_often, name="log", daemon=True).start()

    def createLock(self) -> None:  # noqa: N802 - logging's name
        """Create no lock: this handler needs none for its records."""
        self.lock = None

    def handle(self, record: logging.LogRecord) -> bool:
        """Keep the line of *record* unless a filter drops it; as `Handler.handle`, without a lock.

        From Python 3.13 on, that one requires the lock.
        """
        # A filter may return another record (Python 3.12).
        kept: Any = self.filter(record)
        if kept:
            self.emit(kept if isinstance(kept, logging.LogRecord) else record)
        return bool(kept)

    def emit(self, record: logging.LogRecord) -> None:
        """Keep the record's line, and have it written in time."""
        try:
            self._lines.append(self.format(record))
            # Before what follows it: a process that is about to end must have written why.
            if record.levelno >= logging.WARNING:
                self.flush()
            elif not self._is_due:
                self._is_due = True
                self._wake.set()
        except Exception:
            self.handleError(record)

    def flush(self) -> None:
        """Write the lines that are not written yet."""
        with self._writing:
            lines = [self._lines.popleft() for _ in range(len(self._lines))]
            if lines:
                self._stream.write("\n".join(lines) + "\n")
            self._stream.flush()

    def _flush_often(self) -> None:
        while True:
            self._wake.wait()
            self._wake.clear()
            time.sleep(FLUSH_SECONDS)
            # In this order: a line that comes between the two wakes this thread again.
            self._is_due = False
            self.flush()


def configure(
    service: str,
    level: str,
    stream: TextIO = sys.stdout,
    *,
    form: str = "json",
    in_batches: bool = False,
) -> None:
    """Send every record of *level* and above to *stream*, and to no other handler.

    Args:
        service: the name of the process, such as ``rest``.
        level: ``DEBUG``, ``INFO``, ``WARNING``, ``ERROR`` or ``CRITICAL``.
        stream: the destination.
        form: ``json`` or ``text``.
        in_batches: True to write lines together, for a process that logs each request; call it
            after any fork.
    """
    handler = BatchHandler(stream) if in_batches else logging.StreamHandler(stream)
    handler.setFormatter(JsonLines(service) if form == "json" else TextLines(service))
    # On the root logger: the records of libraries have the same form.
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    # No line has the thread (Python's logging howto, optimization). Gunicorn's have the process.
    logging.logThreads = logging.logMultiprocessing = False
