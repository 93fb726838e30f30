"""Writes a ZIP file in pieces, so that it can be sent while its files are made.

Sizes and checksums precede each file, so that any reader can unpack from a stream. Only the central
directory is held in memory, about 70 bytes a file. Source: PKWARE APPNOTE 6.3.10, 4.3 to 4.5.
"""

import struct
import zlib
from collections.abc import Iterable, Iterator
from datetime import datetime

from msgspec import Struct

_LOCAL = struct.Struct("<4s5H3L2H")
_CENTRAL = struct.Struct("<4s6H3L5H2L")
_END = struct.Struct("<4s4H2LH")
_END_64 = struct.Struct("<4sQ2H2L4Q")
_LOCATOR_64 = struct.Struct("<4sLQL")
_STORED, _DEFLATED = 0, 8
_VERSION, _VERSION_64 = 20, 45
_UTF8_NAMES = 0x800  # general purpose bit 11 (4.4.4)
_MADE_ON_UNIX = 3 << 8  # 4.4.2
_MODE = 0o100644 << 16  # a regular file, rw-r--r--
# These values mean: see the Zip64 record (4.4.1.4).
MAX_16, MAX_32 = 0xFFFF, 0xFFFFFFFF
_PIECE_BYTES = 32_768


class File(Struct, frozen=True):
    """One file of the archive.

    Attributes:
        name: name in the archive.
        body: the content, compressed by *method*.
        method: compression method (4.4.5).
        crc: CRC-32 of the content.
        size: bytes of the content before compression.
    """

    name: str
    body: bytes
    method: int
    crc: int
    size: int


def stored(name: str, content: bytes) -> File:
    """Return the file *name* with *content*, not compressed."""
    return File(name, content, _STORED, zlib.crc32(content), len(content))


def deflated(name: str, content: bytes) -> File:
    """Return the file *name* with *content*, compressed."""
    file = DeflatedFile()
    file.add(content)
    return file.finish(name)


class DeflatedFile:
    """A file that grows in pieces and is held compressed until it is complete."""

    def __init__(self) -> None:
        self._packer = zlib.compressobj(6, zlib.DEFLATED, -15)  # no zlib header (4.4.5)
        self._pieces: list[bytes] = []
        self._crc = self._size = 0

    def add(self, content: bytes) -> None:
        """Append *content*."""
        self._crc = zlib.crc32(content, self._crc)
        self._size += len(content)
        if piece := self._packer.compress(content):
            self._pieces.append(piece)

    def finish(self, name: str) -> File:
        """Return the complete file as *name*."""
        self._pieces.append(self._packer.flush())
        return File(name, b"".join(self._pieces), _DEFLATED, self._crc, self._size)


def write(files: Iterable[File], moment: datetime) -> Iterator[bytes]:
    """Yield the archive of *files* in pieces of about 32 KiB.

    Args:
        files: the files, made while they are written.
        moment: modification time of every file.
    """
    stamp = _dos_time(moment)
    directory = bytearray()
    waiting: list[bytes] = []
    waiting_bytes = offset = count = 0
    for file in files:
        local, central = _entry(file, offset, stamp)
        directory += central
        count += 1
        for piece in local:
            waiting.append(piece)
            waiting_bytes += len(piece)
            offset += len(piece)
        if waiting_bytes >= _PIECE_BYTES:
            yield b"".join(waiting)
            waiting.clear()
            waiting_bytes = 0
    yield b"".join(waiting)
    for at in range(0, len(directory), _PIECE_BYTES):
        yield bytes(directory[at : at + _PIECE_BYTES])
    yield _end(count, len(directory), offset)


def _entry(file: File, offset: int, stamp: tuple[int, int]) -> tuple[tuple[bytes, ...], bytes]:
    """Return the local pieces and the directory entry of *file*, which begins at *offset*."""
    name = file.name.encode()
    sums = (file.crc, len(file.body), file.size)
    # Only the offset can exceed 32 bits: no picture has 4 GiB.
    far = offset >= MAX_32
    version = _VERSION_64 if far else _VERSION
    head = (version, _UTF8_NAMES, file.method, *stamp, *sums, len(name))
    # Zip64 extended information: id 1, size 8, the offset (4.5.3).
    extra = struct.pack("<2HQ", 1, 8, offset) if far else b""
    local = _LOCAL.pack(b"PK\x03\x04", *head, 0)
    central = _CENTRAL.pack(
        b"PK\x01\x02",
        _MADE_ON_UNIX | version,
        *head,
        len(extra),
        0,
        0,
        0,
        _MODE,
        min(offset, MAX_32),
    )
    return (local, name, file.body), central + name + extra


def _end(count: int, size: int, offset: int) -> bytes:
    """Return the end of an archive of *count* files whose directory begins at *offset*."""
    end = _END.pack(
        b"PK\x05\x06",
        0,
        0,
        # Files on this disk and in all: there is one disk.
        *[min(count, MAX_16)] * 2,
        min(size, MAX_32),
        min(offset, MAX_32),
        0,
    )
    if count < MAX_16 and offset < MAX_32:
        return end
    # 44 bytes of this record follow the field of its size.
    end_64 = _END_64.pack(
        b"PK\x06\x06", 44, _VERSION_64, _VERSION_64, 0, 0, count, count, size, offset
    )
    return end_64 + _LOCATOR_64.pack(b"PK\x06\x07", 0, offset + size, 1) + end


def _dos_time(moment: datetime) -> tuple[int, int]:
    """Return time and date in MS-DOS format, which begins in 1980 (4.4.6)."""
    # Seconds have five bits, and are counted in steps of two.
    time = moment.hour << 11 | moment.minute << 5 | moment.second // 2
    return time, (max(moment.year, 1980) - 1980) << 9 | moment.month << 5 | moment.day
