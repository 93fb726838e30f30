"""The bundled font, DejaVu Sans: its characters, their widths and outlines.

Reads the TrueType tables of the bundled file, so that pictures depend on no installed font. All
lengths are in font units, y upwards from the baseline. It must not know of pixels.
Source: OpenType specification 1.9, tables cmap (format 4), head, hhea, hmtx, loca, glyf.
"""

import struct
import unicodedata
from functools import cache, lru_cache
from importlib import resources

from msgspec import Struct

# x, y, and True for a point on the curve, False for a control point off it.
Point = tuple[int, int, bool]
Contour = tuple[Point, ...]


class Glyph(Struct, frozen=True):
    """One character of the font.

    Attributes:
        advance: distance to the next character.
        bottom: lowest point, negative below the baseline.
        top: highest point.
        left: leftmost point, negative before the pen.
        right: rightmost point.
        contours: closed quadratic outlines, filled by the non-zero rule.
    """

    advance: int
    bottom: int
    top: int
    left: int
    right: int
    contours: tuple[Contour, ...]


@cache
def data() -> bytes:
    """Return the font file."""
    # Bundled: pictures must not depend on the fonts of the machine that draws them.
    return resources.files("common.barcode.layout").joinpath("fonts/DejaVuSans.ttf").read_bytes()


@cache
def units_per_em() -> int:
    """Return the font units of an em."""
    return _u16(_tables()["head"] + 18)


@lru_cache(maxsize=1024)
def glyph(character: str) -> Glyph:
    """Return the glyph of *character*, which the font must have."""
    # The font lacks no character here: `unprintable` was checked before.
    number = _numbers()[ord(character)]
    contours = tuple(_contours(number))
    widths = [x for contour in contours for x, _, _ in contour]
    heights = [y for contour in contours for _, y, _ in contour]
    return Glyph(
        advance=_advance(number),
        bottom=min(heights, default=0),
        top=max(heights, default=0),
        left=min(widths, default=0),
        right=max(widths, default=0),
        contours=contours,
    )


def unprintable(text: str) -> str:
    """Return the characters of *text* that can't be printed, each once.

    These are the characters that the font lacks, control characters, marks that combine with the
    character before, and scripts from right to left: the last two need text shaping, and this
    module only sets glyphs in a row.
    """
    if text.isascii() and text.isprintable():
        return ""
    return "".join(dict.fromkeys(c for c in text if not _is_printable(c)))


def _is_printable(character: str) -> bool:
    return (
        ord(character) in _numbers()
        and (character.isprintable() or character == "\u00a0")
        and unicodedata.bidirectional(character) not in ("R", "AL", "AN")
        and not unicodedata.category(character).startswith("M")
    )


def _u16(at: int) -> int:
    return int.from_bytes(data()[at : at + 2], "big")


@cache
def _tables() -> dict[str, int]:
    """Return the offset of each table, by its tag (table directory, otff)."""
    count = _u16(4)
    entries = struct.iter_unpack(">4s4xI4x", data()[12 : 12 + 16 * count])
    return {tag.decode(): offset for tag, offset in entries}


@cache
def _numbers() -> dict[int, int]:
    """Return the glyph number of every code point of the Basic Multilingual Plane."""
    start = _tables()["cmap"]
    # Platform 3 (Windows), encoding 1 (Unicode BMP) always has a subtable of format 4.
    records = struct.iter_unpack(">HHI", data()[start + 4 : start + 4 + 8 * _u16(start + 2)])
    table = start + next(
        offset for platform, encoding, offset in records if (platform, encoding) == (3, 1)
    )
    segments = _u16(table + 6) // 2
    ends, starts = table + 14, table + 16 + 2 * segments
    deltas, ranges = starts + 2 * segments, starts + 4 * segments
    numbers: dict[int, int] = {}
    for segment in range(segments):
        delta, shift = _u16(deltas + 2 * segment), _u16(ranges + 2 * segment)
        first = _u16(starts + 2 * segment)
        for code in range(first, _u16(ends + 2 * segment) + 1):
            number = code
            if shift:  # an offset from its own place into the array of glyph numbers
                number = _u16(ranges + 2 * segment + shift + 2 * (code - first))
            if number := (number + delta) % 65536 if number or not shift else 0:
                numbers[code] = number
    return numbers


