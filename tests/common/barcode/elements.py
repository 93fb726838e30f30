"""Bars and spaces of symbols, for decoders that tests write from the standards."""

from itertools import groupby

from tests.common.barcode.drawing import make

# The five elements of a digit with the weights 7, 4, 2, 1 and 0 (DMM 708.4; COOP 2 of 5); 1 is tall
# or wide, and the sum 11 stands for 0.
WEIGHTED_7_4_2_1_0 = {
    "11000": "0", "00011": "1", "00101": "2", "00110": "3", "01001": "4",
    "01010": "5", "01100": "6", "10001": "7", "10010": "8", "10100": "9",
}  # fmt: skip


def widths(row: bytes) -> list[int]:
    """Return the widths of bars and spaces in modules, from the first bar to the last."""
    return [len(list(run)) for _, run in groupby(row)]


def row(name: str, data: str, **options: object) -> bytes:
    """Return the first row of the symbol of *data*, a byte a module."""
    return make(name, data, **options).rows[0].modules


def grouped(row: bytes, step: int, count: int) -> list[str]:
    """Return the first *count* of each *step* elements of *row*; 1 is wide."""
    wide = "".join(str(int(width > 1)) for width in widths(row))
    return [wide[at : at + count] for at in range(0, len(wide), step)]


def four_state(name: str, data: str) -> list[str]:
    """Return the bars of the symbol of *data*: F, A, D or T."""
    up, _, down = (one.modules[::2] for one in make(name, data).rows)
    return ["TDAF"[2 * a + d] for a, d in zip(up, down, strict=True)]
