"""Add-ons: ISO/IEC 15420:2009, 4.4."""

import pytest
import zint

from common.barcode.encode import add_on


def engine_pattern(digits: str) -> bytes:
    symbol = zint.Symbol()
    symbol.symbology = zint.Symbology.EANX
    symbol.encode(digits)
    row = int.from_bytes(symbol.encoded_data.cast("B")[: (symbol.width + 7) // 8], "little")
    return bytes(row >> place & 1 for place in range(symbol.width))


@pytest.mark.parametrize("digits", [f"{number:02}" for number in range(100)])
def test_two_digits_are_drawn_as_the_engine_draws_them(digits: str) -> None:
    assert add_on.pattern(digits) == engine_pattern(digits)


def test_five_digits_are_drawn_as_the_engine_draws_them() -> None:
    for number in range(0, 100_000, 97):
        assert add_on.pattern(f"{number:05}") == engine_pattern(f"{number:05}")
