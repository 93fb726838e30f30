"""Tells of which 2D symbology an area shows a part that no chance pattern has.

Finder patterns and borders are fixed by each symbology. One of them is enough to know that a symbol
was there, even if the others, by which readers find it, are lost.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import product

from PIL import Image

from common.barcode.decode.diagnosis import grid
from common.barcode.decode.diagnosis.grid import Grid
from common.barcode.decode.diagnosis.view import View

Cells = Sequence[str]

# Agreement of edges with a grid, across and down, below which modules can't be told apart.
_MIN_SHARE = 0.4
# Of the modules of a finder pattern. One of 7 by 7 chance modules agrees as far once in 300 000
# times (binomial distribution), and a symbol has some hundred places.
_MATCHING = 0.82
# Of the dark modules of a pattern in a corner, if none of its light ones is dark.
_UNPRINTED = 0.45
_MIN_LINE = 8  # modules of a border, which the smallest Data Matrix, 10 by 10, keeps if cut
_LINE_SHARE = 0.6  # of a side
_SOLID = 0.8  # of a line that crosses the symbol
_MANY = 20  # dots or modules that must agree
_ALIKE = 0.95  # of the dots
_FRAMED = 0.8  # of the modules of frames
_MACRO = 6  # modules of a macromodule
_CODEWORD, _ADDRESS = 17, 10  # modules of the parts of a row (ISO/IEC 15438, ISO/IEC 24728)
_ROWS = 0.6  # of the rows of modules
_MIN_ROWS = 4
_STACKED = 1.8  # times as high as wide are rows of bars, at least

_RUN = re.compile(rb"\xff+|\x00+")
_RINGS = (1, 1, 1, 1, 1, 1.5, 1, 1, 1, 1, 1)  # dark and light in turn
_ROUNDED = 0.4  # of the width of a ring
_SCANNED = 200  # rows

_QR = ("1111111", "1000001", "1011101", "1011101", "1011101", "1000001", "1111111")
# ISO/IEC 20830, 5.2: the four differ by a turn
_HAN_XIN = ("1111111", "1000000", "1011111", "1010000", "1010111", "1010111", "1010111")
# ISO/IEC 24778, 7.1: the rings of the compact symbol, with which the others begin
_AZTEC = tuple(
    "".join("01"[max(abs(x), abs(y)) % 2 == 0] for x in range(-4, 5)) for y in range(-4, 5)
)


def symbology(view: View) -> str:
    """Return the id of the symbology of which *view* shows a part, or an empty string."""
    if not view.is_linear and has_bullseye(view.dark):
        return "maxicode"
    found = view.grid
    if view.is_linear or min(axis.share for axis in found) < _MIN_SHARE:
        return ""
    rows = grid.cells(view.dark, found)
    if len(rows) < _MIN_ROWS:
        return ""
    return next((name for name, is_part in _PARTS if is_part(rows, found)), "")


def has_bullseye(dark: Image.Image) -> bool:
    """Return True if the three rings of MaxiCode (ISO/IEC 16023, 4.2) are in *dark*.

    Args:
        dark: 255 if dark, else 0.
    """
    width, height = dark.size
    data, turned = dark.tobytes(), dark.transpose(Image.Transpose.TRANSPOSE).tobytes()
    for y in range(0, height, max(1, height // _SCANNED)):
        for x, ring in _rings(data[y * width : (y + 1) * width]):
            column = turned[int(x) * height : (int(x) + 1) * height]
            if any(
                abs(middle - y) <= ring and abs(other - ring) <= ring / 2
                for middle, other in _rings(column)
            ):
                return True
    return False


def _rings(line: bytes) -> Iterator[tuple[float, float]]:
    """Yield the middle of rings that *line* crosses, and how wide each is, in px."""
    runs = [match.span() for match in _RUN.finditer(line)]
    for place in range(len(runs) - len(_RINGS) + 1):
        parts = runs[place : place + len(_RINGS)]
        ring = (parts[-1][1] - parts[0][0]) / sum(_RINGS)
        if line[parts[0][0]] and all(
            abs((end - start) - wide * ring) <= _ROUNDED * ring + 1
            for (start, end), wide in zip(parts, _RINGS, strict=True)
        ):
            yield (parts[0][0] + parts[-1][1]) / 2, ring


def _has(*patterns: Sequence[str]) -> Callable[[Cells, Grid], bool]:
    """Return a function that tells whether one of *patterns* is in rows of modules."""
    turned = [each for pattern in patterns for each in _orientations(pattern)]
    masks = sorted({tuple(int(row, 2) for row in each) for each in turned})
    height, width = len(patterns[0]), len(patterns[0][0])
    most = int((1 - _MATCHING) * width * height)
    dark = sum(row.count("1") for row in patterns[0])

    def is_there(rows: Cells, _: Grid) -> bool:
        numbers = [int(row, 2) for row in rows]
        every = (1 << width) - 1
        last, end = len(rows) - height, len(rows[0]) - width
        for top, shift in product(range(last + 1), range(end + 1)):
            seen = [numbers[top + y] >> shift & every for y in range(height)]
            is_corner = top in (0, 1, last) and shift in (0, 1, end)
            for mask in masks:
                # Ink where none should be, and none where it should be.
                extra, missing = (
                    sum((one & ~other).bit_count() for one, other in zip(*pair, strict=True))
                    for pair in ((seen, mask), (mask, seen))
                )
                is_pale = is_corner and extra <= 1 and missing <= _UNPRINTED * dark
                if extra + missing <= most or is_pale:
                    return True
        return False

    return is_there


def _orientations(pattern: Sequence[str]) -> list[Sequence[str]]:
    found = [pattern]
    for _ in range(3):
        found.append(_turned(found[-1]))
    return found + [each[::-1] for each in found]


def _turned(rows: Cells) -> list[str]:
    return ["".join(column) for column in zip(*rows[::-1], strict=True)]


def _has_two_borders(rows: Cells, _: Grid) -> bool:
    """Return True if two sides are solid, or have dark and light modules in turn.

    Solid sides of Data Matrix meet; those of a frame lie opposite each other.
    """
    kinds = []
    turned: Cells = rows
    for _turn in range(4):
        # Something may lie outside of the border.
        kinds.append({kind for line in turned[:2] for kind in _borders(line)})
        turned = _turned(turned)
    found = [kind for kind in kinds if kind]
    if len(found) < 2:
        return False
    return not any(
        one == other == {"solid"} for one, other in zip(kinds[:2], kinds[2:], strict=True)
    )


def _borders(line: str) -> Iterator[str]:
    """Yield ``solid`` or ``dashed`` if *line* is such a border over most of its length."""
    least = max(_MIN_LINE, round(_LINE_SHARE * len(line)))
    if "1" * least in line:
        yield "solid"
    if ("10" * least)[:least] in line:
        yield "dashed"


def _is_dotted(rows: Cells, _: Grid) -> bool:
    """Return True if dark modules have one colour of a chessboard (AIM DotCode, 4.1)."""
    colours = [
        (x + y) % 2 for y, row in enumerate(rows) for x, cell in enumerate(row) if cell == "1"
    ]
    most = max(colours.count(0), colours.count(1))
    return len(colours) >= _MANY and most >= _ALIKE * len(colours)


def _has_macromodules(rows: Cells, _: Grid) -> bool:
    """Return True if frames of 6 by 6 modules are dark and light in turn (Grid Matrix)."""
    height, width = len(rows), len(rows[0])
    if min(height, width) < 3 * _MACRO:
        return False
    for top, left in product(range(_MACRO), repeat=2):
        agree = total = 0
        for y, row in enumerate(rows):
            down, inner_y = divmod(y + top, _MACRO)
            for x, cell in enumerate(row):
                along, inner_x = divmod(x + left, _MACRO)
                if inner_y in (0, _MACRO - 1) or inner_x in (0, _MACRO - 1):
                    total += 1
                    agree += (cell == "1") == ((down + along) % 2 == 0)
        if max(agree, total - agree) >= _FRAMED * total:
            return True
    return False


def _has_lines(rows: Cells, _: Grid) -> bool:
    """Return True if a solid dark line, with a light one next to it, crosses the middle."""
    for turned in (rows, _turned(rows)):
        shares = [row.count("1") / len(row) for row in turned]
        middle = range(len(turned) // 4, len(turned) * 3 // 4)
        dark = [place for place in middle if shares[place] >= _SOLID]
        # One line may be a scratch or a stroke of a pen.
        if any(place + 2 in dark and shares[place + 1] <= 1 - _SOLID for place in dark):
            return True
    return False


def _has_codewords(rows: Cells, found: Grid) -> bool:
    """Return True if bars begin on nearly all rows at the distances of codewords."""
    if found.down.pitch < _STACKED * found.across.pitch:
        return False
    filled = [row for row in rows if "1" in row]
    if len(filled) < _MIN_ROWS:
        return False
    strong = {
        x
        for x in range(1, len(rows[0]))
        if sum(row[x - 1 : x + 1] == "01" for row in filled) >= _ROWS * len(filled)
    }
    return any(
        {x + first, x + first + second} <= strong
        for x in (0, *strong)
        for first, second in product((_CODEWORD, _ADDRESS), repeat=2)
    )


# Those that fewer chance patterns have first.
_PARTS: tuple[tuple[str, Callable[[Cells, Grid], bool]], ...] = (
    ("qr", _has(_QR)),
    ("hanxin", _has(_HAN_XIN)),
    ("aztec", _has(_AZTEC)),
    ("pdf417", _has_codewords),
    ("gridmatrix", _has_macromodules),
    ("dotcode", _is_dotted),
    ("codeone", _has_lines),
    ("datamatrix", _has_two_borders),
)
