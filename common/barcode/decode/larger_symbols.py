"""Recognises symbols of which zxing-cpp reads a part: Codablock F and GS1 composites.

Rows of Codablock F are Code 128 symbols, one on the other. The linear component of a composite is
a symbol of its own, with another one right above it. Each costs a search of their place only, and
that runs only if the picture shows such a neighbour.
"""

from collections.abc import Sequence
from math import dist

from msgspec import structs
from PIL import Image

from common.barcode.decode import reporting, stacked_search, upright
from common.barcode.decode.decoder import Located
from common.barcode.decode.found import Found
from common.barcode.decode.rotated_search import Detection

_CODABLOCK = ("codablock_f", "hibc_codablock_f")
_COMPOSITES = (
    *("ean13_composite", "ean8_composite", "upca_composite", "upce_composite"),
    *("gs1_128_composite", "databar_omni_composite", "databar_truncated_composite"),
    *("databar_stacked_composite", "databar_stacked_omni_composite", "databar_limited_composite"),
    *("databar_expanded_composite", "databar_expanded_stacked_composite"),
)
_WITH_COMPONENT = ("EAN", "UPC", "DataBar")
_GS1_128 = "]C1"
_ABOVE = 0.6  # of the width, as high as the component above it may be
_BESIDE = 0.15  # of the width, on either side
_DARK = [255] * 128 + [0] * 128
_LEAST_WIDTH, _LEAST_HEIGHT = 0.3, 4  # of dark parts above: of the width, and px
_NEAR = 0.05  # of the width, by which ends of rows may differ


def replaced(image: Image.Image, seen: Sequence[Detection], found: Sequence[Found]) -> list[Found]:
    """Return *found* with parts of larger symbols replaced by these.

    Args:
        image: shades of grey.
        seen: what zxing-cpp found in it.
        found: the reports of them.
    """
    larger = [*_codablocks(image, seen), *_composites(image, seen)]
    if not larger:
        return list(found)
    rest = [one for one in found if not any(_holds(each.corners, one) for each in larger)]
    return [*rest, *reporting.of_readings(larger)]


def _codablocks(image: Image.Image, seen: Sequence[Detection]) -> list[Located]:
    rows = [one for one in seen if one.barcode.format.name == "Code128"]
    found: list[Located] = []
    for place, one in enumerate(rows):
        group = [one, *(other for other in rows[place + 1 :] if _is_next(one, other))]
        if len(group) < 2 or any(_holds_place(each.corners, one) for each in found):
            continue
        xs = [x for each in group for x, _ in each.corners]
        ys = [y for each in group for _, y in each.corners]
        left, top, right, bottom = min(xs), min(ys), max(xs), max(ys)
        edge = _BESIDE * max(right - left, bottom - top)
        box = (left - edge, top - edge, right + edge, bottom + edge)
        found += _searched(image, box, _CODABLOCK)
    return found


def _is_next(one: Detection, other: Detection) -> bool:
    """Return True if the two begin and end at the same line, as rows of one symbol do."""
    near = _NEAR * dist(one.corners[0], one.corners[1]) + 2
    axis = 0 if abs(one.corners[0][0] - one.corners[1][0]) > near else 1
    return all(abs(one.corners[n][axis] - other.corners[n][axis]) <= near for n in (0, 1))


def _composites(image: Image.Image, seen: Sequence[Detection]) -> list[Located]:
    found: list[Located] = []
    for one in seen:
        if _may_have_component(one) and _is_something_above(image, one):
            corners = upright.grown(one.corners, _BESIDE, _ABOVE)
            xs, ys = [x for x, _ in corners], [y for _, y in corners]
            below = _BESIDE * dist(one.corners[0], one.corners[1])
            box = (min(xs) - below, min(ys) - below, max(xs) + below, max(ys) + below)
            found += _searched(image, box, _COMPOSITES)[:1]
    return found


def _may_have_component(one: Detection) -> bool:
    barcode = one.barcode
    return (
        barcode.format.name.startswith(_WITH_COMPONENT) or barcode.symbology_identifier == _GS1_128
    ) and not one.is_inverted


def _is_something_above(image: Image.Image, one: Detection) -> bool:
    """Return True if there are dark parts above *one* that are as wide as a component."""
    width, height = dist(one.corners[0], one.corners[1]), dist(one.corners[0], one.corners[3])
    view = upright.cut(image, one.corners, above=_ABOVE)
    room = view.crop((0, 0, view.width, max(1, view.height - round(height) - 1)))
    dark = room.point(_DARK).getbbox()
    if dark is None:
        return False
    return dark[2] - dark[0] >= _LEAST_WIDTH * width and dark[3] - dark[1] >= _LEAST_HEIGHT


def _searched(
    image: Image.Image, box: tuple[float, float, float, float], ids: tuple[str, ...]
) -> list[Located]:
    """Return what is found of *ids* in *box*, with its place in *image*."""
    left, top = max(0, int(box[0])), max(0, int(box[1]))
    right, bottom = min(image.width, int(box[2]) + 1), min(image.height, int(box[3]) + 1)
    located = stacked_search.search(image.crop((left, top, right, bottom)), ids)
    return [
        structs.replace(one, corners=tuple((x + left, y + top) for x, y in one.corners))
        for one in located
    ]


def _holds(corners: Sequence[tuple[float, float]], found: Found) -> bool:
    return _is_within(corners, [(point.x, point.y) for point in found.corners])


def _holds_place(corners: Sequence[tuple[float, float]], one: Detection) -> bool:
    return _is_within(corners, one.corners)


def _is_within(
    corners: Sequence[tuple[float, float]], inner: Sequence[tuple[float, float]]
) -> bool:
    """Return True if the middle of *inner* is in the box about *corners*."""
    xs, ys = [x for x, _ in corners], [y for _, y in corners]
    x, y = sum(x for x, _ in inner) / 4, sum(y for _, y in inner) / 4
    return min(xs) <= x <= max(xs) and min(ys) <= y <= max(ys)
