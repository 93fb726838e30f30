"""Distinguishes areas that may be barcodes from text, noise and drawings."""

import re
from collections.abc import Sequence
from statistics import median

from PIL import Image

from common.barcode.decode import scanlines
from common.barcode.decode.diagnosis.view import Runs, View

_MIN_RUNS = 7  # dark and light ones on a row or column
_MIN_BLURRED_RUNS = 3
_MIN_SMALL_RUNS = 5
_SMALL = 64  # px of a side: modules of less than 2 px run together
_BLURRED = 2.0  # px: width of an edge, from which modules may have run together
# Of letters, a tenth is dark; of cells and bars, a half.
_DARK_SHARE = (0.2, 0.85)
_BLURRED_SHARE = (0.17, 0.9)
_BLURRED_BARS = 0.1
_MIN_GAPS, _HALF = 2, 0.44  # of text
# Agreement of edges in two directions, which curves of letters don't reach; and from which rows
# that cross a hole are left out.
_SQUARE, _SURELY_SQUARE = 0.8, 0.85
_SPECKS = 0.35  # of the usual darkness of rows and columns: what has less lies around the symbol
_USUAL = 0.75  # of the rows and columns are less dark
_EVEN, _SPACED = 1.4, 1.5  # widths of dots by the median; wide gaps between them by narrow ones
_ROUND = 2.0  # times as wide as high
_MIN_DOTTED = 5  # runs on a row or column
# Agreement of edges with a grid, in one direction and in the other: see `grid.Axis`.
_MIN_ON_GRID, _ON_GRID = 0.55, 0.66
_SMALL_PITCH, _SMALL_PITCH_MORE = 3.0, 0.1  # px, and agreement
_MIN_CELLS = 6
_SQUARE_CELLS = 1.3
_MIN_BARS, _PITCH, _MIN_EVEN = 15, 0.25, 0.8  # of a row of bars, as postal codes have
_MANY_LINES = 8
_MIN_MODULE = 2.0  # px
_MIN_ROW = 21  # runs on the rows of a small stacked symbol
# Agreement of edges in two directions, and what is dark: of lines of letters less.
_LEVEL_ENDS, _DARK_ROWS = 0.77, 0.38
_MIDDLE = 128  # level
_MOST_BESIDE = 0.12  # of the margin of a block of cells may be dark: its own edges
_SMALLEST = 44  # px of a block of cells, with a margin
_FEW_RUNS = 5  # of a line of text, from top to bottom
_GRAIN_DEGREES, _GRAIN_COHERENCE = 3, 0.06
_MIN_DIRECTED = 0.12
_MIN_ROWS = 0.25
_LONG = 4  # times as long as high
_SIMILAR = 0.2  # share by which the number of runs on rows of bars may differ
_MIN_SIMILAR = 0.4  # of the rows


def is_barcode(view: View) -> bool:
    """Return True if *view* may show a barcode."""
    across, down = view.edge_width
    is_blurred = across > _BLURRED or view.is_smeared or (down > _BLURRED and not view.is_linear)
    low, high = _BLURRED_SHARE if is_blurred else _DARK_SHARE
    if is_blurred and view.is_linear:
        low = _BLURRED_BARS
    is_sparse = is_row_of_bars(view) or (not is_blurred and is_dotted(view))
    share = dark_share(view)
    if is_sparse or is_grid(view):
        return True
    if not low < share < high:
        return False
    if _is_pattern(view) or (is_blurred and _has_no_direction(view)):
        return False
    is_small = max(view.upright.size) < _SMALL
    least = _MIN_BLURRED_RUNS if is_blurred else _MIN_SMALL_RUNS if is_small else _MIN_RUNS
    if view.is_linear:
        # Lines of blurred text look like bars; several of them stand apart.
        is_whole = _gaps(view)[1] < _MANY_LINES
        return view.runs.usual_count >= least and _agree(view.runs) and is_whole
    # Edges of cells that are not resolved have less direction.
    is_sharp = not is_blurred and view.module_px >= _MIN_MODULE
    if is_sharp and view.directions[2] < _SURELY_SQUARE and _is_line(view):
        return False
    # Bars at either end of stacked symbols stand apart too; but their edges have two directions.
    is_square = view.directions[2] >= _SQUARE
    is_texty = gaps(view) >= _MIN_GAPS and not is_square and not _is_stacked(view)
    if is_texty and (share < _HALF or is_sharp):
        return False
    # Rows that cross a large hole in cells have few runs.
    if view.directions[2] >= _SURELY_SQUARE:
        return max(view.runs.many_count, view.runs_down.many_count) >= least
    return max(view.runs.usual_count, view.runs_down.usual_count) >= least


