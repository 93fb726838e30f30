"""Reads symbols of several rows and MaxiCode at any angle, which zxing-cpp reads upright only.

Its rows must cross all bars of GS1 DataBar Stacked and PDF417, and MaxiCode must stand alone in the
picture. So it reads regions that are turned upright (:mod:`common.barcode.decode.picture_regions`).
Cost: of a region one reading, a second one if it finds anything, and four if it is nearly square.
"""

from collections.abc import Collection, Iterator, Sequence
from math import atan2, degrees, sqrt

import zxingcpp
from PIL import Image

from common.barcode.decode.corners import contains, middle
from common.barcode.decode.detection import Detection
from common.barcode.decode.picture_regions import Upright

_HEXAGONAL = "MaxiCode"
_STACKED = ("PDF417", "CompactPDF417", "MicroPDF417", "DataBarStk", "DataBarStkOmni")
# 28.14 mm by 26.91 mm (ISO/IEC 16023:2000), and as many px for a column as encoders choose.
_PROPORTION = 1.3
_TURNS = (
    None,
    Image.Transpose.ROTATE_270,
    Image.Transpose.ROTATE_180,
    Image.Transpose.ROTATE_90,
)  # by as many right angles, clockwise
_PAPER, _MARGIN = 255, 8  # level, and px around a region
_MAX_ENLARGED = 3  # times: modules of a pixel are too small for rows of two
_MAX_PIXELS = 500_000  # of an enlarged region


def read(region: Upright, names: Collection[str]) -> tuple[Detection, ...]:
    """Return the symbol that fills *region*.

    Args:
        region: of a picture.
        names: zxing-cpp's, of the formats to look for; empty looks for all of them.
    """
    wanted = [name for name in (_HEXAGONAL, *_STACKED) if not names or name in names]
    return tuple(_readings(region, wanted))[:1] if wanted else ()


def is_doubtful(one: Detection) -> bool:
    """Return True if *one* is of a symbol whose error correction is used up.

    Then it may be of rows that cross a turned symbol, which zxing-cpp corrects to another text.
    """
    extra = one.barcode.extra
    uec = extra.get("UEC") if isinstance(extra, dict) else None
    return one.barcode.format.name in _STACKED and uec == 0


def corrected(seen: Sequence[Detection], better: Sequence[Detection]) -> list[Detection]:
    """Return *seen* without doubtful readings in whose place *better* has another text."""
    return [
        one
        for one in seen
        if not is_doubtful(one)
        or not any(
            other.barcode.text != one.barcode.text and contains(other.corners, middle(one.corners))
            for other in better
        )
    ]


def _readings(region: Upright, names: Sequence[str]) -> Iterator[Detection]:
    width, height = region.image.size
    room = Image.new("L", (width + 2 * _MARGIN, height + 2 * _MARGIN), _PAPER)
    room.paste(region.image, (_MARGIN, _MARGIN))
    if stacked := [name for name in names if name in _STACKED]:
        enlarged = int(sqrt(_MAX_PIXELS / (room.width * room.height)))
        scale = max(1, min(_MAX_ENLARGED, enlarged))
        if seen := _read(_enlarged(room, scale), stacked, is_turned=True):
            # Error correction of few codewords accepts wrong ones, but not twice the same.
            again = _read(_enlarged(room, scale - 1 or 2), stacked, is_turned=True)
            texts = {one.text for one in again}
            for barcode in seen:
                if barcode.text in texts:
                    yield _in_picture(Detection.of(barcode, 1 / scale), region)
    if _HEXAGONAL in names and width / _PROPORTION <= height <= width * _PROPORTION:
        for quarters, turn in enumerate(_TURNS):
            view = room if turn is None else room.transpose(turn)
            for barcode in _read(view, [_HEXAGONAL], is_turned=False):
                yield _placed(barcode, region, quarters)


def _enlarged(room: Image.Image, scale: int) -> Image.Image:
    size = room.width * scale, room.height * scale
    return room if scale == 1 else room.resize(size, Image.Resampling.BICUBIC)


def _read(view: Image.Image, names: Sequence[str], *, is_turned: bool) -> list[zxingcpp.Barcode]:
    found = zxingcpp.read_barcodes(
        view,
        formats=zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat[name] for name in names]),
        text_mode=zxingcpp.TextMode.Plain,
        try_rotate=is_turned,
        try_downscale=False,
        try_invert=False,
    )
    # GS1 DataBar of one row comes with that of two.
    return [one for one in found if one.format.name in names]


def _in_picture(seen: Detection, region: Upright) -> Detection:
    """Return *seen*, which lies in *region* with its margin, at its place in the picture."""
    width, height = region.image.size
    (x, y), right, _, below = region.corners()
    one, two, three, four = (
        (
            x + across * (right[0] - x) + down * (below[0] - x),
            y + across * (right[1] - y) + down * (below[1] - y),
        )
        for across, down in (
            ((u - _MARGIN) / width, (v - _MARGIN) / height) for u, v in seen.corners
        )
    )
    return Detection(seen.barcode, (one, two, three, four), _angle(one, two))


def _placed(barcode: zxingcpp.Barcode, region: Upright, quarters: int) -> Detection:
    """Return *barcode*, which fills *region* turned by *quarters*, in the picture."""
    one, two, three, four = region.corners(quarters)
    return Detection(barcode, (one, two, three, four), _angle(one, two))


def _angle(left: tuple[float, float], right: tuple[float, float]) -> int:
    return round(degrees(atan2(right[1] - left[1], right[0] - left[0])))
