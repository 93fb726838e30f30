"""Hyphens of ISBN and ISMN: python-stdnum, which has the ranges from the agencies by itself."""

import random

import pytest
from stdnum import isbn, ismn

from common.barcode.encode import check_digits, isbn_parts

# Assigned or divided anew since the older message that python-stdnum 2.2 has.
_CHANGED = ("978313",)


@pytest.mark.parametrize("prefix", ["978", "979", "9780", "9781", "9785", "97899", "97910"])
def test_isbns_have_the_parts_that_stdnum_finds(prefix: str) -> None:
    """2,000 random numbers of each prefix."""
    numbers = random.Random(13)
    compared = 0
    while compared < 2_000:
        body = prefix + "".join(numbers.choices("0123456789", k=12 - len(prefix)))
        if body.startswith(("9790", *_CHANGED)):
            continue
        digits = body + check_digits.gs1(body)
        # stdnum leaves a part empty if the range is not assigned.
        parts = isbn.split(digits)
        if all(parts):
            assert isbn_parts.isbn(digits) == "-".join(parts)
        compared += 1


def test_ismns_have_the_parts_that_stdnum_finds() -> None:
    """2,000 random numbers."""
    numbers = random.Random(13)
    for _ in range(2_000):
        body = "9790" + "".join(numbers.choices("0123456789", k=8))
        digits = body + check_digits.gs1(body)
        assert isbn_parts.ismn(digits) == ismn.format(digits)


@pytest.mark.parametrize("digits", ["9786780000006", "9791700000009"])
def test_numbers_of_no_group_have_no_parts(digits: str) -> None:
    """Range Message of 2026-04-01: length 0 for these ranges."""
    assert isbn_parts.isbn(digits) == ""
