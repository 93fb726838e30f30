"""Searches a picture with every reader that may find something, the cheapest first.

zxing-cpp looks first. What it costs is the measure of all: a picture in which it finds all that is
dark is not searched further. If something is left, linear symbols at an angle and light ones on
dark are looked for. If nothing was found and modules are wide, all of this is done in a smaller
copy. The searches of the project run if the caller names a symbology that zxing-cpp
does not know, if nothing was found, or if what was found is a known part of something larger.
"""

from collections.abc import Sequence
from functools import cached_property

import zxingcpp
from msgspec import structs
from PIL import Image, ImageDraw

from common.barcode.decode import (
    agreement,
    bar_regions,
    coarse_modules,
    drawn_bars,
    equal_symbols,
    grayscale,
    larger_symbols,
    region_search,
    reporting,
    rotated_search,
    searches,
    soft_search,
    wanted_formats,
)
from common.barcode.decode.bar_regions import BarRegion
from common.barcode.decode.decoder import Located
from common.barcode.decode.found import Found, Point
from common.barcode.decode.rotated_search import Detection

# Looking for Aztec Codes in stripes takes time by the side's third power: seconds above this.
MAX_AZTEC_SIDE = 4_000
_MIN_CONTRAST = 12  # levels; zxing-cpp needs 24
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
    if one.name in rotated_search.LINEAR
)
_MAX_APART = 500_000  # px of a picture whose linear symbols are looked for after others
_MIN_LENGTH = 32  # px of a linear symbol; UPC-E has 51 modules, and most have more
_MAX_ROUNDS = 4  # in which equal symbols are looked for next to those that are known
_MAX_VIEW = 8_000_000  # px of a picture that is read again with its bars upright
_PAPER = 255
_HIDDEN = 0.25  # of the height, about a symbol that is known


def find(image: Image.Image, ids: tuple[str, ...] = ()) -> list[Found]:
    """Return every barcode in *image*.

    Args:
        image: shades of grey, 8 bits each.
        ids: of the symbologies to look for; () looks for all.
    """
    if _is_plain(image):
        return []
    areas = _Areas(image)
    if not ids and areas.drawing is not None and (drawn := _in_drawing(image, areas.drawing)):
        return drawn
    names = wanted_formats.zxing_names(ids)
    seen, is_all = _seen(image, names, areas) if names or not ids else ([], False)
    if not seen and not ids and (own := searches.find_explained(image, areas.regions)):
        return reporting.of_readings(own)
    # The search in dense areas takes longest, so that it runs only if something is left
    # unexplained.
    is_doubtful = any(map(region_search.is_doubtful, seen))
    if (names or not ids) and (is_doubtful or (not is_all and _may_have_more(image, seen))):
        dense = _in_regions(areas.dense, names)
        seen = rotated_search.without_overlaps([*region_search.corrected(seen, dense), *dense])
    reports = [reporting.of_detection(one, image, ids) for one in seen]
    found = [one for one in reports if one is not None]
    if not found and (smaller := coarse_modules.factor(image)) > 1:
        return [_enlarged(one, smaller) for one in find(image.reduce(smaller), ids)]
    if ids:
        wanted = wanted_formats.unknown_to_zxing(ids) if found else ids
        return [*found, *reporting.of_readings(_named(image, wanted))] if wanted else found
    if not found:
        # Where all is bars, nothing stacked or square is looked for.
        rest = areas.dense if areas.drawing is None else None
        return reporting.of_readings(searches.find_any(image, areas.regions, rest))
    return larger_symbols.replaced(image, seen, found)


def _in_drawing(image: Image.Image, drawing: drawn_bars.Drawing) -> list[Found]:
    """Return what *image* says, if the bars of *drawing* are all of it; [] if they may not be."""
    seen = rotated_search.without_overlaps(drawing.read(_read_bars))
    own = () if seen else drawing.read_by_own()
    if not seen and not (own and all(searches.is_sure(one.decoding) for one in own)):
        return []
    corners = [*(one.corners for one in seen), *(one.corners for one in own)]
    # The search of a picture counts equal symbols, and looks for what else is dark.
    if len({one.barcode.text for one in seen}) < len(seen) or not rotated_search.is_explained(
        image, corners
    ):
        return []
    outside = drawing.read_outside(_read_strip)
    if own:
        return [] if outside else reporting.of_readings(own)
    # Bars that are higher than others are read again beside them, without an add-on for instance.
    seen = rotated_search.without_overlaps(rotated_search.without_parts([*seen, *outside]))
    if len(agreement.confirmed(image, seen)) < len(seen):
        return []
    reports = [reporting.of_detection(one, image) for one in seen]
    return larger_symbols.replaced(image, seen, [one for one in reports if one is not None])


def _is_plain(image: Image.Image) -> bool:
    """Return True if *image* is of one shade but for noise."""
    darkest, lightest = grayscale.extrema(image)
    return lightest - darkest < _MIN_CONTRAST


class _Areas:
    """The areas of a picture that may be symbols, which are looked for if they are needed."""

    def __init__(self, image: Image.Image) -> None:
        self._image = image

    @cached_property
    def regions(self) -> list[BarRegion]:
        """The areas of parallel edges, the largest first."""
        return bar_regions.find(self._image)

    @cached_property
    def drawing(self) -> drawn_bars.Drawing | None:
        """The bars, if the picture is a drawing of one row of linear symbols."""
        return drawn_bars.find(self._image)

    @cached_property
    def dense(self) -> searches.Reduced:
        """The dense areas."""
        return searches.Reduced(self._image)


