"""Search for linear barcodes at an angle, which a decoder of rows and columns misses.

A row crosses all bars of a rotated symbol only up to an angle that depends on its height and width:
about 5 degrees for a long one. The search therefore turns upright what has parallel edges at an
angle (:mod:`common.barcode.decode.bar_regions`), and only that.
"""

import itertools
import math
from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple

import zxingcpp
from PIL import Image, ImageOps

from common.barcode.decode import grayscale
from common.barcode.decode.bar_regions import PARALLEL, BarRegion

_MIN_TILT = 2.5  # degrees from rows and columns, which zxing-cpp itself reads
# A row that leaves a symbol half-way may give a misreading with a right check digit. A real symbol
# is read at one more angle at least: one of these steps, in degrees, from that of its bars.
_STEPS = (-3.0, 3.0)
_BESIDE = 0.12  # of the length of bars, as much paper as is left on either side
_MIN_BESIDE = 12  # px
_ABOVE = 4  # px
_MIN_DIFFERENCE = 0.1  # of the contrast
_COLUMNS = 24  # of a view, of which the first and the last are paper
_MAX_VIEW = 600_000  # px of a part that is turned upright
_MAX_GLANCE = 20_000  # px of one of which only the shade of its ends is looked at
_MIN_VOTES = 2  # angles that must agree
_MIN_VOTES_AGAINST = 3  # if something else was read in the same place
_GROWTH = 1.5
_PAPER, _INK = 255, 0
_EDGE = 8  # px around the reported corners, outside which the last bars may reach
_TEXT = 0.35  # height of the text below a symbol, as a part of the height of the symbol
_BY_ROWS = "DataBarExpStk"
_ONE_ROW = 0.3  # of the length: a row of four segments is 34 modules high and 102 wide
_MIN_BARS = 24  # px: lower bars are not found at any angle
_WITH_ADD_ON = "]E3"  # AIM identifier of an EAN or UPC symbol with an add-on
FORMATS = frozenset(
    {"Code128", "Code93", "Code39", "Codabar", "EAN13", "EAN8", "UPCA", "UPCE", "DataBar", "ITF"}
)
LINEAR = frozenset(
    one.name
    for one in zxingcpp.barcode_formats_list(
        zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat.AllLinear])
    )
)
_FORMATS = zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat[name] for name in sorted(FORMATS)])
# A part of a longer symbol may have the bars of these.
_SHORT = frozenset({"EAN8", "UPCE"})
_THIN = 0.05  # of the length: the height of a few rows
_FEW_ROWS = 0.1  # likewise, of a turned symbol with lower bars
# These have no mandatory check digit: short ones are found in any pattern of bars.
_UNCHECKED = ("Code39", "Codabar", "ITF")
_MIN_UNCHECKED = 6
_MIN_SPAN = 0.85  # of the length of bars, that Interleaved 2 of 5 must fill

Point = tuple[float, float]


class Detection(NamedTuple):
    """A barcode with its position in the original image.

    Attributes:
        barcode: the barcode as read in the rotated image.
        corners: upper left, upper right, lower right and lower left corner of the upright symbol,
            in px of the original image.
        angle_degrees: rotation of the symbol, clockwise.
        is_inverted: True if it was read with light and dark exchanged.
    """

    barcode: zxingcpp.Barcode
    corners: tuple[Point, Point, Point, Point]
    angle_degrees: int
    is_inverted: bool = False

    @classmethod
    def of(cls, barcode: zxingcpp.Barcode, scale: float) -> "Detection":
        """Return *barcode*, read in an image *scale* times smaller than the original."""
        position = barcode.position
        corners = (
            *(position.top_left, position.top_right),
            *(position.bottom_right, position.bottom_left),
        )
        one, two, three, four = ((corner.x * scale, corner.y * scale) for corner in corners)
        across, down = (two[0] - one[0], two[1] - one[1]), (four[0] - one[0], four[1] - one[1])
        # Of a row that reads backwards, zxing-cpp exchanges left and right alone.
        if barcode.format.name in LINEAR and across[0] * down[1] < across[1] * down[0]:
            one, two, three, four = four, three, two, one
        return cls(barcode, (one, two, three, four), barcode.orientation)

    def enlarged(self, scale: float) -> "Detection":
        """Return this, seen in a picture that is *scale* times smaller, at its place."""
        one, two, three, four = ((x * scale, y * scale) for x, y in self.corners)
        return self._replace(corners=(one, two, three, four))

    @property
    def add_on(self) -> str:
        """Return the digits of an EAN/UPC add-on; empty if none was read."""
        # zxing-cpp also reports partly read add-ons, which are not part of the text.
        if self.barcode.symbology_identifier != _WITH_ADD_ON:
            return ""
        extra = self.barcode.extra
        return str(extra["EanAddOn"]) if isinstance(extra, dict) else ""


