"""Finds areas of which about a half is dark all over, with paper around them, seen at any angle.

Modules and bars are so, and text is not, of which little is dark. A pixel counts as dark if it is
darker than the mean around it, so that wood or a shadow next to a label does not. The outline of an
area is followed, so that it may be seen from the side. Only compiled code runs for each pixel.
"""

from collections.abc import Iterator
from functools import cached_property
from math import log2
from typing import NamedTuple

from PIL import Image, ImageChops, ImageFilter, ImageOps, ImageStat

from common.barcode.decode import picture_regions
from common.barcode.decode.diagnosis import hull, locating, texture
from common.barcode.decode.diagnosis.flat_view import FlatView
from common.barcode.decode.diagnosis.locating import Box
from common.barcode.decode.diagnosis.view import View

# Along the longer side. Small cells keep a symbol from text next to it; in large ones, specks and
# modules of many px are a mixture.
_CELLS, _MIN_CELL = (112, 56), 3  # px
_AROUND = 5  # cells on either side, from whose mean what is dark differs
_DARKER = 10  # levels
_BUSIEST, _BUSY = 0.98, 0.35  # of the cells that are not blank; of the gradients of these
_FAINTEST = 2  # levels of mean gradient, below which paper is blank
_MIXED = (75, 200)  # of 255: dark part of a cell and those around it
_MIN_SIDE, _MIN_SIZE, _MOST = 3, 12, 3  # cells, cells, and areas of one size of cells
_OUTSIDE = 6  # cells that are added around an area
_NEAR, _RING = 3, 7  # sides of the filters by which an area grows to what is dark, and to paper
_FULL = 0.7  # of an outline that an area takes up
_SEEN, _PAPER = 0.25, 0.6  # of a ring around it lies in the picture, and is paper
# Mean darkness of it. Measured over spoiled symbols: 0.43 to 0.57; moved and blurred text has 0.28
# to 0.36, keys with letters 0.69 to 0.77.
_DARK = (0.38, 0.66)
_CROSSED, _STACKED = 0.5, 0.6  # agreement of edges in two directions; grain has 0.4
_MIN_ROWS, _MIN_LONG = 7, 21  # runs of a stacked symbol
_MIN_RUNS, _MIN_ACROSS = 11, 5  # dark and light ones on rows one way, and the other way
_SAME = 0.5  # of the smaller of two areas
_WHITE = 255


class _Area(NamedTuple):
    """An area in a map of cells.

    Attributes:
        size: in cells.
        box: around it.
        cells: in that box, 255 if they belong to it.
    """

    size: int
    box: Box
    cells: Image.Image


