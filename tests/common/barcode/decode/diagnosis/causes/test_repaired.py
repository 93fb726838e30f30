"""Causes that are proved by reading the symbol once they are undone.

zxing-cpp's writer has drawn the symbols, which it does not read as they are shown here.
"""

import pytest
import zxingcpp
from PIL import Image, ImageFilter, ImageOps

from tests.common.barcode.decode.diagnosis import pictures

MODULE = 8


def drawn(format: str, text: str) -> Image.Image:
    """Return the symbol with its quiet zone."""
    barcode = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat[format])
    symbol = Image.fromarray(barcode.to_image(scale=MODULE, add_quiet_zones=False))
    return ImageOps.expand(symbol, 14 * MODULE, 255)


def first(image: Image.Image) -> tuple[str, str]:
    """Return the first cause that is named, and the text of the repaired symbol."""
    assert zxingcpp.read_barcodes(image) == []
    finding = pictures.findings(pictures.png(image))[0]
    return finding.code, finding.text


@pytest.mark.parametrize("spread", [ImageFilter.MinFilter, ImageFilter.MaxFilter])
def test_bars_that_are_too_wide_or_too_narrow(
    spread: type[ImageFilter.MinFilter | ImageFilter.MaxFilter],
) -> None:
    """Three px on either side of eight; the least of levels makes dark bars wider."""
    grown = drawn("EAN13", "4006381333931").filter(spread(7))
    assert first(grown) == ("print_growth", "4006381333931")


def test_matrix_that_is_three_times_as_wide_as_high() -> None:
    """Readers expect modules to be square."""
    symbol = drawn("Aztec", "HELLO WORLD 12345")
    wide = symbol.resize((3 * symbol.width, symbol.height), Image.Resampling.NEAREST)
    assert first(wide) == ("stretched", "HELLO WORLD 12345")
