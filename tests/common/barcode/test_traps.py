"""What engines get wrong without saying so, by BARCODES.md: here each is right or refused."""

import pytest

from common.barcode.encode.symbology import find
from tests.common.barcode.drawing import make, read, refusal


@pytest.mark.parametrize("data", ["99", "9901", "990123", "99ABC"])
def test_a_leading_99_is_not_taken_for_a_change_of_code_set(data: str) -> None:
    assert read(make("code128", data)) == data


@pytest.mark.parametrize("data", ["ñ", "ò", "ó", "ô", "Españ", "España"])
def test_letters_with_accents_are_not_taken_for_function_characters(data: str) -> None:
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
def test_formats_that_never_decoded_do(name: str, data: str, text: str) -> None:
    assert read(make(name, data)) == text


@pytest.mark.parametrize("data", ["ABCDEFG", "123456a", "12345"])
def test_a_pzn_is_seven_or_eight_digits(data: str) -> None:
    assert refusal("pzn", data).field == "data"


@pytest.mark.parametrize("data", ["1", "12345", "123456789"])
def test_a_pzn_of_another_length_is_told_all_that_there_are(data: str) -> None:
    """Whoever copied a digit too many has a PZN8, which 6 or 7 digits would not tell of."""
    refused = refusal("pzn", data)
    assert refused.code == "pzn.bad_length"
    assert [length for length in "678" if f"{length} digits" in refused.fix] == ["7", "8"]


def test_the_weights_of_an_eight_digit_pzn_begin_at_one() -> None:
    # IFA, technical information on PZN8: 1·2 + 2·7 + 3·5 + 4·8 + 5·0 + 6·8 + 7·9 = 174, and 174
    # leaves 9 by 11.
    assert make("pzn8", "2758089").data == "27580899"
    assert refusal("pzn8", "27580898").suggestion == "27580899"


def test_the_brackets_of_element_strings_are_not_encoded() -> None:
    symbol = make("gs1_128", "(01)09501101530003(10)ABC")
    assert symbol.reading is not None
    assert symbol.reading.content == b"010950110153000310ABC"


def test_a_wrong_check_digit_in_an_element_is_refused() -> None:
    problem = refusal("gs1_128", "(01)09501101530004(10)ABC")
    assert problem.suggestion == "(01)09501101530003(10)ABC"


@pytest.mark.parametrize("name", ["ean13", "ean8", "upca", "itf", "code39", "codabar", "isbn"])
@pytest.mark.parametrize("data", ["", "a#b", "²³¹", "\x00", "🎉"])
def test_odd_strings_end_in_an_error_of_ours(name: str, data: str) -> None:
    assert refusal(name, data).field == "data"


@pytest.mark.parametrize("data", ["España", "中文", "é", "ÿ", "€", "🎉 x", "Ελλάδα"])
@pytest.mark.parametrize("name", ["qr", "datamatrix", "aztec", "pdf417", "micropdf417", "rmqr"])
def test_text_beyond_ascii_is_never_garbled(name: str, data: str) -> None:
    symbol = make(name, data)
    assert read(symbol) == data
    assert symbol.reading is not None
    assert symbol.reading.content == data.encode()


def test_gs1_is_gs1_128_and_not_a_book_number() -> None:
    assert find("gs1").id == "gs1_128"


def test_backslashes_and_braces_are_data() -> None:
    for data in ("a\\b", r"\^C12", r"\d029", "\\\\", "{FNC1}", "^FNC1", "\\x41"):
        assert read(make("code128", data)) == data
        assert read(make("qr", data)) == data


def test_a_small_letter_is_not_made_a_capital_unasked() -> None:
    assert refusal("code39", "abc").suggestion == "ABC"


def test_an_odd_count_of_digits_is_not_filled_up_unasked() -> None:
    assert refusal("itf", "12345").suggestion == "012345"


def test_codabar_is_not_given_letters_unasked() -> None:
    assert refusal("codabar", "12345").suggestion == "A12345A"
