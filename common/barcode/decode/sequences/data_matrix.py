"""The header of structured append in a Data Matrix. ISO/IEC 16022:2006, 5.6.2 and annex F."""

from itertools import pairwise

from common.barcode.model.symbol import Sequence, Symbol

_HEADER = 233  # the codeword of structured append, before all others
# Row and column of the last module of the first four codewords (figure F.1).
_PLACES = ((4, 0), (2, 2), (0, 4), (1, 7))
# The modules of a codeword from its last one, the highest bit first (figure F.2).
_SHAPE = ((-2, -2), (-2, -1), (-1, -2), (-1, -1), (-1, 0), (0, -2), (0, -1), (0, 0))
# The first codeword if the modules have six rows, and four more columns than eight divide: the left
# and the right upper corner (figure F.5).
_LOW = 6
_CORNER = ((-3, 0), (-2, 0), (-1, 0), (0, -2), (0, -1), (1, -1), (2, -1), (3, -1))
_REGIONS = (6, 4, 3, 2, 1)  # in a row or column of regions


def read(symbol: Symbol) -> Sequence | None:
    """Return the place that *symbol* states, or None if it states none."""
    rows = _without_borders([row.modules for row in symbol.rows])
    words = [_codeword(rows, *place) for place in _PLACES]
    if len(rows) == _LOW and len(rows[0]) % 8 == 4:
        words[0] = _value([rows[i][j] for i, j in _CORNER])
    if words[0] != _HEADER:
        return None
    place, file = words[1], words[2:]
    return Sequence((place >> 4) + 1, 17 - (place & 15), "".join(f"{word:03}" for word in file))


def _codeword(rows: list[bytes], row: int, column: int) -> int:
    return _value([_module(rows, row + i, column + j) for i, j in _SHAPE])


def _value(bits: list[int]) -> int:
    return int("".join(map(str, bits)), 2)


def _module(rows: list[bytes], row: int, column: int) -> int:
    """Return a module; those beyond an edge continue at the opposite one, shifted (F.3)."""
    height, width = len(rows), len(rows[0])
    if row < 0:
        row, column = row + height, column + 4 - (height + 4) % 8
    if column < 0:
        row, column = row + 4 - (width + 4) % 8, column + width
    # ISO/IEC 21471:2020: a low symbol is left at the bottom too.
    return rows[row % height][column]


def _without_borders(rows: list[bytes]) -> list[bytes]:
    """Return the modules of data, without the borders of the regions."""
    turned = [bytes(column) for column in zip(*rows, strict=True)]
    across = _inner(turned, solid_first=True)
    down = _inner(rows, solid_first=False)
    return [bytes(rows[i][j] for j in across) for i in down]


def _inner(lines: list[bytes], *, solid_first: bool) -> list[int]:
    """Return the lines that are no borders: a region begins and ends with one of them."""
    for regions in _REGIONS:
        size, rest = divmod(len(lines), regions)
        if not rest and all(
            _is_border(lines[at : at + size], solid_first=solid_first)
            for at in range(0, len(lines), size)
        ):
            return [at for at in range(len(lines)) if at % size not in (0, size - 1)]
    return []


def _is_border(region: list[bytes], *, solid_first: bool) -> bool:
    solid, dashed = (region[0], region[-1]) if solid_first else (region[-1], region[0])
    return all(solid) and all(one != other for one, other in pairwise(dashed))
