"""Recognises symbols of which zxing-cpp reads a part: Codablock F and GS1 composites.

Rows of Codablock F are Code 128 symbols, one on the other. The linear component of a composite is
a symbol of its own, with another one right above it. Each costs a search of their place only, and
that runs only if the picture shows such a neighbour.
"""

from collections.abc import Sequence
from itertools import groupby
from math import dist, hypot, sqrt

from msgspec import structs
from PIL import Image, ImageChops

from common.barcode.decode import grayscale, reporting, shapes, stacked_search, upright
from common.barcode.decode.corners import contains, height, middle
from common.barcode.decode.decoder import Located
from common.barcode.decode.detection import Detection
from common.barcode.decode.found import Found

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
# Heights of what zxing-cpp reports: of two rows, it ends in the second.
_BELOW = {"DataBarStk": 2.5}
# zxing-cpp reports some rows of these, of the width of the last one, which is a part of others.
_PARTLY_PLACED = ("DataBarExpStk",)
# zxing-cpp reads CC-B as if it stood alone, and misses some of the linear parts below it.
_COMPONENT = "MicroPDF417"
_ROOM = 1.5  # of the larger side of what is reported
_ROOM_OF_PART = 4.0
_BESIDE = 0.15  # of the width, on either side
_LIGHT = 128  # level
_DARK = grayscale.darker_than(_LIGHT)
# Between an EAN-13 and its component are 6 rows of a module that are light but for two modules
# (ISO/IEC 24723:2010); the rows of the component are as dark as light.
_MODULES = {
    "EAN8": 67,
    "UPCE": 51,
    "DataBarStk": 50,
    "DataBarStkOmni": 50,
}  # across a symbol: its width gives that of a module
_USUAL_MODULES = 95  # across EAN-13 and UPC-A
_OF_ANY_LENGTH = ("DataBarExp", "Code128")  # their narrowest bar gives the module
_MAX_LIGHT_ROWS = 8  # modules
_MIN_DARKNESS = 0.38  # of a component's rows, between their first and last dark part; text: 0.3
_MIN_DARK_ROWS = 1.6  # modules; a row of two, less its edges
_MIN_WIDTH = 0.3  # of the width of the symbol below, if that is not longer than
_MIN_COMPONENT = 40  # modules; a component has 55 at least (ISO/IEC 24723:2010)
_SAME = 0.25  # of the contrast, by which rows of the same bars may differ
_MAX_SEARCHES = 8
_MAX_MISSES = 2
_MAX_GAP = 0.5  # of a row's height, and 3 px: between rows of one symbol
# Of the length: between bands that cross all bars of rows turned by so much that they still do.
_TURNED_GAP = 0.07
_MIN_SLANT = 0.02  # the sine of the angle by which a symbol is turned
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
    known: list[Detection] = []
    searched = 0
    for one in rows:
        group = _neighbours(one, rows)
        # Codablock F has two rows at least; a row belongs to one symbol.
        if len(group) < 2 or any(one is other for other in known):
            continue
        known += group
        searched += 1
        if searched <= _MAX_SEARCHES:
            xs = [x for each in group for x, _ in each.corners]
            ys = [y for each in group for _, y in each.corners]
            left, top, right, bottom = min(xs), min(ys), max(xs), max(ys)
            edge = _BESIDE * max(right - left, bottom - top)
            box = (left - edge, top - edge, right + edge, bottom + edge)
            found += _searched(image, box, _CODABLOCK)
    return found


def _neighbours(one: Detection, rows: Sequence[Detection]) -> list[Detection]:
    """Return *one* and the others of *rows* that may be of the same symbol."""
    group = [one]
    for each in group:
        group += [
            other
            for other in rows
            if not any(other is known for known in group) and _is_next(each, other)
        ]
    return group


