"""Reads the graphic fields of ZPL, from the description of ^GF and its compression.

Source: Zebra Programming Guide, "Alternative Data Compression Scheme for ~DG and ^GF Commands".
"""

import re
from typing import NamedTuple

from PIL import Image

_FIELD = re.compile(r"\^FO(\d+),(\d+)\^GFA,(\d+),(\d+),(\d+),([0-9A-Fg-zG-Y:,!]+)\^FS")
_TOKEN = re.compile(r"([g-zG-Y]*)([0-9A-F])|([:,!])")


class Graphic(NamedTuple):
    """A bitmap and its place, in dots; 0 is printed."""

    left: int
    top: int
    image: Image.Image


def read(zpl: str) -> list[Graphic]:
    """Return the bitmaps of *zpl*, whose counts must agree with their size."""
    graphics = []
    for left, top, sent, total, stride, body in _FIELD.findall(zpl):
        packed = _expand(body, 2 * int(stride))
        assert int(sent) == int(total) == len(packed)
        size = 8 * int(stride), len(packed) // int(stride)
        image = Image.frombytes("1", size, packed, "raw", "1;I")
        graphics.append(Graphic(int(left), int(top), image))
    return graphics


def _expand(body: str, digits_a_row: int) -> bytes:
    rows: list[str] = []
    row = ""
    for repeats, digit, whole in _TOKEN.findall(body):
        if whole == ":":
            assert not row
            row = rows[-1]
        elif whole:
            row = row.ljust(digits_a_row, "0" if whole == "," else "F")
        else:
            count = sum(_count(letter) for letter in repeats) or 1
            row += digit * count
        if len(row) == digits_a_row:
            rows.append(row)
            row = ""
    assert not row
    return bytes.fromhex("".join(rows))


def _count(letter: str) -> int:
    return 20 * (ord(letter) - ord("f")) if letter.islower() else ord(letter) - ord("F")
