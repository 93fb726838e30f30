"""2 of 5 without interleaving, decoded by the weights of AIM USS 2 of 5."""

import pytest

from tests.common.barcode.drawing import make
from tests.common.barcode.elements import WEIGHTED_7_4_2_1_0, row, widths

# 2 of 5: two of five elements are wide, weighted 1, 2, 4, 7 and parity (AIM USS 2 of 5).
TWO_OF_FIVE = {
    "00110": "0", "10001": "1", "01001": "2", "11000": "3", "00101": "4",
    "10100": "5", "01100": "6", "00011": "7", "10010": "8", "01010": "9",
}  # fmt: skip


@pytest.mark.parametrize(("name", "lead", "tail"), [("industrial2of5", 3, 3), ("iata2of5", 2, 2)])
@pytest.mark.parametrize("data", ["0123456789", "9", "7531"])
def test_bars_decode_to_the_data(name: str, lead: int, tail: int, data: str) -> None:
    """The bars alone carry the digits (AIM USS 2 of 5)."""
    bars = [int(width > 1) for width in widths(row(name, data))[::2]][lead:-tail]
    digits = ["".join(map(str, bars[at : at + 5])) for at in range(0, len(bars), 5)]
    assert "".join(TWO_OF_FIVE[one] for one in digits) == data


@pytest.mark.parametrize(("name", "lead", "tail"), [("matrix2of5", 6, 5), ("datalogic2of5", 4, 3)])
@pytest.mark.parametrize("data", ["0123456789", "9", "7531"])
def test_bars_and_spaces_decode_to_the_data(name: str, lead: int, tail: int, data: str) -> None:
    """Bars and spaces carry the digits (AIM USS 2 of 5)."""
    elements = [int(width > 1) for width in widths(row(name, data))][lead:-tail]
    digits = ["".join(map(str, elements[at : at + 5])) for at in range(0, len(elements), 6)]
    assert "".join(TWO_OF_FIVE[one] for one in digits) == data


@pytest.mark.parametrize("data", ["0123456789", "9", "7531"])
def test_coop_elements_decode_to_the_data(data: str) -> None:
    """COOP 2 of 5 has the weights 7, 4, 2, 1 and 0."""
    elements = [int(width > 1) for width in widths(row("coop2of5", data))]
    assert (elements[:3], elements[-3:]) == ([1, 0, 1], [0, 1, 1])
    digits = ["".join(map(str, elements[at : at + 5])) for at in range(4, len(elements) - 4, 6)]
    assert "".join(WEIGHTED_7_4_2_1_0[one] for one in digits) == data


def test_add_checksum_adds_the_check_digit() -> None:
    """gs1.org, check digit calculator: 629104150021 has check digit 3."""
    assert make("industrial2of5", "629104150021", add_checksum=True).data == "6291041500213"
