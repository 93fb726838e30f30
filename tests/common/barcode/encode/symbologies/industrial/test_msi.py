"""MSI, decoded by the patterns of its characters."""

import pytest

from common.barcode.encode.symbologies.industrial import msi
from tests.common.barcode.drawing import make
from tests.common.barcode.elements import row


def test_check_digit_is_the_luhn_digit() -> None:
    """Wikipedia, Luhn algorithm: 1789372997 has check digit 4."""
    assert msi.check_digit("1789372997") == "4"


@pytest.mark.parametrize("data", ["0", "6502", "1234567890"])
def test_bars_decode_to_the_data(data: str) -> None:
    """Start 110, each digit four bits of 110 (1) or 100 (0), highest first, stop 1001."""
    bits = "".join(map(str, row("msi", data)))
    assert bits.startswith("110")
    assert bits.endswith("1001")
    body = bits[3:-4]
    read = ["1" if body[at : at + 3] == "110" else "0" for at in range(0, len(body), 3)]
    assert data == "".join(str(int("".join(read[at : at + 4]), 2)) for at in range(0, len(read), 4))


def test_add_checksum_adds_the_check_digit() -> None:
    """Wikipedia, Luhn algorithm: 1789372997 has check digit 4."""
    assert make("msi", "1789372997", add_checksum=True).data == "17893729974"
