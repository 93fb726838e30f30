"""Readings of EAN and UPC symbols that the bars contradict are left out.

The pictures are drawn from the tables of the GS1 General Specifications, or by zxing-cpp's writer.
"""

import pytest
import zxingcpp
from PIL import Image, ImageFilter, ImageOps

from common.barcode.decode import agreement, picture_search, zero_suppression
from common.barcode.decode.detection import Detection
from tests.common.barcode.decode.diagnosis import ean

MODULE, MARGIN = 3, 30
DRAWN = "4006381333931"
Corners = tuple[tuple[float, float], ...]


def picture(digits: str = DRAWN, height: int = 40) -> Image.Image:
    return ImageOps.expand(ean.draw(digits, MODULE, height), MARGIN, 255)


def corners(image: Image.Image, modules: int = 95, height: int = 100) -> Corners:
    """Return the corners of *height* px of a symbol in the middle of *image*."""
    left, right = MARGIN, MARGIN + modules * MODULE
    top = (image.height - height) // 2
    return (left, top), (right, top), (right, top + height), (left, top + height)


def read_as(text: str, place: Corners, name: str = "EAN13") -> Detection:
    """Return the report of a reader that took what is at *place* for *text*."""
    one, two, three, four = place
    barcode = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat[name])
    return Detection(barcode, (one, two, three, four), 0)


@pytest.mark.parametrize("height", [2, 100])
@pytest.mark.parametrize("blur", [0, 1.5])
@pytest.mark.parametrize(
    "misread",
    ["400638433393", "400638733393", "200638133393", "400638133893"],
)
def test_other_digits_with_a_right_check_digit_are_left_out(
    misread: str, blur: float, height: int
) -> None:
    """One or two digits differ, in a drawing and in a blurred one, of a row or of all."""
    image = picture().filter(ImageFilter.GaussianBlur(blur))
    one = read_as(ean.complete(misread), corners(image, height=height))
    assert agreement.confirmed(image, [one]) == []


@pytest.mark.parametrize(
    ("digits", "misread"),
    [
        ("5642221953878", "5642221953212"),
        ("2145297743808", "2145891743808"),
        ("1212878717280", "1812878117280"),
        ("6651367017299", "6657367011299"),
    ],
)
@pytest.mark.parametrize("blur", [0.5, 1.0])
@pytest.mark.parametrize("angle", [0, 4])
def test_digits_whose_bars_alone_differ_in_width_are_distinguished(
    digits: str, misread: str, blur: float, angle: int
) -> None:
    """1 and 7, and 2 and 8, have their similar edges at the same distances."""
    assert ean.complete(misread[:-1]) == misread
    drawn = ImageOps.expand(ean.draw(digits, 2, 50), MARGIN, 255)
    turned = drawn.rotate(angle, Image.Resampling.BICUBIC, fillcolor=255)
    image = turned.filter(ImageFilter.GaussianBlur(blur))
    middle = image.height // 2
    ends = MARGIN, MARGIN + 190
    place = tuple(
        (x, middle + y) for x, y in zip((*ends, *ends[::-1]), (-9, -9, 9, 9), strict=True)
    )
    right, wrong = read_as(digits, place), read_as(misread, place)
    assert agreement.confirmed(image, [right, wrong]) == [right]


@pytest.mark.parametrize("height", [2, 100])
@pytest.mark.parametrize("blur", [0, 1.5])
def test_what_is_drawn_is_kept(blur: float, height: int) -> None:
    """From all rows, and from a single one."""
    image = picture().filter(ImageFilter.GaussianBlur(blur))
    one = read_as(DRAWN, corners(image, height=height))
    assert agreement.confirmed(image, [one]) == [one]


@pytest.mark.parametrize(
    ("name", "text", "other", "modules"),
    [
        ("EAN8", "12345670", "12345663", 67),
        ("UPCE", "01234565", "01234572", 51),
        ("UPCE", "11234562", "11234579", 51),
    ],
)
def test_short_symbols_are_compared_too(name: str, text: str, other: str, modules: int) -> None:
    """Bars by zxing-cpp, which reports UPC-E as the UPC-A that it stands for."""
    format = zxingcpp.BarcodeFormat[name]
    bars = zxingcpp.create_barcode(text, format).to_image(scale=MODULE, add_quiet_zones=False)
    drawn = Image.fromarray(bars).convert("L")
    image = ImageOps.expand(drawn.crop((0, 0, modules * MODULE, 100)), MARGIN, 255)
    right, wrong = (
        read_as(each, corners(image, modules, 80), name) for each in (text, other) if each
    )
    assert agreement.confirmed(image, [right, wrong]) == [right]


def test_half_of_an_ean_13_is_no_upc_e() -> None:
    """The sets of 8925087 are also those of a UPC-E; the bars go on behind it."""
    image = picture("8925087710857")
    left, right = MARGIN, MARGIN + 51 * MODULE
    half = read_as("19250878", ((left, 60), (right, 60), (right, 62), (left, 62)), "UPCE")
    assert agreement.confirmed(image, [half]) == []


def test_other_symbologies_are_not_touched() -> None:
    """Code 128 has a check character of its own, of 103."""
    image = picture()
    one = read_as("A", corners(image), "Code128")
    assert agreement.confirmed(image, [one]) == [one]


@pytest.mark.parametrize(
    ("digits", "module", "angle"),
    [
        ("1760601528430", 2, 18),
        ("1020452070128", 2, 215),
        ("8390100674842", 3, 18),
        ("3480891611872", 2, 27),
        ("9696706289749", 3, 6),
        ("5878946800376", 2, 15),
        ("4483788264503", 2, 8),
        ("6632612486291", 3, 207),
        ("7479305629324", 2, 166),
    ],
)
@pytest.mark.parametrize("height", [20, 40])
@pytest.mark.parametrize("size", [2, 3])
def test_a_wrong_check_digit_is_read_as_nothing_at_any_angle(
    digits: str, module: int, angle: int, height: int, size: int
) -> None:
    """Rows that leave a turned symbol half-way may read another number."""
    assert ean.complete(digits[:-1]) != digits
    drawn = ImageOps.expand(ean.draw(digits, module, height), 30, 255)
    turned = drawn.rotate(angle, Image.Resampling.BICUBIC, expand=True, fillcolor=255)
    image = turned.resize((turned.width * size // 3, turned.height * size // 3))
    assert picture_search.find(image) == []


@pytest.mark.parametrize(
    ("upca", "upce"),
    [
        ("023000000290", ("02302900", "02302930")),
        ("012345000065", ("01234565",)),
        ("036000291452", ()),
    ],
)
def test_zeros_are_suppressed_in_every_way(upca: str, upce: tuple[str, ...]) -> None:
    """GS1 General Specifications, 5.2.4.2; decoders accept more forms than encoders choose."""
    assert zero_suppression.forms(upca) == upce
    assert [zero_suppression.expanded(one) for one in upce] == [upca] * len(upce)
