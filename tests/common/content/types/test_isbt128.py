"""ISBT 128 data structures."""

import pytest

from common.content.catalogue import build, explain, find
from tests.common.content.single_problem import problems, refused

ID = "isbt128"
NUMBER = "G123417654321"


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        (
            {"donation_number": f"{NUMBER}B"},
            ("donation_number", "bad_check_character", f"{NUMBER}A"),
        ),
        ({"donation_number": NUMBER, "flags": "71"}, ("flags", "bad_check_character", "70")),
        ({"donation_number": "O123417654321"}, ("donation_number", "malformed", "")),
        ({"flags": "00"}, ("donation_number", "missing_field", "")),
        ({"expiry": "2027-02-30"}, ("expiry", "bad_date", "")),
        ({"expiry": "2027-02-03T24:00"}, ("expiry", "bad_date", "")),
        ({"product_code": "E0791"}, ("product_code", "malformed", "")),
        ({}, ("donation_number", "empty", "")),
    ],
)
def test_wrong_data_are_refused(fields: dict[str, str], expected: tuple[str, str, str]) -> None:
    """Check characters, lengths and dates are checked; O is not in a number (2.4.1)."""
    assert expected == refused(ID, fields)


@pytest.mark.parametrize(
    ("fields", "text"),
    [
        ({"donation_number": "A999917123456"}, "=A99991712345600"),
        ({"donation_number": f"{NUMBER}A", "flags": "check"}, f"={NUMBER}70"),
        ({"expiry": "2014-02-01"}, "=>014032"),
        ({"expiry": "1999-12-31T23:59"}, "&>9993652359"),
        (
            {"container": "1TE123456A", "container_lot": "RZ12345678"},
            "=+02000=)1TE123456A&)RZ12345678",
        ),
    ],
)
def test_structures_are_written(fields: dict[str, str], text: str) -> None:
    """Flags of type 3 are 60 and the check value; dates are cyyjjj (2.4, appendix A.2)."""
    assert text == build(ID, fields).text


def test_an_example_of_the_standard_comes_back() -> None:
    """The symbol of ST-012, section 6.2: number, group, product, expiry, European code."""
    text = (
        "=+05000=Z54991712345600=%T300=<T0416003&>0183652359"
        "&,4PL001499Z549917123456A00T041600320181231"
    )
    found = explain(text)
    assert found is not None
    assert found.fields["expiry"] == "2018-12-31T23:59"
    assert text == build(ID, found.fields).text


def test_structures_one_after_the_other_are_read() -> None:
    """Readers concatenate two symbols without a count (4.2)."""
    found = find(ID).explain("=A99991712345600=<E0791V00")
    assert found.fields == {"donation_number": "A999917123456", "product_code": "E0791V00"}


def test_broken_messages_are_named() -> None:
    """A wrong count, an unknown identifier, a wrong check value."""
    assert problems(ID, "=+05000=A99991712345600=>014032") == [("", "bad_count")]
    assert ("", "unknown_structure") in problems(ID, "=A99991712345600=zX")
    assert problems(ID, f"={NUMBER}71") == [("flags", "bad_check_character")]
