"""Data with two readings in every symbology that adds check digits, over all lengths.

python-stdnum computes the check digits of GS1 keys, ISBN and ISSN; the readings follow from the
lengths that docs/symbologies.md lists.
"""

import random
from collections.abc import Callable

import pytest
from stdnum import ean
from stdnum.isbn import _calc_isbn10_check_digit as isbn10_digit
from stdnum.issn import calc_check_digit as issn_digit

from common.barcode.encode import check_digits, symbology
from common.barcode.encode.symbologies.postal.deutsche_post import check_digit as leitcode_digit
from common.barcode.encode.symbologies.postal.korea_post import check_digit as korea_digit
from common.barcode.model.errors import DataError
from tests.common.barcode.drawing import make, refusal

Rule = Callable[[str], str]
GS1: Rule = ean.calc_check_digit
# The symbology, its digits with the check digit, and the rule.
LENGTHS: tuple[tuple[str, int, Rule], ...] = (
    ("ean13", 13, GS1),
    ("ean8", 8, GS1),
    ("upca", 12, GS1),
    ("itf14", 14, GS1),
    ("ean14", 14, GS1),
    ("sscc", 18, GS1),
    ("databar_omni", 14, GS1),
    ("databar_truncated", 14, GS1),
    ("databar_stacked", 14, GS1),
    ("databar_stacked_omni", 14, GS1),
    ("isbn10", 10, isbn10_digit),
    ("issn", 8, issn_digit),
    ("code32", 9, check_digits.code32),
    ("pzn8", 8, check_digits.pzn),
    ("leitcode", 14, leitcode_digit),
    ("identcode", 12, leitcode_digit),
    ("koreapost", 7, korea_digit),
)


def test_every_symbology_that_adds_check_digits_is_listed() -> None:
    """A new one must say what a number with a lost zero means; these have tests of their own."""
    others = {"databar_limited", "isbn", "ismn", "jan", "pzn", "postnet", "planet", "upce"}
    others |= {"upu_s10"}
    added = {
        id
        for id, kind in symbology.catalogue().items()
        if kind.adds_check_digit or id in ("postnet", "planet")
    }
    assert {id for id, _, _ in LENGTHS} | others == added


@pytest.mark.parametrize(("id", "length", "rule"), LENGTHS)
def test_a_number_that_is_whole_with_a_zero_is_never_drawn_without_a_word(
    id: str, length: int, rule: Rule
) -> None:
    """Digits one short of the length may lack the check digit, or a zero at their start.

    They lack the zero only if they end in the check digit of the others.
    """
    digits = random.Random(id)
    seen = set()
    for _ in range(40):
        body = "".join(digits.choices("123456789", k=length - 2))
        given = body + digits.choice((rule("0" + body), digits.choice("0123456789")))
        padded = "0" + given
        is_whole = rule(padded[:-1]) == padded[-1]
        if not given.isdecimal() or not rule(given):
            continue
        try:
            symbol = make(id, given)
        except DataError as error:
            suggested = [problem.suggestion for problem in error.problems]
            assert is_whole
            assert suggested == [padded, given + rule(given)]
        else:
            suggested = [notice.suggestion for notice in symbol.notices]
            assert suggested == ([padded] if is_whole else [])
        for one in suggested:
            # Eight digits with a zero in front may be a UPC-E too.
            assert all(notice.field == "format" for notice in make(id, one).notices)
        seen.add(is_whole)
    assert seen == {True, False}


@pytest.mark.parametrize(
    ("id", "data", "other"),
    [
        ("upca", "36000291452", "036000291452"),
        ("upca", "36000291452+12", "036000291452+12"),
        ("isbn", "306406152", "0306406152"),
        ("pzn", "123456", ""),
    ],
)
def test_a_zero_that_a_spreadsheet_drops_is_named(id: str, data: str, other: str) -> None:
    """Wikipedia's UPC-A 036000291452 and ISBN 0-306-40615-2, without their zeros."""
    assert [notice.suggestion for notice in make(id, data).notices] == [other] * bool(other)


@pytest.mark.parametrize("id", ["postnet", "planet", "ismn", "jan", "upu_s10"])
def test_the_examples_have_one_reading(id: str) -> None:
    """Their lengths or prefixes leave one."""
    assert make(id, symbology.find(id).example).notices == ()


@pytest.mark.parametrize(
    ("data", "twin"),
    [
        ("code128", "gs1_128"),
        ("qr", "gs1_qr"),
        ("datamatrix", "gs1_datamatrix"),
        ("datamatrix_rectangular", "gs1_datamatrix_rectangular"),
        ("dotcode", "gs1_dotcode"),
    ],
)
def test_an_element_string_as_text_is_drawn_with_a_notice(data: str, twin: str) -> None:
    """General Specifications 7.8: brackets are never encoded in GS1 symbologies."""
    (notice,) = make(data, "(01)09501101530003").notices
    assert (notice.field, notice.code, notice.suggestion) == ("format", "data.two_readings", twin)
    assert make(twin, "(01)09501101530003").data
    assert make(data, "(call me)").notices == ()


def test_the_variant_of_an_issn_may_be_an_add_on() -> None:
    """ISO 3297, annex: two digits of variant; periodicals print the issue as an add-on."""
    (notice,) = make("issn", "0317-8471 06").notices
    assert notice.suggestion == "0317-8471+06"
    assert make("issn", notice.suggestion).data == "9770317847001+06"
    assert make("issn", "0317-8471").notices == ()


def test_the_check_character_of_rm4scc_is_not_given() -> None:
    """It is always added: 9 is that of LE28HS9Z, as in the symbol of zint."""
    (notice,) = make("rm4scc", "LE28HS9Z9").notices
    assert notice.suggestion == "LE28HS9Z"


@pytest.mark.parametrize(
    ("id", "data", "suggestion"),
    [
        ("ean13", "978-3-16-148410-0", "9783161484100"),
        ("ean13", "4 006381 333931", "4006381333931"),
        ("ean13", "04006381333931", "4006381333931"),
        ("upca", "0036000291452", "036000291452"),
        ("itf14", "036000291452", "00036000291452"),
        ("databar_omni", "036000291452", "00036000291452"),
        ("ean13", "400638133393112", "4006381333931+12"),
        ("ean13", "4006381333931 51299", "4006381333931+51299"),
        ("isbn", "978-3-16-148410-0 51299", "9783161484100+51299"),
    ],
)
def test_other_forms_of_the_same_number_are_suggested(id: str, data: str, suggestion: str) -> None:
    """General Specifications 3.3.2: zeros in front of a GTIN; 5.2.2.5: add-ons."""
    assert refusal(id, data).suggestion == suggestion
    assert make(id, suggestion).notices == ()


@pytest.mark.parametrize(
    ("id", "data"),
    [
        ("ean13", "9783161484101 51299"),  # a wrong check digit
        ("ean13", "40063813339311"),  # 12 digits and an add-on, or a GTIN-14
        ("ean13", "12345"),
        ("code39", "ab_c"),
    ],
)
def test_what_would_be_a_guess_is_not_suggested(id: str, data: str) -> None:
    """docs/errors.md: a suggestion is the only value that works."""
    assert refusal(id, data).suggestion == ""
