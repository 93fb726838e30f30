"""Looks for the add-on of an EAN or UPC symbol at distances at which zxing-cpp looks for none.

zxing-cpp takes bars within 10.5 modules for an add-on. GS1 allows 12 modules between the symbol and
its add-on (GS1 General Specifications, 5.2.2.5), and some encoders draw that by default.
"""

from math import dist

from PIL import Image

from common.barcode.decode import ean_upc, grayscale, linear_search, upright
from common.barcode.decode.corners import Point
from common.barcode.decode.detection import Detection

Corners = tuple[Point, Point, Point, Point]

_IDS = ("ean2", "ean5")
_MODULES = {2: 20, 5: 47}  # of an add-on, by its digits
_GAP = (5, 15)  # modules between the symbol and its add-on; 12 is the most, and bars grow
_QUIET = 5  # modules behind the add-on
_MAX_STRETCH = 0.12  # of the length, by which its modules may differ from those of the symbol
_BAND = (0.3, 0.8)  # of the height, that is searched: add-ons begin lower than their symbol
_MIN_CONTRAST = 24  # levels


def find(image: Image.Image, one: Detection) -> tuple[str, Corners]:
    """Return the digits of the add-on of *one*, and the corners about both.

    Args:
        image: shades of grey, in which *one* lies.
        one: what zxing-cpp read, an EAN or UPC symbol or any other.

    Returns:
        No digits, and the corners of *one*, if there is no add-on or zxing-cpp has read it.
    """
    none = "", one.corners
    name = ean_upc.NAMES.get(one.barcode.format.name)
    if name is None or one.add_on:
        return none
    layout = ean_upc.LAYOUTS[name]
    left, right = one.corners[:2]
    length = dist(left, right) + 1
    module = length / layout.modules
    reach = (_GAP[1] + _MODULES[5] + _QUIET) * module
    band = _beside(upright.within(one.corners, *_BAND), module, reach)
    view = upright.cut(image, band)
    darkest, lightest = grayscale.extrema(view)
    if lightest - darkest < _MIN_CONTRAST:
        return none
    for found in linear_search.find(view, _IDS, with_lying=False):
        start, end = found.corners[0][0], found.corners[1][0]
        digits = found.decoding.text
        expected = _MODULES[len(digits)] * module
        # A symbol that stands next to this one is another one's.
        is_near = _GAP[0] - 1 <= start / module <= _GAP[1] - 1
        if is_near and abs(end - start - expected) <= _MAX_STRETCH * expected:
            share = (1 + start / module + (end - start) / module) / layout.modules
            return digits, _longer(one.corners, share)
    return none


def _beside(corners: Corners, module: float, reach: float) -> Corners:
    """Return the corners of what is right of *corners*, from a *module* behind them on."""
    one, two, three, four = corners
    length = dist(one, two)
    start, end = 1 + module / length, 1 + reach / length
    return (
        _along(one, two, start),
        _along(one, two, end),
        _along(four, three, end),
        _along(four, three, start),
    )


def _longer(corners: Corners, share: float) -> Corners:
    """Return *corners* with the right side moved by a *share* of the length."""
    one, two, three, four = corners
    return one, _along(one, two, 1 + share), _along(four, three, 1 + share), four


def _along(one: Point, two: Point, part: float) -> Point:
    return one[0] + part * (two[0] - one[0]), one[1] + part * (two[1] - one[1])
