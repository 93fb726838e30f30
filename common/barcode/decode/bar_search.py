"""Reads linear and postal symbols with decoders of the project in areas of bars at any angle."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property
from math import dist

from msgspec import structs
from PIL import Image

from common.barcode.decode import (
    bar_regions,
    explanation,
    grayscale,
    linear_search,
    postal_search,
    upright,
)
from common.barcode.decode.areas import Areas
from common.barcode.decode.bar_regions import BarRegion
from common.barcode.decode.corners import contains
from common.barcode.decode.decoder import Decoding, Located
from common.barcode.decode.linear_search import distinct

_MAX_VIEWS = 8  # areas of bars that are looked at
_ALIKE = 0.8  # of the length of one that was looked at: a shorter one in it is another
_LONGER = 1.1  # times the length of a reading, of bars that are not longer than it
_MOST = 0.5  # of the width and the height of a view
_BESIDE = 0.12  # of the length, on either side
_MIN_BESIDE = 16  # px
_MIN_BARS = 0.3  # of the area about what is dark, below which other symbols are looked for first
_MIN_SPAN = 0.75  # of an area's length that a guess fills
_LEAST = {
    "msi": 3,
    "channel_code": 4,
    "code11": 4,
}  # so many are sure in a symbology without mandatory check
_UNCHECKED = frozenset({"channel_code", "code11", "msi"})  # a part of a symbol reads as well


class BarReadings:
    """What decoders of the project read in the areas of bars of a picture, read once.

    Arguments:
        areas: of the picture.
    """

    def __init__(self, areas: Areas) -> None:
        self._areas = areas

    @cached_property
    def likely(self) -> list[BarRegion]:
        """The areas that are likely, each place once, the largest first."""
        return _distinct_areas(self._areas.bars)

    @cached_property
    def every(self) -> tuple[Located, ...]:
        """The readings of symbologies that are not ambiguous."""
        return without_parts(find(self._areas.image, self.likely, _sure))

    @cached_property
    def sure(self) -> tuple[Located, ...]:
        """Those of the readings that are not of a few chance bars."""
        return tuple(one for one in self.every if is_sure(one.decoding))

    @property
    def explain_all(self) -> bool:
        """Return True if the sure readings are all that is dark, and not nothing."""
        return explain(self._areas.image, self.sure)

    @property
    def are_most(self) -> bool:
        """Return True if the largest area of bars is much of what is dark in the picture."""
        image = self._areas.image
        darkest, lightest = grayscale.extrema(image)
        box = image.point(grayscale.darker_than((darkest + lightest) / 2)).getbbox()
        if box is None or not self.likely:
            return False
        largest = max(one.length * one.height for one in self.likely)
        return largest >= _MIN_BARS * (box[2] - box[0]) * (box[3] - box[1])


def explain(image: Image.Image, found: Sequence[Located]) -> bool:
    """Return True if *found* are all that is dark in *image*, and not nothing."""
    return bool(found) and explanation.is_explained(image, [one.corners for one in found])


def _distinct_areas(regions: Sequence[BarRegion]) -> list[BarRegion]:
    """Return the likely ones of *regions*, each place once, as closely as it is known."""
    kept: list[BarRegion] = []
    for region in regions:
        if region.parallelism < bar_regions.PARALLEL:
            continue
        for place, one in enumerate(kept):
            # Coarse cells find the same place as fine ones; the last is the closest.
            if one.holds(region.middle) and _is_like(region, one):
                kept[place] = region
                break
        else:
            kept.append(region)
    return kept[:_MAX_VIEWS]


def _is_like(region: BarRegion, other: BarRegion) -> bool:
    """Return True if *region*, of smaller cells, has the same bars as *other*."""
    length, most = region.length - region.cell, other.length - other.cell
    return _ALIKE * most < length < most + other.cell


def find(
    image: Image.Image,
    regions: Sequence[BarRegion],
    search: Callable[[Image.Image], Iterable[Located]],
) -> Iterator[Located]:
    """Yield what *search* finds in views of *regions*, at its place in *image*."""
    known: list[Located] = []
    for region in regions:
        # Smaller cells show the same bars as larger ones, or a part of them.
        if any(_is_read(region, one) for one in known):
            continue
        # Bars of postal codes reach out of the rows that all of them cross.
        room = region.grown(max(_MIN_BESIDE, _BESIDE * region.length), 2 * region.cell)
        view, scale = upright.view_of(image, room)
        for one in search(view):
            reach = length(one) / scale
            if one.decoding.symbology in _UNCHECKED and not spans(region, reach):
                continue
            corners = tuple(
                room.place((x - view.width / 2) / scale, (y - view.height / 2) / scale)
                for x, y in one.corners
            )
            located = structs.replace(one, corners=corners)
            known.append(located)
            yield located


def _is_read(region: BarRegion, one: Located) -> bool:
    """Return True if *region* is in the place of *one*, which is sure and hardly shorter."""
    return (
        is_sure(one.decoding)
        and region.length <= _LONGER * length(one)
        and contains(one.corners, region.middle)
    )


def _sure(view: Image.Image) -> Iterator[Located]:
    linear = linear_search.find(view, None, with_guesses=False, with_lying=False)
    yield from linear
    # Bars of postal codes are not read as those of a linear symbol.
    if not any(is_sure(one.decoding) and _fills(one, view) for one in linear):
        yield from postal_search.find(view, None, with_lying=False)


def _fills(one: Located, view: Image.Image) -> bool:
    """Return True if *one* is most of what *view* shows, apart from the paper around it."""
    height = dist(one.corners[0], one.corners[3])
    return length(one) >= _MOST * view.width and height >= _MOST * view.height


def is_sure(decoding: Decoding) -> bool:
    """Return True if no few chance bars read as *decoding*."""
    return not decoding.is_guess and len(decoding.text) >= _LEAST.get(decoding.symbology, 0)


def spans(region: BarRegion, reach: float) -> bool:
    """Return True if so many px are most of *region*: a part of it is a part of something else."""
    return reach >= _MIN_SPAN * (region.length - 2 * region.cell)


def length(one: Located) -> float:
    """Return the length of the upper side of *one*."""
    return dist(one.corners[0], one.corners[1])


def without_parts(found: Iterable[Located]) -> tuple[Located, ...]:
    """Return *found* without readings of parts of a symbol, but with all of the whole."""
    every = list(found)
    kept = {one.corners for one in distinct(every)}
    return tuple(one for one in every if one.corners in kept)
