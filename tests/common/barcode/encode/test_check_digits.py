"""Check digits against published numbers; each test names the publication."""

import pytest

from common.barcode.encode import check_digits
from common.barcode.encode.gs1.linters import check_pair


@pytest.mark.parametrize(
    ("digits", "check"),
    [
        ("629104150021", "3"),  # gs1.org, check digit calculator
        ("37610425002123456", "9"),  # gs1.org, check digit calculator: an SSCC
        ("0950110153000", "3"),  # GS1 General Specifications, the example company's GTIN
        ("003600029145", "2"),  # Wikipedia, Universal Product Code
    ],
)
def test_gs1_digits_are_those_of_published_keys(digits: str, check: str) -> None:
    """gs1.org, GS1 General Specifications and Wikipedia, as each line says."""
    assert check_digits.gs1(digits) == check


@pytest.mark.parametrize(("digits", "check"), [("030640615", "2"), ("097522980", "X")])
def test_isbn10_digits_are_those_of_published_numbers(digits: str, check: str) -> None:
    """Wikipedia, ISBN; and 0-9752298-0-X of the ISBN Users' Manual."""
    assert check_digits.isbn10(digits) == check


@pytest.mark.parametrize(
    ("digits", "check"), [("0317847", "1"), ("0378595", "5"), ("2434561", "X")]
)
def test_issn_digits_are_those_of_published_numbers(digits: str, check: str) -> None:
    """ISO 3297; Wikipedia, ISSN (0378-5955 and 2434-561X)."""
    assert check_digits.issn(digits) == check


def test_code39_is_modulo_43() -> None:
    """Wikipedia, Code 39: CODE39 has check character W."""
    assert check_digits.code39("CODE39") == "W"


def test_hibc_link_character() -> None:
    """ANSI/HIBC 2.6: +A123BJC5D6E71 has link character G."""
    assert check_digits.code39("+A123BJC5D6E71") == "G"


def test_code32_digit_agrees_with_a_calculation_by_hand() -> None:
    """By hand: 0 + 2 + 4 + 6, and 1, 3, 5, 7 doubled with their digits added, make 26."""
    assert check_digits.code32("01234567") == "6"


def test_gs1_check_characters_of_a_model_number() -> None:
    """GS1 General Specifications, 7.9.5: 1987654Ad4X4bL5ttr2310c has check characters 2K."""
    assert check_pair("1987654Ad4X4bL5ttr2310c") == "2K"


def test_vin_check_digit_is_that_of_a_published_number() -> None:
    """Wikipedia, Vehicle identification number: 1M8GDM9A_KP042788 has check digit X."""
    assert check_digits.vin("1M8GDM9AXKP042788") == "X"


def test_s10_check_digit_is_that_of_a_published_number() -> None:
    """Wikipedia, S10 (UPU standard): RA 473124829 has check digit 9 after 47312482."""
    assert check_digits.s10("47312482") == "9"
