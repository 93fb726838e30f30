"""Digits with a wrong check digit, drawn from the tables of GS1."""

import pytest
from PIL import Image, ImageOps

from common.barcode.decode.diagnosis.causes.check_digit import CAUSE
from tests.common.barcode.decode.diagnosis import ean, pictures, spoiling, symbols


@pytest.mark.parametrize("digits", ["4006381333931", "9501101530003", "0012345678905"])
def test_digits_and_the_right_check_digit_are_told(digits: str) -> None:
    """Published numbers; their last digit is the right one."""
    wrong = ean.wrong(digits, 3)
    image = spoiling.in_margin(ean.draw(wrong, 3, 40), 60)
    symptom = CAUSE.find(pictures.case(image))
    assert symptom is not None
    assert wrong in symptom.message
    assert f"require {digits[-1]}" in symptom.message
    assert digits in symptom.fix


def test_right_digits_are_no_symptom() -> None:
    """The same drawing with the right digit."""
    image = spoiling.in_margin(ean.draw("4006381333931", 3, 40), 60)
    assert CAUSE.find(pictures.case(image)) is None


def test_tables_draw_what_zxing_reads() -> None:
    """The oracle of these tests has the right tables."""
    assert symbols.read(spoiling.in_margin(ean.draw("4006381333931", 3, 40), 60)) == [
        "4006381333931"
    ]


@pytest.mark.parametrize(
    ("digits", "angle"), [("1760601528430", 18), ("3480891611872", 27), ("5878946800376", 15)]
)
def test_digits_of_a_turned_symbol_are_those_of_its_upright_view(digits: str, angle: int) -> None:
    """Rows that cross it in part read others."""
    drawn = ImageOps.expand(ean.draw(digits, 2, 40), 30, 255)
    turned = drawn.rotate(angle, Image.Resampling.BICUBIC, expand=True, fillcolor=255)
    found = pictures.findings(pictures.png(turned))
    assert digits in [one.text for one in found if one.code == "check_digit"]
