"""Grain, dust or a printing screen that breaks up bars and modules."""

from PIL import Image, ImageChops, ImageFilter, ImageOps

from common.barcode.decode.diagnosis.symptom import LIKELY, PROVED, Case, Cause, Symptom
from common.barcode.decode.diagnosis.view import View

_DIFFERENT = 64  # levels
_MIN_SPECKS, _MIN_COARSE = 0.02, 0.015  # of the pixels
_PURE, _MIN_GREY = 12, 0.15  # levels from black and white, and part of the pixels between
_CLIPPED = 1  # % of the pixels, at either end of the levels
_MESSAGE = "Specks, grain or a printing screen break up bars or modules."
_FIX = "Use more light, scan at a higher resolution, or print with a clean head on smooth paper."


def find(case: Case) -> Symptom | None:
    """Return the symptom of noise."""
    if case.repairs.is_simple:
        return None
    is_seen = case.is_grainy or is_grainy(case.view) or has_coarse_grain(case.view)
    if found := case.repairs.smoothed:
        # What else is wrong may be undone by it as well.
        return Symptom(PROVED - 0.1 if is_seen else LIKELY, _MESSAGE, _FIX, found)
    if is_seen:
        return Symptom(LIKELY + 0.1, _MESSAGE, _FIX)
    return None


def is_grainy(view: View) -> bool:
    """Return True if many pixels of *view* differ from those around them, or on its page."""
    return specks(view) >= _MIN_SPECKS or view.is_on_grain


def has_coarse_grain(view: View) -> bool:
    """Return True if specks of several px are all over the page, as film and high gain leave."""
    counts = view.stretched.crop(view.inner).histogram()
    # Cells of a few px in black and white have specks, too.
    if sum(counts[_PURE:-_PURE]) < _MIN_GREY * sum(counts):
        return False
    page = ImageOps.autocontrast(view.page, cutoff=_CLIPPED)
    return all(_specks(page.reduce(factor)) >= _MIN_COARSE for factor in (2, 3))


def specks(view: View) -> float:
    """Return which part of the pixels are darker or lighter than all but one of those around."""
    return _specks(view.stretched.crop(view.inner))


def _specks(image: Image.Image) -> float:
    # A pixel of a line that is one px wide has two neighbours like it.
    dark = ImageChops.subtract(image.filter(ImageFilter.RankFilter(3, 2)), image)
    light = ImageChops.subtract(image, image.filter(ImageFilter.RankFilter(3, 6)))
    counts = ImageChops.lighter(dark, light).histogram()
    return sum(counts[_DIFFERENT:]) / max(1, sum(counts))


CAUSE = Cause("noise", find)
