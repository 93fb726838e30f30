"""Envelopes of ISO/IEC 15434: ``[)>``, then formats, each with its data and a trailer.

Every format ends in RS and the message in EOT. Knows the envelope, not what the data mean.
Source: ISO/IEC 15434:2019, sections 5 and 6.
"""

import re

from msgspec import Struct

RS, GS, EOT = "\x1e", "\x1d", "\x04"
HEADER = f"[)>{RS}"
_START = re.compile(f">?\\[\\)>{RS}?(?=[0-9]{{2}})")


class Format(Struct, frozen=True):
    """One format of an envelope: its two digits and the pieces between group separators."""

    number: str
    pieces: tuple[str, ...]


class MessageEnvelope(Struct, frozen=True):
    """What an envelope holds, and what its form lacks, one sentence each."""

    formats: tuple[Format, ...]
    faults: tuple[str, ...] = ()


def is_envelope(text: str) -> bool:
    """Return whether *text* begins as an envelope."""
    return _START.match(text) is not None


def wrapped(formats: tuple[Format, ...]) -> str:
    """Return the message of *formats*, with header and trailers."""
    body = "".join(one.number + "".join(GS + piece for piece in one.pieces) + RS for one in formats)
    return HEADER + body + EOT


def unwrapped(text: str) -> MessageEnvelope:
    """Return the envelope of *text*; labels often lack a part of header or trailer."""
    faults: list[str] = []
    start = _START.match(text)
    if start is None:
        return MessageEnvelope((), ("The message does not begin with [)>, RS and a format.",))
    # A reader takes what it finds, and reports what a strict receiver would refuse.
    if start[0] != HEADER:
        faults.append("The header is not exactly [)> and RS.")
    body = text[start.end() :]
    if not body.endswith(RS + EOT):
        faults.append("The message does not end in RS and EOT.")
    chunks = body.removesuffix(EOT).removesuffix(RS).split(RS)
    return MessageEnvelope(tuple(map(_format, chunks)), tuple(faults))


def _format(chunk: str) -> Format:
    number, rest = chunk[:2], chunk[2:]
    return Format(number, tuple(rest.removeprefix(GS).split(GS)) if rest else ())
