"""Finds linear barcodes that lie at an angle, which a reader of rows and columns misses.

A row crosses all bars of a symbol only where it leans less than its height allows for its width:
some 5 degrees for a long one. So the picture is looked at in turns of 10; zxing-cpp itself adds 90.
"""

import itertools
import math
from collections.abc import Sequence
from typing import NamedTuple

import zxingcpp
from PIL import Image, ImageDraw

ANGLES = range(10, 90, 10)  # degrees, anticlockwise
# Looking so often is for photos, which are smooth: more pixels than these say nothing new.
MOST_PIXELS = 2_000_000
# A row that leaves a symbol half-way may read something else whose check digit is right. What is
# there is read at one more angle at least, of those looked at or of these beside them, and by most.
_STEPS = (-3, 3)
_VOTES = 2
_VOTES_AGAINST = 3  # where something else was read there
_GROWTH = 1.5
_PAPER = 255
_DARK = [255] * 128 + [0] * 128  # a shade to whether it is dark
_EDGE = 8  # px beyond the corners that the reader tells: bars that it did not need to see
_TEXT = 0.35  # of a symbol's height, in which its text is
_LEAST_BARS = 24  # px: lower bars are found at no angle
_WITH_ADD_ON = "]E3"  # AIM identifier of an EAN or UPC symbol with an add-on
# Of Interleaved 2 of 5 a row that leaves it half-way reads half, at any angle.
FORMATS = ("Code128", "Code93", "Code39", "Codabar", "EAN13", "EAN8", "UPCA", "DataBar")
_FORMATS = zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat[name] for name in FORMATS])
# Without a check digit of their own, short ones are found in any pattern.
_UNCHECKED = ("Code39", "Codabar")
_LEAST_UNCHECKED = 6

Place = tuple[float, float]


class Detection(NamedTuple):
    """A barcode, and where it lies in the picture as it was given.

    Attributes:
        barcode: as it was read in the turned picture.
        corners: upper left, upper right, lower right, lower left, as the symbol stands, in px.
        angle_degrees: how far it is turned, clockwise.
        is_inverted: True if it was read with light and dark exchanged.
    """

    barcode: zxingcpp.Barcode
    corners: tuple[Place, Place, Place, Place]
    angle_degrees: int
    is_inverted: bool = False

    @classmethod
    def of(cls, barcode: zxingcpp.Barcode, scale: float) -> "Detection":
        """Return *barcode* as it was read in a picture *scale* times smaller."""
        place = barcode.position
        corners = (place.top_left, place.top_right, place.bottom_right, place.bottom_left)
        one, two, three, four = ((corner.x * scale, corner.y * scale) for corner in corners)
        return cls(barcode, (one, two, three, four), barcode.orientation)

    @property
    def add_on(self) -> str:
        """Return the digits of an EAN/UPC add-on; empty where none was read."""
        # zxing-cpp tells of half-read ones too, which are no part of the text.
        if self.barcode.symbology_identifier != _WITH_ADD_ON:
            return ""
        extra = self.barcode.extra
        return str(extra["EanAddOn"]) if isinstance(extra, dict) else ""


def find(image: Image.Image, upright: Sequence[Detection]) -> list[Detection]:
    """Return the barcodes of *image*: those found *upright*, and linear ones that lie at an angle.

    The caller spares this search if `is_used_up`.

    Args:
        image: shades of grey.
        upright: what a reader of rows and columns finds in it.
    """
    tilted = _choose(_votes(image), upright)
    # A row that leaves a leaning symbol half-way has read something else there.
    kept = [one for one in upright if not any(_lies_in(one, other) for other in tilted)]
    return [*kept, *tilted]


def _votes(image: Image.Image) -> list[tuple[int, Detection]]:
    """Return what is seen at any angle, each with the number of angles that agree; best first."""
    shrunk = min(1.0, math.sqrt(MOST_PIXELS / (image.width * image.height)))
    small = image if shrunk == 1 else image.resize(_size(image, shrunk), Image.Resampling.BOX)
    seen = {angle: _look(small, angle, shrunk) for angle in ANGLES}
    near = {angle + step for angle, sightings in seen.items() if sightings for step in _STEPS}
    seen |= {angle: _look(small, angle, shrunk) for angle in sorted(near)}
    votes = [
        (sum(any(_is_same(one, other) for other in each) for each in seen.values()), one)
        for one in itertools.chain(*seen.values())
    ]
    return sorted(votes, key=_weight, reverse=True)


def _weight(vote: tuple[int, Detection]) -> tuple[bool, int, float]:
    """Put what has an add-on before what was read without it, then what most angles agree on.

    Of those that as many agree on, the rows that cross it most squarely come first.
    """
    count, one = vote
    return count >= _VOTES and bool(one.add_on), count, _height(one.corners)


def _choose(
    votes: Sequence[tuple[int, Detection]], upright: Sequence[Detection]
) -> list[Detection]:
    found: list[Detection] = []
    for count, one in votes:
        against = [other for other in upright if _lies_in(other, one) or _lies_in(one, other)]
        known = any(_says(other, one) for other in against) or any(
            _says(other, one) and _crosses(one, other) for other in (*upright, *found)
        )
        needed = _VOTES_AGAINST if against else _VOTES
        if count >= needed and not known and not any(_lies_in(one, other) for other in found):
            found.append(one)
    return found


def _lies_in(one: Detection, other: Detection) -> bool:
    """Tell whether *one* lies in the place of *other*, and is part of it or a misreading."""
    return _holds(_grown(other.corners), _middle(one.corners))


