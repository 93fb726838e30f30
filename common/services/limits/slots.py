"""A file of fixed slots, in which the processes of one machine count in front of SQLite.

A slot has the counts of one caller, and which of them SQLite does not have yet. Processes map the
file into their memory, and make every change under one lock.

A process may be killed at any moment. A slot has two halves, of which the older one is overwritten;
a half that was not written to its end has a wrong checksum, and the other one counts. Slots are
written back to SQLite in numbered batches: SQLite keeps the number of the last batch in the
transaction that adds the counts, so that a batch is added exactly once.

The file lasts as long as the machine runs: after a power failure its pages may be of different
moments, so that the next boot starts with what was written back.
"""

import errno
import mmap
import os
import random
import struct
import threading
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

import msgspec
from msgspec import Struct

from common.services.errors import StateUnavailable
from common.services.local_state import LOCK_WAIT_SECONDS, MAX_ATTEMPT_SECONDS, PAUSE_SECONDS
from common.services.private_files import FILE_MODE

# Windows has none, and no id of the boot either, without which SQLite counts alone.
with suppress(ModuleNotFoundError):
    import fcntl

Result = TypeVar("Result")

SLOTS, WAYS = 4_096, 4
HALF_BYTES = 256
SLOT_BYTES = 2 * HALF_BYTES
# Sequence number, checksum of the rest, length of the counts.
HALF = struct.Struct("<QIH")
MAX_COUNTS_BYTES = HALF_BYTES - HALF.size
# The number of the batch that is counted, times two; odd while it is being written back.
PHASE_WORD, WORD_BYTES = 64, 8
IDENTITY_AT, CHANGED_AT, SLOTS_AT = 0, 4_096, 8_192
FILE_BYTES = SLOTS_AT + SLOTS * SLOT_BYTES
PIECE_BYTES = 16_384
VERSION = "barcode counts 1"
BOOT_ID = Path("/proc/sys/kernel/random/boot_id")
_UNWRITTEN = b"\x01"


class Counts(Struct, array_like=True, gc=False):
    """The counts of one caller.

    Attributes:
        caller: the caller's key.
        tat_us: theoretical arrival time of GCRA, in microseconds since 1970-01-01.
        day: in days since 1970-01-01 UTC.
        used: barcodes of the quota of *day* that are used.
        unwritten: barcodes that were admitted and refunded and that SQLite does not have, by day,
            interface and symbology, joined by bars.
    """

    caller: str
    tat_us: int = 0
    day: int = 0
    used: int = 0
    unwritten: dict[str, tuple[int, int]] = {}


class TooLong(Exception):
    """The counts do not fit in a slot."""


class Place(Struct, gc=False):
    """A slot, as it was read under the lock.

    Attributes:
        number: of the slot.
        counts: its counts; None if it is free.
        is_unwritten: True if SQLite does not have its last state.
        half: the half that is written next.
        sequence: the sequence number that this half gets.
    """

    number: int
    counts: Counts | None
    is_unwritten: bool
    half: int
    sequence: int


_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(tuple[bool, Counts]).decode


