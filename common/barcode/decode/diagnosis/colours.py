"""Finds bars that differ from their background in colour, and not in brightness."""

from common.barcode.decode.diagnosis import locating, texture
from common.barcode.decode.diagnosis.causes import low_contrast
from common.barcode.decode.diagnosis.finding import Finding
from common.barcode.decode.diagnosis.symptom import PageCase
from common.barcode.decode.diagnosis.view import View
from common.barcode.decode.found import Point

_MAX_PIXELS = 1_000_000  # of the page; larger ones are reduced
_MODES = ("RGB", "RGBA", "P", "PA", "CMYK", "YCbCr", "HSV")
_MOST = 0.4  # of the contrast in one colour is left in shades of grey
_MESSAGE = (
    "The contrast is too low: bars and background differ in colour, and are equally bright. Readers"
    " see shades of grey, or light of one colour."
)
_FIX = "Print black or dark blue bars on white or yellow paper."


def find(page: PageCase) -> Finding | None:
    """Return where *page* has the pattern of a barcode in one of its colours only, or None."""
    if page.colours.mode not in _MODES:
        return None
    factor = max(1, round((page.gray.width * page.gray.height / _MAX_PIXELS) ** 0.5))
    gray = page.gray.reduce(factor)
    for channel in page.colours.convert("RGB").reduce(factor).split():
        for box in locating.locate(channel):
            seen, view = View(gray, box).contrast, View(channel, box)
            if seen < min(low_contrast.WEAK, _MOST * view.contrast) and texture.is_barcode(view):
                corners = tuple(Point(one.x * factor, one.y * factor) for one in view.corners)
                return Finding("low_contrast", _MESSAGE, _FIX, corners)
    return None
