"""Symbols of segno and zint, enlarged smoothly as browsers and word processors do.

zxing-cpp 3.1 itself reads about half of such Aztec and Micro QR Codes, and no rMQR Code.
"""

import random
import string
from collections.abc import Sequence

import pytest
import segno
from PIL import Image, ImageDraw

from common.barcode.decode import picture_search, soft_search
from common.barcode.decode.detection import Detection
from common.barcode.decode.picture_regions import Regions
from common.barcode.encode.engines import zint
from tests.common.barcode.decode.drawing import picture

Modules = tuple[bytes, ...]
_CHARACTERS = random.Random(27)
SMOOTH = (Image.Resampling.BILINEAR, Image.Resampling.BICUBIC, Image.Resampling.LANCZOS)
_MARGIN = 10


def text(length: int) -> str:
    return "".join(_CHARACTERS.choices(string.ascii_letters + string.digits, k=length))


def modules_of(format: str, data: str) -> Modules:
    if format == "micro_qr":
        return tuple(bytes(row) for row in segno.make_micro(data).matrix)
    kind = zint.Kind.AZTEC if format == "aztec" else zint.Kind.RMQR
    return zint.encode(format, kind, data)


def enlarged(modules: Modules, scale: float, resampling: Image.Resampling) -> Image.Image:
    """Return *modules* drawn with one px each, and then enlarged."""
    columns, rows = len(modules[0]), len(modules)
    small = Image.new("L", (columns + 2 * _MARGIN, rows + 2 * _MARGIN), 255)
    levels = b"".join(modules).translate(bytes([255, 0]) + bytes(254))
    small.paste(Image.frombytes("L", (columns, rows), levels), (_MARGIN, _MARGIN))
    return small.resize((round(small.width * scale), round(small.height * scale)), resampling)


def read(image: Image.Image, names: Sequence[str]) -> tuple[Detection, ...]:
    return Regions(image).read(lambda region: soft_search.read(region, names))


LENGTHS = {"aztec": (3, 20, 53, 90, 150, 400), "micro_qr": (1, 5, 9, 13), "rmqr": (3, 20, 50, 100)}


@pytest.mark.parametrize("scale", [2.5, 3, 4, 6.3])
@pytest.mark.parametrize(
    ("format", "length"), [(format, each) for format, some in LENGTHS.items() for each in some]
)
def test_smoothly_enlarged_symbols_are_read(format: str, length: int, scale: float) -> None:
    data = text(length)
    for resampling in SMOOTH:
        image = enlarged(modules_of(format, data), scale, resampling)
        found = [(one.format, one.text) for one in picture_search.find(image)]
        assert found == [(format, data)]


@pytest.mark.parametrize("turned", [90, 180, 270, 8, -33])
@pytest.mark.parametrize("format", LENGTHS)
def test_turned_symbols_are_read(format: str, turned: int) -> None:
    data = text(5)
    image = picture(modules_of(format, data), 4.3, turned=turned)
    found = [(one.format, one.text) for one in picture_search.find(image)]
    assert found == [(format, data)]


@pytest.mark.parametrize("quarters", range(4))
def test_corners_begin_at_the_upper_left_of_the_symbol(quarters: int) -> None:
    """ISO/IEC 23941: the large finder pattern of an rMQR Code is its upper left corner."""
    modules = modules_of("rmqr", text(20))
    image = enlarged(modules, 4, Image.Resampling.BICUBIC)
    turned = image.rotate(-90 * quarters, expand=True)
    (one,) = read(turned, ())
    width, height = turned.size
    at = 4 * _MARGIN
    corner = [(at, at), (width - at, at), (width - at, height - at), (at, height - at)][quarters]
    assert one.corners[0] == pytest.approx(corner, abs=4)
    assert one.angle_degrees % 360 == 90 * quarters


def test_a_symbol_beside_another_is_read() -> None:
    """zxing-cpp reads the QR Code, and reports nothing of the rMQR Code below it."""
    data = text(20)
    image = enlarged(modules_of("rmqr", data), 4, Image.Resampling.BICUBIC)
    beside = segno.make("beside", micro=False, error="m")
    other = enlarged(tuple(bytes(row) for row in beside.matrix), 4, Image.Resampling.BICUBIC)
    page = Image.new("L", (max(image.width, other.width), image.height + other.height), 255)
    page.paste(other, (0, 0))
    page.paste(image, (0, other.height))
    assert {one.text for one in picture_search.find(page)} == {"beside", data}


def test_only_formats_that_are_asked_for_are_looked_for() -> None:
    data = text(5)
    image = enlarged(modules_of("micro_qr", data), 3, Image.Resampling.BICUBIC)
    assert read(image, ["Aztec", "Code128"]) == ()
    assert [one.barcode.text for one in read(image, ["MicroQRCode"])] == [data]


def test_checks_and_text_are_no_symbols() -> None:
    image = Image.new("L", (400, 300), 255)
    draw = ImageDraw.Draw(image)
    for at in range(0, 200, 16):
        for down in range(0, 112, 16):
            if (at + down) // 16 % 2:
                draw.rectangle((20 + at, 20 + down, 35 + at, 35 + down), fill=0)
    draw.text((20, 160), "Net weight 250 g\nBest before 2027-01-31", fill=0, font_size=24)
    assert picture_search.find(image) == []
