"""Bitmaps as ASCII hexadecimal digits with the run lengths of ZPL II.

Source: Zebra Programming Guide, "Alternative Data Compression Scheme for ~DG and ^GF Commands":
G to Y repeat the next digit 1 to 19 times, g to z 20 to 400 times; ``,`` fills the row with 0,
``!`` with F; ``:`` repeats the row above.
"""

import re
from functools import cache

from common.barcode.render.raster import Bitmap

_RUN = re.compile(r"(.)\1{2,}")  # shorter runs save nothing
_ONES, _TWENTIES = "GHIJKLMNOPQRSTUVWXY", "ghijklmnopqrstuvwxyz"
_LONGEST = 400


def compress(bitmap: Bitmap) -> str:
    """Return the rows of *bitmap*, the leftmost dot in the highest bit, 1 is printed."""
    parts: list[str] = []
    previous = b""
    rows, stride = bitmap.rows, bitmap.stride
    for at in range(1, len(rows), stride):  # without the filter byte of PNG
        row = rows[at : at + stride - 1]
        parts.append(":" if row == previous else _row(row.hex().upper()))
        previous = row
    return "".join(parts)


def _row(digits: str) -> str:
    for digit, filler in (("0", ","), ("F", "!")):
        short = digits.rstrip(digit)
        if len(short) < len(digits):
            return _RUN.sub(_run, short) + filler
    return _RUN.sub(_run, digits)


def _run(match: re.Match[str]) -> str:
    return _repeat(len(match[0])) + match[1]


@cache
def _repeat(count: int) -> str:
    """Return the letters that repeat the next digit *count* times."""
    longest, rest = divmod(count, _LONGEST)
    twenties, ones = divmod(rest, 20)
    return (
        "z" * longest
        + (_TWENTIES[twenties - 1] if twenties else "")
        + (_ONES[ones - 1] if ones else "")
    )
