"""Search for linear barcodes at an angle, which a decoder of rows and columns misses.

A row crosses all bars of a rotated symbol only up to an angle that depends on its height and width:
about 5 degrees for a long one. The search therefore rotates the image in steps of 10 degrees;
zxing-cpp itself also tries 90.
"""

import itertools
import math
from collections.abc import Sequence
from typing import NamedTuple

import zxingcpp
from PIL import Image, ImageDraw

ANGLES = range(10, 90, 10)  # degrees, anticlockwise
# Rotated barcodes occur in photos, in which more pixels add no detail.
MAX_PIXELS = 2_000_000
# A row that leaves a symbol half-way may give a misreading with a right check digit. A real symbol
# is read at one more angle at least: one of ANGLES, or one of these steps from it.
_STEPS = (-3, 3)
_MIN_VOTES = 2  # angles that must agree
_MIN_VOTES_AGAINST = 3  # if something else was read in the same place
_GROWTH = 1.5
_PAPER = 255
_DARK = [255] * 128 + [0] * 128  # look-up table: dark shades to 255, light ones to 0
_EDGE = 8  # px around the reported corners, outside which the last bars may reach
_MIN_BARS = 24  # px: lower bars are not found at any angle
_WITH_ADD_ON = "]E3"  # AIM identifier of an EAN or UPC symbol with an add-on
_FORMAT = zxingcpp.BarcodeFormat
_FORMATS = zxingcpp.BarcodeFormats(
    [
        # Without Interleaved 2 of 5: at any angle, a row that leaves it half-way reads its half.
        *(_FORMAT.Code128, _FORMAT.Code93, _FORMAT.Code39, _FORMAT.Codabar),
        *(_FORMAT.EAN13, _FORMAT.EAN8, _FORMAT.UPCA, _FORMAT.DataBar),
    ]
)
# These have no mandatory check digit: short ones are found in any pattern of bars.
_UNCHECKED = ("Code39", "Codabar")
_MIN_UNCHECKED = 6

Point = tuple[float, float]


class Detection(NamedTuple):
    """A barcode with its position in the original image.

    Attributes:
        barcode: the barcode as read in the rotated image.
        corners: upper left, upper right, lower right and lower left corner of the upright symbol,
            in px of the original image.
        angle_degrees: rotation of the symbol, clockwise.
    """

    barcode: zxingcpp.Barcode
    corners: tuple[Point, Point, Point, Point]
    angle_degrees: int

    @classmethod
    def of(cls, barcode: zxingcpp.Barcode, scale: float) -> "Detection":
        """Return *barcode*, read in an image *scale* times smaller than the original."""
        position = barcode.position
        corners = (
            *(position.top_left, position.top_right),
            *(position.bottom_right, position.bottom_left),
        )
        one, two, three, four = ((corner.x * scale, corner.y * scale) for corner in corners)
        return cls(barcode, (one, two, three, four), barcode.orientation)

    @property
    def add_on(self) -> str:
        """Return the digits of an EAN/UPC add-on; empty if none was read."""
        # zxing-cpp also reports partly read add-ons, which are not part of the text.
        if self.barcode.symbology_identifier != _WITH_ADD_ON:
            return ""
        extra = self.barcode.extra
        return str(extra["EanAddOn"]) if isinstance(extra, dict) else ""


def find(image: Image.Image, upright: Sequence[Detection]) -> list[Detection]:
    """Return the barcodes of *image*: those in *upright*, and linear ones at an angle.

    Args:
        image: a grayscale image.
        upright: the barcodes that a decoder of rows and columns finds in it.
    """
    if _is_explained(image, [one.corners for one in upright]):
        return list(upright)
    rotated = _choose(_votes(image), upright)
    # What an upright row reads in the place of a rotated symbol is a misreading of it.
    kept = [one for one in upright if not any(_lies_in(one, other) for other in rotated)]
    return [*kept, *rotated]


def _votes(image: Image.Image) -> list[tuple[int, Detection]]:
    """Return all detections with the number of angles that agree on each, best first."""
    scale = min(1.0, math.sqrt(MAX_PIXELS / (image.width * image.height)))
    small = image if scale == 1 else image.resize(_size(image, scale), Image.Resampling.BOX)
    seen = {angle: _detect(small, angle, scale) for angle in ANGLES}
    near = {angle + step for angle, detections in seen.items() if detections for step in _STEPS}
    seen |= {angle: _detect(small, angle, scale) for angle in sorted(near)}
    votes = [
        (sum(any(_is_same(one, other) for other in each) for each in seen.values()), one)
        for one in itertools.chain(*seen.values())
    ]
    return sorted(votes, key=_weight, reverse=True)


