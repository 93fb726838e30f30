"""Linear barcodes at an angle: patterns without a barcode, every angle, positions."""

import io
from itertools import cycle

import pytest
import zxingcpp
from PIL import Image, ImageDraw

from common.barcode.decode import bar_regions, reader
from common.barcode.decode.found import Found

WHITE = 255


def barcode(text: str, name: str, scale: int = 3) -> Image.Image:
    """Return a barcode drawn by the writer of zxing-cpp, which shares no code with the product."""
    written = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat[name])
    picture = written.to_image(scale=scale, add_quiet_zones=True)
    return Image.fromarray(picture).convert("L")


def rotated(image: Image.Image, angle: int) -> Image.Image:
    return image.rotate(angle, Image.Resampling.BICUBIC, expand=True, fillcolor=WHITE)


def read(image: Image.Image) -> tuple[Found, ...]:
    file = io.BytesIO()
    image.save(file, "PNG")
    return reader.read(file.getvalue())


def test_stripes_are_not_a_barcode() -> None:
    """Equal bars are no character of any symbology."""
    stripes = Image.new("L", (300, 300), WHITE)
    for x in range(0, 300, 12):
        ImageDraw.Draw(stripes).rectangle((x, 0, x + 5, 300), fill=0)
    assert read(rotated(stripes, 30)) == ()


BARCODES = [("HELLO-123", "Code128"), ("4006381333931", "EAN13"), ("A40156B", "Codabar")]


@pytest.mark.parametrize(
    ("text", "name", "angle"),
    [(*barcode, angle) for angle, barcode in zip(range(0, 360, 17), cycle(BARCODES), strict=False)],
)
def test_barcode_is_read_once_at_any_angle(text: str, name: str, angle: int) -> None:
    """Drawn by the writer of zxing-cpp, rotated by Pillow."""
    (found,) = read(rotated(barcode(text, name), angle))
    assert found.text == text
    # The row that reads a short symbol may cross it from edge to edge, at less than 45 degrees.
    off = (found.angle_degrees + angle + 180) % 360 - 180
    assert abs(off) < 45


def test_barcodes_on_a_page_have_their_positions() -> None:
    """The positions at which the barcodes are pasted."""
    page = Image.new("L", (1600, 1200), WHITE)
    page.paste(barcode("upright", "Code128"), (60, 40))
    page.paste(barcode("QR", "QRCode", 6), (1200, 60))
    page.paste(rotated(barcode("4006381333931", "EAN13"), 30), (200, 500))
    page.paste(rotated(barcode("HELLO-123", "Code128"), 125), (1000, 500))
    found = {one.text: one for one in read(page)}
    assert set(found) == {"upright", "QR", "4006381333931", "HELLO-123"}
    for text, (left, top, right, bottom) in {
        "4006381333931": (200, 500, 640, 900),
        "HELLO-123": (1000, 500, 1500, 1100),
    }.items():
        assert all(left <= at.x <= right and top <= at.y <= bottom for at in found[text].corners)


def test_two_equal_barcodes_are_both_reported() -> None:
    """Both are pasted on the page."""
    page = Image.new("L", (1000, 1000), WHITE)
    for top in (0, 500):
        page.paste(rotated(barcode("HELLO-123", "Code128"), 30), (100, top))
    assert [one.text for one in read(page)] == ["HELLO-123", "HELLO-123"]


def test_positions_in_a_large_image_are_those_of_the_original() -> None:
    """The search halves images above four times MAX_PIXELS."""
    page = Image.new("L", (4000, 3000), WHITE)
    page.paste(rotated(barcode("HELLO-123", "Code128", 8), 30), (1500, 1000))
    assert page.width * page.height > 4 * bar_regions.MAX_PIXELS
    (found,) = read(page)
    assert found.text == "HELLO-123"
    assert all(1500 <= at.x <= 3000 and 1000 <= at.y <= 2000 for at in found.corners)
