"""Data bits of Aztec Codes from their modules, corrected.

Written from ISO/IEC 24778:2008; shares nothing with what encodes.
"""

from collections.abc import Iterator, Sequence
from functools import cache
from itertools import product

from common.barcode.decode import error_correction

_COMPACT, _FULL = 11, 14  # modules of the core, the reference grid left out
_MOST_COMPACT = 4  # layers
_GRID = 15  # modules from one line of the reference grid to the next
# Bits of a codeword up to this number of layers, and its field.
_WORDS = ((2, 6, 0x43), (8, 8, 0x12D), (22, 10, 0x409), (32, 12, 0x1069))
_MODE_BITS, _MODE_POLYNOMIAL = 4, 0x13
# Of the mode message: bits of the number of data codewords, and data words of four bits.
_MODE = {True: (6, 2), False: (11, 4)}

Modules = Sequence[bytes]


def bits(modules: Modules, *, is_damaged: bool = True) -> Iterator[int]:
    """Yield the bits of the data, without those that are stuffed into codewords.

    Nothing is yielded if the codewords can't be corrected.

    Args:
        modules: rows top to bottom, a byte a module, 1 is dark; upright.
        is_damaged: False takes the codewords as they are.
    """
    layers, is_compact = _size(modules)
    if not layers:
        return
    _, size, polynomial = next(one for one in _WORDS if layers <= one[0])
    values = [modules[row][column] for row, column in _places(len(modules), layers, is_compact)]
    # Codewords end with the last bit, so that the first ones may be left over.
    words = [_number(values[at : at + size]) for at in range(len(values) % size, len(values), size)]
    if is_damaged:
        words = _corrected(modules, words, size, polynomial, is_compact=is_compact)
    for word in words:
        digits = [word >> place & 1 for place in range(size - 1, -1, -1)]
        # A codeword is never all alike: its last bit then differs, and is no data.
        yield from digits[:-1] if len(set(digits[:-1])) == 1 else digits


def _corrected(
    modules: Modules, words: list[int], size: int, polynomial: int, *, is_compact: bool
) -> list[int]:
    """Return the corrected data codewords of *words*; [] if they can't be corrected."""
    count = _data_codewords(modules, is_compact=is_compact)
    if not 0 < count < len(words):
        return []
    found = error_correction.correct(_field(size, polynomial), words, len(words) - count)
    return list(found.codewords[:count]) if found else []


@cache
def _field(size: int, polynomial: int) -> error_correction.Field:
    return error_correction.binary_field(size, polynomial)


def _data_codewords(modules: Modules, *, is_compact: bool) -> int:
    """Return the number of data codewords that the mode message states; 0 if it can't be read."""
    centre, reach = len(modules) // 2, 5 if is_compact else 7
    # Between the orientation marks of the core, clockwise from its upper left corner; the lines of
    # the reference grid cross the middle of each side of a full core.
    steps = [at for at in range(2 - reach, reach - 1) if is_compact or at]
    ring = [
        *((-reach, at) for at in steps),
        *((at, reach) for at in steps),
        *((reach, -at) for at in steps),
        *((-at, -reach) for at in steps),
    ]
    read = [modules[centre + row][centre + column] for row, column in ring]
    words = [_number(read[at : at + _MODE_BITS]) for at in range(0, len(read), _MODE_BITS)]
    count_bits, data = _MODE[is_compact]
    field = _field(_MODE_BITS, _MODE_POLYNOMIAL)
    found = error_correction.correct(field, words, len(words) - data)
    if found is None:
        return 0
    message = 0
    for word in found.codewords[:data]:
        message = message << _MODE_BITS | word
    return (message & (1 << count_bits) - 1) + 1


def _number(digits: Sequence[int]) -> int:
    return int("".join(map(str, digits)), 2)


def _size(modules: Modules) -> tuple[int, bool]:
    """Return the layers, and True if the core is compact; no layers if it is no such symbol."""
    side, centre = len(modules), len(modules) // 2
    if side < 2 * 5 + 1 or any(len(row) != side for row in modules):
        return 0, False
    # The fifth ring of a full core is light, that of a compact one has the orientation marks: three
    # modules in its upper left corner.
    marks = [modules[centre - 5][centre - 5], modules[centre - 5][centre - 4]]
    marks.append(modules[centre - 4][centre - 5])
    if sum(marks) >= 2:
        layers, rest = divmod(side - _COMPACT, 4)
        return (layers, True) if 1 <= layers <= _MOST_COMPACT and not rest else (0, True)
    return next((layers for layers in range(1, 33) if _full_side(layers) == side), 0), False


def _full_side(layers: int) -> int:
    """Return the modules of a side of a full symbol, with the lines of the reference grid."""
    modules = _FULL + 4 * layers
    return modules + 1 + 2 * ((modules // 2 - 1) // _GRID)


def _places(side: int, layers: int, is_compact: bool) -> Iterator[tuple[int, int]]:
    """Yield row and column of the modules of all layers, the outermost first.

    Each side is two modules thick. It begins at a corner and runs to the next, counter-clockwise.
    """
    lines = list(range(side))
    if not is_compact:
        # The reference grid is left out.
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
