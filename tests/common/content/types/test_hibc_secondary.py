"""HIBC secondary data in a symbol of their own."""

import pytest

from common.content.catalogue import build, explain
from tests.common.content.single_problem import problems, refused

ID = "hibc_secondary"


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"link": "G"}, ("lot", "empty", "")),
        ({"link": "G", "quantity": "5"}, ("lot", "empty", "")),
        ({"link": "123456", "lot": "A"}, ("link", "bad_primary", "")),
        (
            {"link": "+A123BJC5D6E71X", "lot": "A"},
            ("link", "bad_check_character", "+A123BJC5D6E71G"),
        ),
    ],
)
def test_wrong_data_are_refused(fields: dict[str, str], expected: tuple[str, str, str]) -> None:
    """Data are needed; the link is a character, or primary data with their check character."""
    assert expected == refused(ID, fields)


@pytest.mark.parametrize("link", ["G", "+A123BJC5D6E71", "+A123BJC5D6E71G", "A123BJC5D6E71"])
def test_the_link_is_that_of_the_primary_data(link: str) -> None:
    """ANSI/HIBC 2.6, appendix E1.1: +$A1234 with the link G has the check character U."""
    assert build(ID, {"link": link, "lot": "A1234"}).text == "+$A1234GU"


@pytest.mark.parametrize("text", ["+$A1234GU", "+$$52001510X3GD"])
def test_examples_of_the_standard_come_back(text: str) -> None:
    """ANSI/HIBC 2.6, appendix E1.1 and section 4.3.2."""
    found = explain(text)
    assert found is not None
    assert (found.type, found.problems) == (ID, ())
    assert text == build(ID, found.fields).text


def test_a_wrong_check_character_is_named() -> None:
    """The last character is the check character."""
    assert problems(ID, "+$A1234GX") == [("", "bad_check_character")]


def test_a_telephone_number_is_no_secondary_data() -> None:
    """The superseded form begins with + and digits: its check character must be right."""
    found = explain("+4930123456")
    assert found is None or found.type != ID
