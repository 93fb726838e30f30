"""The messages between client, pool and worker.

A request is one fixed-size header and a body; an answer is one byte of outcome, eight bytes of
length and a body. Integers are big-endian. The header has a fixed size so that the pool, which must
never wait for one client, reads it without a parser and leaves the body to the worker.
"""

import enum
import hashlib
import socket
import struct
from collections.abc import Callable

from msgspec import Struct

# "!" is network order without padding, so that both sides agree on the size.
_HEADER = struct.Struct("!32s32sQBQ")
_ANSWER = struct.Struct("!BQ")
HEADER_BYTES = _HEADER.size
ANSWER_BYTES = _ANSWER.size
# One read of a socket: larger reads only allocate memory that the kernel does not fill.
CHUNK_BYTES = 1 << 18
# The name of no job: the pool itself answers DONE, or CRASHED while it has no worker.
PING = ""


# A job may clear its body once it has read it.
Job = Callable[[bytearray], bytes]


class JobError(Exception):
    """An error that a job reports to its client; *body* is its description."""

    def __init__(self, body: bytes) -> None:
        super().__init__("the job failed")
        self.body = body


class JobOutcome(enum.IntEnum):
    """How a job ended."""

    DONE = 0
    """The body is the result."""
    RAISED = 1
    """The body describes an error of the job's own."""
    CPU_EXCEEDED = 2
    """The worker was killed: the job used all of its CPU time."""
    TIME_EXCEEDED = 3
    """The worker was killed: the job took too long."""
    MEMORY_EXCEEDED = 4
    """The job needed more memory than it may have."""
    CRASHED = 5
    """The worker ended by itself, for example by a fault in a native library."""
    BUSY = 6
    """The caller, or all callers together, have too many jobs waiting. Nothing was run."""
    KILLED = 7
    """Another process killed the worker, for example the kernel for want of memory."""
    INTERRUPTED = 8
    """The pool gave the worker to another caller. The client sends the job again."""
    STARVED = 9
    """The worker was killed: other processes had the processor for most of the job's time."""


class Header(Struct, frozen=True):
    """The header of a request.

    Attributes:
        job: name of the job, in ASCII, at most 32 bytes.
        caller: digest of the key that jobs are queued by, 32 bytes.
        body_bytes: length of the body that follows.
        interrupted: how often the pool has interrupted this job.
        cost: an estimate of its work, in bytes; 0 if that is the length of the body.
    """

    job: str
    caller: bytes
    body_bytes: int
    interrupted: int = 0
    cost: int = 0


class Closed(Exception):
    """The other side closed its socket before the message was complete."""


def write_header(
    job: str, caller: str, body_bytes: int, *, interrupted: int = 0, cost: int = 0
) -> bytes:
    """Return the bytes of a request's header for the principal *caller*."""
    # A digest has a fixed size, and the pool needs no more of a caller than equality.
    digest = hashlib.sha256(caller.encode()).digest()
    return _HEADER.pack(job.encode("ascii"), digest, body_bytes, interrupted, cost)


def read_header(data: bytes) -> Header:
    """Return the header in *data*, which has HEADER_BYTES bytes."""
    job, caller, body_bytes, interrupted, cost = _HEADER.unpack(data)
    # struct pads the name with zero bytes. A name that is not ASCII is no job, and is refused as
    # one.
    name = job.rstrip(b"\0").decode("ascii", "replace")
    return Header(name, caller, body_bytes, interrupted, cost)


def write_answer(outcome: JobOutcome, body: bytes = b"") -> bytes:
    """Return the bytes of an answer."""
    return _ANSWER.pack(outcome, len(body)) + body


def read_answer(connection: socket.socket) -> tuple[JobOutcome, bytes]:
    """Read an answer from *connection*.

    Raises:
        Closed: the connection ended first.
        OSError: it failed or timed out.
    """
    outcome, length = _ANSWER.unpack(read_exactly(connection, ANSWER_BYTES))
    return JobOutcome(outcome), bytes(read_exactly(connection, length))


def read_exactly(connection: socket.socket, length: int) -> bytearray:
    """Read *length* bytes from *connection*.

    Raises:
        Closed: the connection ended first.
    """
    data = bytearray()
    while len(data) < length:
        # In chunks: recv allocates what it is told before a byte has come.
        chunk = connection.recv(min(CHUNK_BYTES, length - len(data)))
        if not chunk:
            raise Closed
        data += chunk
    return data
