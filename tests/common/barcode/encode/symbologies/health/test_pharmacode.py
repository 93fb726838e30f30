"""Pharmacode, decoded by the rules of the Laetus Pharmacode Guide."""

import random

import pytest

from tests.common.barcode.drawing import make
from tests.common.barcode.elements import row, widths


def decode(bars: bytes) -> int:
    """Return the number of *bars*: from the right, a thin bar is 2^n and a thick one 2^(n+1)."""
    thick = [width > 1 for width in widths(bars)[::2]]
    return sum(2 ** (place + one) for place, one in enumerate(reversed(thick)))


@pytest.mark.parametrize("number", [3, 4, 5, 6, 7, 1234, 117480, 131070])
def test_bars_decode_to_the_number(number: int) -> None:
    """Laetus Pharmacode Guide."""
    assert decode(row("pharmacode", str(number))) == number


def test_bars_decode_to_random_numbers() -> None:
    """Laetus Pharmacode Guide: 3 to 131,070."""
    source = random.Random(1)
    for number in (source.randint(3, 131_070) for _ in range(200)):
        assert decode(row("pharmacode", str(number))) == number


@pytest.mark.parametrize("number", [4, 5, 13, 1234, 29876543, 64570080])
def test_two_tracks_decode_to_the_number(number: int) -> None:
    """Laetus: from the right, a lower bar is 3^n, an upper one twice that, a full one both."""
    upper, lower = (r.modules[::2] for r in make("pharmacode2", str(number)).rows)
    bars = [1 * low + 2 * up for up, low in zip(upper, lower, strict=True)]
    assert number == sum(3**place * value for place, value in enumerate(reversed(bars)))
