"""Searches a picture with every reader that may find something, the cheapest first.

zxing-cpp looks first. What it costs is the measure of all: a picture in which it finds all that is
dark is not searched further (:mod:`common.barcode.decode.row_search`). If nothing was found and
modules are wide, all of this is done in a smaller copy. The searches of the project run if the
caller names a symbology that zxing-cpp does not know, if nothing was found, or if what was found is
a known part of something larger.
"""

from collections.abc import Sequence

from msgspec import structs
from PIL import Image

from common.barcode.decode import (
    agreement,
    bar_search,
    coarse_modules,
    dense_search,
    detection,
    drawing_search,
    drawn_bars,
    explanation,
    fragments,
    grayscale,
    larger_symbols,
    region_search,
    reporting,
    row_search,
    searches,
    wanted_formats,
)
from common.barcode.decode.areas import Areas
from common.barcode.decode.bar_search import BarReadings
from common.barcode.decode.decoder import Located
from common.barcode.decode.dense_search import Dense
from common.barcode.decode.detection import Detection
from common.barcode.decode.found import Found, Point

_MIN_CONTRAST = 12  # levels; zxing-cpp needs 24


def find(image: Image.Image, ids: tuple[str, ...] = ()) -> list[Found]:
    """Return every barcode in *image*.

    Args:
        image: shades of grey, 8 bits each.
        ids: of the symbologies to look for; () looks for all.
    """
    return fragments.marked(image, _find(image, ids))


def _find(image: Image.Image, ids: tuple[str, ...]) -> list[Found]:
    if _is_plain(image):
        return []
    areas = Areas(image)
    return _find_named(areas, ids) if ids else _find_all(areas)


def _find_all(areas: Areas) -> list[Found]:
    """Return every barcode of a picture."""
    image, bars = areas.image, BarReadings(areas)
    if areas.drawing is not None and (drawn := _in_drawing(image, areas.drawing)):
        return drawn
    first = row_search.search(image, ())
    if not first and (lone := drawing_search.find(areas)):
        return reporting.of_readings(lone)
    seen, is_all = row_search.complete(image, first, (), areas)
    if not seen and bars.are_most and bars.explain_all:
        return reporting.of_readings(bars.sure)
    smaller = 1 if seen else coarse_modules.factor(image)
    dense = Dense()
    # The search in dense areas takes longest, so that it runs only if something is left
    # unexplained. Where all is bars, nothing stacked or square is looked for.
    if _is_incomplete(image, seen, is_all=is_all) and (seen or areas.drawing is None):
        dense = dense_search.find(areas.dense, (), with_own=not seen and smaller == 1)
    if seen := _with_dense(seen, dense):
        return larger_symbols.replaced(image, seen, _reported(image, seen, ()))
    if smaller > 1:
        return [_enlarged(one, smaller) for one in _find(image.reduce(smaller), ())]
    found = searches.find_any(areas, bars, dense.located) or dense_search.find_light(image, None)
    return reporting.of_readings(found)


def _find_named(areas: Areas, ids: tuple[str, ...]) -> list[Found]:
    """Return the barcodes of the symbologies *ids* in a picture."""
    image, names = areas.image, wanted_formats.zxing_names(ids)
    found: list[Found] = []
    if names:
        first = row_search.search(image, names)
        seen, is_all = row_search.complete(image, first, names, areas)
        if _is_incomplete(image, seen, is_all=is_all):
            seen = _with_dense(seen, dense_search.find(areas.dense, names, with_own=False))
        found = _reported(image, seen, ids)
    if not found and (smaller := coarse_modules.factor(image)) > 1:
        return [_enlarged(one, smaller) for one in _find(image.reduce(smaller), ids)]
    # What zxing-cpp knows is looked for by the project's decoders if it found nothing.
    wanted = wanted_formats.unknown_to_zxing(ids) if found else ids
    return [*found, *reporting.of_readings(_located(areas, wanted))] if wanted else found


def _reported(image: Image.Image, seen: Sequence[Detection], ids: tuple[str, ...]) -> list[Found]:
    """Return the reports of *seen*, without those of symbologies that were not asked for."""
    reports = [reporting.of_detection(one, image, ids) for one in seen]
    return [one for one in reports if one is not None]


def _is_incomplete(image: Image.Image, seen: Sequence[Detection], *, is_all: bool) -> bool:
    """Return True if dense areas of *image* may say more than *seen*, or something else."""
    return any(map(region_search.is_doubtful, seen)) or (not is_all and _may_have_more(image, seen))


def _with_dense(seen: Sequence[Detection], dense: Dense) -> list[Detection]:
    """Return *seen*, corrected and completed by what dense areas say."""
    corrected = region_search.corrected(seen, dense.detections)
    return detection.without_overlaps([*corrected, *dense.detections])


def _in_drawing(image: Image.Image, drawing: drawn_bars.Drawing) -> list[Found]:
    """Return what *image* says, if the bars of *drawing* are all of it; [] if they may not be."""
    seen = detection.without_overlaps(drawing.read(row_search.read_bars))
    own = () if seen else drawing.read_by_own()
    if not seen and not (own and all(bar_search.is_sure(one.decoding) for one in own)):
        return []
    corners = [*(one.corners for one in seen), *(one.corners for one in own)]
    # The search of a picture counts equal symbols, and looks for what else is dark.
    if len({one.barcode.text for one in seen}) < len(seen) or not explanation.is_explained(
        image, corners
    ):
        return []
    outside = drawing.read_outside(row_search.read_strip)
    if own:
        return [] if outside else reporting.of_readings(own)
    # Bars that are higher than others are read again beside them, without an add-on for instance.
    seen = detection.without_overlaps(detection.without_parts([*seen, *outside]))
    if len(agreement.confirmed(image, seen)) < len(seen):
        return []
    return larger_symbols.replaced(image, seen, _reported(image, seen, ()))


def _is_plain(image: Image.Image) -> bool:
    """Return True if *image* is of one shade but for noise."""
    darkest, lightest = grayscale.extrema(image)
    return lightest - darkest < _MIN_CONTRAST


def _may_have_more(image: Image.Image, seen: Sequence[Detection]) -> bool:
    """Return True if *image* shows more than *seen*, and a search for it takes little time."""
    if not seen:
        return True
    return image.width * image.height <= dense_search.MAX_PIXELS and not explanation.is_explained(
        image, [one.corners for one in seen]
    )


def _enlarged(found: Found, scale: int) -> Found:
    """Return *found*, in a picture that is *scale* times smaller, at its place."""
    a, b, c, d = (Point(scale * corner.x, scale * corner.y) for corner in found.corners)
    return structs.replace(found, corners=(a, b, c, d))


def _located(areas: Areas, ids: tuple[str, ...]) -> tuple[Located, ...]:
    """Return what the searches of the project find of *ids* in a picture."""
    view, scale = dense_search.reduced(areas.image)
    located = [dense_search.enlarged(one, scale) for one in searches.find(view, ids)]
    found = bar_search.without_parts([*searches.find_leaning(areas, ids), *located])
    return found or dense_search.find_light(areas.image, ids)
