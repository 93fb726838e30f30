"""Code 11, decoded by the table of AIM USD-8."""

import pytest

from common.barcode.encode.symbologies.industrial import code11
from tests.common.barcode.elements import grouped, row

# AIM USD-8: elements of a character, 1 is wide, with a narrow space between characters.
CODE11 = {
    "00001": "0", "10001": "1", "01001": "2", "11000": "3", "00101": "4", "10100": "5",
    "01100": "6", "00011": "7", "10010": "8", "10000": "9", "00100": "-", "00110": "*",
}  # fmt: skip


def test_check_character_is_that_of_a_published_example() -> None:
    """Wikipedia, Code 11: 123-45 has check digit 5."""
    assert code11.check_characters("123-45") == "5"


@pytest.mark.parametrize(
    ("data", "whole"),
    [("123-45", "123-455"), ("0", "00"), ("01234567890", None), ("---", None)],
)
def test_bars_decode_to_the_data_and_its_check_characters(data: str, whole: str | None) -> None:
    """A character is five elements; 1 is wide (AIM USD-8)."""
    read = "".join(CODE11[one] for one in grouped(row("code11", data), 6, 5))
    assert read.startswith(f"*{data}")
    assert len(read) == len(data) + 2 + (2 if len(data) > 10 else 1)
    assert whole is None or read == f"*{whole}*"


def test_no_checksum_omits_the_check_characters() -> None:
    """The table of AIM USD-8."""
    bars = row("code11", "123-45", no_checksum=True)
    assert "".join(CODE11[one] for one in grouped(bars, 6, 5)) == "*123-45*"
