"""Tells whether the symbols that are known are all that a picture shows."""

from collections.abc import Sequence

from PIL import Image

from common.barcode.decode import grayscale
from common.barcode.decode.corners import Point

_PAPER = 255
_EDGE = 8  # px around the reported corners, outside which the last bars may reach
_TEXT = 0.35  # height of the text below a symbol, as a part of the height of the symbol
_MIN_BARS = 24  # px: lower bars are not found at any angle


def is_explained(
    image: Image.Image, known: Sequence[Sequence[Point]], *, with_text: bool = True
) -> bool:
    """Return True if at most a line of text is dark outside the *known* symbols.

    Args:
        image: a grayscale image.
        known: corners of symbols.
        with_text: whether text right at a symbol counts as a part of it.
    """
    rest = image.copy()
    for corners in known:
        left, top = min(x for x, _ in corners), min(y for _, y in corners)
        right, bottom = max(x for x, _ in corners), max(y for _, y in corners)
        edge = max(_EDGE, with_text * _TEXT * min(right - left, bottom - top))
        area = (left - edge, top - edge, right + edge + 1, bottom + edge + 1)
        rest.paste(_PAPER, (int(area[0]), int(area[1]), int(area[2]), int(area[3])))
    darkest, lightest = grayscale.extrema(image)
    limit = (darkest + lightest) / 2
    if grayscale.extrema(rest)[0] >= limit:
        return True  # nothing is dark, which is known sooner than where
    dark = rest.point(grayscale.darker_than(limit)).getbbox()
    return dark is None or min(dark[2] - dark[0], dark[3] - dark[1]) < _MIN_BARS
