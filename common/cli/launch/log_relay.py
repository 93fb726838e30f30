"""Copies growing log files to stdout.

The programs write to files that supervisord rotates. So `supervisorctl tail` works, and a stdout
that is not read never blocks the service.
"""

import contextlib
import errno
import os
import queue
import sys
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path

CHUNK_BYTES = 64 * 1024
POLL_SECONDS = 0.1
# A warning of supervisord that does not apply: file permissions protect its socket.
NOISE = b"running without any HTTP authentication checking"


class LogFile:
    """One growing file, read from its end at the time of creation."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._descriptor = self._open()
        self._partial = b""
        if self._descriptor is not None:
            os.lseek(self._descriptor, 0, os.SEEK_END)

    def _open(self) -> int | None:
        try:
            return os.open(self._path, os.O_RDONLY)
        except FileNotFoundError:
            return None

    def _rotated(self) -> bool:
        with contextlib.suppress(FileNotFoundError):
            return self._descriptor is None or not os.path.samestat(
                os.fstat(self._descriptor), self._path.stat()
            )
        return False

    def lines(self) -> Iterator[bytes]:
        """Yield the complete lines written since the last call, also across a rotation."""
        yield from self._lines_of_descriptor()
        if self._rotated():
            # The old file may have grown between the read above and its rotation.
            if self._descriptor is not None:
                yield from self._lines_of_descriptor()
                os.close(self._descriptor)
            self._descriptor = self._open()
            yield from self._lines_of_descriptor()

    def _lines_of_descriptor(self) -> Iterator[bytes]:
        while self._descriptor is not None and (chunk := os.read(self._descriptor, CHUNK_BYTES)):
            *complete, self._partial = (self._partial + chunk).split(b"\n")
            yield from (line + b"\n" for line in complete if NOISE not in line)

    def close(self) -> None:
        """Close the file."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None


class Display:
    """Writes the log files and the launcher's messages to stdout, from a thread of its own.

    A full or closed stdout then blocks neither the programs nor their stop. What is written to the
    files from now on is printed once it is started.
    """

    def __init__(self, paths: Sequence[Path]) -> None:
        self._files = [LogFile(path) for path in paths]
        self._messages: queue.SimpleQueue[bytes] = queue.SimpleQueue()
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def start(self) -> None:
        """Start the thread."""
        self._thread.start()

    def say(self, line: str) -> None:
        """Print one message of the launcher."""
        self._messages.put(line.encode() + b"\n")

    def close(self, timeout_seconds: float = 1.0) -> None:
        """Print the remaining lines, but return after *timeout_seconds*."""
        self._ended.set()
        self._thread.join(timeout_seconds)

    def _run(self) -> None:
        is_last = False
        while not is_last:
            is_last = self._ended.wait(POLL_SECONDS)
            _write_together(self._lines())

    def _lines(self) -> Iterator[bytes]:
        for file in self._files:
            yield from file.lines()
        with contextlib.suppress(queue.Empty):
            while True:
                yield self._messages.get_nowait()


def _write_together(lines: Iterator[bytes]) -> None:
    """Write *lines* with few system calls."""
    pieces: list[bytes] = []
    size = 0
    for line in lines:
        pieces.append(line)
        size += len(line)
        # Whole lines only, so that lines of several programs don't mix.
        if size >= CHUNK_BYTES:
            _write(b"".join(pieces))
            pieces, size = [], 0
    _write(b"".join(pieces))


def _write(line: bytes) -> None:
    try:
        while line:
            line = line[os.write(sys.stdout.fileno(), line) :]
    except BrokenPipeError:  # the reader has ended; the service continues
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except OSError as error:
        # stdout is a file on a full disk: these lines are lost there, and later ones may fit.
        if error.errno not in (errno.ENOSPC, errno.EDQUOT):
            raise