def find(
    image: Image.Image, upright: Sequence[Detection], regions: Sequence[BarRegion]
) -> list[Detection]:
    """Return the barcodes of *image*: those in *upright*, and linear ones at an angle.

    Args:
        image: a grayscale image.
        upright: the barcodes that a decoder of rows and columns finds in it.
        regions: areas of parallel edges in it, the largest first.
    """
    upright = [one for one in upright if not _is_chance_row(one, regions)]
    votes = list(_votes(image, [one for one in regions if _is_worth_reading(one, upright)]))
    rotated = _choose(sorted(votes, key=_weight, reverse=True), upright)
    # What an upright row reads in the place of a rotated symbol is a misreading of it.
    kept = [one for one in upright if not any(_lies_in(one, other) for other in rotated)]
    return [*kept, *rotated]


def _is_chance_row(one: Detection, regions: Sequence[BarRegion]) -> bool:
    """Return True if *one* is of a few rows that cross turned bars: they may be of another symbol.

    If they are not, the search finds it again with its bars upright.
    """
    return (
        one.barcode.format.name in _SHORT
        and _height(one.corners) < _THIN * math.dist(one.corners[0], one.corners[1])
        and any(
            region.tilt_degrees >= _MIN_TILT and region.holds(_middle(one.corners))
            for region in regions
        )
    )


def _is_worth_reading(region: BarRegion, upright: Sequence[Detection]) -> bool:
    """Return True if *region* is at an angle, or has bars that were not read although upright."""
    if region.tilt_degrees >= _MIN_TILT:
        return True
    return region.parallelism >= PARALLEL and not any(
        contains(_grow(one.corners), region.middle) for one in upright
    )


def _votes(image: Image.Image, regions: Sequence[BarRegion]) -> Iterator[tuple[int, Detection]]:
    """Yield all detections with the number of angles that agree on each."""
    known: list[Detection] = []
    for region in regions:
        if any(contains(_grow(one.corners), region.middle) for one in known):
            continue
        seen = [_detect(image, region)]
        if not seen[0]:
            continue
        # Read again at a few angles nearby: what only one of them shows is chance.
        seen += [_detect(image, region.turned(step)) for step in _STEPS]
        known += seen[0]
        for one in itertools.chain(*seen):
            yield sum(any(_is_same(one, other) for other in each) for each in seen), one


def _weight(vote: tuple[int, Detection]) -> tuple[bool, bool, int, float]:
    """Return the sort key of *vote*: with an add-on first, then by the number of angles.

    Among equals, the detection with the highest bars comes first: its rows cross the bars at the
    least angle. UPC-E comes last: half of an EAN-13 may have its bars.
    """
    count, one = vote
    has_add_on = count >= _MIN_VOTES and bool(one.add_on)
    return has_add_on, one.barcode.format.name != "UPCE", count, _height(one.corners)