class _Map:
    """A map of cells of a picture.

    Attributes:
        cell: px of a side of a cell.
        dark: 255 where the picture is darker than around, in px.
        is_busy: 255 for cells with many edges.
        is_mixed: 255 for those that are dark in part.
    """

    def __init__(self, gray: Image.Image, cell: int) -> None:
        self.cell = cell
        page = gray.crop((0, 0, gray.width // cell * cell, gray.height // cell * cell))
        right, below = locating.gradients(ImageOps.autocontrast(page, cutoff=0.1))
        gradient = ImageChops.add(right, below).reduce(cell)
        levels = sorted(level for level in gradient.tobytes() if level >= _FAINTEST)
        busiest = levels[int(_BUSIEST * (len(levels) - 1))] if levels else _WHITE
        limit = max(_FAINTEST, _BUSY * busiest)
        self.is_busy = gradient.filter(ImageFilter.BoxBlur(1)).point(_between(limit, _WHITE))
        mean = page.reduce(cell).filter(ImageFilter.BoxBlur(_AROUND))
        mean = mean.resize(page.size, Image.Resampling.BILINEAR)
        self.dark = ImageChops.subtract(mean, page).point(_between(_DARKER, _WHITE))
        share = self.dark.reduce(cell).filter(ImageFilter.BoxBlur(1))
        self.is_mixed = share.point(_between(*_MIXED))

    def areas(self) -> list[_Area]:
        """Return the areas that are busy and mixed, the largest first."""
        cells = ImageChops.darker(self.is_busy, self.is_mixed)
        # Single cells are added, then lines of them, such as edges of a label, are left out.
        cells = cells.filter(ImageFilter.MaxFilter(3)).filter(ImageFilter.MinFilter(3))
        cells = cells.filter(ImageFilter.MinFilter(3)).filter(ImageFilter.MaxFilter(3))
        found = []
        for box in picture_regions.components(cells):
            if min(box[2] - box[0], box[3] - box[1]) >= _MIN_SIDE:
                part = locating.connected(cells, box)
                found.append(_Area(part.histogram()[_WHITE], box, part))
        found.sort(key=lambda area: -area.size)
        return [area for area in found[:_MOST] if area.size >= _MIN_SIZE]

    def outline(self, area: _Area) -> list[hull.Point] | None:
        """Return the corners of what is dark in *area*, in px, or None if it has no paper around.

        They are clockwise from the upper left.
        """
        left, top = area.box[0] - _OUTSIDE, area.box[1] - _OUTSIDE
        cells = ImageOps.expand(area.cells, _OUTSIDE, 0)
        near = cells.filter(ImageFilter.MaxFilter(_NEAR))
        ring = ImageChops.subtract(
            near.filter(ImageFilter.MaxFilter(_RING)), near.filter(ImageFilter.MaxFilter(_NEAR))
        )
        whole = ring.histogram()[_WHITE]
        # What lies outside of the picture is no paper, and says nothing.
        inside = Image.new("L", self.is_busy.size, _WHITE)
        bounds = (left, top, left + cells.width, top + cells.height)
        ring = ImageChops.darker(ring, inside.crop(bounds))
        paper = ImageChops.subtract(ring, self.is_busy.crop(bounds))
        seen = ring.histogram()[_WHITE]
        if seen < _SEEN * whole or paper.histogram()[_WHITE] < _PAPER * seen:
            return None
        cell = self.cell
        mask = near.resize((near.width * cell, near.height * cell), Image.Resampling.NEAREST)
        x, y = left * cell, top * cell
        ink = self.dark.crop((x, y, x + mask.width, y + mask.height))
        corners = hull.quadrilateral(ImageChops.darker(ink, mask))
        if corners is None or area.size * cell * cell < _FULL * hull.area(corners):
            return None
        return [(one + x, other + y) for one, other in corners]


class DenseAreas:
    """The dense areas of a picture, which are looked for if they are needed, and once.

    Arguments:
        gray: the picture, in shades of grey.
    """

    def __init__(self, gray: Image.Image) -> None:
        self._gray = gray

    @cached_property
    def views(self) -> list[View]:
        """The areas that are about half as dark as their ink, the largest first.

        Of those about as large as each other, the ones of small cells are first: they are more
        exact. In cells of less than a module, a symbol falls into parts.
        """
        gray = self._gray
        sides = {max(_MIN_CELL, -(-max(gray.size) // cells)) for cells in _CELLS}
        found = [
            view
            for cell in sorted(sides)
            if min(gray.size) >= _OUTSIDE * cell
            for view in _views(gray, cell)
            if _is_mixed(view)
        ]
        return sorted(found, key=lambda view: -int(log2(locating.size_of(view.around))))

    @cached_property
    def symbols(self) -> list[View]:
        """Those that are surely no text."""
        found: list[View] = []
        for view in self.views:
            if not any(_is_same(view.around, other.around) for other in found) and is_symbol(view):
                found.append(view)
        return found

    def outline(self, view: View) -> FlatView | None:
        """Return what is seen from the side where *view* is, if anything is."""
        size = locating.size_of(view.box)
        return next(
            (
                one
                for one in self.views
                if isinstance(one, FlatView)
                and locating.overlap(one.around, view.box) >= _SAME * size
            ),
            None,
        )


def is_symbol(view: View) -> bool:
    """Return True if the edges of *view*, a dense area, are those of cells, or if it is read."""
    crossed = 0.0 if view.is_linear else view.directions[2]
    runs = _runs(view)
    # Bars at either end of stacked symbols stand apart, as letters do.
    is_stacked = crossed >= _STACKED and runs[0] >= _MIN_ROWS and runs[1] >= _MIN_LONG
    if is_stacked or (crossed >= _CROSSED and texture.is_barcode(view)):
        return True
    return isinstance(view, FlatView) and view.read is not None


def _is_same(one: Box, other: Box) -> bool:
    return locating.overlap(one, other) > _SAME * min(map(locating.size_of, (one, other)))


def _is_mixed(view: View) -> bool:
    least, most = _runs(view)
    if least < _MIN_ACROSS or most < _MIN_RUNS:
        return False
    # Blur keeps the mean.
    darkness = 1 - ImageStat.Stat(view.stretched.crop(view.inner)).mean[0] / _WHITE
    return _DARK[0] < darkness < _DARK[1]


def _runs(view: View) -> tuple[int, int]:
    """Return how many runs rows have in the direction in which they are fewer, and in the other."""
    # Rows that cross a hole have few runs.
    least, most = sorted((view.runs.many_count, view.runs_down.many_count))
    return least, most


def _views(gray: Image.Image, cell: int) -> Iterator[View]:
    found = _Map(gray, cell)
    for area in found.areas():
        corners = found.outline(area)
        if corners is None:
            continue
        if hull.is_rectangle(corners):
            xs, ys = zip(*corners, strict=True)
            right, below = min(gray.width, round(max(xs))), min(gray.height, round(max(ys)))
            yield View(gray, (round(min(xs)), round(min(ys)), right, below))
        else:
            yield FlatView(gray, corners)


def _between(low: float, high: float) -> list[int]:
    return [_WHITE * (low <= level <= high) for level in range(256)]