def without_overlaps(seen: Sequence[Detection]) -> list[Detection]:
    """Return *seen* without readings that lie in a larger one: of one symbol, most rows count.

    Rows that leave a symbol half-way, or cross text, may read another one in a part of it.
    """
    kept: list[Detection] = []
    for one in sorted(seen, key=_area, reverse=True):
        if not any(_is_part(one, other) for other in kept):
            kept.append(one)
    return [one for one in seen if any(one is other for other in kept)]


def _is_part(one: Detection, other: Detection) -> bool:
    """Tell whether *one* lies within the corners of *other*, and is no symbol next to it.

    What says the same may lie a little outside: readers miss rows at the edges of a symbol.
    """
    if _says(other, one) and _lies_in(one, other):
        return True
    places = (_middle(one.corners), *(_nearer(one.corners, n) for n in range(4)))
    return all(_holds(other.corners, place) for place in places)


def _nearer(corners: Sequence[Place], number: int) -> Place:
    """Return a point half-way between the middle and a corner: the reader sets corners roughly."""
    middle, corner = _middle(corners), corners[number]
    return (middle[0] + corner[0]) / 2, (middle[1] + corner[1]) / 2


def _area(one: Detection) -> float:
    return math.dist(one.corners[0], one.corners[1]) * _height(one.corners)


def without_parts(seen: Sequence[Detection]) -> list[Detection]:
    """Return *seen* without EAN and UPC symbols that other rows read together with an add-on."""
    return [
        one
        for one in seen
        if not any(
            other.add_on and not one.add_on and _says(other, one) and _crosses(one, other)
            for other in seen
        )
    ]


def _says(one: Detection, other: Detection) -> bool:
    """Tell whether *one* says what *other* does, and at most an add-on more."""
    more = one.barcode.text.removeprefix(other.barcode.text)
    return one.barcode.text == other.barcode.text + more and more in ("", one.add_on)


def _is_same(one: Detection, other: Detection) -> bool:
    """Tell whether two rows, each of which read a barcode, cross in one symbol."""
    return one.barcode.text == other.barcode.text and _crosses(one, other)


def _crosses(one: Detection, other: Detection) -> bool:
    length = math.dist(one.corners[0], one.corners[1])
    return math.dist(_middle(one.corners), _middle(other.corners)) < length / 2


def is_used_up(image: Image.Image, taken: Sequence[Sequence[Place]]) -> bool:
    """Tell whether no more than a line of text is dark outside of the symbols that are known."""
    rest = image.copy()
    for corners in taken:
        left, top = min(x for x, _ in corners), min(y for _, y in corners)
        right, bottom = max(x for x, _ in corners), max(y for _, y in corners)
        edge = max(_EDGE, _TEXT * min(right - left, bottom - top))
        around = (left - edge, top - edge, right + edge, bottom + edge)
        ImageDraw.Draw(rest).rectangle(around, fill=_PAPER)
    dark = rest.point(_DARK).getbbox()
    return dark is None or min(dark[2] - dark[0], dark[3] - dark[1]) < _LEAST_BARS


def _size(image: Image.Image, shrunk: float) -> tuple[int, int]:
    return max(1, round(image.width * shrunk)), max(1, round(image.height * shrunk))


def _look(image: Image.Image, angle: int, shrunk: float) -> list[Detection]:
    turned = image.rotate(angle, Image.Resampling.BILINEAR, expand=True, fillcolor=_PAPER)
    found = zxingcpp.read_barcodes(
        turned,
        formats=_FORMATS,
        text_mode=zxingcpp.TextMode.Plain,
        ean_add_on_symbol=zxingcpp.EanAddOnSymbol.Read,
    )
    return [
        _turned_back(Detection.of(barcode, 1.0), turned, image, angle, shrunk)
        for barcode in found
        if not _is_chance(barcode)
    ]


def _turned_back(
    seen: Detection, turned: Image.Image, image: Image.Image, angle: int, shrunk: float
) -> Detection:
    one, two, three, four = (_back(corner, turned, image, angle, shrunk) for corner in seen.corners)
    degrees = (seen.angle_degrees + angle + 180) % 360 - 180
    return Detection(seen.barcode, (one, two, three, four), degrees)


def _is_chance(barcode: zxingcpp.Barcode) -> bool:
    return barcode.format.name.startswith(_UNCHECKED) and len(barcode.text) < _LEAST_UNCHECKED


def _back(
    place: Place, turned: Image.Image, image: Image.Image, angle: int, shrunk: float
) -> Place:
    """Return where *place* of the *turned* picture is in the one that was given."""
    sine, cosine = math.sin(math.radians(angle)), math.cos(math.radians(angle))
    x, y = place[0] - turned.width / 2, place[1] - turned.height / 2
    return (
        (cosine * x - sine * y + image.width / 2) / shrunk,
        (sine * x + cosine * y + image.height / 2) / shrunk,
    )


def _height(corners: Sequence[Place]) -> float:
    return math.dist(corners[0], corners[3])


def _grown(corners: Sequence[Place]) -> list[Place]:
    """Return *corners* half as far again from their middle: rows at the edges were not read."""
    middle = _middle(corners)
    return [
        (middle[0] + _GROWTH * (x - middle[0]), middle[1] + _GROWTH * (y - middle[1]))
        for x, y in corners
    ]


def _middle(corners: Sequence[Place]) -> Place:
    return sum(x for x, _ in corners) / 4, sum(y for _, y in corners) / 4


def _holds(corners: Sequence[Place], place: Place) -> bool:
    """Tell whether *place* lies in the convex polygon of *corners*, or on its edge."""
    sides = [
        (x2 - x1) * (place[1] - y1) - (y2 - y1) * (place[0] - x1)
        for (x1, y1), (x2, y2) in zip(corners, [*corners[1:], corners[0]], strict=True)
    ]
    return all(side >= 0 for side in sides) or all(side <= 0 for side in sides)
