"""Codewords of Data Matrix symbols (ECC 200) and DMRE from their modules.

Written from ISO/IEC 16022:2006 and ISO/IEC 21471:2020; shares nothing with what encodes.
"""

from collections.abc import Iterator, Sequence
from functools import cache
from itertools import pairwise

from common.barcode.decode import error_correction

# Check codewords of each size, and of square ones the number of interleaved blocks, of others that
# of regions across (ISO/IEC 16022:2006, table 7; ISO/IEC 21471:2020 for the extension).
_SQUARES = {
    10: (5, 1), 12: (7, 1), 14: (10, 1), 16: (12, 1), 18: (14, 1), 20: (18, 1), 22: (20, 1),
    24: (24, 1), 26: (28, 1), 32: (36, 1), 36: (42, 1), 40: (48, 1), 44: (56, 1), 48: (68, 1),
    52: (84, 2), 64: (112, 2), 72: (144, 4), 80: (192, 4), 88: (224, 4), 96: (272, 4),
    104: (336, 6), 120: (408, 6), 132: (496, 8), 144: (620, 10),
}  # fmt: skip
_RECTANGLES = {
    (8, 18): (7, 1), (8, 32): (11, 2), (12, 26): (14, 1), (12, 36): (18, 2), (16, 36): (24, 2),
    (16, 48): (28, 2), (8, 48): (15, 2), (8, 64): (18, 4), (8, 80): (22, 4), (8, 96): (28, 4),
    (8, 120): (32, 6), (8, 144): (36, 6), (12, 64): (27, 4), (12, 88): (36, 4), (16, 64): (36, 4),
    (20, 36): (28, 2), (20, 44): (34, 2), (20, 64): (42, 4), (22, 48): (38, 2), (24, 48): (41, 2),
    (24, 64): (46, 4), (26, 40): (38, 2), (26, 48): (42, 2), (26, 64): (50, 4),
}  # fmt: skip
_FIELD = error_correction.binary_field(8, 0x12D)
_MOST_WRONG = 0.2  # of the modules of a border that may be damaged
# The modules of a codeword from its last one, the highest bit first.
_SHAPE = ((-2, -2), (-2, -1), (-1, -2), (-1, -1), (-1, 0), (0, -2), (0, -1), (0, 0))

Modules = Sequence[bytes]
_Places = tuple[tuple[int, int], ...]  # row and column of the eight modules, the highest bit first


def read(modules: Modules) -> bytes | None:
    """Return the corrected data codewords of a symbol, or None if they can't be corrected.

    Args:
        modules: rows top to bottom, a byte a module, 1 is dark, with the borders.
    """
    size = len(modules), len(modules[0])
    checks, blocks = _checks(size)
    if not checks:
        return None
    rows = without_borders(modules)
    if rows is None:
        return None
    places = _placement(len(rows), len(rows[0]))
    words = [_value(rows, one) for one in places]
    data = bytearray(len(words) - checks)
    for block in range(blocks):
        # Codewords of all blocks take turns, data and checks alike.
        numbers = [at for at in range(len(words)) if at % blocks == block]
        found = error_correction.correct(
            _FIELD, [words[at] for at in numbers], checks // blocks, first_root=1
        )
        if found is None:
            return None
        for at, word in zip(numbers, found.codewords, strict=True):
            if at < len(data):
                data[at] = word
    return bytes(data)


def first_codewords(modules: Modules, count: int) -> list[int]:
    """Return the first *count* codewords, not corrected; [] if *modules* are no symbol."""
    rows = without_borders(modules)
    if rows is None:
        return []
    return [_value(rows, one) for one in _placement(len(rows), len(rows[0]))[:count]]


def first_codeword(modules: Modules) -> int:
    """Return the first codeword of a symbol, not corrected; -1 if there is none of this size."""
    height, width = len(modules), len(modules[0])
    return (
        sum(
            modules[row][column] << 7 - bit
            for bit, (row, column) in enumerate(_first_places(height, width))
        )
        # The whole symbol is not corrected: whether it is one of several shows in this codeword.
        if _checks((height, width))[0]
        else -1
    )


@cache
def _first_places(height: int, width: int) -> _Places:
    """Return where the bits of the first codeword are in a symbol, with its borders."""
    down, across = _regions(height, width)
    rows, columns = _inner(height, down), _inner(width, across)
    return tuple(
        (rows[row], columns[column]) for row, column in _placement(len(rows), len(columns))[0]
    )


def _checks(size: tuple[int, int]) -> tuple[int, int]:
    """Return the numbers of check codewords and of blocks of a symbol of *size*, or zeros."""
    if size[0] == size[1]:
        return _SQUARES.get(size[0], (0, 0))
    return _RECTANGLES.get(size, (0, 0))[0], 1


