"""A matrix symbol whose modules are wider than high, or higher than wide."""

from collections.abc import Iterator

from PIL import Image

from common.barcode.decode.diagnosis import remains, repairs
from common.barcode.decode.diagnosis.symptom import LIKELY, PROVED, Case, Cause, Symptom

_RATIOS = (1.5, 2.0, 2.5, 3.0, 3.5, 4.0, 5.0)
_MIN_RATIO = 1.35  # readers tolerate less
_MIN_SHARE = 0.55  # agreement of edges with the grid; see `grid.Axis`
_SQUARE = ("qr", "hanxin", "aztec", "gridmatrix", "dotcode", "codeone", "datamatrix")
_NEAR = 1.7  # times the ratio that runs show, which depends on what the symbol says
_SIDE = 900  # px of a repaired view
_FIX = "Keep the proportions: resize width and height by the same factor."


def find(case: Case) -> Symptom | None:
    """Return the symptom of modules that are not square."""
    view = case.view
    # Columns have no runs if all rows of a small area are alike.
    if view.is_linear or not view.runs.module or not view.runs_down.module:
        return None
    if case.repairs.is_simple:
        return None
    # The ratio of the modules limits what is tried: any ratio may make a picture readable by
    # chance.
    grid = view.grid
    is_measured = min(axis.share for axis in grid) >= _MIN_SHARE
    ratio = (
        grid.across.pitch / grid.down.pitch
        if is_measured
        else view.runs.module / view.runs_down.module
    )
    for tried, image in _squared(view.upright, ratio):
        found = repairs.read(repairs.framed(image)) or case.repairs.by_own(repairs.framed(image))
        # Bars of any height are read: what else is wrong became less by the reduction.
        if found and not repairs.is_bars(found):
            return Symptom(PROVED + 0.02, _message(tried), _FIX, found)
    # Rows of stacked symbols are higher than wide, as they should be.
    is_uneven = max(ratio, 1 / ratio) >= _MIN_RATIO
    if is_measured and is_uneven and remains.symbology(view) in _SQUARE:
        return Symptom(LIKELY + 0.15, _message(ratio), _FIX)
    return None


def _message(ratio: float) -> str:
    wide, high = ("wide", "high") if ratio > 1 else ("high", "wide")
    return (
        f"The symbol is stretched: its modules are about {max(ratio, 1 / ratio):.1f} times"
        f" as {wide} as {high}."
    )


def _squared(image: Image.Image, ratio: float) -> Iterator[tuple[float, Image.Image]]:
    """Yield ratios of width to height near *ratio*, and *image* without each of them."""
    tried = [one for each in _RATIOS for one in (each, 1 / each)]
    for one in (ratio, *tried):
        if max(one, 1 / one) < _RATIOS[0] or not ratio / _NEAR <= one <= ratio * _NEAR:
            continue
        width, height = image.size
        # Only made smaller: enlarging adds nothing and takes longer.
        size = (width / one, height) if one > 1 else (width, height * one)
        scale = min(1.0, _SIDE / max(size))
        whole = max(1, round(size[0] * scale)), max(1, round(size[1] * scale))
        yield one, image.resize(whole, Image.Resampling.BOX)


CAUSE = Cause("stretched", find, is_late=True)
