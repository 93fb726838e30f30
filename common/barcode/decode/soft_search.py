"""Reads Aztec, Micro QR and rMQR Codes whose modules have soft edges.

Browsers and word processors enlarge a picture smoothly. Of such symbols zxing-cpp reads few: it
finds their corners to a pixel only, and these have no second finder pattern to correct the grid by.
Here the module grid is found by its edges, as :mod:`common.barcode.decode.matrix_search` does, and
zxing-cpp reads a copy with hard edges.
"""

from collections.abc import Collection, Iterator
from functools import cache
from math import atan2, degrees

import zxingcpp
from PIL import Image

from common.barcode.decode import module_grids
from common.barcode.decode.detection import Detection
from common.barcode.decode.module_grids import Grid
from common.barcode.decode.picture_regions import Upright

# rMQR Codes (ISO/IEC 23941:2022): those of 27 modules are 11 or 13 high.
_RMQR_HEIGHTS = (7, 9, 11, 13, 15, 17)
_RMQR_WIDTHS = (43, 59, 77, 99, 139)
_NARROW_RMQR = ((27, 11), (27, 13))
_QUARTER = 90
_MODULE, _MARGIN = 4, 4  # px of a module of the copy, and modules around it


def read(region: Upright, names: Collection[str]) -> tuple[Detection, ...]:
    """Return the symbol that fills *region*.

    Args:
        region: of a picture.
        names: zxing-cpp's, of the formats to look for; empty looks for all of the three.
    """
    wanted = [name for name in _sizes() if not names or name in names]
    return tuple(_readings(region, wanted))[:1] if wanted else ()


@cache
def _sizes() -> dict[str, tuple[Grid, ...]]:
    """Return the grids of each format, upright."""
    # ISO/IEC 24778:2008: beside the layers, a reference line every 16 modules from the center.
    full = [15 + 4 * layers + 2 * ((2 * layers + 6) // 15) for layers in range(1, 33)]
    sides = [11 + 4 * layers for layers in range(1, 5)] + full
    rmqr = [(width, height) for width in _RMQR_WIDTHS for height in _RMQR_HEIGHTS]
    return {
        "Aztec": tuple((side, side) for side in sorted(set(sides))),
        "MicroQRCode": tuple((side, side) for side in (11, 13, 15, 17)),
        "RMQRCode": (*_NARROW_RMQR, *rmqr),
    }


def _readings(region: Upright, names: Collection[str]) -> Iterator[Detection]:
    lines = module_grids.edges_of(region)
    narrow = module_grids.narrowest(lines[0] + lines[1])
    if not narrow:
        return
    size = region.image.size
    box = (0.0, 0.0, float(size[0]), float(size[1]))
    formats = zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat[name] for name in names])
    grids = {
        grid
        for name in names
        for width, height in _sizes()[name]
        for grid in ((width, height), (height, width))
    }
    for grid in module_grids.fitting(sorted(grids), size, narrow, lines):
        copy = _copy(module_grids.sampled(region.image, region.threshold, grid, box))
        for barcode in zxingcpp.read_barcodes(
            copy, formats=formats, text_mode=zxingcpp.TextMode.Plain, try_downscale=False
        ):
            # What it was turned by in the region.
            quarters = round(barcode.orientation / _QUARTER) % 4
            one, two, three, four = region.corners(-quarters % 4)
            angle = round(degrees(atan2(two[1] - one[1], two[0] - one[0])))
            yield Detection(barcode, (one, two, three, four), angle)


def _copy(modules: tuple[bytes, ...]) -> Image.Image:
    """Return a picture of *modules* with hard edges and a margin."""
    columns, rows = len(modules[0]), len(modules)
    small = Image.new("L", (columns + 2 * _MARGIN, rows + 2 * _MARGIN), 255)
    levels = b"".join(modules).translate(bytes([255, 0]) + bytes(254))
    small.paste(Image.frombytes("L", (columns, rows), levels), (_MARGIN, _MARGIN))
    size = (small.width * _MODULE, small.height * _MODULE)
    # Hard edges and a margin: a reader needs nothing more.
    return small.resize(size, Image.Resampling.NEAREST)
