"""Grades a symbol that was read on a page."""

from collections.abc import Iterator, Sequence

import zxingcpp
from PIL import Image, ImageOps

from common.barcode.decode.diagnosis.view import View
from common.barcode.decode.found import Found
from common.barcode.decode.grading import linear, matrix
from common.barcode.decode.grading.quality import Quality
from common.barcode.decode.grading.sampling import Point

_MATRIX = ("QRCode", "MicroQRCode", "RMQRCode", "DataMatrix", "Aztec")
_STACKED = ("PDF417", "CompactPDF417", "MicroPDF417")
# Scan lines would cross hexagons, or bars and cells of another component: a grade of neither.
_UNGRADED = frozenset({"maxicode"})
_COMPOSITE = "_composite"
_DARK = 128
_MIN_SIDE = 8  # px
_MARGIN = 0.5  # of the sides, cut out around a symbol


def of(page: Image.Image, found: Found) -> Quality | None:
    """Return the quality of *found* on *page*, or None if its symbology is not graded.

    Args:
        page: shades of grey.
        found: a symbol that was read on it.
    """
    if found.format in _UNGRADED or found.format.endswith(_COMPOSITE):
        return None
    corners = [(float(corner.x), float(corner.y)) for corner in found.corners]
    xs, ys = [x for x, _ in corners], [y for _, y in corners]
    box = int(min(xs)), int(min(ys)), int(max(xs)) + 1, int(max(ys)) + 1
    if min(box[2] - box[0], box[3] - box[1]) < _MIN_SIDE:
        return None
    for image in (page, ImageOps.invert(page)):
        for barcode, place in _readings(image, box):
            if bytes(barcode.bytes) == found.content:
                return _graded(image, found, barcode, corners, place)
    # A symbology that zxing-cpp does not know.
    is_bars = View(page, box).is_linear
    return linear.grade(page, corners, found.format, decodes=False) if is_bars else None


def _readings(
    page: Image.Image, box: tuple[int, int, int, int]
) -> Iterator[tuple[zxingcpp.Barcode, list[Point]]]:
    """Yield what is read in *box* of *page* and around it, and the corners on the page."""
    across, down = _MARGIN * (box[2] - box[0]), _MARGIN * (box[3] - box[1])
    left, top = max(0, int(box[0] - across)), max(0, int(box[1] - down))
    right, bottom = int(box[2] + across) + 1, int(box[3] + down) + 1
    part = page.crop((left, top, min(page.width, right), min(page.height, bottom)))
    # Graded as it is printed: light on dark has other grades.
    for one in zxingcpp.read_barcodes(part, try_invert=False):
        at = one.position
        corners = (at.top_left, at.top_right, at.bottom_right, at.bottom_left)
        yield one, [(left + corner.x, top + corner.y) for corner in corners]


def _graded(
    page: Image.Image,
    found: Found,
    barcode: zxingcpp.Barcode,
    corners: Sequence[Point],
    place: Sequence[Point],
) -> Quality | None:
    """Return the quality of *found*, which was read as *barcode* at *place*."""
    name = barcode.format.name
    extra = barcode.extra if isinstance(barcode.extra, dict) else {}
    unused = float(extra["UEC"]) if "UEC" in extra else None
    if name.startswith(_MATRIX):
        # What the symbol would be without damage, drawn of what was read.
        drawn = Image.fromarray(barcode.to_image(scale=1, add_quiet_zones=False))
        levels = drawn.convert("L").tobytes()
        rows = [
            bytes(level < _DARK for level in levels[y : y + drawn.width])
            for y in range(0, len(levels), drawn.width)
        ]
        return matrix.grade(page, place, name, rows, barcode.ec_level, unused or 0.0)
    # Its rows are read together, so that one scan line decodes nothing.
    if name.startswith(_STACKED):
        return linear.grade(page, corners, found.format, decodes=False, unused=unused)
    return linear.grade(page, corners, found.format, decodes=True)
