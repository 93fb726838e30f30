"""Add-ons of EAN and UPC (ISO/IEC 15420:2009, 4.4) against the patterns of zint."""

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
def test_two_digits_have_the_modules_of_zint(digits: str) -> None:
    """Zint draws an add-on alone by its symbology EANX."""
    assert add_on.pattern(digits) == engine_pattern(digits)


def test_five_digits_have_the_modules_of_zint() -> None:
    """Zint draws an add-on alone by its symbology EANX."""
    for number in range(0, 100_000, 97):
        assert add_on.pattern(f"{number:05}") == engine_pattern(f"{number:05}")
