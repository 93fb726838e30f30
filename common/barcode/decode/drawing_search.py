"""Reads pictures in which one row of bars is all that is dark.

Nothing else can be in them, so that the searches in areas are not needed.
"""

from msgspec import structs
from PIL import Image

from common.barcode.decode import bar_search, drawn_bars, grayscale, postal_search
from common.barcode.decode.areas import Areas
from common.barcode.decode.decoder import Located


def find(areas: Areas) -> tuple[Located, ...]:
    """Return what decoders of the project read of a picture in which zxing-cpp reads nothing.

    Args:
        areas: of the picture.

    Returns:
        The readings of the bars if they are all that is dark, as guesses if other symbologies fit
        them as well; () if something else is dark, too.
    """
    image = areas.image
    if image.width * image.height > drawn_bars.MAX_PIXELS:
        return ()
    if found := _standing(image, areas.drawing):
        return found
    turned, last = image.transpose(Image.Transpose.ROTATE_90), image.width - 1
    return tuple(
        structs.replace(one, corners=tuple((last - y, x) for x, y in one.corners))
        for one in _standing(turned, drawn_bars.find(turned))
    )


def _standing(image: Image.Image, drawing: drawn_bars.Drawing | None) -> tuple[Located, ...]:
    """Return the readings of bars that stand, if they are all that is dark in *image*."""
    if drawing is None:
        darkest, lightest = grayscale.extrema(image)
        dark = image.point(grayscale.darker_than((darkest + lightest) / 2))
        found = postal_search.find_lone(dark)
    else:
        found = _of_drawing(drawing)
    return found if bar_search.explain(image, found) else ()


def _of_drawing(drawing: drawn_bars.Drawing) -> tuple[Located, ...]:
    own = drawing.read_by_own()
    if own and all(bar_search.is_sure(one.decoding) for one in own):
        return own
    return bar_search.without_parts([*(one.as_guess for one in own), *drawing.guess()])
