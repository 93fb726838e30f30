"""Code 39, Code 128, ITF, Codabar and the printed text of symbologies in Code 39, 128 and ITF."""

from itertools import groupby

import pytest
from barcode.codabar import CODABAR

from common.barcode.encode.engines import python_barcode
from tests.common.barcode.drawing import make, read, refusal


def test_pzn_without_a_check_digit_is_an_error() -> None:
    """By hand: 2·5 = 10 leaves 10 by 11, which has no digit."""
    assert refusal("pzn8", "0500000").code == "pzn8.no_check_digit"


@pytest.mark.parametrize("name", ["code39", "logmars"])
def test_add_checksum_adds_the_check_character_of_code_39(name: str) -> None:
    """Wikipedia, Code 39: CODE39 has check character W."""
    assert read(make(name, "CODE39", add_checksum=True)) == "CODE39W"
    assert read(make(name, "CODE39", no_checksum=True)) == "CODE39"


def test_add_checksum_adds_the_check_digit_of_itf() -> None:
    """gs1.org, check digit calculator: 629104150021 has check digit 3."""
    assert read(make("itf", "629104150021", add_checksum=False)) == "629104150021"
    assert read(make("itf", "0629104150021", add_checksum=True)) == "06291041500213"


@pytest.mark.parametrize("name", ["code39", "itf", "msi", "code11"])
def test_contradicting_checksum_options_are_an_error(name: str) -> None:
    """Both options are documented as exclusive."""
    problem = refusal(name, "1234", add_checksum=True, no_checksum=True)
    assert (problem.field, problem.code) == ("no_checksum", "option.contradiction")


def test_code_39_and_codabar_narrow_wide_elements_to_fit() -> None:
    """ISO/IEC 16388:2007, 4.4.2 allows ratios of 2.0 to 3.0; decoded by zxing-cpp."""
    wide, narrow = make("code39", "ABC-1234"), make("code39", "ABC-1234", width=160)
    assert (wide.width, narrow.width) == (159, 129)
    assert read(narrow) == read(wide) == "ABC-1234"
    wide, narrow = make("codabar", "A12345678B"), make("codabar", "A12345678B", width=120)
    assert wide.width > narrow.width
    assert read(narrow) == read(wide)


def test_pairs_of_full_ascii_give_a_warning() -> None:
    """ISO/IEC 16388, table A.1: /A is an exclamation mark."""
    assert "/A" in make("code39", "12/AB").warnings[0]
    assert make("code39", "12/").warnings == ()


def test_data_that_is_also_code_32_gives_a_warning() -> None:
    """By hand: 111111 in base 32 is 034636833, and 3 is the check digit of the first eight."""
    assert "Code 32" in make("code39", "111111").warnings[0]
    assert read(make("code39", "111111")) == "111111"
    assert read(make("code39ext", "111111")) == "111111"
    assert make("code39", "111112").warnings == ()


def test_codabar_has_the_elements_of_python_barcode() -> None:
    """Narrow elements of python-barcode have two modules, wide ones five."""
    for data in ("A0123456789B", "C-$:/.+D", "B99C"):
        # python-barcode's narrow elements have two modules and its wide ones five.
        theirs = [len(list(run)) > 2 for _, run in groupby(python_barcode.encode(CODABAR(data)))]
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
def test_printed_text_has_the_groups_of_the_specification(name: str, data: str, text: str) -> None:
    """GS1 General Specifications, UPU S10, IFA, DPD and Deutsche Post."""
    assert make(name, data).text == text


def test_itf_14_has_bearer_bars() -> None:
    """GS1 General Specifications, 5.3.2.4."""
    assert make("itf14", "00012345600012").bearer_bars == "horizontal"


@pytest.mark.parametrize(("data", "set_c"), [("12345678", True), ("ABCDEFGH", False)])
def test_code_128_encodes_two_digits_a_character(data: str, set_c: bool) -> None:
    """ISO/IEC 15417:2007, 4.3: characters of 11 modules, the stop of 13."""
    characters = (4 if set_c else 8) + 2
    assert make("code128", data).width == 11 * characters + 13


@pytest.mark.parametrize("name", ["ean14", "itf14"])
def test_thirteen_digits_that_are_a_gtin_13_are_an_error(name: str) -> None:
    """4006381333931 is a GTIN-13, which 14 digits carry with a leading 0."""
    assert refusal(name, "4006381333931").suggestion == "04006381333931"
    assert make(name, "04006381333931").warnings == ()
    assert make(name, "0950110153000").warnings == ()


def test_pair_that_equals_a_check_character_is_an_error() -> None:
    """By hand: $Y+S, and 39 + 34 + 41 for $, Y and + leave 28 by 43, which is S."""
    problem = refusal("code39ext", "\x19s")
    assert problem.code == "code39ext.ambiguous"
    assert read(make("code39ext", problem.suggestion)) == "<EM>s "
