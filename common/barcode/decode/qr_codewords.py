"""Codewords of QR Codes from their modules, with the number of errors in each block.

Written from ISO/IEC 18004:2015; shares nothing with what encodes.
"""

from collections.abc import Callable, Sequence
from functools import cache

from msgspec import Struct

from common.barcode.decode import error_correction

# ISO/IEC 18004:2015, table 9: check codewords of a block and blocks, of versions 1 to 40.
_CHECKS = {
    "L": (7, 10, 15, 20, 26, 18, 20, 24, 30, 18, 20, 24, 26, 30, 22, 24, 28, 30, 28, 28, 28, 28,
          30, 30, 26, 28, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30),
    "M": (10, 16, 26, 18, 24, 16, 18, 22, 22, 26, 30, 22, 22, 24, 24, 28, 28, 26, 26, 26, 26, 28,
          28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28),
    "Q": (13, 22, 18, 26, 18, 24, 18, 22, 20, 24, 28, 26, 24, 20, 30, 24, 28, 28, 26, 30, 28, 30,
          30, 30, 30, 28, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30),
    "H": (17, 28, 22, 16, 22, 28, 26, 26, 24, 28, 24, 28, 22, 24, 24, 30, 28, 28, 26, 28, 30, 24,
          30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30),
}  # fmt: skip
_BLOCKS = {
    "L": (1, 1, 1, 1, 1, 2, 2, 2, 2, 4, 4, 4, 4, 4, 6, 6, 6, 6, 7, 8, 8, 9, 9, 10, 12, 12, 12, 13,
          14, 15, 16, 17, 18, 19, 19, 20, 21, 22, 24, 25),
    "M": (1, 1, 1, 2, 2, 4, 4, 4, 5, 5, 5, 8, 9, 9, 10, 10, 11, 13, 14, 16, 17, 17, 18, 20, 21, 23,
          25, 26, 28, 29, 31, 33, 35, 37, 38, 40, 43, 45, 47, 49),
    "Q": (1, 1, 2, 2, 4, 4, 6, 6, 8, 8, 8, 10, 12, 16, 12, 17, 16, 18, 21, 20, 23, 23, 25, 27, 29,
          34, 34, 35, 38, 40, 43, 45, 48, 51, 53, 56, 59, 62, 65, 68),
    "H": (1, 1, 2, 4, 4, 4, 5, 6, 8, 8, 11, 11, 16, 16, 18, 16, 19, 21, 25, 25, 25, 34, 30, 32, 35,
          37, 40, 42, 45, 48, 51, 54, 57, 60, 63, 66, 70, 74, 77, 81),
}  # fmt: skip
# ISO/IEC 18004:2015, table 12 and 7.9.1: levels by their two bits, and the mask of the format.
_LEVELS = {0b01: "L", 0b00: "M", 0b11: "Q", 0b10: "H"}
_FORMAT_MASK = 0b101010000010010
_FORMAT_POLYNOMIAL = 0b10100110111
_MOST_FORMAT_ERRORS = 3
_FIELD = error_correction.binary_field(8, 0x11D)
# ISO/IEC 18004:2015, table 10: a data mask inverts the modules of row r and column c for which the
# condition holds.
_MASKS: tuple[Callable[[int, int], bool], ...] = (
    lambda r, c: (r + c) % 2 == 0,
    lambda r, _: r % 2 == 0,
    lambda _, c: c % 3 == 0,
    lambda r, c: (r + c) % 3 == 0,
    lambda r, c: (r // 2 + c // 3) % 2 == 0,
    lambda r, c: r * c % 2 + r * c % 3 == 0,
    lambda r, c: (r * c % 2 + r * c % 3) % 2 == 0,
    lambda r, c: ((r + c) % 2 + r * c % 3) % 2 == 0,
)

Modules = Sequence[bytes]


class QrCodewords(Struct, frozen=True):
    """What a QR Code holds.

    Attributes:
        version: 1 to 40.
        level: L, M, Q or H.
        data: the data codewords, corrected, in order.
        margin: the part of error correction that is left in the worst block, from 0 to 1.
    """

    version: int
    level: str
    data: bytes
    margin: float


def read(modules: Modules) -> QrCodewords | None:
    """Return the codewords of a QR Code; None if they can't be corrected.

    Args:
        modules: rows top to bottom, a byte a module, 1 is dark, without quiet zone.
    """
    version = _version(modules)
    if not version:
        return None
    found = _format(modules)
    if found is None:
        return None
    level, mask = found
    checks, blocks = _CHECKS[level][version - 1], _BLOCKS[level][version - 1]
    data = b""
    margin = 1.0
    for block in _blocks(_codewords(modules, version, mask), checks, blocks):
        corrected = error_correction.correct(_FIELD, block, checks, first_root=0)
        if corrected is None:
            return None
        data += bytes(corrected.codewords[:-checks])
        # The block with the least left is the one that fails first.
        margin = min(margin, 1 - corrected.errors / (checks // 2))
    return QrCodewords(version, level, data, margin)


def mode(modules: Modules) -> int | None:
    """Return the first four bits of the data, not corrected; None if the format can't be read.

    They are the mode indicator of the first segment (ISO/IEC 18004:2015, table 2).
    """
    found = _format(modules) if _version(modules) else None
    if found is None:
        return None
    return modes(modules, found[1])[0]


def modes(modules: Modules, mask: int) -> tuple[int, int]:
    """Return the first four bits of the data, not corrected, as they stand and if mirrored.

    Args:
        modules: as `read` takes them.
        mask: the number of the data mask, 0 to 7.
    """
    is_inverted, last = _MASKS[mask], len(modules) - 1
    inner = last - 1
    # In the order of placement (7.7.3), the highest bit first.
    first, last_bit = modules[last][last], modules[inner][inner]
    left, above = modules[last][inner], modules[inner][last]
    first ^= is_inverted(last, last)
    last_bit ^= is_inverted(inner, inner)
    masks = is_inverted(last, inner), is_inverted(inner, last)

    def value(second: int, third: int) -> int:
        return first << 3 | (second ^ masks[0]) << 2 | (third ^ masks[1]) << 1 | last_bit

    return value(left, above), value(above, left)


def _version(modules: Modules) -> int:
    """Return the version of a symbol of this size, or 0 if there is none."""
    side = len(modules)
    version = (side - 17) // 4
    is_size = side == 17 + 4 * version and 1 <= version <= 40
    return version if is_size and all(len(row) == side for row in modules) else 0


def _format(modules: Modules) -> tuple[str, int] | None:
    """Return the level and the mask, from the better of both copies (7.9.1)."""
    side = len(modules)
    # From the lowest bit: down from the top and then left, and from the right end and then down.
    first = [modules[row][8] for row in (0, 1, 2, 3, 4, 5, 7, 8)]
    first += [modules[8][column] for column in (7, 5, 4, 3, 2, 1, 0)]
    second = [modules[8][side - 1 - at] for at in range(8)]
    second += [modules[side - 7 + at][8] for at in range(7)]
    errors, best = min(
        ((bits ^ word).bit_count(), content)
        for bits in (_bits(first), _bits(second))
        for content, word in enumerate(_format_words())
    )
    if errors > _MOST_FORMAT_ERRORS:
        return None
    return _LEVELS[best >> 3], best & 7


def _bits(lowest_first: Sequence[int]) -> int:
    return sum(bit << at for at, bit in enumerate(lowest_first))


@cache
def _format_words() -> tuple[int, ...]:
    words = []
    for content in range(32):
        rest = content << 10
        # Division by the generator polynomial of the BCH code.
        for bit in reversed(range(10, 15)):
            if rest >> bit & 1:
                rest ^= _FORMAT_POLYNOMIAL << (bit - 10)
        words.append((content << 10 | rest) ^ _FORMAT_MASK)
    return tuple(words)


def _codewords(modules: Modules, version: int, mask: int) -> bytes:
    """Return the codewords in the order of placement (7.7.3)."""
    reserved, is_inverted = _reserved(version), _MASKS[mask]
    side = len(modules)
    bits = []
    is_upward = True
    # Pairs of columns from the right; the vertical timing pattern in column 6 is in no pair.
    for right in (*range(side - 1, 6, -2), 5, 3, 1):
        rows = range(side - 1, -1, -1) if is_upward else range(side)
        bits += [
            modules[row][column] ^ is_inverted(row, column)
            for row in rows
            for column in (right, right - 1)
            if not reserved[row][column]
        ]
        is_upward = not is_upward
    whole = len(bits) // 8
    return bytes(int("".join(map(str, map(int, bits[8 * n : 8 * n + 8]))), 2) for n in range(whole))


@cache
def _reserved(version: int) -> tuple[bytes, ...]:
    """Return 1 for each module of a function pattern, format or version information (6.3)."""
    side = 17 + 4 * version
    rows = [bytearray(side) for _ in range(side)]

    def fill(top: int, left: int, height: int, width: int) -> None:
        for row in rows[top : top + height]:
            row[left : left + width] = b"\x01" * width

    fill(0, 0, 9, 9)
    fill(0, side - 8, 9, 8)
    fill(side - 8, 0, 8, 9)
    fill(6, 0, 1, side)
    fill(0, 6, side, 1)
    centres = alignment_centres(version)
    last = len(centres) - 1
    for i, row in enumerate(centres):
        for j, column in enumerate(centres):
            # Not below the finder patterns.
            if (i, j) not in ((0, 0), (0, last), (last, 0)):
                fill(row - 2, column - 2, 5, 5)
    if version >= 7:
        fill(0, side - 11, 6, 3)
        fill(side - 11, 0, 3, 6)
    return tuple(map(bytes, rows))


def alignment_centres(version: int) -> tuple[int, ...]:
    """Return the rows and columns of alignment patterns (annex E)."""
    if version == 1:
        return ()
    count = version // 7 + 2
    last = 10 + 4 * version
    # Even distances, counted from the end; the first one takes what is left. Version 32 is an
    # exception of the table.
    step = 26 if version == 32 else (version * 4 + count * 2 + 1) // (count * 2 - 2) * 2
    return (6, *reversed([last - step * at for at in range(count - 1)]))


def _blocks(codewords: bytes, checks: int, count: int) -> list[list[int]]:
    """Return the interleaved *codewords* as blocks of data and check codewords (7.6)."""
    shorter = len(codewords) // count - checks
    longer_from = count - len(codewords) % count
    blocks: list[list[int]] = [[] for _ in range(count)]
    rest = iter(codewords)
    for at in range(shorter + 1):
        for number, block in enumerate(blocks):
            # Shorter blocks come first, and have no codeword in the last round.
            if at < shorter or number >= longer_from:
                block.append(next(rest))
    for _ in range(checks):
        for block in blocks:
            block.append(next(rest))
    return blocks
