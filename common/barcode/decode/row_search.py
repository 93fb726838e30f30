"""Searches a picture with zxing-cpp, which reads rows and columns, and for what they miss.

What it costs is the measure of all: a picture in which it finds all that is dark is not searched
further. If something is left, linear symbols at an angle and light ones on dark are looked for.
Equal symbols, which it joins, are told apart.
"""

from collections.abc import Sequence

import zxingcpp
from PIL import Image, ImageDraw

from common.barcode.decode import (
    agreement,
    detection,
    equal_symbols,
    explanation,
    light_search,
    rotated_search,
    upright,
    wanted_formats,
)
from common.barcode.decode.areas import Areas
from common.barcode.decode.bar_regions import BarRegion
from common.barcode.decode.detection import Detection

# Looking for Aztec Codes in stripes takes time by the side's third power: seconds above this.
MAX_AZTEC_SIDE = 4_000
_AZTEC = ("Aztec",)
_LINEAR = ("AllLinear",)
_MATRIX_BUT_AZTEC = (
    *("QRCode", "MicroQRCode", "RMQRCode", "DataMatrix", "MaxiCode"),
    *("PDF417", "CompactPDF417", "MicroPDF417"),
)
_BUT_AZTEC = (*_LINEAR, *_MATRIX_BUT_AZTEC)
_MATRIX = (*_MATRIX_BUT_AZTEC, *_AZTEC)
# One by one: asked for AllLinear alone, zxing-cpp takes chance bars for Interleaved 2 of 5.
_EACH_LINEAR = tuple(
    one.name
    for one in zxingcpp.barcode_formats_list(
        zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat.AllReadable])
    )
    if one.name in detection.LINEAR
)
_MAX_APART = 500_000  # px of a picture whose linear symbols are looked for after others
_MIN_LENGTH = 32  # px of a linear symbol; UPC-E has 51 modules, and most have more
_MAX_ROUNDS = 4  # in which equal symbols are looked for next to those that are known
_MAX_VIEW = 8_000_000  # px of a picture that is read again with its bars upright
_PAPER = 255
_HIDDEN = 0.25  # of the height, about a symbol that is known


def complete(
    image: Image.Image, first: Sequence[Detection], names: tuple[str, ...], areas: Areas
) -> tuple[list[Detection], bool]:
    """Return what zxing-cpp finds at any angle, each symbol once, and True if that is all.

    It is all for sure if nothing else in the picture is dark.

    Args:
        image: shades of grey, 8 bits each.
        first: what `search` returns.
        names: zxing-cpp's, of the formats to look for; empty looks for all.
        areas: of *image*.
    """
    found = equal_symbols.separate(image, first)
    if len({one.barcode.text for one in found}) < len(found):
        found = equal_symbols.each_once(image, _with_equals(image, found, names), areas.bars)
        found = _with_tilted_equals(image, found, names, areas.bars)
    found = detection.without_overlaps(found)
    if found and explanation.is_explained(image, [one.corners for one in found]):
        return (agreed := agreement.confirmed(image, found)), bool(agreed)
    linear = tuple(name for name in names if name in detection.LINEAR)
    if names and not linear:
        return found, False  # of matrix symbols, which correct errors
    regions = areas.bars
    if not names or not rotated_search.FORMATS.isdisjoint(linear):
        turned = equal_symbols.separate(image, rotated_search.find(image, found, regions))
        found = equal_symbols.each_once(image, turned, regions)
        found = _with_tilted_equals(image, found, names, regions)
    # Light bars on dark zxing-cpp itself takes of matrix symbols only.
    light = light_search.find(image, found, regions, linear)
    found = detection.without_overlaps([*found, *equal_symbols.separate(image, light)])
    return agreement.confirmed(image, found), False


def _with_equals(
    image: Image.Image, found: Sequence[Detection], names: tuple[str, ...]
) -> list[Detection]:
    """Return *found*, and symbols that zxing-cpp joined with them although they lie elsewhere."""
    known = list(found)
    rest = image.copy()
    hidden = 0
    for _ in range(_MAX_ROUNDS):
        # What is found is painted over, so that the reader goes on to the next equal one.
        for one in known[hidden:]:
            _hide(rest, one)
        hidden = len(known)
        if explanation.is_explained(rest, ()):
            break
        more = equal_symbols.separate(rest, _read(rest, names or _LINEAR, 1.0))
        known += more
        if len(known) == hidden:
            break
    return known