def _choose(
    votes: Sequence[tuple[int, Detection]], upright: Sequence[Detection]
) -> list[Detection]:
    """Return the detections that enough angles agree on and that are not known already."""
    chosen: list[Detection] = []
    for count, one in votes:
        against = [other for other in upright if _lies_in(other, one) or _lies_in(one, other)]
        known = any(_has_text_of(other, one) for other in against)
        if against and _is_upright(one):
            continue  # rows that cross all bars have been read
        needed = _MIN_VOTES_AGAINST if against else _MIN_VOTES
        if count >= needed and not known and not any(_lies_in(one, other) for other in chosen):
            chosen.append(one)
    return chosen


def _is_upright(one: Detection) -> bool:
    return min(one.angle_degrees % 90, -one.angle_degrees % 90) < _MIN_TILT


def _lies_in(one: Detection, other: Detection) -> bool:
    """Return True if *one* lies in the place of *other*, as a part or a misreading of it."""
    return contains(_grow(other.corners), _middle(one.corners))


def without_overlaps(seen: Sequence[Detection]) -> list[Detection]:
    """Return *seen* without readings that lie in a larger one.

    Rows that leave a symbol half-way, or cross text, may read another one in a part of it.
    """
    kept: list[Detection] = []
    for one in sorted(seen, key=_area, reverse=True):
        if not any(_is_part(one, other) for other in kept):
            kept.append(one)
    return [one for one in seen if any(one is other for other in kept)]


def _is_part(one: Detection, other: Detection) -> bool:
    """Return True if *one* lies within the corners of *other*, and is not a symbol next to it.

    A reading of the same text may lie slightly outside: readers miss rows at the edges of a symbol.
    """
    if _has_text_of(other, one) and _lies_in(one, other):
        return True
    if _is_fraction(one, other) or _is_same_row(one, other):
        return True
    if one.barcode.format.name not in LINEAR:
        return False  # a matrix symbol has error correction; some lie in the middle of another
    points = (_middle(one.corners), *(_nearer(one.corners, n) for n in range(4)))
    return all(contains(other.corners, point) for point in points)


def _is_fraction(one: Detection, other: Detection) -> bool:
    """Return True if *one* is of rows of *other* that leave it half-way.

    Interleaved 2 of 5 ends with bars that also stand between its digits.
    """
    text = one.barcode.text
    return (
        one.barcode.format.name.startswith("ITF")
        and other.barcode.format.name.startswith("ITF")
        and text != other.barcode.text
        and text in other.barcode.text
        # Interleaved 2 of 5 has no length, so that a part of a row reads as well as the whole.
        and _height(one.corners) < _FEW_ROWS * math.dist(one.corners[0], one.corners[1])
        and _crosses(other, one)
    )


def _is_same_row(one: Detection, other: Detection) -> bool:
    """Return True if both are a reading of one row of GS1 DataBar Expanded Stacked.

    Each is placed where its last row was crossed. Two symbols, of two rows at least, are further
    from each other.
    """
    return (
        one.barcode.format.name == other.barcode.format.name == _BY_ROWS
        and one.barcode.text == other.barcode.text
        and math.dist(_middle(one.corners), _middle(other.corners))
        < _ONE_ROW * math.dist(one.corners[0], one.corners[1])
    )


def _nearer(corners: Sequence[Point], number: int) -> Point:
    """Return the point half-way from the middle to a corner: reported corners are inexact."""
    middle, corner = _middle(corners), corners[number]
    return (middle[0] + corner[0]) / 2, (middle[1] + corner[1]) / 2


def _area(one: Detection) -> float:
    return math.dist(one.corners[0], one.corners[1]) * _height(one.corners)


def replaced(seen: Sequence[Detection], better: Sequence[Detection]) -> list[Detection]:
    """Return *better*, and those of *seen* that are no other readings of the same symbols."""
    kept = [
        one
        for one in seen
        if not any(
            _has_text_of(other, one) and (_lies_in(one, other) or _lies_in(other, one))
            for other in better
        )
    ]
    return [*kept, *better]