def _is_next(one: Detection, other: Detection) -> bool:
    """Return True if the two are close and begin and end at one line, as rows of a symbol do."""
    # Rows of a symbol carry their number, so that no two are equal.
    if one.barcode.text == other.barcode.text:
        return False
    near = _NEAR * dist(one.corners[0], one.corners[1]) + 2
    axis = 0 if abs(one.corners[0][0] - one.corners[1][0]) > near else 1
    if any(abs(one.corners[n][axis] - other.corners[n][axis]) > near for n in (0, 1)):
        return False
    across = 1 - axis
    (first, last), (begin, end) = (
        (min(c[across] for c in each.corners), max(c[across] for c in each.corners))
        for each in (one, other)
    )
    gap = max(first, begin) - min(last, end)
    length = dist(one.corners[0], one.corners[1])
    return gap <= max(_MAX_GAP * max(last - first, end - begin) + 3, _TURNED_GAP * length)


def _composites(image: Image.Image, seen: Sequence[Detection]) -> list[Located]:
    found: list[Located] = []
    searched = 0
    for one in seen:
        # A sheet of labels has hundreds of barcodes without a component.
        if searched - len(found) == _MAX_MISSES or searched == _MAX_SEARCHES:
            break
        # Both parts of a symbol may have been read.
        if _holds_any(found, one):
            continue
        is_component = _is_component(image, one)
        if not is_component and not _may_have_component(one):
            continue
        if is_component or one.barcode.format.name in _PARTLY_PLACED:
            searched += 1
            room = _ROOM if is_component else _ROOM_OF_PART
            found += _holding(_searched(image, _around(one, room), _COMPOSITES), one)[:1]
        # The component is always above the linear part.
        elif _is_something_above(image, straight := _straightened(one)):
            searched += 1
            located = _above(image, one) if straight is one else []
            located = located or _holding(_searched(image, _around(one, _ROOM), _COMPOSITES), one)
            found += located[:1]
    return found


def _straightened(one: Detection) -> Detection:
    """Return *one* with the corners of a rectangle.

    Rows of the picture that cross all bars of a turned symbol are a slanted band of it.
    """
    a, b, c, d = one.corners
    # Ends of rows are inexact, and the two differ.
    side = (c[0] + d[0] - a[0] - b[0]) / 2, (c[1] + d[1] - a[1] - b[1]) / 2
    width, height = max(1.0, dist(a, b)), max(1.0, hypot(*side))
    down = side[0] / height, side[1] / height
    sine = ((b[0] - a[0]) * down[0] + (b[1] - a[1]) * down[1]) / width
    if abs(sine) < _MIN_SLANT:
        return one
    x, y = (a[0] + c[0]) / 2, (a[1] + c[1]) / 2
    length, height = width * sqrt(1 - sine**2) / 2, height / 2
    # Across is the direction of the bars, turned by a right angle.
    first, second, third, fourth = (
        (
            x + i * length * down[1] + j * height * down[0],
            y - i * length * down[0] + j * height * down[1],
        )
        for i, j in ((-1, -1), (1, -1), (1, 1), (-1, 1))
    )
    return one._replace(corners=(first, second, third, fourth))


def _above(image: Image.Image, one: Detection) -> list[Located]:
    """Return the composite whose linear part is *one*."""
    # Readers miss some rows, by whose height GS1 DataBar Truncated is known.
    below = max(1.0, shapes.ends_of_bars(one, image)[1])
    whole = upright.within(one.corners, 0, _BELOW.get(one.barcode.format.name, below))
    view = upright.cut(image, whole, beyond=_BESIDE, above=_ABOVE)
    place = upright.grown(whole, _BESIDE, _ABOVE)
    return [
        structs.replace(each, corners=tuple(_placed(at, view.size, place) for at in each.corners))
        for each in stacked_search.search(view, _COMPOSITES)
    ]


def _holding(located: Sequence[Located], one: Detection) -> list[Located]:
    """Return those of *located* in whose place *one* lies."""
    return [each for each in located if contains(each.corners, middle(one.corners))]


def _is_component(image: Image.Image, one: Detection) -> bool:
    """Return True if *one* may be the upper part of a composite: bars stand right below it."""
    if one.barcode.format.name != _COMPONENT:
        return False
    # The bars behind a separator of a module, of which readers may miss rows.
    share = 1 + _BESIDE * dist(one.corners[0], one.corners[1]) / max(1.0, height(one.corners))
    below = upright.cut(image, upright.within(one.corners, 1, share))
    return grayscale.extrema(below)[0] < _LIGHT


