"""The Swiss cross: Swiss Implementation Guidelines QR-bill 2.3 (SIX), 6.3 and 6.4.

The proportions are those of the drawing of SIX, 19.8 units a side: a black square of 17, and a
cross of two bars of 3.3 × 11.
"""

from collections import Counter
from collections.abc import Iterable

import pytest
import zxingcpp

from common.barcode import pipeline
from common.barcode.layout import swiss_cross
from common.barcode.layout.swiss_cross import Box
from common.barcode.model.options import parse
from common.barcode.model.rendered_image import RenderedImage
from common.barcode.render import raster
from common.operations import content
from tests.common.barcode import picture_reader
from tests.common.barcode.labels.composing import compose

BILL = {
    "type": "swiss_qr_bill",
    "iban": "CH5800791123000889012",
    "creditor_name": "Max Muster & Söhne",
    "creditor_street": "Musterstrasse",
    "creditor_postal_code": "8000",
    "creditor_city": "Seldwyla",
    "creditor_country": "CH",
    "amount": "199.95",
    "currency": "CHF",
    "message": "Rechnung Nr. 3139 für Gartenarbeiten",
}


def draw(**options: object) -> RenderedImage:
    expanded = content.expand({"content": BILL, **options})
    return pipeline.draw(parse(expanded.arguments, strings=False))


@pytest.mark.parametrize("format", ["PNG", "JPEG", "GIF", "TIFF", "SVG", "PDF", "ZPL", "TXT"])
def test_a_bill_reads_back_with_its_cross(format: str) -> None:
    """zxing-cpp reads what another program shows of the file."""
    (read,) = picture_reader.read(draw(image_format=format))
    assert read.text.splitlines()[:4] == ["SPC", "0200", "1", BILL["iban"]]


@pytest.mark.parametrize("length", [10, 60, 120, 200, 300, 450, 600, 800, 997])
@pytest.mark.parametrize("ecc", ["M", "Q", "H"])
def test_the_cross_is_repaired_in_every_size(length: int, ecc: str) -> None:
    """6.2: up to version 25 at level M; the cross covers the middle of each."""
    data = ("0123456789abcdefghijklmnopqrstuvwxyz" * 30)[:length]
    options = {"data": data, "format": "qr", "ecc": ecc, "swiss_cross": True, "scale": 4}
    (read,) = picture_reader.read(pipeline.draw(parse(options, strings=False)))
    assert read.text == data


@pytest.mark.parametrize("format", ["PNG", "SVG", "PDF", "EPS"])
def test_the_code_is_46_mm_wide(format: str) -> None:
    """6.3: 46 × 46 mm without its quiet zone, whatever the version."""
    picture = draw(image_format=format)
    symbol = pipeline.plan(parse(content.expand({"content": BILL}).arguments, strings=False)).symbol
    assert symbol.width * picture.module_mm == pytest.approx(46, abs=0.01)
    assert symbol.quiet_zone.left * picture.module_mm >= 5
    assert picture.warnings == ()


def test_another_width_has_a_warning() -> None:
    """At 300 dpi a module of whole dots makes the code smaller."""
    (warning,) = draw(dpi=300).warnings
    assert warning.endswith("the standard requires 46 mm.")


def test_the_cross_has_the_proportions_of_the_drawing() -> None:
    """The drawing of SIX, at 43 pixels a mm."""
    image = picture_reader.pixels(draw(scale=48)).convert("L").point(lambda value: 255 - value)
    left, top, right, bottom = image.getbbox()
    middle, row = (left + right) // 2, (top + bottom) // 2
    unit = (right - left) * 7 / 46 / 19.8

    def changes(y: int) -> list[int]:
        """Return where row *y* changes between light and dark, counted from the middle."""
        dark = [image.getpixel((x, y)) > 127 for x in range(middle, right)]
        return [x for x in range(1, len(dark)) if dark[x] != dark[x - 1]]

    # To the right: half of the bar, the end of the black square, and the white edge after it.
    bar, square, *rest = changes(row)
    assert bar == pytest.approx(5.5 * unit, abs=1.5)
    assert square == pytest.approx(8.5 * unit, abs=1.5)
    assert not rest or rest[0] >= 9.9 * unit - 1.5
    # Further down, only the arm of the other bar is white.
    assert changes(row + int(4 * unit))[0] == pytest.approx(1.65 * unit, abs=1.5)


def dots(boxes: Iterable[Box]) -> Counter[tuple[int, int]]:
    """Return how often each dot is in one of *boxes*."""
    return Counter(
        (x, y)
        for box in boxes
        for x in range(box.left, box.right)
        for y in range(box.top, box.bottom)
    )


@pytest.mark.parametrize("side", range(34, 200))
def test_the_cross_is_in_the_middle_and_its_boxes_do_not_overlap(side: int) -> None:
    """6.4.2: in the middle of the code."""
    place = swiss_cross.place(0, 0, side)
    assert place.left == side - place.right
    assert place.width == pytest.approx(side * 7 / 46, abs=1)
    dark = dots(swiss_cross.dark_boxes(place))
    assert set(dark.values()) == {1}
    assert set(dark) < set(dots([place]))
    assert {(y, x) for x, y in dark} == set(dark)
    assert {(side - 1 - x, y) for x, y in dark} == set(dark)


@pytest.mark.parametrize("left", [-4, 0, 3, 8])
@pytest.mark.parametrize("top", [-4, 0, 3, 8])
def test_the_rest_of_a_module_is_what_the_cross_leaves(left: int, top: int) -> None:
    """Counted dot by dot."""
    module, covered = Box(left + 5, top + 5, 7, 7), Box(5, 5, 10, 10)
    assert dots(swiss_cross.rests(module, covered)) == dots([module]) - dots([covered])


def test_a_bill_without_the_cross_is_drawn_if_the_caller_says_so() -> None:
    """Programs for layout put the cross over the code themselves."""
    assert pipeline.plan(
        parse(content.expand({"content": BILL, "swiss_cross": None}).arguments, strings=False)
    ).symbol.has_swiss_cross
    plain = parse(content.expand({"content": BILL, "swiss_cross": False}).arguments, strings=False)
    assert not pipeline.plan(plain).symbol.has_swiss_cross


def test_labels_have_the_cross_too() -> None:
    """The same layout, on a label that has room for 46 mm."""
    request = parse(content.expand({"content": BILL}).arguments, strings=False)
    label = compose(request.data, "qr", (80, 80), swiss_cross=True, ecc="M")
    (barcode,) = label.barcodes
    drawing = barcode.drawing
    image = raster.image(raster.rotated(drawing)).convert("L").point(lambda value: 255 - value)
    (read,) = zxingcpp.read_barcodes(image)
    assert read.text.startswith("SPC\n0200")
    assert drawing.layout.boxes
    width = len(drawing.layout.bands[0].modules) * drawing.layout.module * 25.4 / 600
    assert width == pytest.approx(46, abs=1)
