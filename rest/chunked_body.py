"""Bounds what the framing of a chunked body costs.

The sender chooses how small its chunks are (RFC 9112, 7.1), and Gunicorn's reader takes some 15 µs
for each, without a pause while more data has already arrived.
"""

import re
from collections.abc import Iterator
from typing import Any

from gunicorn.http.body import ChunkedReader
from gunicorn.http.errors import ChunkMissingTerminator, InvalidChunkSize, NoMoreData

from rest import offload

# From the end of one chunk to the data of the next one, without extensions. Everything else, such
# as the last chunk, is left to Gunicorn.
_NEXT = re.compile(rb"\r\n([0-9A-Fa-f]{1,6})\r\n")
# Programs that send each line or each field as a chunk stay above this mean.
_MIN_MEAN_BYTES = 4
_MANY_CHUNKS = 10_000


class BoundedChunkedReader(ChunkedReader):  # type: ignore[misc]  # Gunicorn ships no types
    """Reads as Gunicorn's reader does, but pauses, and refuses a body of very small chunks."""

    def read_into(self, unreader: Any, buf: bytearray) -> None:
        """Read a further piece of a line that gives a size, or of the trailers."""
        super().read_into(unreader, buf)
        offload.give_way()

    def parse_chunked(self, unreader: Any) -> Iterator[bytes]:
        """Yield the data of the chunks.

        Raises:
            ParseException: the framing is malformed, or the chunks are too small.
        """
        chunks = total = 0
        size, rest = self.parse_chunk_size(unreader)
        while size > 0:
            while size > len(rest):
                size -= len(rest)
                total += len(rest)
                yield rest
                rest = unreader.read(None, read_ahead=size)
                if not rest:
                    raise NoMoreData
                offload.give_way()
            count, data, rest = _whole_chunks(size, rest)
            chunks, total = chunks + count, total + len(data)
            if chunks > _MANY_CHUNKS and total < _MIN_MEAN_BYTES * chunks:
                raise InvalidChunkSize(b"less than %d bytes on average" % _MIN_MEAN_BYTES)
            yield data
            offload.give_way()
            while len(rest) < 2 and (more := unreader.read()):
                rest += more
            if rest[:2] != b"\r\n":
                raise ChunkMissingTerminator(rest[:2])
            size, rest = self.parse_chunk_size(unreader, data=rest[2:])


def _whole_chunks(size: int, rest: bytes) -> tuple[int, bytes, bytes]:
    """Return how many chunks of *rest* were read, their data, and what follows.

    The first one has *size* bytes, which *rest* begins with; the others are whole in it.
    """
    pieces, end = [rest[:size]], size
    while (head := _NEXT.match(rest, end)) and (size := int(head[1], 16)):
        if head.end() + size > len(rest):
            break
        end = head.end() + size
        pieces.append(rest[head.end() : end])
    return len(pieces), b"".join(pieces), rest[end:]