def is_surely_barcode(view: View) -> bool:
    """Return True if *view* shows bars, or cells or dots on a grid, which text hardly has."""
    # Lines of text are told by the paper between them first: grids take longer to find.
    if not view.is_linear and _gaps(view)[1] >= _MIN_GAPS:
        return False
    is_regular = view.is_linear or is_grid(view) or is_row_of_bars(view) or is_dotted(view)
    return is_regular and is_barcode(view)


def is_block(view: View) -> bool:
    """Return True if *view* shows cells or dots in many rows and columns, without text around."""
    if view.is_linear or min(view.upright.size) < _SMALLEST or not is_barcode(view):
        return False
    is_many = min(view.runs.many_count, view.runs_down.many_count) >= _MIN_RUNS
    if sum(_gaps(view)) >= _MIN_GAPS:
        return is_many and is_grid(view)
    return is_many or _has_rows(view)


def is_alone(view: View) -> bool:
    """Return True if there is paper on all sides of *view*: it is no part of a larger symbol."""
    dark = view.stretched.point([255 * (level < _MIDDLE) for level in range(256)])
    left, top, right, bottom = view.inner
    width, height = dark.size
    sides = (
        (0, top, left, bottom), (right, top, width, bottom),
        (left, 0, right, top), (left, bottom, right, height),
    )  # fmt: skip
    for side in sides:
        if side[0] < side[2] and side[1] < side[3]:
            counts = dark.crop(side).histogram()
            if counts[255] > _MOST_BESIDE * sum(counts):
                return False
    return True


def _is_stacked(view: View) -> bool:
    """Return True if *view* has more rows than a line of text, without paper between them.

    Bars at either end of a stacked symbol stand apart from each other as letters do.
    """
    is_high = view.runs_down.many_count >= _MIN_RUNS or _has_rows(view)
    return is_high and not _gaps(view)[1]


def _has_rows(view: View) -> bool:
    """Return True if *view* has few rows of many bars, whose ends are level."""
    across, down = view.runs.many_count, view.runs_down.many_count
    return (
        across >= _MIN_ROW
        and down >= _FEW_RUNS
        and view.directions[2] >= _LEVEL_ENDS
        and dark_share(view) >= _DARK_ROWS
    )


def is_grid(view: View) -> bool:
    """Return True if edges of *view* lie on a grid of modules, across and down."""
    across, down = view.grid
    if view.is_linear or min(across.modules, down.modules) < _MIN_CELLS or _is_pattern(view):
        return False
    shares = sorted((across.share, down.share))
    # Edges are at whole px, which small pitches fit by chance: those of tables with digits 0.7.
    more = _SMALL_PITCH_MORE if min(across.pitch, down.pitch) < _SMALL_PITCH else 0.0
    if shares[0] < _MIN_ON_GRID + more or shares[1] < _ON_GRID + more:
        return False
    is_square = 1 / _SQUARE_CELLS < across.pitch / down.pitch < _SQUARE_CELLS
    # Rows of stacked symbols have no paper between them; lines of text have.
    return is_square or (down.pitch > across.pitch and not _gaps(view)[1])


def gaps(view: View) -> int:
    """Return how many times columns, and rows, are all light between dark ones.

    Letters and lines of text stand apart. Cells do not.
    """
    return sum(_gaps(view))


def _gaps(view: View) -> tuple[int, int]:
    """Return how many times columns are all light between dark ones, and how many times rows."""
    dark = _core(view)
    if dark is None:
        return 0, 0
    found = []
    for size in ((dark.width, 1), (1, dark.height)):
        # One dark pixel in a column must remain: the darkest of strips, not their mean.
        lightness = dark.resize(size, Image.Resampling.BOX).point(
            [255 * (v > 0) for v in range(256)]
        )
        # Edges that are spread out have specks of light about them, which separate nothing.
        spread = int(max(view.edge_width))
        pattern = b"\xff\x00{%d,}" % max(1, spread)
        found.append(len(re.findall(pattern + b"(?=\xff)", lightness.tobytes())))
    return found[0], found[1]