def _weight(vote: tuple[int, Detection]) -> tuple[bool, int, float]:
    """Return the sort key of *vote*: with an add-on first, then by the number of angles.

    Among equals, the detection with the highest bars comes first: its rows cross the bars at the
    least angle.
    """
    count, one = vote
    return count >= _MIN_VOTES and bool(one.add_on), count, _height(one.corners)


def _choose(
    votes: Sequence[tuple[int, Detection]], upright: Sequence[Detection]
) -> list[Detection]:
    """Return the detections that enough angles agree on and that are not known already."""
    chosen: list[Detection] = []
    for count, one in votes:
        against = [other for other in upright if _lies_in(other, one) or _lies_in(one, other)]
        known = any(_has_text_of(other, one) for other in against) or any(
            _has_text_of(other, one) and _crosses(one, other) for other in (*upright, *chosen)
        )
        needed = _MIN_VOTES_AGAINST if against else _MIN_VOTES
        if count >= needed and not known and not any(_lies_in(one, other) for other in chosen):
            chosen.append(one)
    return chosen


def _lies_in(one: Detection, other: Detection) -> bool:
    """Return True if *one* lies in the place of *other*, as a part or a misreading of it."""
    return _contains(_grow(other.corners), _middle(one.corners))


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


def _is_explained(image: Image.Image, known: Sequence[Sequence[Point]]) -> bool:
    """Return True if at most a line of text is dark outside the *known* symbols."""
    rest = image.copy()
    for corners in known:
        box = [min(x for x, _ in corners), min(y for _, y in corners)]
        box += [max(x for x, _ in corners), max(y for _, y in corners)]
        area = (box[0] - _EDGE, box[1] - _EDGE, box[2] + _EDGE, box[3] + _EDGE)
        ImageDraw.Draw(rest).rectangle(area, fill=_PAPER)
    dark = rest.point(_DARK).getbbox()
    return dark is None or min(dark[2] - dark[0], dark[3] - dark[1]) < _MIN_BARS


def _size(image: Image.Image, scale: float) -> tuple[int, int]:
    return max(1, round(image.width * scale)), max(1, round(image.height * scale))


def _detect(image: Image.Image, angle: int, scale: float) -> list[Detection]:
    rotated = image.rotate(angle, Image.Resampling.BILINEAR, expand=True, fillcolor=_PAPER)
    barcodes = zxingcpp.read_barcodes(
        rotated,
        formats=_FORMATS,
        text_mode=zxingcpp.TextMode.Plain,
        ean_add_on_symbol=zxingcpp.EanAddOnSymbol.Read,
    )
    return [
        _rotate_back(Detection.of(barcode, 1.0), rotated, image, angle, scale)
        for barcode in barcodes
        if not _is_chance(barcode)
    ]


def _rotate_back(
    seen: Detection, rotated: Image.Image, image: Image.Image, angle: int, scale: float
) -> Detection:
    one, two, three, four = (
        _original_point(corner, rotated, image, angle, scale) for corner in seen.corners
    )
    degrees = (seen.angle_degrees + angle + 180) % 360 - 180
    return Detection(seen.barcode, (one, two, three, four), degrees)


def _is_chance(barcode: zxingcpp.Barcode) -> bool:
    """Return True if the barcode is too short to be more than a chance pattern."""
    return barcode.format.name.startswith(_UNCHECKED) and len(barcode.text) < _MIN_UNCHECKED


def _original_point(
    point: Point, rotated: Image.Image, image: Image.Image, angle: int, scale: float
) -> Point:
    """Return the point of the original image that is at *point* of the *rotated* one."""
    sine, cosine = math.sin(math.radians(angle)), math.cos(math.radians(angle))
    x, y = point[0] - rotated.width / 2, point[1] - rotated.height / 2
    return (
        (cosine * x - sine * y + image.width / 2) / scale,
        (sine * x + cosine * y + image.height / 2) / scale,
    )


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


def _contains(corners: Sequence[Point], point: Point) -> bool:
    """Return True if *point* lies in the convex polygon of *corners*, or on its edge."""
    # The cross products with all sides then have one sign.
    sides = [
        (x2 - x1) * (point[1] - y1) - (y2 - y1) * (point[0] - x1)
        for (x1, y1), (x2, y2) in zip(corners, [*corners[1:], corners[0]], strict=True)
    ]
    return all(side >= 0 for side in sides) or all(side <= 0 for side in sides)
