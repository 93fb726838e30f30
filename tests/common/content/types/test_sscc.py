"""SSCC from its parts."""

import biip.sscc
import pytest

from common.content.catalogue import build, explain
from tests.common.content.single_problem import refused

PARTS = {"extension_digit": "3", "company_prefix": "7612345", "serial_reference": "1003"}
NUMBER = "376123450000010039"


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"sscc": "376123450000010038"}, ("sscc", "bad_check_digit", NUMBER)),
        ({"company_prefix": "7612345"}, ("serial_reference", "missing_field", "")),
        ({**PARTS, "serial_reference": "1234567890"}, ("serial_reference", "too_long", "")),
        ({**PARTS, "sscc": "106141411234567897"}, ("sscc", "conflict", "")),
        ({}, ("sscc", "missing_field", "")),
    ],
)
def test_wrong_numbers_are_refused(fields: dict[str, str], expected: tuple[str, str, str]) -> None:
    """The check digit, the room for the serial reference and the parts are checked (3.2)."""
    assert expected == refused("sscc", fields)


@pytest.mark.parametrize("fields", [PARTS, {"sscc": NUMBER}, {"sscc": NUMBER[:17]}])
def test_the_check_digit_is_computed(fields: dict[str, str]) -> None:
    """The parts and the number without its check digit make the whole number."""
    assert f"(00){NUMBER}" == build("sscc", fields).text


def test_biip_agrees() -> None:
    """The package biip reads the same extension digit and check digit."""
    found = biip.sscc.Sscc.parse(NUMBER)
    assert (found.extension_digit, found.check_digit) == (3, 9)


@pytest.mark.parametrize("text", [f"(00){NUMBER}", f"00{NUMBER}", f"]C100{NUMBER}"])
def test_an_sscc_alone_is_recognised(text: str) -> None:
    """A symbol with nothing but an SSCC is one."""
    found = explain(text)
    assert found is not None
    assert (found.type, found.fields) == ("sscc", {"sscc": NUMBER})