def _core(view: View) -> Image.Image | None:
    """Return what is dark in *view*, cut to what is dense; None if nothing is dark."""
    box = view.dark.getbbox()
    if box is None:
        return None
    dark = view.dark.crop(box)
    left, right = _dense(dark.resize((dark.width, 1), Image.Resampling.BOX).tobytes())
    top, bottom = _dense(dark.resize((1, dark.height), Image.Resampling.BOX).tobytes())
    return dark.crop((left, top, right, bottom))


def _dense(darkness: bytes) -> tuple[int, int]:
    """Return the first and the one behind the last of rows that are as dark as most."""
    limit = _SPECKS * sorted(darkness)[int(_USUAL * (len(darkness) - 1))]
    places = [place for place, level in enumerate(darkness) if level >= limit]
    return places[0], places[-1] + 1


def _is_line(view: View) -> bool:
    """Return True if columns, or rows, have as few runs as those of a line of text."""
    fewest = min(view.runs.many_count, view.runs_down.many_count)
    if fewest > _FEW_RUNS or _is_stacked(view):
        return False
    return dark_share(view) < _HALF or gaps(view) >= _MIN_GAPS


def _is_pattern(view: View) -> bool:
    """Return True if *view* repeats one thing across and down, as tiles and fabrics do."""
    for runs in (view.runs, view.runs_down):
        rows = [row for row in runs.rows if len(row) >= _MIN_DOTTED]
        if not rows:
            return False
        for first in (0, 1):
            widths = sorted(width for row in rows for width in row[1:-1][first::2])
            if not widths or widths[-1 - len(widths) // 20] > _EVEN * widths[len(widths) // 20]:
                return False
    return True


def _has_no_direction(view: View) -> bool:
    """Return True if edges have the directions of grain, or none."""
    angle, coherence, crossed = view.directions
    # Differences to the right and lower neighbours share a pixel, so that those of independent
    # pixels have a correlation of a half, which looks like edges at 45 degrees.
    is_grain = abs(angle - 45) < _GRAIN_DEGREES and abs(coherence - 0.5) < _GRAIN_COHERENCE
    return is_grain or max(coherence, crossed) < _MIN_DIRECTED


def is_dotted(view: View) -> bool:
    """Return True if *view* shows dots of one size on some places of a grid, as DotCode has."""
    usual = []
    for runs in (view.runs, view.runs_down):
        dots = sorted(width for row in runs.rows for width in row[::2])
        spaces = sorted(width for row in runs.rows for width in row[1::2])
        if runs.many_count < _MIN_DOTTED or not spaces:
            return False
        usual.append(median(dots))
        # A grid without gaps is a pattern, and says nothing.
        is_spaced = spaces[len(spaces) * 9 // 10] >= _SPACED * spaces[len(spaces) // 10]
        if dots[len(dots) * 9 // 10] > _EVEN * usual[-1] + 1 or not is_spaced:
            return False
    return max(usual) <= _ROUND * min(usual) and min(usual) >= 2


def is_row_of_bars(view: View) -> bool:
    """Return True if *view* shows many bars at equal distances, as postal codes have."""
    dark = scanlines.binarize(view.stretched)
    for image in (dark, dark.transpose(Image.Transpose.TRANSPOSE)):
        box = image.getbbox()
        if box is None or box[2] - box[0] < _LONG * (box[3] - box[1]):
            continue
        rows = Runs.of(image).rows
        # Single rows of a line of text may have equal distances by chance.
        if sum(map(_is_even, rows)) >= _MIN_ROWS * len(rows):
            return True
    return False


def _is_even(row: Sequence[int]) -> bool:
    """Return True if the dark runs of *row* have equal distances, and are narrower than these."""
    pitches = [one + other for one, other in zip(row[::2], row[1::2], strict=False)]
    if len(pitches) < _MIN_BARS:
        return False
    usual = median(pitches)
    even = sum(abs(pitch - usual) <= _PITCH * usual for pitch in pitches)
    return even >= _MIN_EVEN * len(pitches)


def _agree(runs: Runs) -> bool:
    usual = runs.usual_count
    alike = sum(abs(len(row) - usual) <= max(2, _SIMILAR * usual) for row in runs.rows)
    return alike >= _MIN_SIMILAR * len(runs.rows)


def dark_share(view: View) -> float:
    """Return which part of the area is dark."""
    dark = _core(view)
    if dark is None:
        return 0.0
    counts = dark.histogram()
    return counts[255] / sum(counts)
