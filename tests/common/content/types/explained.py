"""Shortcuts for tests of content types."""

import pytest

from common.barcode.model.errors import DataError, Problem
from common.content.catalogue import build, explain
from common.content.content_type import Values


def fields_and_codes(payload: str | bytes) -> tuple[dict[str, str | list[str]], list[str]]:
    """Return the fields of a payload and the last part of each problem's code."""
    text = payload if isinstance(payload, str) else payload.decode("iso8859-1")
    found = explain(text, None if isinstance(payload, str) else payload)
    assert found is not None
    return found.fields, [problem.code.rpartition(".")[2] for problem in found.problems]


def refusal(id: str, fields: Values) -> Problem:
    """Return the first problem with which a build is refused."""
    with pytest.raises(DataError) as refused:
        build(id, fields)
    return refused.value.problems[0]
