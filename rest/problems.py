"""The problem document (RFC 9457), apart from what maps errors to it.

``rest.worker`` imports this module before gevent patches the standard library. So it must import
nothing that chooses how to wait at import time: psycopg would block the worker afterwards.
"""

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
    """Return a problem document as JSON."""
    document = ProblemDocument("about:blank", title, status, detail, code, list(problems))
    return msgspec.json.encode(document)
