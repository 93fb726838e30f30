"""Variable-measure EAN from its parts."""

import biip
import pytest
from biip.rcn import Rcn, RcnRegion

from common.content.catalogue import build, explain
from tests.common.content.single_problem import refused

ID = "variable_measure_ean"
PARTS = {"prefix": "20", "item": "12345", "value": "2875", "value_check": "auto"}
NUMBER = "2012345928756"


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"number": "2012345928750"}, ("number", "bad_check_digit", NUMBER)),
        ({"number": "4006381333931"}, ("number", "malformed", "")),
        ({**PARTS, "value_check": "3"}, ("value_check", "bad_check_digit", "9")),
        ({**PARTS, "item": "123456"}, ("item", "bad_length", "")),
        ({"prefix": "20", "item": "12345"}, ("value", "missing_field", "")),
        ({**PARTS, "number": "2512345928751"}, ("number", "conflict", "")),
        ({}, ("number", "missing_field", "")),
    ],
)
def test_wrong_numbers_are_refused(fields: dict[str, str], expected: tuple[str, str, str]) -> None:
    """Both check digits and the room for the item are checked."""
    assert expected == refused(ID, fields)


@pytest.mark.parametrize(
    ("fields", "number"),
    [
        (PARTS, NUMBER),
        ({"prefix": "02", "item": "1234", "value": "14685", "value_check": "6"}, "0212346146858"),
        ({"prefix": "29", "item": "123456", "value": "2875"}, "2912345628758"),
    ],
)
def test_parts_make_a_number(fields: dict[str, str], number: str) -> None:
    """With a check digit of four or five digits of value, and without one (7.9.2)."""
    assert number == build(ID, fields).text


def test_biip_reads_the_price() -> None:
    """The package biip, by the rules of GS1 UK, reads 28.75 and accepts both check digits."""
    config = biip.ParseConfig(rcn_region=RcnRegion.GREAT_BRITAIN)
    found = biip.parse(NUMBER, config=config).gtin
    assert isinstance(found, Rcn)
    assert str(found.price) == "28.75"


def test_other_prefixes_are_no_variable_measure() -> None:
    """An item's number with another prefix is not recognised."""
    assert explain("4006381333931") is None