def without_parts(seen: Sequence[Detection]) -> list[Detection]:
    """Return *seen* without EAN and UPC symbols that another row read with their add-on."""
    return [
        one
        for one in seen
        if not any(
            other.add_on and not one.add_on and _has_text_of(other, one) and _crosses(one, other)
            for other in seen
        )
    ]


def _has_text_of(one: Detection, other: Detection) -> bool:
    """Return True if *one* has the text of *other*, with or without an add-on."""
    rest = one.barcode.text.removeprefix(other.barcode.text)
    return one.barcode.text == other.barcode.text + rest and rest in ("", one.add_on)


def _is_same(one: Detection, other: Detection) -> bool:
    """Return True if *one* and *other* are readings of one symbol."""
    return one.barcode.text == other.barcode.text and _crosses(one, other)


def _crosses(one: Detection, other: Detection) -> bool:
    """Return True if the two rows of the readings cross: their middles are close."""
    length = math.dist(one.corners[0], one.corners[1])
    return math.dist(_middle(one.corners), _middle(other.corners)) < length / 2


def is_explained(
    image: Image.Image, known: Sequence[Sequence[Point]], *, with_text: bool = True
) -> bool:
    """Return True if at most a line of text is dark outside the *known* symbols.

    Args:
        image: a grayscale image.
        known: corners of symbols.
        with_text: whether text right at a symbol counts as a part of it.
    """
    rest = image.copy()
    for corners in known:
        left, top = min(x for x, _ in corners), min(y for _, y in corners)
        right, bottom = max(x for x, _ in corners), max(y for _, y in corners)
        edge = max(_EDGE, with_text * _TEXT * min(right - left, bottom - top))
        area = (left - edge, top - edge, right + edge + 1, bottom + edge + 1)
        rest.paste(_PAPER, (int(area[0]), int(area[1]), int(area[2]), int(area[3])))
    darkest, lightest = grayscale.extrema(image)
    limit = (darkest + lightest) / 2
    if grayscale.extrema(rest)[0] >= limit:
        return True  # nothing is dark, which is known sooner than where
    dark = rest.point(grayscale.darker_than(limit)).getbbox()
    return dark is None or min(dark[2] - dark[0], dark[3] - dark[1]) < _MIN_BARS


