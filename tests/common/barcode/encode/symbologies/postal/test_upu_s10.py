"""The check digit of a UPU S10 identifier against a published number."""

from common.barcode.encode.symbologies.postal import upu_s10


def test_check_digit_is_that_of_a_published_number() -> None:
    """Wikipedia, S10 (UPU standard): RA 473124829 has check digit 9 after 47312482."""
    assert upu_s10.check_digit("47312482") == "9"
