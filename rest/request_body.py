"""Reads request bodies: bytes, and JSON objects."""

import json
from collections import Counter
from typing import Any

from falcon import Request
from gunicorn.http.errors import ParseException

from common.barcode.model.errors import Problem
from common.barcode.model.options import lone_surrogate
from common.tables import json_errors
from rest import held_bodies, offload
from rest.errors import ProblemError, bad_request, busy

# For options: 20,000 characters of data fit in any escaping. Files have MAX_BODY_BYTES.
MAX_BYTES = 1 << 20
_PIECE_BYTES = 256 * 1024
# A JSON object holds the options of a barcode, or the fields of an account: about fifty at most.
_MAX_MEMBERS = 1_000


def read(req: Request, max_bytes: int = MAX_BYTES) -> bytes:
    """Return the whole body, with a declared length or in chunks.

    Raises:
        ProblemError: 413 if it is longer than *max_bytes*, 415 if it has a content coding, 400 if
            it ends early, 503 if the worker holds too many bytes for the client's address.
    """
    # Before reading: a body that is too large must not use memory.
    declared = req.content_length
    if declared is not None and declared > max_bytes:
        raise _too_large(max_bytes)
    # Gunicorn sets the flag for every body that it delimits itself; other WSGI servers don't, and
    # reading past the body would block there.
    if declared is None and not req.env.get("wsgi.input_terminated"):
        return b""
    _require_no_coding(req)
    try:
        # A chunked body declares no length: one byte more than allowed shows that it is too large.
        body = _read(req, max_bytes + 1 if declared is None else declared)
    except (OSError, ParseException) as error:  # Gunicorn raises these for a malformed body
        raise bad_request(
            "body",
            "body.broken",
            "The body could not be read to its end.",
            "Send it whole, with Content-Length or in well-formed chunks.",
        ) from error
    if len(body) > max_bytes:
        raise _too_large(max_bytes)
    # A proxy or client that ended early: half a JSON text could be valid by chance.
    if declared is not None and len(body) < declared:
        raise bad_request(
            "Content-Length",
            "body.truncated",
            f"The body ended after {len(body)} of {declared} bytes.",
            "Send as many bytes as Content-Length says.",
        )
    return body


def _read(req: Request, count: int) -> bytes:
    """Return up to *count* bytes; each piece counts for the address as soon as it is read."""
    stream = req.env["wsgi.input"]
    pieces: list[bytes] = []
    while count and (piece := stream.read(min(count, _PIECE_BYTES))):
        pieces.append(piece)
        count -= len(piece)
        # For the access log, also if the rest is never read.
        req.context.received_bytes = getattr(req.context, "received_bytes", 0) + len(piece)
        if not held_bodies.hold(getattr(req.context, "address", ""), len(piece)):
            raise busy(
                "body",
                "Too many large bodies are being processed.",
                "Send fewer at a time, or again in a few seconds.",
            )
        if count:
            # A fast sender's next piece is there at once: others would wait for the whole body.
            offload.give_way()
    return b"".join(pieces)


def _require_no_coding(req: Request) -> None:
    coding = (req.get_header("Content-Encoding") or "identity").strip().lower()
    if coding != "identity":
        # RFC 9110, 15.5.16: Accept-Encoding in a 415 shows that the coding is the cause.
        raise ProblemError(
            415,
            "body.coding",
            "Unsupported media type",
            Problem(
                "Content-Encoding",
                "body.coding",
                f"The content coding {coding[:40]!r} is not supported.",
                "Send the body uncompressed, without Content-Encoding.",
            ),
            Accept_Encoding="identity",
        )


def _too_large(max_bytes: int) -> ProblemError:
    return ProblemError(
        413,
        "body.too_large",
        "Content too large",
        Problem(
            "body",
            "body.too_large",
            "The body is too large.",
            f"Send at most {max_bytes:,} bytes.",
        ),
    )


def parse_json(body: bytes) -> dict[str, object]:
    """Return the members of a JSON object.

    Raises:
        ProblemError: 400 if *body* is anything else.
    """
    try:
        text = body.decode("utf-8")
        # `json.loads` refuses a byte order mark by a message of its own.
        document: Any = json.loads(text) if text.startswith("\ufeff") else _decode(text)
    except (ValueError, RecursionError) as error:
        message = f"The body is not JSON: {json_errors.reason(error)}."
        raise bad_request("body", "body.not_json", message, 'Send {"data": "…", …}.') from error
    if not isinstance(document, dict):
        raise bad_request(
            "body",
            "body.not_object",
            "The body is JSON, but not an object.",
            'Send {"data": "…", "format": "code128"}.',
        )
    return document


def _unique(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """Refuse names that RFC 8259, 4 and 8.2 leave undefined: repeated ones, and broken text."""
    if len(pairs) > _MAX_MEMBERS:
        raise bad_request(
            "body",
            "body.too_many_names",
            f"An object in the body has more than {_MAX_MEMBERS:,} names.",
            "Send each option once.",
        )
    # Duplicates are counted only if there are any, so that the cost stays linear.
    members = dict(pairs)
    for name in members:
        if not name.isascii() and lone_surrogate(name):
            printable = name[:40].encode(errors="replace").decode()
            raise bad_request(
                printable,
                "option.unknown",
                f"The name {printable!r} contains half of a surrogate pair, so it is no option.",
                "Omit it.",
            )
    if len(members) < len(pairs):
        counts = Counter(name for name, _ in pairs)
        repeated = next(name for name, count in counts.items() if count > 1)
        raise bad_request(
            repeated[:40],
            "option.repeated",
            f"The body has the name {repeated[:40]!r} more than once.",
            "Give it once.",
        )
    return members


# `json.loads` would make one for each body.
_decode = json.JSONDecoder(
    # A name that is there twice has one of two values, and readers differ in which.
    object_pairs_hook=_unique,
    parse_constant=json_errors.refuse_constant,
).decode
