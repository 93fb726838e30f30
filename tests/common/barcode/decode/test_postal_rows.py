"""Postal codes at any angle, drawn here from the states of bars that the carriers publish."""

import io
from math import cos, radians, sin

import pytest
from PIL import Image, ImageDraw, ImageFilter

from common.barcode.decode import postal_rows, reader

# USPS-B-3200, example: the bars of an Intelligent Mail barcode with an 11-digit ZIP Code.
IMB = "AADTFFDFTDADTAADAATFDTDDAAADDTDTTDAFADADDDTFFFDDTTTADFAAADFTDAADA"
IMB_DATA = "0123456709498765432101234567891"
_TOPS = {"F": 0, "A": 0, "D": 11, "T": 11}
_BOTTOMS = {"F": 32, "A": 21, "D": 32, "T": 21}
ANGLES = [-90, -45, -20, -13, -8, -3, 3, 8, 13, 20, 45, 90]


def picture(states: str, pitch: int = 11, bar: int = 5) -> Image.Image:
    page = Image.new("L", (pitch * len(states) + 80, 112), 255)
    draw = ImageDraw.Draw(page)
    for place, state in enumerate(states):
        x = 40 + place * pitch
        draw.rectangle((x, 40 + _TOPS[state], x + bar - 1, 40 + _BOTTOMS[state] - 1), 0)
    return page


def turned(page: Image.Image, degrees: float) -> Image.Image:
    # Pillow turns anticlockwise.
    return page.rotate(-degrees, Image.Resampling.BICUBIC, expand=True, fillcolor=255)


def saved(page: Image.Image) -> bytes:
    file = io.BytesIO()
    page.save(file, "PNG")
    return file.getvalue()


@pytest.mark.parametrize("angle", ANGLES)
def test_turned_codes_are_read_with_their_angle(angle: int) -> None:
    """USPS-B-3200: the data of its example."""
    file = saved(turned(picture(IMB), angle))
    for formats in ((), ("usps_imb",)):
        (found,) = reader.read(file, formats)
        assert (found.format, found.text) == ("usps_imb", IMB_DATA)
        assert abs(found.angle_degrees - angle) <= 3


@pytest.mark.parametrize("angle", [-17, 6, 11, 19])
def test_codes_in_an_address_are_read(angle: int) -> None:
    """Lines of an address are above, as on a letter, and the scan is not quite sharp."""
    code = picture(IMB)
    letter = Image.new("L", (code.width, 320), 255)
    draw = ImageDraw.Draw(letter)
    for line, text in enumerate(("Mr Postmaster", "475 L'Enfant Plaza SW", "Washington DC 20260")):
        draw.text((60, 30 + 40 * line), text, 0, font_size=28)
    letter.paste(code, (0, 180))
    blurred = turned(letter, angle).filter(ImageFilter.GaussianBlur(0.8))
    assert [(one.format, one.text) for one in reader.read(saved(blurred))] == [
        ("usps_imb", IMB_DATA)
    ]


def test_the_area_of_a_row_is_that_of_its_bars() -> None:
    """Bars from x 40 to 760 in a row, turned about the middle of the page."""
    page = picture(IMB)
    (row,) = postal_rows.find(turned(page, 12))
    assert row.angle_degrees == pytest.approx(12, abs=1)
    assert row.length == pytest.approx(64 * 11, abs=6)
    width = page.width * cos(radians(12)) + page.height * sin(radians(12))
    assert row.middle[0] == pytest.approx(width / 2, abs=5)


def test_what_is_no_row_of_bars_is_left_out() -> None:
    """Too few bars, dots at random distances, text, and a page without anything."""
    few = picture(IMB[:15])
    uneven = Image.new("L", (900, 100), 255)
    draw = ImageDraw.Draw(uneven)
    for place in range(40):
        x = 20 + place * 20 + (place * place * 7) % 13
        draw.rectangle((x, 40, x + 4, 60), 0)
    text = Image.new("L", (900, 100), 255)
    ImageDraw.Draw(text).text((20, 30), "A line of text that is no postal code", 0, font_size=30)
    for page in (few, uneven, text, Image.new("L", (300, 100), 255)):
        assert postal_rows.find(page) == []


def test_pictures_with_many_areas_are_left_out() -> None:
    """Screened photographs; the time is bounded."""
    page = Image.effect_noise((900, 900), 120).point(lambda level: 255 * (level > 127))
    assert postal_rows.find(page) == []
