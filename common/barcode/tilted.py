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
# there is read at one more angle at least, of those looked at or of these beside them.
_STEPS = (-3, 3)
_LEAST_VOTES = 2
_PAPER = 255
_DARK = [255] * 128 + [0] * 128  # a shade to whether it is dark
_EDGE = 8  # px beyond the corners that the reader tells: bars that it did not need to see
_LEAST_BARS = 24  # px: lower bars are found at no angle
_FORMAT = zxingcpp.BarcodeFormat
_FORMATS = zxingcpp.BarcodeFormats(
    [
        *(_FORMAT.Code128, _FORMAT.Code93, _FORMAT.Code39, _FORMAT.Codabar, _FORMAT.ITF),
        *(_FORMAT.EANUPC, _FORMAT.DataBar),
    ]
)
# Without a check digit of their own, short ones are found in any pattern.
_UNCHECKED = ("Code39", "Codabar", "ITF")
_LEAST_UNCHECKED = 6

Place = tuple[float, float]


class Sighting(NamedTuple):
    """A barcode, and where it lies in the picture as it was given.

    Attributes:
        barcode: as it was read in the turned picture.
        corners: upper left, upper right, lower right, lower left, as the symbol stands, in px.
        angle_degrees: how far it is turned, clockwise.
    """

    barcode: zxingcpp.Barcode
    corners: tuple[Place, Place, Place, Place]
    angle_degrees: int

    @classmethod
    def of(cls, barcode: zxingcpp.Barcode, scale: float) -> "Sighting":
        """Return *barcode* as it was read in a picture *scale* times smaller."""
        place = barcode.position
        corners = (place.top_left, place.top_right, place.bottom_right, place.bottom_left)
        one, two, three, four = ((corner.x * scale, corner.y * scale) for corner in corners)
        return cls(barcode, (one, two, three, four), barcode.orientation)


def find(image: Image.Image, taken: Sequence[Sequence[Place]]) -> list[Sighting]:
    """Return the linear barcodes of *image* that lie at an angle, each once.

    Args:
        image: shades of grey.
        taken: the corners of symbols that are known; what lies in one of them is part of it.
    """
    if _is_used_up(image, taken):
        return []
    shrunk = min(1.0, math.sqrt(MOST_PIXELS / (image.width * image.height)))
    small = image if shrunk == 1 else image.resize(_size(image, shrunk), Image.Resampling.BOX)
    seen = {angle: _look(small, angle, shrunk) for angle in ANGLES}
    near = {angle + step for angle, sightings in seen.items() if sightings for step in _STEPS}
    seen |= {angle: _look(small, angle, shrunk) for angle in sorted(near)}
    found: list[Sighting] = []
    for sighting in itertools.chain(*seen.values()):
        middle = _middle(sighting.corners)
        known = any(_holds(corners, middle) for corners in taken)
        if not known and not any(_is_same(sighting, other) for other in found):
            votes = sum(any(_is_same(sighting, one) for one in each) for each in seen.values())
            if votes >= _LEAST_VOTES:
                found.append(sighting)
    return found


def _is_same(one: Sighting, other: Sighting) -> bool:
    """Tell whether two rows, each of which read a barcode, cross in one symbol."""
    if one.barcode.text != other.barcode.text:
        return False
    length = math.dist(one.corners[0], one.corners[1])
    return math.dist(_middle(one.corners), _middle(other.corners)) < length / 2


def _is_used_up(image: Image.Image, taken: Sequence[Sequence[Place]]) -> bool:
    """Tell whether no more than a line of text is dark outside of the symbols that are known."""
    rest = image.copy()
    for corners in taken:
        box = [min(x for x, _ in corners), min(y for _, y in corners)]
        box += [max(x for x, _ in corners), max(y for _, y in corners)]
        grown = (box[0] - _EDGE, box[1] - _EDGE, box[2] + _EDGE, box[3] + _EDGE)
        ImageDraw.Draw(rest).rectangle(grown, fill=_PAPER)
    left = rest.point(_DARK).getbbox()
    return left is None or min(left[2] - left[0], left[3] - left[1]) < _LEAST_BARS


def _size(image: Image.Image, shrunk: float) -> tuple[int, int]:
    return max(1, round(image.width * shrunk)), max(1, round(image.height * shrunk))


def _look(image: Image.Image, angle: int, shrunk: float) -> list[Sighting]:
    turned = image.rotate(angle, Image.Resampling.BILINEAR, expand=True, fillcolor=_PAPER)
    found = zxingcpp.read_barcodes(
        turned,
        formats=_FORMATS,
        text_mode=zxingcpp.TextMode.Plain,
        ean_add_on_symbol=zxingcpp.EanAddOnSymbol.Read,
    )
    return [
        _turned_back(Sighting.of(barcode, 1.0), turned, image, angle, shrunk)
        for barcode in found
        if not _is_chance(barcode)
    ]


def _turned_back(
    seen: Sighting, turned: Image.Image, image: Image.Image, angle: int, shrunk: float
) -> Sighting:
    one, two, three, four = (_back(corner, turned, image, angle, shrunk) for corner in seen.corners)
    degrees = (seen.angle_degrees + angle + 180) % 360 - 180
    return Sighting(seen.barcode, (one, two, three, four), degrees)


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


def _middle(corners: Sequence[Place]) -> Place:
    return sum(x for x, _ in corners) / 4, sum(y for _, y in corners) / 4


def _holds(corners: Sequence[Place], place: Place) -> bool:
    """Tell whether *place* lies in the convex polygon of *corners*, or on its edge."""
    sides = [
        (x2 - x1) * (place[1] - y1) - (y2 - y1) * (place[0] - x1)
        for (x1, y1), (x2, y2) in zip(corners, [*corners[1:], corners[0]], strict=True)
    ]
    return all(side >= 0 for side in sides) or all(side <= 0 for side in sides)