class SlotFile:
    """The file at *path*. Safe for threads, greenlets and after a fork.

    Arguments:
        path: of the file, on a local disk.
        first_batch: returns the number of the first batch of a new file.
    """

    def __init__(self, path: Path, first_batch: Callable[[], int]) -> None:
        self._path = path
        self._first_batch = first_batch
        # Greenlets and threads of this process share one descriptor, and so the lock of the file.
        self._lock = threading.Lock()
        self._file = -1
        self._pid = 0
        self._map: mmap.mmap | None = None
        self._bytes = self._words = memoryview(b"")

    def locked(self, work: Callable[[], Result]) -> Result:
        """Return the result of *work*, which no other process or thread runs at the same time.

        Raises:
            StateUnavailable: others held the lock, or the disk failed.
        """
        try:
            with self._lock:
                # A lock of flock belongs to the open file, which a fork shares: each process needs
                # its own.
                if self._pid != os.getpid():
                    self._open()
                self._acquire()
                try:
                    return work()
                finally:
                    fcntl.flock(self._file, fcntl.LOCK_UN)
        except OSError as error:
            raise StateUnavailable(f"{self._path}: {error}") from error

    def locked_now(self, work: Callable[[], Result]) -> Result | None:
        """Return the result of *work* as `locked` does, or None if that would have to wait."""
        if not self._lock.acquire(blocking=False):
            return None
        try:
            # The first use opens the file, which may have to wait.
            if self._pid != os.getpid():
                return None
            try:
                fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                return None
            try:
                return work()
            finally:
                fcntl.flock(self._file, fcntl.LOCK_UN)
        finally:
            self._lock.release()

    def _acquire(self) -> None:
        """Lock the file, with pauses in which other greenlets run while a process holds it."""
        left = LOCK_WAIT_SECONDS
        while True:
            began = time.monotonic()
            try:
                # The kernel releases the lock of a process that is killed.
                fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                if left < 0:
                    raise
            else:
                return
            time.sleep(PAUSE_SECONDS * random.random())  # noqa: S311 - spreads contenders
            left -= min(time.monotonic() - began, MAX_ATTEMPT_SECONDS)

    def _open(self) -> None:
        # A descriptor that a fork has copied shares its lock with the parent process.
        self._close()
        self._pid = 0
        flags = os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC
        self._file = os.open(self._path, flags, FILE_MODE)
        self._acquire()
        try:
            identity = f"{VERSION} {boot_id()}\n".encode()
            is_whole = os.fstat(self._file).st_size >= FILE_BYTES
            if not is_whole or os.pread(self._file, len(identity), IDENTITY_AT) != identity:
                self._create(identity)
        finally:
            fcntl.flock(self._file, fcntl.LOCK_UN)
        self._map = mmap.mmap(self._file, FILE_BYTES)
        self._bytes = memoryview(self._map)
        self._words = self._bytes.cast("Q")
        # Last: what has failed is tried again.
        self._pid = os.getpid()

    def _create(self, identity: bytes) -> None:
        """Write an empty file.

        All of it is allocated: a full disk refuses that here, and would end the process when it
        writes into its memory.
        """
        content = bytearray(FILE_BYTES)
        struct.pack_into("=Q", content, PHASE_WORD * WORD_BYTES, self._first_batch() << 1)
        # In pieces: Linux keeps what is written at once as one page of 2 MiB, all of which is
        # memory of a process that has touched it. The identity comes last: a file without it is
        # written again.
        pieces: list[tuple[bytes | bytearray, int]] = [
            (content[at : at + PIECE_BYTES], at) for at in range(0, FILE_BYTES, PIECE_BYTES)
        ]
        for part, at in [*pieces, (identity, IDENTITY_AT)]:
            if os.pwrite(self._file, part, at) != len(part):
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    def _close(self) -> None:
        if self._map is not None:
            self._words.release()
            self._bytes.release()
            self._map.close()
            self._map = None
        if self._file >= 0:
            os.close(self._file)
            self._file = -1

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._close()
            self._pid = 0

    # The methods below are called by the work that is passed to `locked`.

    def phase(self) -> tuple[int, bool]:
        """Return the number of the current batch, and True if it was being written back."""
        phase = self._words[PHASE_WORD]
        return phase >> 1, bool(phase & 1)

    def set_phase(self, batch: int, *, is_being_written: bool) -> None:
        """Set what `phase` returns."""
        # A single store, which a process that is killed makes or does not make.
        self._words[PHASE_WORD] = batch << 1 | is_being_written

    def find(self, caller: str) -> Place:
        """Return the slot of *caller*, or the one that it gets: a free one if there is any.

        If there is none, the slot is that of another caller, and unwritten only if all are.
        """
        first = zlib.crc32(caller.encode()) % (SLOTS // WAYS) * WAYS
        best: Place | None = None
        for number in range(first, first + WAYS):
            place = self._read(number)
            if place.counts is not None and place.counts.caller == caller:
                return place
            if best is None or _worth(place) < _worth(best):
                best = place
        assert best is not None  # noqa: S101 - there are several ways
        return best

    def unwritten(self) -> Iterator[Place]:
        """Yield the slots whose last state SQLite does not have."""
        marks = bytes(self._bytes[CHANGED_AT : CHANGED_AT + SLOTS])
        at = marks.find(_UNWRITTEN)
        while at >= 0:
            yield self._read(at)
            at = marks.find(_UNWRITTEN, at + 1)

    def put(self, place: Place, counts: Counts) -> None:
        """Write *counts*, which SQLite does not have, into a slot.

        Raises:
            TooLong: they do not fit.
        """
        payload = _encode((True, counts))
        if len(payload) > MAX_COUNTS_BYTES:
            raise TooLong
        if not place.is_unwritten:
            # First: a slot that is marked needlessly is written back needlessly, and no harm.
            self._bytes[CHANGED_AT + place.number] = 1
        self._put(place, payload)

    def put_written(self, place: Place) -> None:
        """Record that SQLite has the counts of a slot."""
        counts = place.counts
        if counts is not None:
            counts.unwritten = {}
            self._put(place, _encode((False, counts)))

    def unmark_all(self) -> None:
        """Forget which slots are unwritten, after `put_written` for each of them."""
        self._bytes[CHANGED_AT : CHANGED_AT + SLOTS] = bytes(SLOTS)

    def free_all(self) -> None:
        """Free every slot; SQLite must have all of them."""
        self._bytes[SLOTS_AT:] = bytes(SLOTS * SLOT_BYTES)

    def _put(self, place: Place, payload: bytes) -> None:
        half = HALF.pack(place.sequence, _checksum(payload, place.sequence), len(payload)) + payload
        at = SLOTS_AT + place.number * SLOT_BYTES + place.half * HALF_BYTES
        self._bytes[at : at + len(half)] = half

    def _read(self, number: int) -> Place:
        """Return the newer half of a slot that is whole."""
        start = SLOTS_AT + number * SLOT_BYTES
        slot = bytes(self._bytes[start : start + SLOT_BYTES])
        first, second = HALF.unpack_from(slot), HALF.unpack_from(slot, HALF_BYTES)
        newer = ((0, first), (1, second)) if first > second else ((1, second), (0, first))
        for half, (sequence, checksum, length) in newer:
            start = half * HALF_BYTES + HALF.size
            payload = slot[start : start + length]
            if sequence and _checksum(payload, sequence) == checksum:
                is_unwritten, counts = _decode(payload)
                return Place(number, counts, is_unwritten, 1 - half, sequence + 1)
        return Place(number, None, False, 0, 1)


def _checksum(payload: bytes, sequence: int) -> int:
    return zlib.crc32(payload, sequence & 0xFFFFFFFF)


def _worth(place: Place) -> int:
    """Return 0 for a free slot, 1 for one that SQLite has, and 2 for another."""
    return 0 if place.counts is None else 1 + place.is_unwritten


def boot_id() -> str:
    """Return the id of this boot of the machine; empty if the system has none."""
    try:
        return BOOT_ID.read_text().strip()
    except OSError:
        return ""
