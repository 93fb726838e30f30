"""zbar, a second independent reader, reads the product's pictures.

The expected text is what a scanner sends by the standard. Code 128 and DataBar encode GS1 data
without brackets, PZN has its minus sign, and ISBN, ISSN and JAN are EAN-13.
"""

import io

import pytest
from PIL import Image

from common.barcode import pipeline
from common.barcode.model import options
from tests.system import zbar

GTIN = "0109501101530003"
PUBLIC = [
    ("code128", "123456789", "CODE-128", "123456789"),
    ("code39", "CODE-39", "CODE-39", "CODE-39"),
    ("ean", "400638133393", "EAN-13", "4006381333931"),
    ("ean13", "4006381333931", "EAN-13", "4006381333931"),
    ("ean14", "09501101530003", "CODE-128", GTIN),
    ("ean8", "9638507", "EAN-8", "96385074"),
    ("gs1", f"({GTIN[:2]}){GTIN[2:]}", "CODE-128", GTIN),
    ("gs1_128", f"({GTIN[:2]}){GTIN[2:]}(10)ABC", "CODE-128", f"{GTIN}10ABC"),
    ("gtin", "09501101530003", "CODE-128", GTIN),
    ("isbn", "978-3-16-148410-0", "ISBN-13", "9783161484100"),
    ("isbn10", "3-16-148410-X", "ISBN-13", "9783161484100"),
    ("isbn13", "9783161484100", "ISBN-13", "9783161484100"),
    ("issn", "0317-8471", "EAN-13", "9770317847001"),
    ("itf", "1234567890", "I2/5", "1234567890"),
    ("jan", "490123456789", "EAN-13", "4901234567894"),
    ("pzn", "27580899", "CODE-39", "-27580899"),
    ("upc", "03600029145", "UPC-A", "036000291452"),
    ("upca", "036000291452", "UPC-A", "036000291452"),
]
MORE = [
    ("codabar", "A40156B", "Codabar", "A40156B"),
    ("qr", "https://example.com/", "QR-Code", "https://example.com/"),
    ("qr", "中文", "QR-Code", "中文"),
    ("upce", "01234565", "UPC-E", "01234565"),
    ("itf14", "00012345600012", "I2/5", "00012345600012"),
    ("code93", "CODE 93", "CODE-93", "CODE 93"),
    ("databar_omni", f"({GTIN[:2]}){GTIN[2:]}", "DataBar", GTIN),
    ("databar_expanded", f"({GTIN[:2]}){GTIN[2:]}(10)ABC", "DataBar-Exp", f"{GTIN}10ABC"),
]


def read(**values: str) -> set[tuple[str, bytes]]:
    picture = pipeline.draw(options.parse(values, strings=True))
    with Image.open(io.BytesIO(picture.body)) as image:
        return zbar.read(image)


@pytest.mark.parametrize(("symbology", "data", "kind", "sent"), [*PUBLIC, *MORE])
def test_zbar_reads_each_symbology(symbology: str, data: str, kind: str, sent: str) -> None:
    assert read(format=symbology, data=data) == {(kind, sent.encode())}


def test_zbar_reads_the_documented_example_at_one_pixel_a_module() -> None:
    """A module of one pixel, as the public API draws it."""
    found = read(format="code128", data="123456789", width="200", height="100")
    assert found == {("CODE-128", b"123456789")}


@pytest.mark.parametrize("width", range(200, 331, 13))
def test_zbar_reads_every_width(width: int) -> None:
    """At 201 to 241 px a module stays one pixel and the quiet zone grows."""
    found = read(format="code128", data="123456789", width=str(width))
    assert found == {("CODE-128", b"123456789")}
