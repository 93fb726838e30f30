"""Requests, answers and the file that keeps them: a line of JSON each, compressed.

A body or header of a request may hold ``{{name}}``: a value that an earlier answer gave, such as
the id of a batch, which differs from run to run.
"""

import gzip
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct

FILE_FORMAT = 1


class Request(Struct, frozen=True, omit_defaults=True):
    """One request.

    Attributes:
        name: unique within a recording, such as ``generate/qr/PNG``.
        via: ``http``, ``limited`` (HTTP with rate limits), ``stdio:NAME`` or ``ws:NAME``; requests
            with one NAME share a connection.
        method: of HTTP.
        path: with its query; of a WebSocket, the path of the handshake.
        headers: as sent.
        body: as sent; of stdio and WebSockets, one message.
        keep: names of values in the answer to keep: ``header:NAME`` or keys of its JSON with
            slashes between, by the name that later requests write in braces.
        loose: True if the numbers of the answer depend on when it is given.
    """

    name: str
    via: str = "http"
    method: str = "GET"
    path: str = ""
    headers: dict[str, str] = {}
    body: bytes = b""
    keep: dict[str, str] = {}
    loose: bool = False


class Answer(Struct, frozen=True):
    """What came back: an HTTP answer, or the messages of a conversation as a JSON array."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes

    def header(self, name: str) -> str:
        """Return a header; empty if there is none."""
        return next((value for key, value in self.headers if key.lower() == name.lower()), "")


class Observation(Struct, frozen=True):
    """What of an answer is compared.

    Attributes:
        status: of HTTP; 0 in a conversation.
        headers: by lower-case name, without those that say nothing.
        document: JSON: the body itself, or what stands for it.
    """

    status: int
    headers: dict[str, str]
    document: Any


class Exchange(Struct, frozen=True):
    """A request and what came back."""

    request: Request
    answer: Observation


class _Head(Struct, frozen=True):
    format: int
    tree: str


def write(file: Path, tree: str, exchanges: Iterator[Exchange]) -> int:
    """Write *exchanges*, which *tree* gave, to *file*; return their number."""
    count = 0
    with gzip.open(file, "wb") as target:
        target.write(msgspec.json.encode(_Head(FILE_FORMAT, tree)) + b"\n")
        for exchange in exchanges:
            target.write(msgspec.json.encode(exchange) + b"\n")
            count += 1
    return count


def read(file: Path) -> Iterator[Exchange]:
    """Yield the exchanges of *file*.

    Raises:
        ValueError: the file is no recording of this format.
    """
    with gzip.open(file, "rb") as source:
        head = msgspec.json.decode(source.readline(), type=_Head)
        if head.format != FILE_FORMAT:
            raise ValueError(f"{file} has format {head.format}; this program reads {FILE_FORMAT}.")
        for line in source:
            yield msgspec.json.decode(line, type=Exchange)