def _value(rows: Modules, places: _Places) -> int:
    return int("".join(str(rows[row][column]) for row, column in places), 2)


def without_borders(modules: Modules) -> list[bytes] | None:
    """Return the modules of data, without the borders of the regions; None if it has none."""
    height, width = len(modules), len(modules[0])
    down, across = _regions(height, width)
    turned = [bytes(column) for column in zip(*modules, strict=True)]
    if not across or not (
        _is_bordered(turned, width // across, solid_first=True)
        and _is_bordered(modules, height // down, solid_first=False)
    ):
        return None
    columns = _inner(width, across)
    return [bytes(modules[row][column] for column in columns) for row in _inner(height, down)]


def _regions(height: int, width: int) -> tuple[int, int]:
    """Return how many regions a symbol has down and across, or zeros (table 7)."""
    if height != width:
        return 1, _RECTANGLES.get((height, width), (0, 0))[1]
    if height not in _SQUARES:
        return 0, 0
    # Larger symbols are divided, so that a reader finds its grid again.
    count = 1 if height <= 26 else 2 if height <= 52 else 4 if height <= 104 else 6
    return count, count


def _inner(length: int, regions: int) -> list[int]:
    """Return the lines that are no borders: a region begins and ends with one of them."""
    size = length // regions
    return [at for at in range(length) if at % size not in (0, size - 1)]


def _is_bordered(lines: Modules, size: int, *, solid_first: bool) -> bool:
    """Return True if borders are at the ends of each *size* lines, but for some damage."""
    wrong = 0
    for at in range(0, len(lines), size):
        ends = lines[at], lines[at + size - 1]
        # Solid at the left and below, alternating at the right and above.
        solid, dashed = ends if solid_first else ends[::-1]
        wrong += solid.count(0) + sum(one == other for one, other in pairwise(dashed))
    return wrong <= _MOST_WRONG * 2 * len(lines[0]) * (len(lines) // size)


@cache
def _placement(height: int, width: int) -> tuple[_Places, ...]:
    """Return where each codeword is in *height* rows of *width* modules (annex F)."""
    taken: set[tuple[int, int]] = set()
    found = []
    for places in _walk(height, width, taken):
        taken.update(places)
        found.append(places)
    return tuple(found)


def _walk(height: int, width: int, taken: set[tuple[int, int]]) -> Iterator[_Places]:
    """Yield the places of the codewords, on diagonals upwards and downwards in turn."""
    # The walk begins and turns outside the symbol; places outside wrap around to the other side.
    row, column = 4, 0
    while row < height or column < width:
        yield from _corner(row, column, height, width)
        while row >= 0 and column < width:
            if row < height and column >= 0 and (row, column) not in taken:
                yield _shape(row, column, height, width)
            row, column = row - 2, column + 2
        row, column = row + 1, column + 3
        while row < height and column >= 0:
            if row >= 0 and column < width and (row, column) not in taken:
                yield _shape(row, column, height, width)
            row, column = row + 2, column - 2
        row, column = row + 3, column + 1


def _shape(row: int, column: int, height: int, width: int) -> _Places:
    return tuple(_wrapped(row + i, column + j, height, width) for i, j in _SHAPE)


def _wrapped(row: int, column: int, height: int, width: int) -> tuple[int, int]:
    """Return a module; those beyond an edge continue at the opposite one, shifted."""
    if row < 0:
        row, column = row + height, column + 4 - (height + 4) % 8
    if column < 0:
        row, column = row + 4 - (width + 4) % 8, column + width
    # ISO/IEC 21471:2020: a low symbol is left at the bottom too.
    return row % height, column


def _corner(row: int, column: int, height: int, width: int) -> Iterator[_Places]:
    """Yield the codeword that lies in corners, if it is next."""
    low, right = height - 1, width - 1
    # Four sizes of rest at the corner, each with a shape of its own; sides decide which one
    # occurs.
    if (row, column) == (height, 0):
        yield (
            *((low, 0), (low, 1), (low, 2), (0, right - 1)),
            *((0, right), (1, right), (2, right), (3, right)),
        )
    if (row, column) == (height - 2, 0) and width % 4:
        yield (
            *((low - 2, 0), (low - 1, 0), (low, 0), (0, right - 3)),
            *((0, right - 2), (0, right - 1), (0, right), (1, right)),
        )
    if (row, column) == (height - 2, 0) and width % 8 == 4:
        yield (
            *((low - 2, 0), (low - 1, 0), (low, 0), (0, right - 1)),
            *((0, right), (1, right), (2, right), (3, right)),
        )
    if (row, column) == (height + 4, 2) and width % 8 == 0:
        yield (
            *((low, 0), (low, right), (0, right - 2), (0, right - 1)),
            *((0, right), (1, right - 2), (1, right - 1), (1, right)),
        )