def _holds_any(located: Sequence[Located], one: Detection) -> bool:
    return any(contains(each.corners, middle(one.corners)) for each in located)


def _around(one: Detection, room: float) -> tuple[float, float, float, float]:
    """Return the box in which a symbol lies of which *one* is a part.

    Args:
        one: the part.
        room: about it, as a part of its larger side.
    """
    xs, ys = [x for x, _ in one.corners], [y for _, y in one.corners]
    room *= max(max(xs) - min(xs), max(ys) - min(ys))
    return min(xs) - room, min(ys) - room, max(xs) + room, max(ys) + room


def _placed(
    corner: tuple[float, float], size: tuple[int, int], place: Sequence[tuple[float, float]]
) -> tuple[float, float]:
    """Return where *corner* of a view of *size*, cut out at *place*, is in the picture."""
    across, down = corner[0] / size[0], corner[1] / size[1]
    (x, y), right, _, below = place
    return (
        x + across * (right[0] - x) + down * (below[0] - x),
        y + across * (right[1] - y) + down * (below[1] - y),
    )


def _may_have_component(one: Detection) -> bool:
    barcode = one.barcode
    return (
        barcode.format.name.startswith(_WITH_COMPONENT) or barcode.symbology_identifier == _GS1_128
    ) and not one.is_inverted


def _is_something_above(image: Image.Image, one: Detection) -> bool:
    """Return True if rows of modules stand right above the bars of *one*."""
    width, height = dist(one.corners[0], one.corners[1]), dist(one.corners[0], one.corners[3])
    view = upright.cut(image, one.corners, above=_ABOVE)
    top = view.height - round(height)
    if top < 1 or view.height - top < 3:
        return False
    if grayscale.extrema(view.crop((0, 0, view.width, top)))[0] >= _LIGHT:
        return False  # paper, which is seen sooner than where the bars begin
    row = _top_of_bars(view, top)
    module = _module(view, top, one.barcode.format.name)
    lowest = max(0, row - round((_MAX_LIGHT_ROWS + _MIN_DARK_ROWS) * module) - 2)
    dark = view.crop((0, lowest, view.width, row)).point(_DARK)
    needed = max(2, round(_MIN_DARK_ROWS * module))
    least = min(_MIN_WIDTH * width, _MIN_COMPONENT * module)
    room = dark.getbbox()
    if room is None or room[3] - room[1] < needed:
        return False
    run = 0
    for y in range(dark.height - 1, -1, -1):
        line = dark.crop((0, y, dark.width, y + 1))
        run = run + 1 if _is_of_modules(line, least) else 0
        if run >= needed:
            return True
    return False


def _top_of_bars(view: Image.Image, top: int) -> int:
    """Return the first row of the bars that are known to cross row *top*: readers miss some."""
    bars = view.crop((0, top + 1, view.width, top + 2))
    levels = bars.tobytes()
    # Rows of the same bars hardly differ; a component differs at once.
    limit = _SAME * (max(levels) - min(levels))
    room = view.crop((0, 0, view.width, top + 1))
    difference = ImageChops.difference(room, bars.resize(room.size))
    rows = difference.resize((1, top + 1), Image.Resampling.BOX).tobytes()
    while top > 0 and rows[top] < limit:
        top -= 1
    return top + 1


def _module(view: Image.Image, top: int, name: str) -> float:
    """Return the width of a module of a symbol whose bars cross row *top* of its *view*."""
    if name not in _OF_ANY_LENGTH:
        return max(1.0, view.width / _MODULES.get(name, _USUAL_MODULES))
    dark = view.crop((0, top + 1, view.width, top + 2)).point(_DARK).tobytes()
    # The bars at both ends may be cut.
    runs = [sum(1 for _ in run) for _, run in groupby(dark)][1:-1]
    return float(min(runs, default=1))


def _is_of_modules(line: Image.Image, least: float) -> bool:
    box = line.getbbox()
    if box is None or box[2] - box[0] < least:
        return False
    return line.histogram()[255] >= _MIN_DARKNESS * (box[2] - box[0])


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
    return contains(corners, middle([(point.x, point.y) for point in found.corners]))
