"""Chunked bodies are read as Gunicorn's own reader does (RFC 9112, 7.1), and cost little."""

import random
from typing import Any

import pytest
from gunicorn.config import Config
from gunicorn.http.body import Body, ChunkedReader
from gunicorn.http.errors import InvalidChunkSize
from gunicorn.http.unreader import IterUnreader

from rest.chunked_body import BoundedChunkedReader
from rest.heads import Parser

HEAD = b"POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n"
NEXT = b"GET /next HTTP/1.1\r\nHost: localhost\r\n\r\n"
END = b"0\r\n\r\n"


def outcome(kind: type[ChunkedReader], sent: list[bytes]) -> tuple[Any, ...]:
    """Return the body and what follows it, or the error that *kind* raises."""
    unreader = IterUnreader(sent)
    reader = kind(next(Parser(Config(), iter([HEAD]), None)), unreader)
    try:
        return Body(reader).read(), unreader.buf.getvalue() + b"".join(unreader.iter or ())
    except Exception as error:
        return type(error), str(error)


def chunked(pieces: list[bytes]) -> bytes:
    return b"".join(b"%x\r\n%b\r\n" % (len(piece), piece) for piece in pieces)


SENT = {
    "one": chunked([b"hello"]) + END,
    "many": chunked([b"a", b"bc", b"d" * 300, b"\r\n0\r\n\r\n", b"e"]) + END,
    "capitals": b"1A\r\n" + b"x" * 26 + b"\r\n00a\r\n" + b"y" * 10 + b"\r\n000\r\n\r\n",
    "extensions": b'1;a=b\r\nx\r\n1 ; c="d;e"\r\ny\r\n1\r\nz\r\n' + END,
    "bad extension": b"1\r\nx\r\n1;a\r=b\r\ny\r\n" + END,
    "trailers": chunked([b"a", b"b"]) + b"0\r\nX-Sum: 1\r\n\r\n",
    "bad trailer": chunked([b"a", b"b"]) + b"0\r\nno trailer\r\n\r\n",
    "empty": END,
    "no size": b"1\r\nx\r\n\r\ny\r\n" + END,
    "sign": b"1\r\nx\r\n+1\r\ny\r\n" + END,
    "underscore": b"1\r\nx\r\n1_0\r\ny\r\n" + END,
    "prefix": b"1\r\nx\r\n0x1\r\ny\r\n" + END,
    "bare line feeds": b"1\nx\n0\n\n",
    "longer than its size": b"1\r\nx\r\n1\r\nyy\r\n" + END,
    "shorter than its size": b"1\r\nx\r\n5\r\nyy\r\n" + END,
    "large size": b"1\r\nx\r\nffffffffffffffff\r\nyy",
    "ends in a size": b"1\r\nx\r\n1",
    "ends in data": b"1\r\nx\r\n3\r\ny",
    "ends without the last chunk": chunked([b"a", b"b"]),
}


@pytest.mark.parametrize("step", [1, 2, 7, 8_192])
@pytest.mark.parametrize("name", SENT)
def test_chunks_are_read_as_gunicorn_reads_them(name: str, step: int) -> None:
    """The oracle is Gunicorn's reader, whatever the pieces in which the body arrives."""
    whole = SENT[name] + NEXT
    sent = [whole[at : at + step] for at in range(0, len(whole), step)]
    assert outcome(BoundedChunkedReader, sent) == outcome(ChunkedReader, sent)


@pytest.mark.parametrize("seed", range(40))
def test_random_chunks_are_read_as_gunicorn_reads_them(seed: int) -> None:
    """Also after a byte was changed."""
    chosen = random.Random(seed)
    whole = bytearray(chunked([chosen.randbytes(chosen.randint(1, 40)) for _ in range(60)]) + END)
    if seed % 2:
        whole[chosen.randrange(len(whole))] = chosen.choice(b"\r\n01af;x")
    step = chosen.randint(1, 200)
    sent = [bytes(whole[at : at + step]) for at in range(0, len(whole), step)]
    assert outcome(BoundedChunkedReader, sent) == outcome(ChunkedReader, sent)


def test_lines_may_be_chunks() -> None:
    """A client may send a file line by line."""
    lines = [b"4006381333931\n"] * 20_000
    assert outcome(BoundedChunkedReader, [chunked(lines) + END])[0] == b"".join(lines)


def test_many_chunks_of_one_byte_are_refused() -> None:
    """They cost far more than their data: 10 MiB took a worker 150 s."""
    error, message = outcome(BoundedChunkedReader, [chunked([b"x"] * 20_000) + END])
    assert error is InvalidChunkSize, message
