"""The check digit of a VIN against a published number."""

from common.barcode.encode.symbologies.industrial import vin


def test_check_digit_is_that_of_a_published_number() -> None:
    """Wikipedia, Vehicle identification number: 1M8GDM9A_KP042788 has check digit X."""
    assert vin.check_digit("1M8GDM9AXKP042788") == "X"
