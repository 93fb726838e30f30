"""Search for linear symbols that are light on dark, at any angle.

Of symbols that are light on dark, zxing-cpp itself reads matrix symbols only.
"""

from collections.abc import Collection, Sequence

import zxingcpp
from PIL import Image, ImageOps

from common.barcode.decode import grayscale, rotated_search, upright
from common.barcode.decode.bar_regions import BarRegion
from common.barcode.decode.corners import contains, grown
from common.barcode.decode.detection import Detection

_MIN_DIFFERENCE = 0.1  # of the contrast
_COLUMNS = 24  # of a view, of which the first and the last are paper
_MAX_GLANCE = 20_000  # px of one of which only the shade of its ends is looked at
_INK = 0


def find(
    image: Image.Image,
    known: Sequence[Detection],
    regions: Sequence[BarRegion],
    names: Collection[str],
) -> list[Detection]:
    """Return the linear barcodes of *image* that are light on dark.

    Args:
        image: a grayscale image.
        known: barcodes that were found in it, which are not looked for again.
        regions: areas of parallel edges in it, the largest first.
        names: zxing-cpp's names of the formats to look for; empty for all linear ones.
    """
    formats = zxingcpp.BarcodeFormats(
        [zxingcpp.BarcodeFormat[name] for name in names or ("AllLinear",)]
    )
    found: list[Detection] = []
    for region in regions:
        if any(contains(grown(one.corners), region.middle) for one in (*known, *found)):
            continue
        room = region.with_paper()
        # Inverting every region would read what is dark on light once more, and wrongly. Few px
        # show which is which.
        if _is_on_dark(upright.view_of(image, room, _INK, _MAX_GLANCE)[0]):
            view, scale = upright.view_of(image, room, _INK)
            seen = rotated_search.read(ImageOps.invert(view), room, scale, formats)
            found += [one._replace(is_inverted=True) for one in seen]
    return found


def _is_on_dark(view: Image.Image) -> bool:
    """Return True if *view* is clearly darker at its ends than between them."""
    darkest, lightest = grayscale.extrema(view)
    columns = view.resize((_COLUMNS, 1), Image.Resampling.BOX).tobytes()
    difference = sum(columns) / len(columns) - (columns[0] + columns[-1]) / 2
    # The ends of text are as dark as its middle, now a bit more and now a bit less.
    return difference > _MIN_DIFFERENCE * (lightest - darkest)
