"""Search for linear barcodes at an angle, which a decoder of rows and columns misses.

A row crosses all bars of a rotated symbol only up to an angle that depends on its height and width:
about 5 degrees for a long one. The search therefore turns upright what has parallel edges at an
angle (:mod:`common.barcode.decode.bar_regions`), and only that.
"""

import itertools
from collections.abc import Iterator, Sequence
from math import dist

import zxingcpp
from PIL import Image

from common.barcode.decode.bar_regions import PARALLEL, BarRegion
from common.barcode.decode.corners import contains, grown, height, middle
from common.barcode.decode.detection import Detection, has_text_of, is_same, lies_in
from common.barcode.decode.upright import view_of

_MIN_TILT = 2.5  # degrees from rows and columns, which zxing-cpp itself reads
# A row that leaves a symbol half-way may give a misreading with a right check digit. A real symbol
# is read at one more angle at least: one of these steps, in degrees, from that of its bars.
_STEPS = (-3.0, 3.0)
_MIN_VOTES = 2  # angles that must agree
_MIN_VOTES_AGAINST = 3  # if something else was read in the same place
FORMATS = frozenset(
    {"Code128", "Code93", "Code39", "Codabar", "EAN13", "EAN8", "UPCA", "UPCE", "DataBar", "ITF"}
)
_FORMATS = zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat[name] for name in sorted(FORMATS)])
# A part of a longer symbol may have the bars of these.
_SHORT = frozenset({"EAN8", "UPCE"})
_THIN = 0.05  # of the length: the height of a few rows
# These have no mandatory check digit: short ones are found in any pattern of bars.
_UNCHECKED = ("Code39", "Codabar", "ITF")
_MIN_UNCHECKED = 6
_MIN_SPAN = 0.85  # of the length of bars, that Interleaved 2 of 5 must fill


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
    kept = [one for one in upright if not any(lies_in(one, other) for other in rotated)]
    return [*kept, *rotated]


def _is_chance_row(one: Detection, regions: Sequence[BarRegion]) -> bool:
    """Return True if *one* is of a few rows that cross turned bars: they may be of another symbol.

    If they are not, the search finds it again with its bars upright.
    """
    return (
        one.barcode.format.name in _SHORT
        and height(one.corners) < _THIN * dist(one.corners[0], one.corners[1])
        and any(
            region.tilt_degrees >= _MIN_TILT and region.holds(middle(one.corners))
            for region in regions
        )
    )


def _is_worth_reading(region: BarRegion, upright: Sequence[Detection]) -> bool:
    """Return True if *region* is at an angle, or has bars that were not read although upright."""
    if region.tilt_degrees >= _MIN_TILT:
        return True
    return region.parallelism >= PARALLEL and not any(
        contains(grown(one.corners), region.middle) for one in upright
    )


def _votes(image: Image.Image, regions: Sequence[BarRegion]) -> Iterator[tuple[int, Detection]]:
    """Yield all detections with the number of angles that agree on each."""
    known: list[Detection] = []
    for region in regions:
        if any(contains(grown(one.corners), region.middle) for one in known):
            continue
        seen = [_detect(image, region)]
        if not seen[0]:
            continue
        # Read again at a few angles nearby: what only one of them shows is chance.
        seen += [_detect(image, region.turned(step)) for step in _STEPS]
        known += seen[0]
        for one in itertools.chain(*seen):
            yield sum(any(is_same(one, other) for other in each) for each in seen), one


def _weight(vote: tuple[int, Detection]) -> tuple[bool, bool, int, float]:
    """Return the sort key of *vote*: with an add-on first, then by the number of angles.

    Among equals, the detection with the highest bars comes first: its rows cross the bars at the
    least angle. UPC-E comes last: half of an EAN-13 may have its bars.
    """
    count, one = vote
    has_add_on = count >= _MIN_VOTES and bool(one.add_on)
    return has_add_on, one.barcode.format.name != "UPCE", count, height(one.corners)


def _choose(
    votes: Sequence[tuple[int, Detection]], upright: Sequence[Detection]
) -> list[Detection]:
    """Return the detections that enough angles agree on and that are not known already."""
    chosen: list[Detection] = []
    for count, one in votes:
        against = [other for other in upright if lies_in(other, one) or lies_in(one, other)]
        known = any(has_text_of(other, one) for other in against)
        if against and _is_upright(one):
            continue  # rows that cross all bars have been read
        needed = _MIN_VOTES_AGAINST if against else _MIN_VOTES
        if count >= needed and not known and not any(lies_in(one, other) for other in chosen):
            chosen.append(one)
    return chosen


def _is_upright(one: Detection) -> bool:
    return min(one.angle_degrees % 90, -one.angle_degrees % 90) < _MIN_TILT


def _detect(image: Image.Image, region: BarRegion) -> list[Detection]:
    """Return what is read in *region*, whose bars are turned upright."""
    room = region.with_paper()
    view, scale = view_of(image, room)
    return [
        one
        for one in read(view, room, scale, _FORMATS)
        if not _is_chance(one.barcode) and not _is_half(one, region)
    ]


def read(
    view: Image.Image, region: BarRegion, scale: float, formats: zxingcpp.BarcodeFormats
) -> list[Detection]:
    """Return the symbols of *formats* whose bars stand in *view*, at their place in the picture.

    Args:
        view: what `upright.view_of` returns of *region*.
        region: the area.
        scale: how many px of the view one of the picture is.
        formats: of linear symbols.
    """
    barcodes = zxingcpp.read_barcodes(
        view,
        formats=formats,
        # The bars are upright in this view; other directions would only add chance readings.
        try_rotate=False,
        text_mode=zxingcpp.TextMode.Plain,
        ean_add_on_symbol=zxingcpp.EanAddOnSymbol.Read,
    )
    return [Detection.of(barcode, 1.0).placed(region, view, scale) for barcode in barcodes]


def _is_half(one: Detection, region: BarRegion) -> bool:
    """Return True if *one* is Interleaved 2 of 5 in a part of *region*.

    A row that leaves the symbol half-way reads its half.
    """
    if not one.barcode.format.name.startswith("ITF"):
        return False
    return dist(one.corners[0], one.corners[1]) < _MIN_SPAN * (region.length - 2 * region.cell)


def _is_chance(barcode: zxingcpp.Barcode) -> bool:
    """Return True if the barcode is too short to be more than a chance pattern."""
    return barcode.format.name.startswith(_UNCHECKED) and len(barcode.text) < _MIN_UNCHECKED