@cache
def _advance(number: int) -> int:
    # hmtx omits the advances after the last that differs; the last one serves for the rest.
    last = _u16(_tables()["hhea"] + 34) - 1
    return _u16(_tables()["hmtx"] + 4 * min(number, last))


def _contours(number: int) -> list[Contour]:
    loca, glyf = _tables()["loca"], _tables()["glyf"]
    if _u16(_tables()["head"] + 50):  # indexToLocFormat: 32-bit offsets, else halved 16-bit ones
        start, end = struct.unpack_from(">II", data(), loca + 4 * number)
    else:
        start, end = _u16(loca + 2 * number) * 2, _u16(loca + 2 * number + 2) * 2
    if start == end:
        return []
    (count,) = struct.unpack_from(">h", data(), glyf + start)  # negative for a composite glyph
    body = glyf + start + 10
    return _simple(body, count) if count >= 0 else _composite(body)


def _simple(at: int, count: int) -> list[Contour]:
    ends = struct.unpack_from(f">{count}H", data(), at)
    at += 2 * count
    at += 2 + _u16(at)  # skips the hinting instructions
    flags, at = _flags(at, ends[-1] + 1)
    xs, at = _coordinates(at, flags, 0x02, 0x10)
    ys, at = _coordinates(at, flags, 0x04, 0x20)
    points = [(x, y, bool(flag & 1)) for x, y, flag in zip(xs, ys, flags, strict=True)]
    starts = (0, *(end + 1 for end in ends))
    return [tuple(points[a : b + 1]) for a, b in zip(starts, ends, strict=False)]


def _flags(at: int, count: int) -> tuple[list[int], int]:
    """Return *count* flags and the place after them; bit 3 repeats a flag."""
    flags: list[int] = []
    while len(flags) < count:
        flag = data()[at]
        at += 1
        # A run of equal flags is stored once, with its length.
        repeats = 1
        if flag & 0x08:
            repeats += data()[at]
            at += 1
        flags.extend([flag] * repeats)
    return flags, at


def _coordinates(at: int, flags: list[int], short: int, same: int) -> tuple[list[int], int]:
    """Return the coordinates of one axis and the place after them.

    Each is a difference to the one before: with the flag *short* one byte, whose sign is *same*;
    else a 16-bit word, or none if *same* is set.
    """
    value = 0
    values = []
    for flag in flags:
        # One byte with the sign in the other bit, or two bytes, or no byte for no change.
        if flag & short:
            value += data()[at] if flag & same else -data()[at]
            at += 1
        elif not flag & same:
            value += struct.unpack_from(">h", data(), at)[0]
            at += 2
        values.append(value)
    return values, at


def _composite(at: int) -> list[Contour]:
    """Return the contours of a glyph that is put together from others."""
    contours: list[Contour] = []
    more = True
    while more:
        flags, number = struct.unpack_from(">HH", data(), at)
        at += 4
        form = ">hh" if flags & 0x01 else ">bb"  # ARG_1_AND_2_ARE_WORDS
        dx, dy = struct.unpack_from(form, data(), at)
        at += struct.calcsize(form)
        xx, xy, yx, yy, size = _matrix(at, flags)
        at += size
        contours.extend(
            tuple(
                (round(x * xx + y * yx) + dx, round(x * xy + y * yy) + dy, on)
                for x, y, on in contour
            )
            for contour in _contours(number)
        )
        more = bool(flags & 0x20)  # MORE_COMPONENTS
    return contours


def _matrix(at: int, flags: int) -> tuple[float, float, float, float, int]:
    """Return xx, xy, yx, yy, which are numbers of 2.14 bits, and the bytes that they occupy."""
    if flags & 0x08:
        (both,) = struct.unpack_from(">h", data(), at)
        return both / 16384, 0, 0, both / 16384, 2
    if flags & 0x40:
        xx, yy = struct.unpack_from(">hh", data(), at)
        return xx / 16384, 0, 0, yy / 16384, 4
    if flags & 0x80:
        xx, xy, yx, yy = struct.unpack_from(">hhhh", data(), at)
        return xx / 16384, xy / 16384, yx / 16384, yy / 16384, 8
    return 1, 0, 0, 1, 0
