"""PPN codes of securPharm."""

import pytest

from common.content.catalogue import build, find
from tests.common.content.single_problem import problems, refused

RS, GS, EOT = "\x1e", "\x1d", "\x04"
PPN = "110375286414"


def envelope(*pieces: str) -> str:
    return f"[)>{RS}06{GS}{GS.join(pieces)}{RS}{EOT}"


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"ppn": "110375286415"}, ("ppn", "bad_check_digits", PPN)),
        ({"ppn": "03752865"}, ("ppn", "bad_pzn", "")),
        ({"ppn": "1103752P6414"}, ("ppn", "bad_pzn", "")),
        ({"ppn": PPN, "batch": "A B"}, ("batch", "malformed", "")),
        ({"ppn": PPN, "expiry": "2026-13-01"}, ("expiry", "bad_date", "")),
        ({"ppn": PPN, "gtin": "04150037528640"}, ("gtin", "bad_check_digit", "04150037528643")),
    ],
)
def test_wrong_codes_are_refused(fields: dict[str, str], expected: tuple[str, str, str]) -> None:
    """Check digits, characters and dates are checked (PPN specification)."""
    assert expected == refused("ppn", fields)


@pytest.mark.parametrize("number", [PPN, "03752864"])
def test_the_order_is_that_of_the_specification(number: str) -> None:
    """9N, 1T, D, S; a PZN becomes a PPN of agency 11 with its check digits."""
    fields = {"ppn": number, "batch": "12345ABCD", "expiry": "2015-06", "serial": "12345678"}
    text = build("ppn", fields).text
    assert envelope(f"9N{PPN}", "1T12345ABCD", "D150600", "S12345678") == text


def test_day_00_is_the_last_of_the_month() -> None:
    """PPN specification: D150600 is the end of June 2015; 16D likewise."""
    found = find("ppn").explain(envelope("9N111234568408", "D150600", "16D20201200"))
    assert (found.fields["expiry"], found.fields["manufactured"]) == ("2015-06-30", "2020-12-31")


def test_unknown_identifiers_are_named() -> None:
    """A piece of another identifier is a problem; the rest is explained."""
    assert problems("ppn", envelope(f"9N{PPN}", "Q100")) == [("", "bad_identifier")]


def test_a_pzn_in_a_symbol_is_named() -> None:
    """9N has the whole PPN: agency, PZN and check digits."""
    assert problems("ppn", envelope("9N03752864")) == [("ppn", "bad_ppn")]
