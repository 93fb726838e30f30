"""Shows log files on stdout as they grow.

The programs write to files that supervisord rotates, so that `supervisorctl tail` works and a
stdout that nobody reads never holds the service up.
"""

import contextlib
import os
import queue
import sys
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path

CHUNK_BYTES = 64 * 1024
POLL_SECONDS = 0.1
# supervisord's socket is open to its user only: the file system is the authentication.
NOISE = b"running without any HTTP authentication checking"


class LogFile:
    """One growing file, read from where it ended when this was made."""

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
        """Yield the whole lines written since the last call, over a rotation too."""
        yield from self._lines_of_descriptor()
        if self._rotated():
            if self._descriptor is not None:
                yield from self._lines_of_descriptor()
                os.close(self._descriptor)
            self._descriptor = self._open()
            yield from self._lines_of_descriptor()

    def _lines_of_descriptor(self) -> Iterator[bytes]:
        while self._descriptor is not None and (chunk := os.read(self._descriptor, CHUNK_BYTES)):
            *whole, self._partial = (self._partial + chunk).split(b"\n")
            yield from (line + b"\n" for line in whole if NOISE not in line)

    def close(self) -> None:
        """Let go of the file."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None


class Display:
    """Writes the growing files, and what the launcher itself says, to stdout from one thread.

    So a stdout that is full or gone holds up neither the programs nor their stop.
    """

    def __init__(self, paths: Sequence[Path]) -> None:
        self._files = [LogFile(path) for path in paths]
        self._said: queue.SimpleQueue[bytes] = queue.SimpleQueue()
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def say(self, line: str) -> None:
        """Show one line of the launcher's own."""
        self._said.put(line.encode() + b"\n")

    def close(self, patience_seconds: float = 1.0) -> None:
        """Show what is left, unless that takes longer than *patience_seconds*."""
        self._ended.set()
        self._thread.join(patience_seconds)

    def _run(self) -> None:
        last = False
        while not last:
            last = self._ended.wait(POLL_SECONDS)
            for line in self._lines():
                _write(line)

    def _lines(self) -> Iterator[bytes]:
        for file in self._files:
            yield from file.lines()
        with contextlib.suppress(queue.Empty):
            while True:
                yield self._said.get_nowait()


def _write(line: bytes) -> None:
    try:
        while line:
            line = line[os.write(sys.stdout.fileno(), line) :]
    except BrokenPipeError:  # whoever read has gone away: the service goes on unseen
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