def _seen(
    image: Image.Image, names: tuple[str, ...], areas: _Areas
) -> tuple[list[Detection], bool]:
    """Return what zxing-cpp finds at any angle, each symbol once, and True if that is all.

    It is all for sure if nothing else in the picture is dark.
    """
    found = equal_symbols.separate(image, _search(image, names))
    if len({one.barcode.text for one in found}) < len(found):
        found = equal_symbols.each_once(image, _with_equals(image, found, names), areas.regions)
        found = _with_tilted_equals(image, found, names, areas.regions)
    found = rotated_search.without_overlaps(found)
    if found and rotated_search.is_explained(image, [one.corners for one in found]):
        return (agreed := agreement.confirmed(image, found)), bool(agreed)
    linear = tuple(name for name in names if name in rotated_search.LINEAR)
    if names and not linear:
        return found, False  # of matrix symbols, which correct errors
    regions = areas.regions
    if not names or not rotated_search.FORMATS.isdisjoint(linear):
        turned = equal_symbols.separate(image, rotated_search.find(image, found, regions))
        found = equal_symbols.each_once(image, turned, regions)
        found = _with_tilted_equals(image, found, names, regions)
    # Light bars on dark zxing-cpp itself takes of matrix symbols only.
    light = rotated_search.find_light(image, found, regions, linear)
    found = rotated_search.without_overlaps([*found, *equal_symbols.separate(image, light)])
    return agreement.confirmed(image, found), False


def _may_have_more(image: Image.Image, seen: Sequence[Detection]) -> bool:
    """Return True if *image* shows more than *seen*, and a search for it takes little time."""
    if not seen:
        return True
    return image.width * image.height <= searches.MAX_PIXELS and not rotated_search.is_explained(
        image, [one.corners for one in seen]
    )


def _in_regions(picture: searches.Reduced, names: tuple[str, ...]) -> list[Detection]:
    """Return the symbols in dense areas of *picture*, at their place in the original."""
    found = (
        *region_search.find(picture.regions, names),
        *soft_search.find(picture.regions, names),
    )
    return [one.enlarged(picture.scale) for one in found]


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
        if rotated_search.is_explained(rest, ()):
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
    view, scale = rotated_search.upright_view(image, area, max_pixels=_MAX_VIEW)
    upright = equal_symbols.separate(view, _read(view, names or _LINEAR, 1.0))
    bars = BarRegion((view.width / 2, view.height / 2), 0, view.width, view.height, 1, 1)
    upright = equal_symbols.each_once(view, _with_equals(view, upright, names), [bars])
    texts = {one.barcode.text for one in equal}
    # Only equal texts: the turned view shows other symbols cut off.
    again = [
        rotated_search.placed(one, area, view, scale)
        for one in upright
        if one.barcode.text in texts
    ]
    return rotated_search.replaced(found, again)


def _hide(rest: Image.Image, one: Detection) -> None:
    """Paint over *one*, and over rows at its edges, which the reader may have missed."""
    xs, ys = [x for x, _ in one.corners], [y for _, y in one.corners]
    edge = _HIDDEN * min(max(xs) - min(xs), max(ys) - min(ys))
    box = (min(xs) - edge, min(ys) - edge, max(xs) + edge, max(ys) + edge)
    ImageDraw.Draw(rest).rectangle(box, fill=_PAPER)


def _search(image: Image.Image, names: tuple[str, ...]) -> list[Detection]:
    """Return what a reader of rows and columns finds."""
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
    if found and rotated_search.is_explained(image, corners, with_text=False):
        return found
    return [*found, *_read(image, _EACH_LINEAR, 1.0)]


def _read(image: Image.Image, names: tuple[str, ...], scale: float) -> list[Detection]:
    found = zxingcpp.read_barcodes(
        image,
        formats=wanted_formats.zxing_formats(names),
        text_mode=zxingcpp.TextMode.Plain,
        ean_add_on_symbol=zxingcpp.EanAddOnSymbol.Read,
    )
    return rotated_search.without_parts([Detection.of(barcode, scale) for barcode in found])


def _enlarged(found: Found, scale: int) -> Found:
    """Return *found*, in a picture that is *scale* times smaller, at its place."""
    a, b, c, d = (Point(scale * corner.x, scale * corner.y) for corner in found.corners)
    return structs.replace(found, corners=(a, b, c, d))


def _read_strip(part: Image.Image) -> list[Detection]:
    """Return the symbols of every kind in a *part* of a picture that may be low."""
    if part.height >= _MIN_LENGTH:
        return _read(part, (), 1.0)
    # Too low for a linear symbol that lies.
    return [*_read(part, _MATRIX, 1.0), *_read_bars(part)]


def _read_bars(rows: Image.Image) -> list[Detection]:
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
    return rotated_search.without_parts([Detection.of(barcode, 1.0) for barcode in found])


def _named(image: Image.Image, ids: tuple[str, ...]) -> list[Located]:
    """Return what the searches of the project find of *ids* in *image*."""
    view, scale = searches.reduced(image)
    located = searches.find(view, ids)
    return [searches.enlarged(one, scale) for one in located]
