"""Code 39, Code 93, ITF, Codabar, Telepen, PZN, GS1-128 and their kin."""

from itertools import groupby

import pytest
from barcode.codabar import CODABAR

from common.barcode.encode.engines import python_barcode
from tests.common.barcode.drawing import make, read, refusal


@pytest.mark.parametrize(
    ("name", "data", "code", "suggestion"),
    [
        ("code39", "abc", "code39.bad_character", "ABC"),
        ("code39", "A*B", "code39.bad_character", ""),
        ("code39", "ß", "code39.bad_character", ""),
        ("code39ext", "é", "code39ext.bad_character", ""),
        ("code93", "é", "code93.bad_character", ""),
        ("itf", "123", "itf.odd", "0123"),
        ("itf", "12a4", "itf.bad_character", ""),
        ("itf", "12", "itf.too_short", "0012"),
        ("itf14", "00012345600013", "itf14.bad_check_digit", "00012345600012"),
        ("codabar", "12", "codabar.bad_ends", "A12A"),
        ("codabar", "A1B", "codabar.bad_length", ""),
        ("codabar", "AxxB", "codabar.bad_character", ""),
        ("codabar", "E12E", "codabar.bad_ends", ""),
        ("telepen", "é", "telepen.bad_character", ""),
        ("telepen_numeric", "123", "telepen_numeric.odd", "0123"),
        ("telepen_numeric", "X1", "telepen_numeric.bad_character", ""),
        ("pzn", "2758088", "pzn.bad_check_digit", "2758089"),
        ("pzn8", "27580898", "pzn8.bad_check_digit", "27580899"),
        ("code32", "143523127", "code32.bad_check_digit", "143523126"),
        ("vin", "1M8GDM9A1KP042788", "vin.bad_check_digit", "1M8GDM9AXKP042788"),
        ("vin", "1M8GDM9AXKP04278O", "vin.bad_character", ""),
        ("vin", "1M8", "vin.bad_length", ""),
        ("upu_s10", "EE876543217CA", "upu_s10.bad_check_digit", "EE876543216CA"),
        ("upu_s10", "E8765", "upu_s10.bad_form", ""),
        ("dpd", "0003", "dpd.bad_length", ""),
        ("leitcode", "21348075016402", "leitcode.bad_check_digit", "21348075016401"),
        ("identcode", "563102430314", "identcode.bad_check_digit", "563102430313"),
        ("ean14", "09501101530004", "ean14.bad_check_digit", "09501101530003"),
        ("sscc", "376104250021234560", "sscc.bad_check_digit", "376104250021234569"),
        ("gs1_128", "(10)" + "A" * 20 + "(21)" + "B" * 20 + "(30)1", "gs1_128.too_long", ""),
        ("gs1_coupon", "(01)09501101530003", "gs1_coupon.no_coupon", ""),
        ("databar_limited", "2950110153000", "databar_limited.bad_indicator", ""),
        ("databar_omni", "(01)09501101530004", "databar_omni.bad_check_digit", "09501101530003"),
        ("hibc_code128", "+A123BJC5D6E71H", "hibc_code128.bad_check_digit", "+A123BJC5D6E71G"),
        ("hibc_code39", "A#", "hibc_code39.bad_character", ""),
        ("dx_film_edge", "128-1", "dx_film_edge.bad_form", ""),
        ("dx_film_edge", "79-7/64", "dx_film_edge.bad_form", ""),
    ],
)
def test_wrong_data_is_refused_with_what_would_work(
    name: str, data: str, code: str, suggestion: str
) -> None:
    problem = refusal(name, data)
    assert (problem.code, problem.suggestion) == (code, suggestion)


def test_a_number_that_no_pzn_has_is_refused() -> None:
    # 1·2 + 2·0 + 3·0 + 4·0 + 5·0 + 6·0 + 7·0 leaves 2; 2·5 = 10 leaves 10, which has no digit.
    assert refusal("pzn8", "0500000").code == "pzn8.no_check_digit"


@pytest.mark.parametrize("name", ["code39", "logmars"])
def test_code_39_adds_its_check_character_when_asked(name: str) -> None:
    # Wikipedia, Code 39: CODE39 has check character W.
    assert read(make(name, "CODE39", add_checksum=True)) == "CODE39W"
    assert read(make(name, "CODE39", no_checksum=True)) == "CODE39"


