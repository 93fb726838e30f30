"""The header of structured append in a QR Code. ISO/IEC 18004:2015, 7.3, 7.7 to 7.9, and 8."""

from collections.abc import Callable, Iterator

from common.barcode.model.symbol import Sequence, Symbol

_HEADER = 0b0011  # the mode indicator of structured append
_LEVELS = "MLHQ"  # by the two bits of the format information (table 12)
_FORMAT_MASK = 0b10101  # of its first five bits (annex C)
# Blocks of error correction by version from 1 (table 9).
_BLOCKS = {
    level: tuple(map(int, numbers.split()))
    for level, numbers in {
        "L": "1 1 1 1 1 2 2 2 2 4 4 4 4 4 6 6 6 6 7 8 8 9 9 10 12 12 12 13 14 15 16 17 18 19 19 "
        "20 21 22 24 25",
        "M": "1 1 1 2 2 4 4 4 5 5 5 8 9 9 10 10 11 13 14 16 17 17 18 20 21 23 25 26 28 29 31 33 35 "
        "37 38 40 43 45 47 49",
        "Q": "1 1 2 2 4 4 6 6 8 8 8 10 12 16 12 17 16 18 21 20 23 23 25 27 29 34 34 35 38 40 43 45 "
        "48 51 53 56 59 62 65 68",
        "H": "1 1 2 4 4 4 5 6 8 8 11 11 16 16 18 16 19 21 25 25 25 34 30 32 35 37 40 42 45 48 51 "
        "54 57 60 63 66 70 74 77 81",
    }.items()
}
# Row and column to True if the mask inverts the module (table 10).
_MASKS: tuple[Callable[[int, int], bool], ...] = (
    lambda i, j: (i + j) % 2 == 0,
    lambda i, j: i % 2 == 0,
    lambda i, j: j % 3 == 0,
    lambda i, j: (i + j) % 3 == 0,
    lambda i, j: (i // 2 + j // 3) % 2 == 0,
    lambda i, j: i * j % 2 + i * j % 3 == 0,
    lambda i, j: (i * j % 2 + i * j % 3) % 2 == 0,
    lambda i, j: ((i + j) % 2 + i * j % 3) % 2 == 0,
)


def read(symbol: Symbol) -> Sequence | None:
    """Return the place that *symbol* states, or None if it states none."""
    rows = [row.modules for row in symbol.rows]
    side = len(rows)
    bits = int("".join(map(str, rows[8][:5])), 2) ^ _FORMAT_MASK
    level, mask = _LEVELS[bits >> 3], _MASKS[bits & 7]
    blocks = _BLOCKS[level][(side - 21) // 4]
    places = _places(side)
    stream = "".join([str(rows[i][j] ^ mask(i, j)) for i, j in places])
    # Blocks are interleaved by codeword: the first of each block, then the second of each.
    words = [stream[8 * at : 8 * at + 8] for at in (0, blocks, 2 * blocks)]
    header = "".join(words)
    if int(header[:4], 2) != _HEADER:
        return None
    index, count, parity = (int(header[at:end], 2) for at, end in ((4, 8), (8, 12), (12, 20)))
    return Sequence(index + 1, count + 1, str(parity))


def _places(side: int) -> Iterator[tuple[int, int]]:
    """Yield row and column of each module of data, in the order of its bits (7.7.3)."""
    taken = _function_modules(side)
    upward = True
    # Pairs of columns from the right; the vertical timing pattern is not in a pair.
    for right in (*range(side - 1, 6, -2), 5, 3, 1):
        for row in range(side - 1, -1, -1) if upward else range(side):
            for column in (right, right - 1):
                if (row, column) not in taken:
                    yield row, column
        upward = not upward


def _function_modules(side: int) -> set[tuple[int, int]]:
    """Return row and column of the modules of patterns, format and version."""
    taken = {(6, at) for at in range(side)} | {(at, 6) for at in range(side)}
    near, far = range(9), range(side - 8, side)
    for rows, columns in ((near, near), (near, far), (far, near)):
        taken |= {(i, j) for i in rows for j in columns}
    if side >= 45:  # version information, from version 7
        ends = range(side - 11, side - 8)
        taken |= {(i, j) for i in range(6) for j in ends} | {(j, i) for i in range(6) for j in ends}
    centres = _alignment(side)
    corners = {(6, 6), (6, side - 7), (side - 7, 6)}
    for centre in ((i, j) for i in centres for j in centres):
        if centre not in corners:
            taken |= {(centre[0] + i, centre[1] + j) for i in range(-2, 3) for j in range(-2, 3)}
    return taken


def _alignment(side: int) -> list[int]:
    """Return the rows and columns of the centres of alignment patterns (annex E)."""
    version = (side - 17) // 4
    if version == 1:
        return []
    count = version // 7 + 2
    # Equal even steps from the last one back; version 32 has a smaller step.
    step = 26 if version == 32 else -(-(side - 13) // (2 * count - 2)) * 2
    return [6, *sorted(side - 7 - step * at for at in range(count - 1))]
