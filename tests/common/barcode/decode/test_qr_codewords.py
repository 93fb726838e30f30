"""Codewords of QR Codes that another encoder drew: the oracle is segno."""

import pytest
import segno

from common.barcode.decode import qr_codewords

LEVELS = "LMQH"


def drawn(version: int, level: str, data: str = "ABC-123") -> list[bytes]:
    """Return the modules of a QR Code by segno."""
    code = segno.make(data, version=version, error=level, boost_error=False, micro=False)
    return [bytes(row) for row in code.matrix]


@pytest.mark.parametrize("version", range(1, 41))
def test_every_version_and_level_is_read_without_errors(version: int) -> None:
    """A wrong row of table 9 or annex E would leave codewords that error correction changes."""
    for level in LEVELS:
        found = qr_codewords.read(drawn(version, level))
        assert found is not None
        assert (found.version, found.level, found.margin) == (version, level, 1)


def test_data_is_what_the_standard_encodes() -> None:
    """ISO/IEC 18004:2015, 7.4.3: mode 0001, ten bits of count, 012 and 345 as ten each, 67 as 7."""
    found = qr_codewords.read(drawn(1, "M", "01234567"))

    assert found is not None
    expected = "00010000001000000000110001010110011000011"
    bits = "".join(f"{codeword:08b}" for codeword in found.data)
    assert bits.startswith(expected)


def test_errors_lower_the_margin_until_nothing_is_read() -> None:
    """ISO/IEC 18004:2015, table 9: version 1 of level H corrects 8 codewords of its one block."""
    rows = [bytearray(row) for row in drawn(1, "H")]
    margins = []
    # The first two columns of each codeword from the right: four rows each, from the bottom.
    for at in range(9):
        row, column = 20 - 4 * (at % 3), 20 - 2 * (at // 3)
        rows[row][column] ^= 1
        found = qr_codewords.read([bytes(line) for line in rows])
        margins.append(None if found is None else round(found.margin, 3))

    assert margins == [0.875, 0.75, 0.625, 0.5, 0.375, 0.25, 0.125, 0, None]


@pytest.mark.parametrize("rows", [[], [b"\x00"] * 20, [bytes(21)] * 21, [b"\x01" * 21] * 21])
def test_other_modules_are_no_qr_code(rows: list[bytes]) -> None:
    assert qr_codewords.read(rows) is None