def test_interleaved_2_of_5_adds_its_check_digit_when_asked() -> None:
    assert read(make("itf", "629104150021", add_checksum=False)) == "629104150021"
    assert read(make("itf", "0629104150021", add_checksum=True)) == "06291041500213"


@pytest.mark.parametrize("name", ["code39", "itf", "msi", "code11"])
def test_a_checksum_asked_for_and_against_is_refused(name: str) -> None:
    problem = refusal(name, "1234", add_checksum=True, no_checksum=True)
    assert (problem.field, problem.code) == ("no_checksum", "option.contradiction")


def test_code_39_and_codabar_are_narrower_where_the_canvas_is() -> None:
    # Ratios of three to one, or two to one: ISO/IEC 16388:2007, 4.4.2 allows 2.0 to 3.0.
    wide, narrow = make("code39", "ABC-1234"), make("code39", "ABC-1234", width=160)
    assert (wide.width, narrow.width) == (159, 129)
    assert read(narrow) == read(wide) == "ABC-1234"
    wide, narrow = make("codabar", "A12345678B"), make("codabar", "A12345678B", width=120)
    assert wide.width > narrow.width
    assert read(narrow) == read(wide)


def test_a_pair_that_full_ascii_readers_would_change_is_warned_of() -> None:
    assert "/A" in make("code39", "12/AB").warnings[0]
    assert make("code39", "12/").warnings == ()


def test_data_that_is_a_code_32_by_chance_is_warned_of() -> None:
    # 111111 in base 32 is 034636833, and 3 the check digit of the eight before it.
    assert "Code 32" in make("code39", "111111").warnings[0]
    assert read(make("code39", "111111")) == "111111"
    assert read(make("code39ext", "111111")) == "111111"
    assert make("code39", "111112").warnings == ()


def test_codabar_has_the_bars_and_spaces_that_another_engine_draws() -> None:
    for data in ("A0123456789B", "C-$:/.+D", "B99C"):
        # python-barcode's narrow elements have two modules and its wide ones five.
        theirs = [len(list(run)) > 2 for _, run in groupby(python_barcode.draw(CODABAR(data)))]
        ours = [len(list(run)) > 1 for _, run in groupby(make("codabar", data).rows[0].modules)]
        assert ours == theirs


@pytest.mark.parametrize(
    ("name", "data", "text"),
    [
        ("itf14", "00012345600012", "0 00 12345 60001 2"),
        ("upu_s10", "EE876543216CA", "EE 876 543 216 CA"),
        ("leitcode", "2134807501640", "21348.075.016.40 1"),
        ("identcode", "56310243031", "56.310 243.031 3"),
        ("pzn", "27580899", "PZN - 27580899"),
        ("code32", "14352312", "A143523126"),
        ("sscc", "37610425002123456", "(00)376104250021234569"),
        ("gs1_128", "010950110153000310ABC", "(01)09501101530003(10)ABC"),
        ("dpd", "000393206219912345678101040", "0003 932 0621 9912 3456 78 101 040 9"),
    ],
)
def test_the_text_is_set_as_its_makers_set_it(name: str, data: str, text: str) -> None:
    assert make(name, data).text == text


def test_itf_14_has_bearer_bars() -> None:
    assert make("itf14", "00012345600012").bearer_bars


@pytest.mark.parametrize(("data", "set_c"), [("12345678", True), ("ABCDEFGH", False)])
def test_code_128_puts_two_digits_in_a_character(data: str, set_c: bool) -> None:
    # Start, data, check and stop of 11 modules, the stop of 13 (ISO/IEC 15417:2007, 4.3).
    characters = (4 if set_c else 8) + 2
    assert make("code128", data).width == 11 * characters + 13


@pytest.mark.parametrize("name", ["ean14", "itf14"])
def test_thirteen_digits_that_are_a_number_of_their_own_are_refused(name: str) -> None:
    """4006381333931 is a GTIN-13, which 14 digits carry with a leading 0."""
    assert refusal(name, "4006381333931").suggestion == "04006381333931"
    assert make(name, "04006381333931").warnings == ()
    assert make(name, "0950110153000").warnings == ()


def test_a_pair_that_readers_take_for_a_check_character_is_refused() -> None:
    # It is drawn $Y+S, and 39 + 34 + 41 for $, Y and + leave 28 by 43, which is S.
    problem = refusal("code39ext", "\x19s")
    assert problem.code == "code39ext.ambiguous"
    assert read(make("code39ext", problem.suggestion)) == "<EM>s "
