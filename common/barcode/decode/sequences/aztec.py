"""The header of structured append in an Aztec Code. ISO/IEC 24778:2008, 7 to 9 and 15."""

from collections.abc import Iterator
from itertools import product

from common.barcode.model.symbol import Sequence, Symbol

# Latches to Mixed and back to Upper, before all data, announce the header (15.1).
_ANNOUNCEMENT = [29, 29]
_CHARACTER_BITS = 5
_SPACE, _A = 1, 2  # characters of Upper (table 2)
_COMPACT, _FULL = 11, 14  # modules of the core, the reference grid left out
_GRID = 15  # modules from one line of the reference grid to the next
# Bits of a codeword up to this number of layers (table 1).
_WORDS = ((2, 6), (8, 8), (22, 10), (32, 12))


def read(symbol: Symbol) -> Sequence | None:
    """Return the place that *symbol* states, or None if it states none.

    The identifier is in capitals, so that the whole header is in Upper.
    """
    characters = _characters(_data_bits([row.modules for row in symbol.rows]))
    if [next(characters), next(characters)] != _ANNOUNCEMENT:
        return None
    id, character = "", next(characters)
    if character == _SPACE:  # an identifier stands between two spaces
        while (character := next(characters)) != _SPACE:
            id += chr(ord("A") + character - _A)
        character = next(characters)
    return Sequence(character - _A + 1, next(characters) - _A + 1, id)


def _characters(bits: Iterator[int]) -> Iterator[int]:
    while True:
        value = 0
        for _ in range(_CHARACTER_BITS):
            value = value * 2 + next(bits)
        yield value


def _data_bits(rows: list[bytes]) -> Iterator[int]:
    """Yield the bits of the data, without those that are stuffed into codewords (8.2)."""
    layers, is_compact = _size(rows)
    size = next(bits for most, bits in _WORDS if layers <= most)
    bits = [rows[row][column] for row, column in _places(len(rows), layers, is_compact)]
    # Codewords end with the last bit, so that the first ones may be left over.
    for at in range(len(bits) % size, len(bits), size):
        word = bits[at : at + size]
        # A codeword is never all alike: its last bit then differs, and is no data.
        yield from word[:-1] if len(set(word[:-1])) == 1 else word


def _size(rows: list[bytes]) -> tuple[int, bool]:
    """Return the layers, and True if the core is compact."""
    side, centre = len(rows), len(rows) // 2
    # The fifth ring of a full core is light, that of a compact one has the orientation marks.
    is_compact = bool(rows[centre - 5][centre - 5])
    if is_compact:
        return (side - _COMPACT) // 4, True
    return next(layers for layers in range(1, 33) if _full_side(layers) == side), False


def _full_side(layers: int) -> int:
    """Return the modules of a side of a full symbol, with the lines of the reference grid."""
    modules = _FULL + 4 * layers
    return modules + 1 + 2 * ((modules // 2 - 1) // _GRID)


def _places(side: int, layers: int, is_compact: bool) -> Iterator[tuple[int, int]]:
    """Yield row and column of the modules of all layers, the outermost first (9.2).

    Each side is two modules thick. It begins at a corner and runs to the next, counter-clockwise.
    """
    lines = list(range(side))
    if not is_compact:
        # The reference grid is left out (9.1).
        lines = [line for line in lines if (line - side // 2) % (_GRID + 1)]
    for layer in range(layers):
        low, high = 2 * layer, len(lines) - 1 - 2 * layer
        length = high - low - 1
        for corner in range(4):
            for along, across in product(range(length), (0, 1)):
                i, j = low + along, low + across
                # The side at the left, downwards, turned to each of the four sides.
                for _ in range(corner):
                    i, j = len(lines) - 1 - j, i
                yield lines[i], lines[j]
