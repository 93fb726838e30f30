"""Check characters against published figures and against independent implementations."""

import biip.checksums
import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.iso7064 import mod_37_2, mod_37_36

from common.content import check_characters

CAPITALS = st.text("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ", min_size=1, max_size=30)


@given(CAPITALS)
def test_mod_37_2_agrees_with_stdnum(data: str) -> None:
    """python-stdnum computes the same character."""
    assert mod_37_2.calc_check_digit(data) == check_characters.mod_37_2(data)


@given(CAPITALS)
def test_mod_37_36_agrees_with_stdnum(data: str) -> None:
    """python-stdnum computes the same character."""
    assert mod_37_36.calc_check_digit(data) == check_characters.mod_37_36(data)


@given(st.from_regex("[0-9]{4,5}", fullmatch=True))
def test_price_digit_agrees_with_biip(digits: str) -> None:
    """The package biip computes the same digit for four and for five digits."""
    expected = str(biip.checksums.gs1_price_weight_check_digit(digits))
    assert expected == check_characters.price(digits)


@pytest.mark.parametrize(("digits", "check"), [("2875", "9"), ("14685", "6")])
def test_price_digit_of_the_standard(digits: str, check: str) -> None:
    """The worked examples of GS1 General Specifications, sections 7.9.3 and 7.9.4."""
    assert check == check_characters.price(digits)


def test_isbt_check_value_of_the_standard() -> None:
    """The worked example of the ISBT 128 specification, appendix A.2: flags 70 are 60 and 10."""
    assert check_characters.mod_37_2_value("G123417654321") == 10


def test_ppn_check_digits_of_the_standard() -> None:
    """The example of the PPN specification: PZN 03752864 of agency 11 has 14."""
    assert check_characters.ppn("1103752864") == "14"


def test_vin_check_digits_of_the_regulation() -> None:
    """A number of nothing but 1 has check digit 1 (49 CFR 565.15); X stands for 10."""
    assert check_characters.vin("1" * 17) == "1"
    assert check_characters.vin("1M8GDM9AXKP042788") == "X"
