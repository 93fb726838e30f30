"""Searches a picture with every reader that may find something, the cheapest first.

zxing-cpp looks first. What it costs is the measure of all: a picture in which it finds all that is
dark is not searched further. If something is left, linear symbols at an angle and light ones on
dark are looked for. The searches of the project run if the caller names a symbology that zxing-cpp
does not know, if nothing was found, or if what was found is a known part of something larger.
"""

from collections.abc import Sequence
from math import sqrt

import zxingcpp
from msgspec import structs
from PIL import Image, ImageDraw, ImageOps

from common.barcode.decode import (
    equal_symbols,
    larger_symbols,
    reporting,
    rotated_search,
    searches,
    wanted_formats,
)
from common.barcode.decode.decoder import Located
from common.barcode.decode.found import Found
from common.barcode.decode.rotated_search import Detection

# Looking for Aztec Codes in stripes takes time by the side's third power: seconds above this.
MAX_AZTEC_SIDE = 4_000
# Searches of the project take about a second for so many pixels; photographs, which have more, are
# smooth.
MAX_SEARCHED_PIXELS = 2_000_000
_AZTEC = ("Aztec",)
_BUT_AZTEC = (
    *("AllLinear", "QRCode", "MicroQRCode", "RMQRCode", "DataMatrix", "MaxiCode"),
    *("PDF417", "CompactPDF417", "MicroPDF417"),
)
# Light bars on dark zxing-cpp itself takes of matrix symbols only.
_LINEAR = ("AllLinear",)
_MAX_ROUNDS = 4  # in which equal symbols are looked for next to those that are known
_PAPER = 255
_HIDDEN = 0.25  # of the height, about a symbol that is known


def find(image: Image.Image, ids: tuple[str, ...] = ()) -> list[Found]:
    """Return every barcode in *image*.

    Args:
        image: shades of grey, 8 bits each.
        ids: of the symbologies to look for; () looks for all.
    """
    names = wanted_formats.zxing_names(ids)
    seen = _seen(image, names) if names or not ids else []
    reports = [reporting.of_detection(one, image, ids) for one in seen]
    found = [one for one in reports if one is not None]
    if ids:
        wanted = wanted_formats.unknown_to_zxing(ids) if found else ids
        return [*found, *reporting.of_readings(_ours(image, wanted))] if wanted else found
    if not found:
        return reporting.of_readings(_ours(image, None))
    return larger_symbols.replaced(image, seen, found)


def _seen(image: Image.Image, names: tuple[str, ...]) -> list[Detection]:
    """Return what zxing-cpp finds at any angle, each symbol once."""
    found = equal_symbols.separate(image, _search(image, names))
    if len({one.barcode.text for one in found}) < len(found):
        found = _with_equals(image, found, names)
    found = rotated_search.without_overlaps(found)
    is_explained = rotated_search.is_explained(image, [one.corners for one in found])
    if found and is_explained:
        return found
    may_lean = not names or not set(names).isdisjoint(rotated_search.FORMATS)
    if may_lean and not is_explained:
        found = rotated_search.find(image, found)
    negative = _read(ImageOps.invert(image), names or _LINEAR, 1.0)
    light = [one._replace(is_inverted=True) for one in negative]
    return rotated_search.without_overlaps([*found, *equal_symbols.separate(image, light)])


def _with_equals(
    image: Image.Image, found: Sequence[Detection], names: tuple[str, ...]
) -> list[Detection]:
    """Return *found*, and symbols that zxing-cpp joined with them although they lie elsewhere."""
    known = list(found)
    rest = image.copy()
    hidden = 0
    for _ in range(_MAX_ROUNDS):
        for one in known[hidden:]:
            _hide(rest, one)
        hidden = len(known)
        if rotated_search.is_explained(rest, ()):
            break
        more = equal_symbols.separate(rest, _read(rest, names or _LINEAR, 1.0))
        known += more
        if len(known) == hidden:
            break
    return known


def _hide(rest: Image.Image, one: Detection) -> None:
    """Paint over *one*, and over rows at its edges, which the reader may have missed."""
    xs, ys = [x for x, _ in one.corners], [y for _, y in one.corners]
    edge = _HIDDEN * min(max(xs) - min(xs), max(ys) - min(ys))
    box = (min(xs) - edge, min(ys) - edge, max(xs) + edge, max(ys) + edge)
    ImageDraw.Draw(rest).rectangle(box, fill=_PAPER)


def _search(image: Image.Image, names: tuple[str, ...]) -> list[Detection]:
    """Return what a reader of rows and columns finds."""
    if max(image.size) <= MAX_AZTEC_SIDE:
        return _read(image, names, 1.0)
    others = tuple(name for name in names if name not in _AZTEC) if names else _BUT_AZTEC
    found = _read(image, others, 1.0) if others else []
    if names and len(others) == len(names):
        return found
    small = image.copy()
    small.thumbnail((MAX_AZTEC_SIDE, MAX_AZTEC_SIDE))
    return [*found, *_read(small, _AZTEC, image.width / small.width)]


def _read(image: Image.Image, names: tuple[str, ...], scale: float) -> list[Detection]:
    found = zxingcpp.read_barcodes(
        image,
        formats=wanted_formats.zxing_formats(names),
        text_mode=zxingcpp.TextMode.Plain,
        ean_add_on_symbol=zxingcpp.EanAddOnSymbol.Read,
    )
    return rotated_search.without_parts([Detection.of(barcode, scale) for barcode in found])


def _ours(image: Image.Image, ids: tuple[str, ...] | None) -> list[Located]:
    """Return what the searches of the project find, in *image* or its negative."""
    shrunk = min(1.0, sqrt(MAX_SEARCHED_PIXELS / (image.width * image.height)))
    size = max(1, round(image.width * shrunk)), max(1, round(image.height * shrunk))
    view = image if shrunk == 1 else image.resize(size, Image.Resampling.BOX)
    located = searches.find(view, ids)
    return [_enlarged(one, 1 / shrunk) for one in located] if shrunk < 1 else list(located)


def _enlarged(located: Located, scale: float) -> Located:
    corners = tuple((x * scale, y * scale) for x, y in located.corners)
    return structs.replace(located, corners=corners)
