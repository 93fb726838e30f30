"""Leaves out readings of EAN and UPC symbols that the picture contradicts.

Their check digit accepts one of ten misreadings. zxing-cpp reports what two rows say, or one angle
of a rotated search. So what was read on few rows, at an angle or among other things is compared
with the levels of all lines across its bars (:mod:`common.barcode.decode.ean_upc_fit`), and if
other digits fit better, or as well, it may be misread. Lines that can't be aligned decide nothing.
"""

from collections.abc import Sequence
from math import dist

from PIL import Image, ImageOps

from common.barcode.decode import (
    ean_upc,
    ean_upc_fit,
    grayscale,
    symbol_levels,
    upright,
    zero_suppression,
)
from common.barcode.decode.corners import Point
from common.barcode.decode.detection import Detection

_MIN_HEIGHT = 0.1  # of the length, of rows that are enough
_THIN = 0.05
_MIN_LINES = 5
# Mean deviations of digits at their places; of lines that can't be aligned they are greater.
_ALIGNED, _SHARP = 0.75, 0.5
# In parts of the deviation of the digits that were read: other digits fit better, or as well.
_CLEARLY_BETTER, _BETTER, _AMBIGUOUS = 0.5, 0.75, 1.08
_UNLIKE = 2.0
_CROWDED = 0.5  # of the lines
_STRIP = (0.4, 0.6)  # of the height, that is compared first


def confirmed(image: Image.Image, seen: Sequence[Detection]) -> list[Detection]:
    """Return *seen* without readings that other digits contradict.

    Args:
        image: shades of grey.
        seen: what was read in it.
    """
    return [
        one
        for one in seen
        # In order of cost: most readings are evident, and need no comparison with all other
        # digits.
        if one.barcode.format.name not in ean_upc.NAMES
        or _is_evident(image, one)
        or not _is_contradicted(image, one)
    ]


def _is_evident(image: Image.Image, one: Detection) -> bool:
    """Return True if every module between the corners of *one* is as its digits require."""
    if _height(one) < _MIN_HEIGHT:
        return False
    layout = ean_upc.LAYOUTS[ean_upc.NAMES[one.barcode.format.name]]
    # A strip of the middle: digits below and what is beside the symbol must not count.
    strip = upright.cut(image, upright.within(_outer(one.corners), *_STRIP))
    view = strip.resize((layout.modules, 1), Image.Resampling.BOX)
    if one.is_inverted:
        view = ImageOps.invert(view)
    low, high = grayscale.extrema(view)
    middle = (low + high) / 2
    lights = [level > middle for level in view.tobytes()]
    return any(
        lights == [level > 0 for level in ean_upc.modules_of(layout, digits)]
        for digits in _digits(one)
    )


def _outer(corners: Sequence[Point]) -> list[Point]:
    """Return *corners*, which are reported as the first and the last px, as edges of these."""
    x, y = (sum(values) / len(corners) for values in zip(*corners, strict=True))
    return [(u + (u > x), v + (v > y)) for u, v in corners]


def _height(one: Detection) -> float:
    """Return the height of the rows of *one* in parts of its length."""
    return dist(one.corners[0], one.corners[3]) / max(1.0, dist(one.corners[0], one.corners[1]))


def _is_contradicted(image: Image.Image, one: Detection) -> bool:
    """Return True if the bars of *one* may be those of other digits, or of a larger symbol."""
    layout = ean_upc.LAYOUTS[ean_upc.NAMES[one.barcode.format.name]]
    levels = symbol_levels.measure(image, one, layout)
    if levels.lines < _MIN_LINES:
        return False
    if not layout.right and levels.crowded > _CROWDED:
        return True  # half of an EAN-13 may have the sets of UPC-E: its bars go on
    fits = [
        fit
        for digits in _digits(one)
        if (fit := ean_upc_fit.compare(layout, digits, levels.mean)) is not None
    ]
    if not fits:
        return False
    best = min(fits, key=lambda fit: fit.known)
    if best.known > _UNLIKE and _height(one) < _THIN and layout is not ean_upc.LAYOUTS["EAN13"]:
        return True  # a row or two cross a part of something else
    if best.other <= min(_SHARP, _AMBIGUOUS * best.known):
        return True
    if best.unchecked <= min(_ALIGNED, _CLEARLY_BETTER * best.known):
        return True  # the printed check digit is wrong
    return best.other <= min(_ALIGNED, _BETTER * best.known)


def _digits(one: Detection) -> Sequence[str]:
    """Return the digits that the bars of *one* show; of UPC-E there may be several."""
    text = one.barcode.text.removesuffix(one.add_on)
    name = ean_upc.NAMES.get(one.barcode.format.name)
    if name == "EAN13":
        return (text.zfill(13),)
    return zero_suppression.forms(text[-12:]) if name == "UPCE" else (text,)
