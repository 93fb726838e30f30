"""Data that barcode libraries silently encode wrong: here it is right, or an error."""

import pytest

from common.barcode.encode.symbology import find
from tests.common.barcode.drawing import make, read, refusal


@pytest.mark.parametrize("data", ["99", "9901", "990123", "99ABC"])
def test_leading_99_is_data(data: str) -> None:
    """The value 99 is Code C in ISO/IEC 15417, table 1; zxing-cpp reads the data."""
    assert read(make("code128", data)) == data


@pytest.mark.parametrize("data", ["ñ", "ò", "ó", "ô", "Españ", "España"])
def test_accented_letters_are_errors_in_code_128(data: str) -> None:
    """python-barcode encodes ñòóô as FNC1 to FNC4."""
    problem = refusal("code128", data)
    assert problem.code == "code128.bad_character"
    assert "qr" in problem.fix


@pytest.mark.parametrize(
    ("name", "data", "text"),
    [
        ("isbn10", "0-306-40615-2", "9780306406157"),
        ("issn", "0317-8471", "9770317847001"),
        ("ean14", "0950110153000", "(01)09501101530003"),
        ("gtin", "0950110153000", "(01)09501101530003"),
        ("pzn", "2758089", "-2758089"),
        ("pzn", "27580899", "-27580899"),
        ("gs1", "(01)09501101530003", "(01)09501101530003"),
    ],
)
def test_formats_that_other_services_draw_wrong_read_back(name: str, data: str, text: str) -> None:
    """zxing-cpp reads the numbers of the standards."""
    assert read(make(name, data)) == text


@pytest.mark.parametrize("data", ["ABCDEFG", "123456a", "12345"])
def test_pzn_of_letters_or_five_digits_is_an_error(data: str) -> None:
    """IFA: a PZN has seven or eight digits."""
    assert refusal("pzn", data).field == "data"


@pytest.mark.parametrize("data", ["1", "12345", "123456789"])
def test_pzn_of_another_length_is_an_error_with_both_lengths(data: str) -> None:
    """IFA: PZN7 and PZN8."""
    problem = refusal("pzn", data)
    assert problem.code == "pzn.bad_length"
    assert [length for length in "678" if f"{length} digits" in problem.fix] == ["7", "8"]


def test_weights_of_an_eight_digit_pzn_begin_at_one() -> None:
    """IFA, technical information on PZN8: 174 leaves 9 by 11."""
    assert make("pzn8", "2758089").data == "27580899"
    assert refusal("pzn8", "27580898").suggestion == "27580899"


def test_brackets_of_element_strings_are_not_encoded() -> None:
    """GS1 General Specifications: brackets are part of the printed text only."""
    symbol = make("gs1_128", "(01)09501101530003(10)ABC")
    assert symbol.reading is not None
    assert symbol.reading.content == b"010950110153000310ABC"


def test_wrong_check_digit_in_an_element_is_an_error() -> None:
    """GS1 General Specifications: 09501101530003 is the example."""
    problem = refusal("gs1_128", "(01)09501101530004(10)ABC")
    assert problem.suggestion == "(01)09501101530003(10)ABC"


@pytest.mark.parametrize("name", ["ean13", "ean8", "upca", "itf", "code39", "codabar", "isbn"])
@pytest.mark.parametrize("data", ["", "a#b", "²³¹", "\x00", "🎉"])
def test_odd_strings_are_errors_of_the_field_data(name: str, data: str) -> None:
    """Empty, signs, superscript digits, NUL and an emoji."""
    assert refusal(name, data).field == "data"


@pytest.mark.parametrize("data", ["España", "中文", "é", "ÿ", "€", "🎉 x", "Ελλάδα"])
@pytest.mark.parametrize("name", ["qr", "datamatrix", "aztec", "pdf417", "micropdf417", "rmqr"])
def test_text_beyond_ascii_reads_back(name: str, data: str) -> None:
    """zxing-cpp reads text and bytes."""
    symbol = make(name, data)
    assert read(symbol) == data
    assert symbol.reading is not None
    assert symbol.reading.content == data.encode()


def test_gs1_is_gs1_128() -> None:
    """python-barcode uses the name for another symbology."""
    assert find("gs1").id == "gs1_128"


def test_backslashes_and_braces_are_data() -> None:
    """Escapes of zint, bwip-js and python-barcode; zxing-cpp reads the data."""
    for data in ("a\\b", r"\^C12", r"\d029", "\\\\", "{FNC1}", "^FNC1", "\\x41"):
        assert read(make("code128", data)) == data
        assert read(make("qr", data)) == data


def test_small_letters_are_not_silently_changed() -> None:
    """The capitals are a suggestion only."""
    assert refusal("code39", "abc").suggestion == "ABC"


def test_odd_digits_are_not_silently_padded() -> None:
    """The padded digits are a suggestion only."""
    assert refusal("itf", "12345").suggestion == "012345"


def test_codabar_letters_are_not_silently_added() -> None:
    """The letters are a suggestion only."""
    assert refusal("codabar", "12345").suggestion == "A12345A"
