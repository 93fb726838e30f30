"""HIBC provider data."""

import pytest

from common.content.catalogue import build, explain
from tests.common.content.single_problem import problems, refused

ID = "hibc_pas"


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"where": "1", "data": ["CMRN1"]}, "where"),
        ({"where": "Y", "data": ["CMRN1"]}, "where"),
        ({"where": "A", "data": ["C"]}, "data"),
        ({"where": "A", "data": ["C" + "1" * 16]}, "data"),
        ({"where": "A", "data": ["CA-1"]}, "data"),
    ],
)
def test_wrong_data_are_refused(fields: dict[str, str | list[str]], field: str) -> None:
    """Flags are letters, data up to 15 capitals or digits (ANSI/HIBC 1.3, section 2)."""
    assert (field, "malformed", "") == refused(ID, fields)


@pytest.mark.parametrize(
    ("text", "where", "data"),
    [
        ("+/EO5232013", "E", ["O523201"]),  # 2.2
        ("+/EAH783B", "E", ["AH783"]),  # appendix B
        ("+/KN12345A", "K", ["N12345"]),  # 2.6
        ("+/ACMRN123456/V2009121908334", "A", ["CMRN123456", "V200912190833"]),  # 2.1
        ("+/EU720060FF0/O523201W", "E", ["U720060FF0", "O523201"]),  # 2.3
    ],
)
def test_examples_of_the_standard_come_back(text: str, where: str, data: list[str]) -> None:
    """The worked examples of ANSI/HIBC 1.3, with their check characters."""
    found = explain(text)
    assert found is not None
    assert (ID, {"where": where, "data": data}, ()) == (found.type, found.fields, found.problems)
    assert text == build(ID, found.fields).text


def test_a_wrong_check_character_is_named() -> None:
    """The last character is the check character."""
    assert problems(ID, "+/EAH783X") == [("", "bad_check_character")]
