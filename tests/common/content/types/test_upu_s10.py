"""UPU S10 identifiers."""

import pytest

from common.content.catalogue import build, explain, find
from tests.common.content.single_problem import problems, refused

FIELDS = {"service": "RR", "serial": "47312482", "country": "FI"}


def test_a_wrong_check_digit_is_refused() -> None:
    """The right one is the suggestion (UPU S10-12, annex A)."""
    expected = ("serial", "bad_check_digit", "473124829")
    assert expected == refused("upu_s10", {**FIELDS, "serial": "473124828"})


@pytest.mark.parametrize("serial", ["47312482", "473124829"])
def test_the_check_digit_is_computed(serial: str) -> None:
    """RR473124829FI is the example of UPU S10."""
    assert build("upu_s10", {**FIELDS, "serial": serial}).text == "RR473124829FI"


def test_an_explanation_has_the_parts() -> None:
    """The serial number is without its check digit; a wrong check digit is named."""
    assert find("upu_s10").explain("RR473124829FI").fields == FIELDS
    assert problems("upu_s10", "RR473124820FI") == [("serial", "bad_check_digit")]


def test_other_numbers_of_that_form_are_not_recognised() -> None:
    """Letters and digits of the same form are an item identifier only with the check digit."""
    assert explain("RR473124820FI") is None
