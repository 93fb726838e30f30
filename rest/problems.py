"""What an error looks like on the wire (RFC 9457), for whoever answers one or describes it."""

from collections.abc import Iterable

import msgspec
from msgspec import Struct

from common.barcode.model.errors import Problem

PROBLEM_JSON = "application/problem+json"


class ProblemDocument(Struct, omit_defaults=True):
    """An error (RFC 9457)."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    errors: list[Problem] = []


def encode(
    status: int, title: str, detail: str, code: str, problems: Iterable[Problem] = ()
) -> bytes:
    """Return the document as JSON."""
    document = ProblemDocument("about:blank", title, status, detail, code, list(problems))
    return msgspec.json.encode(document)
