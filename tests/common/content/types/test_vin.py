"""Vehicle identification numbers."""

import pytest

from common.content.catalogue import build, explain, find
from tests.common.content.single_problem import refused

NUMBER = "1M8GDM9AXKP042788"


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"vin": "1M8GDM9A0KP042788"}, ("vin", "bad_check_digit", NUMBER)),
        ({"vin": "LM8GDM9A0KP042788"}, ("vin", "bad_check_digit", "LM8GDM9A4KP042788")),
        ({"vin": "1M8GDM9AXKP04278O"}, ("vin", "malformed", "")),
        ({"vin": NUMBER, "model_year": "2019"}, ("model_year", "conflict", "1989")),
        ({"vin": NUMBER, "manufacturer": "WBA"}, ("manufacturer", "conflict", "1M8")),
    ],
)
def test_wrong_numbers_are_refused(fields: dict[str, str], expected: tuple[str, str, str]) -> None:
    """North America and China have the check digit (49 CFR 565.15; GB 16735)."""
    assert expected == refused("vin", fields)


@pytest.mark.parametrize(
    ("number", "year"),
    [(NUMBER, "1989"), ("1HGCM82633A004352", "2003"), ("5YJSA1E27HF000337", "2017")],
)
def test_the_model_year_is_that_of_the_seventh_place(number: str, year: str) -> None:
    """A letter at the seventh place means 2010 or later (49 CFR 565.15(c)(2))."""
    found = find("vin").explain(number)
    assert (year, ()) == (found.fields["model_year"], found.problems)


def test_europe_has_no_check_digit_and_no_year() -> None:
    """A European number is not checked; its tenth place need not be a year (ISO 3779)."""
    found = explain("WVWZZZ1JZXW000001")
    assert found is not None
    assert found.fields == {"vin": "WVWZZZ1JZXW000001", "manufacturer": "WVW"}
    assert build("vin", {"vin": "WVWZZZ1JZXW000001"}).text == "WVWZZZ1JZXW000001"


@pytest.mark.parametrize("text", ["12345678901234567", "ABC45678901234567", "SHORT"])
def test_other_numbers_are_not_recognised(text: str) -> None:
    """Seventeen digits, and letters without the check digit, are no VIN."""
    assert explain(text) is None
