"""What zxing-cpp read in a picture, where, and how two readings lie to each other."""

from collections.abc import Sequence
from math import dist
from typing import NamedTuple

import zxingcpp
from PIL import Image

from common.barcode.decode.bar_regions import BarRegion
from common.barcode.decode.corners import Point, contains, grown, height, middle

LINEAR = frozenset(
    one.name
    for one in zxingcpp.barcode_formats_list(
        zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat.AllLinear])
    )
)
_WITH_ADD_ON = "]E3"  # AIM identifier of an EAN or UPC symbol with an add-on
_BY_ROWS = "DataBarExpStk"
_ONE_ROW = 0.3  # of the length: a row of four segments is 34 modules high and 102 wide
_FEW_ROWS = 0.1  # of the length: the height of a turned symbol with low bars


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

    def placed(self, region: BarRegion, view: Image.Image, scale: float) -> "Detection":
        """Return this, read in the *view* of *region*, at its place in the picture.

        Args:
            region: the area.
            view: what `upright.view_of` returns of it.
            scale: how many px of the view one of the picture is.
        """
        one, two, three, four = (
            region.place((x - view.width / 2) / scale, (y - view.height / 2) / scale)
            for x, y in self.corners
        )
        # Between -180 and 180, as zxing-cpp has it.
        degrees = (self.angle_degrees + round(region.angle_degrees) + 180) % 360 - 180
        return Detection(self.barcode, (one, two, three, four), degrees)

    @property
    def add_on(self) -> str:
        """Return the digits of an EAN/UPC add-on; empty if none was read."""
        # zxing-cpp also reports partly read add-ons, which are not part of the text.
        if self.barcode.symbology_identifier != _WITH_ADD_ON:
            return ""
        extra = self.barcode.extra
        return str(extra["EanAddOn"]) if isinstance(extra, dict) else ""


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
    if has_text_of(other, one) and lies_in(one, other):
        return True
    if _is_fraction(one, other) or _is_same_row(one, other):
        return True
    if one.barcode.format.name not in LINEAR:
        return False  # a matrix symbol has error correction; some lie in the middle of another
    points = (middle(one.corners), *(_nearer(one.corners, n) for n in range(4)))
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
        and height(one.corners) < _FEW_ROWS * dist(one.corners[0], one.corners[1])
        and crosses(other, one)
    )


def _is_same_row(one: Detection, other: Detection) -> bool:
    """Return True if both are a reading of one row of GS1 DataBar Expanded Stacked.

    Each is placed where its last row was crossed. Two symbols, of two rows at least, are further
    from each other.
    """
    return (
        one.barcode.format.name == other.barcode.format.name == _BY_ROWS
        and one.barcode.text == other.barcode.text
        and dist(middle(one.corners), middle(other.corners))
        < _ONE_ROW * dist(one.corners[0], one.corners[1])
    )


def _nearer(corners: Sequence[Point], number: int) -> Point:
    """Return the point half-way from the middle to a corner: reported corners are inexact."""
    (x, y), corner = middle(corners), corners[number]
    return (x + corner[0]) / 2, (y + corner[1]) / 2


def _area(one: Detection) -> float:
    return dist(one.corners[0], one.corners[1]) * height(one.corners)


def replaced(seen: Sequence[Detection], better: Sequence[Detection]) -> list[Detection]:
    """Return *better*, and those of *seen* that are no other readings of the same symbols."""
    kept = [
        one
        for one in seen
        if not any(
            has_text_of(other, one) and (lies_in(one, other) or lies_in(other, one))
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
            other.add_on and not one.add_on and has_text_of(other, one) and crosses(one, other)
            for other in seen
        )
    ]


def has_text_of(one: Detection, other: Detection) -> bool:
    """Return True if *one* has the text of *other*, with or without an add-on."""
    rest = one.barcode.text.removeprefix(other.barcode.text)
    return one.barcode.text == other.barcode.text + rest and rest in ("", one.add_on)


def is_same(one: Detection, other: Detection) -> bool:
    """Return True if *one* and *other* are readings of one symbol."""
    return one.barcode.text == other.barcode.text and crosses(one, other)


def crosses(one: Detection, other: Detection) -> bool:
    """Return True if the two rows of the readings cross: their middles are close."""
    length = dist(one.corners[0], one.corners[1])
    return dist(middle(one.corners), middle(other.corners)) < length / 2


def lies_in(one: Detection, other: Detection) -> bool:
    """Return True if *one* lies in the place of *other*, as a part or a misreading of it."""
    return contains(grown(other.corners), middle(one.corners))