def find_light(
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
        if any(contains(_grow(one.corners), region.middle) for one in (*known, *found)):
            continue
        room = _with_paper(region)
        # Inverting every region would read what is dark on light once more, and wrongly. Few px
        # show which is which.
        if _is_on_dark(upright_view(image, room, _INK, _MAX_GLANCE)[0]):
            view, scale = upright_view(image, room, _INK)
            seen = _read(ImageOps.invert(view), room, scale, formats)
            found += [one._replace(is_inverted=True) for one in seen]
    return found


def _is_on_dark(view: Image.Image) -> bool:
    """Return True if *view* is clearly darker at its ends than between them."""
    darkest, lightest = grayscale.extrema(view)
    columns = view.resize((_COLUMNS, 1), Image.Resampling.BOX).tobytes()
    difference = sum(columns) / len(columns) - (columns[0] + columns[-1]) / 2
    # The ends of text are as dark as its middle, now a bit more and now a bit less.
    return difference > _MIN_DIFFERENCE * (lightest - darkest)


def _with_paper(region: BarRegion) -> BarRegion:
    """Return *region* with as much beside its bars as is needed to read them."""
    return region.grown(max(_MIN_BESIDE, _BESIDE * region.length), _ABOVE)


def _detect(image: Image.Image, region: BarRegion) -> list[Detection]:
    """Return what is read in *region*, whose bars are turned upright."""
    room = _with_paper(region)
    view, scale = upright_view(image, room, _PAPER)
    return [
        one
        for one in _read(view, room, scale, _FORMATS)
        if not _is_chance(one.barcode) and not _is_half(one, region)
    ]


def _read(
    view: Image.Image, region: BarRegion, scale: float, formats: zxingcpp.BarcodeFormats
) -> list[Detection]:
    barcodes = zxingcpp.read_barcodes(
        view,
        formats=formats,
        # The bars are upright in this view; other directions would only add chance readings.
        try_rotate=False,
        text_mode=zxingcpp.TextMode.Plain,
        ean_add_on_symbol=zxingcpp.EanAddOnSymbol.Read,
    )
    return [placed(Detection.of(barcode, 1.0), region, view, scale) for barcode in barcodes]


def upright_view(
    image: Image.Image, region: BarRegion, beyond: int = _PAPER, max_pixels: int = _MAX_VIEW
) -> tuple[Image.Image, float]:
    """Return *region* of *image* with its bars upright, and how many px of it one of *image* is.

    Args:
        image: a grayscale image.
        region: the area.
        beyond: level of what is beyond the edges of *image*.
        max_pixels: of the view, which is reduced if it would have more.
    """
    scale = min(1.0, math.sqrt(max_pixels / (region.length * region.height)))
    size = max(1, round(region.length * scale)), max(1, round(region.height * scale))
    turn = math.radians(region.angle_degrees)
    cosine, sine = math.cos(turn) / scale, math.sin(turn) / scale
    x, y = region.corners[0]
    if scale == 1 and region.angle_degrees % 90 == 0:
        x, y = round(x), round(y)  # between pixels, narrow bars would be blurred
    view = image.transform(
        size,
        Image.Transform.AFFINE,
        (cosine, -sine, x, sine, cosine, y),
        Image.Resampling.BICUBIC,
        fillcolor=beyond,
    )
    return view, scale


def placed(seen: Detection, region: BarRegion, view: Image.Image, scale: float) -> Detection:
    """Return *seen*, read in the *view* of *region*, at its place in the picture.

    Args:
        seen: what was read.
        region: the area.
        view: what `upright_view` returns of it.
        scale: how many px of the view one of the picture is.
    """
    one, two, three, four = (
        region.place((x - view.width / 2) / scale, (y - view.height / 2) / scale)
        for x, y in seen.corners
    )
    # Between -180 and 180, as zxing-cpp has it.
    degrees = (seen.angle_degrees + round(region.angle_degrees) + 180) % 360 - 180
    return Detection(seen.barcode, (one, two, three, four), degrees)


def _is_half(one: Detection, region: BarRegion) -> bool:
    """Return True if *one* is Interleaved 2 of 5 in a part of *region*.

    A row that leaves the symbol half-way reads its half.
    """
    if not one.barcode.format.name.startswith("ITF"):
        return False
    return math.dist(one.corners[0], one.corners[1]) < _MIN_SPAN * (region.length - 2 * region.cell)


def _is_chance(barcode: zxingcpp.Barcode) -> bool:
    """Return True if the barcode is too short to be more than a chance pattern."""
    return barcode.format.name.startswith(_UNCHECKED) and len(barcode.text) < _MIN_UNCHECKED


def _height(corners: Sequence[Point]) -> float:
    return math.dist(corners[0], corners[3])


def _grow(corners: Sequence[Point]) -> list[Point]:
    """Return *corners* moved away from their middle by half: not all rows of a symbol are read."""
    middle = _middle(corners)
    return [
        (middle[0] + _GROWTH * (x - middle[0]), middle[1] + _GROWTH * (y - middle[1]))
        for x, y in corners
    ]


def _middle(corners: Sequence[Point]) -> Point:
    return sum(x for x, _ in corners) / 4, sum(y for _, y in corners) / 4


def contains(corners: Sequence[Point], point: Point) -> bool:
    """Return True if *point* lies in the convex polygon of *corners*, or on its edge."""
    # The cross products with all sides then have one sign.
    sides = [
        (x2 - x1) * (point[1] - y1) - (y2 - y1) * (point[0] - x1)
        for (x1, y1), (x2, y2) in zip(corners, [*corners[1:], corners[0]], strict=True)
    ]
    return all(side >= 0 for side in sides) or all(side <= 0 for side in sides)