def _with_tilted_equals(
    image: Image.Image,
    found: Sequence[Detection],
    names: tuple[str, ...],
    regions: Sequence[BarRegion],
) -> list[Detection]:
    """Return *found*, with all symbols that are equal to some of it and tilted like these.

    Rows that cross a sheet of equal labels at an angle join labels and leave out others. So the
    sheet is read again with its bars upright. Only what was read before counts in that view: rows
    cross other symbols at an angle there.
    """
    equal = equal_symbols.repeated(found)
    area = equal_symbols.tilted_area(image, equal, regions)
    if area is None:
        return list(found)
    view, scale = upright.view_of(image, area, max_pixels=_MAX_VIEW)
    standing = equal_symbols.separate(view, _read(view, names or _LINEAR, 1.0))
    bars = BarRegion((view.width / 2, view.height / 2), 0, view.width, view.height, 1, 1)
    standing = equal_symbols.each_once(view, _with_equals(view, standing, names), [bars])
    texts = {one.barcode.text for one in equal}
    # Only equal texts: the turned view shows other symbols cut off.
    again = [one.placed(area, view, scale) for one in standing if one.barcode.text in texts]
    return detection.replaced(found, again)


def _hide(rest: Image.Image, one: Detection) -> None:
    """Paint over *one*, and over rows at its edges, which the reader may have missed."""
    xs, ys = [x for x, _ in one.corners], [y for _, y in one.corners]
    edge = _HIDDEN * min(max(xs) - min(xs), max(ys) - min(ys))
    box = (min(xs) - edge, min(ys) - edge, max(xs) + edge, max(ys) + edge)
    ImageDraw.Draw(rest).rectangle(box, fill=_PAPER)


def search(image: Image.Image, names: tuple[str, ...]) -> list[Detection]:
    """Return what a reader of rows and columns finds.

    Args:
        image: shades of grey, 8 bits each.
        names: zxing-cpp's, of the formats to look for; empty looks for all.
    """
    if not names and image.width * image.height <= _MAX_APART:
        return _matrix_first(image)
    # The search for Aztec Code takes seconds in a large picture, and is as good in a small copy.
    if max(image.size) <= MAX_AZTEC_SIDE:
        return _read(image, names, 1.0)
    others = tuple(name for name in names if name not in _AZTEC) if names else _BUT_AZTEC
    found = _read(image, others, 1.0) if others else []
    if names and len(others) == len(names):
        return found
    small = image.copy()
    small.thumbnail((MAX_AZTEC_SIDE, MAX_AZTEC_SIDE))
    return [*found, *_read(small, _AZTEC, image.width / small.width)]


def _matrix_first(image: Image.Image) -> list[Detection]:
    """Return what zxing-cpp finds in a small picture.

    Rows and columns of linear symbols take more than half of its time, and are left out if all that
    is dark is of matrix symbols.
    """
    found = _read(image, _MATRIX, 1.0)
    corners = [one.corners for one in found]
    if found and explanation.is_explained(image, corners, with_text=False):
        return found
    return [*found, *_read(image, _EACH_LINEAR, 1.0)]


def _read(image: Image.Image, names: tuple[str, ...], scale: float) -> list[Detection]:
    found = zxingcpp.read_barcodes(
        image,
        formats=wanted_formats.zxing_formats(names),
        text_mode=zxingcpp.TextMode.Plain,
        ean_add_on_symbol=zxingcpp.EanAddOnSymbol.Read,
    )
    return detection.without_parts([Detection.of(barcode, scale) for barcode in found])


def read_strip(part: Image.Image) -> list[Detection]:
    """Return the symbols of every kind in a *part* of a picture that may be low."""
    if part.height >= _MIN_LENGTH:
        return _read(part, (), 1.0)
    # Too low for a linear symbol that lies.
    return [*_read(part, _MATRIX, 1.0), *read_bars(part)]


def read_bars(rows: Image.Image) -> list[Detection]:
    """Return the linear symbols in *rows* of bars that stand."""
    found = zxingcpp.read_barcodes(
        rows,
        formats=wanted_formats.zxing_formats(_EACH_LINEAR),
        try_rotate=False,
        try_downscale=False,
        try_invert=False,
        text_mode=zxingcpp.TextMode.Plain,
        ean_add_on_symbol=zxingcpp.EanAddOnSymbol.Read,
    )
    return detection.without_parts([Detection.of(barcode, 1.0) for barcode in found])
