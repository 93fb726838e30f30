"""Distinguishes areas that may be barcodes from text, noise and drawings."""

import re

from PIL import Image

from common.barcode.decode.diagnosis.view import Runs, View

_MIN_RUNS = 7  # dark and light ones on a row or column
_MIN_BLURRED_RUNS = 3
_MIN_SMALL_RUNS = 5
_SMALL = 64  # px of a side: modules of less than 2 px run together
_BLURRED = 2.0  # px: width of an edge, from which modules may have run together
# Of letters, a tenth is dark; of cells and bars, a half.
_DARK_SHARE = (0.2, 0.85)
_BLURRED_SHARE = (0.1, 0.9)
_MIN_GAPS, _HALF = 2, 0.44  # of text
_SQUARE = 0.85  # agreement of edges in two directions, which curves of letters don't reach
_SIMILAR = 0.2  # share by which the number of runs on rows of bars may differ
_MIN_SIMILAR = 0.4  # of the rows


def is_barcode(view: View) -> bool:
    """Return True if *view* may show a barcode."""
    across, down = view.edge_width
    is_blurred = across > _BLURRED or view.is_smeared or (down > _BLURRED and not view.is_linear)
    low, high = _BLURRED_SHARE if is_blurred else _DARK_SHARE
    if not low < dark_share(view) < high:
        return False
    is_small = max(view.upright.size) < _SMALL
    least = _MIN_BLURRED_RUNS if is_blurred else _MIN_SMALL_RUNS if is_small else _MIN_RUNS
    if view.is_linear:
        return view.runs.usual_count >= least and _agree(view.runs)
    # Bars at either end of stacked symbols stand apart too; but half of such a symbol is dark.
    is_square = view.directions[2] >= _SQUARE
    if gaps(view) >= _MIN_GAPS and dark_share(view) < _HALF and not is_square:
        return False
    # Rows that cross a large hole in cells have few runs.
    if is_square:
        return max(view.runs.many_count, view.runs_down.many_count) >= least
    return max(view.runs.usual_count, view.runs_down.usual_count) >= least


def gaps(view: View) -> int:
    """Return how many times columns, and rows, are all light between dark ones.

    Letters and lines of text stand apart. Cells do not.
    """
    box = view.dark.getbbox()
    if box is None:
        return 0
    dark = view.dark.crop(box)
    found = 0
    for size in ((dark.width, 1), (1, dark.height)):
        # One dark pixel in a column must remain: the darkest of strips, not their mean.
        lightness = dark.resize(size, Image.Resampling.BOX).point(
            [255 * (v > 0) for v in range(256)]
        )
        # Edges that are spread out have specks of light about them, which separate nothing.
        spread = int(max(view.edge_width))
        found += len(re.findall(b"\xff\x00{%d,}" % max(1, spread), lightness.tobytes()))
    return found


def _agree(runs: Runs) -> bool:
    usual = runs.usual_count
    alike = sum(abs(len(row) - usual) <= max(2, _SIMILAR * usual) for row in runs.rows)
    return alike >= _MIN_SIMILAR * len(runs.rows)


def dark_share(view: View) -> float:
    """Return which part of the area is dark."""
    box = view.dark.getbbox()
    if box is None:
        return 0.0
    counts = view.dark.crop(box).histogram()
    return counts[255] / sum(counts)
