"""An area of a page, cut out, with full contrast and turned upright, and what is measured of it.

Everything is computed when it is first needed, and once.
"""

import re
from functools import cached_property
from itertools import pairwise
from math import atan2, degrees, hypot
from statistics import median

from PIL import Image

from common.barcode.decode import grayscale, scanlines
from common.barcode.decode.diagnosis import grain, grid
from common.barcode.decode.diagnosis.locating import Box, gradients, grown
from common.barcode.decode.found import Point

_MAX_PIXELS = 700_000  # of a view; larger areas are reduced
_MARGIN = 0.12  # of the shorter side of the area
_MIN_MARGIN = 8  # px
_PATCH = 160  # px: side of the area whose gradients are added up one by one
_FAINT = 20  # square of a gradient, in levels, that is noise
_LINEAR = 0.7  # coherence from which bars have one direction
_MAINLY = 0.35  # from which most edges have
_CLIPPED = 0.005  # of the pixels at either end of the histogram
_ROWS = 24  # on which elements are measured
_COLUMNS, _STRIPS = 200, 14  # of a copy in which rows are compared
_DIFFERENT = 14  # levels, on average
_MIN_TURN = 1.0  # degrees
_STEEPEST = 0.995  # of the gradients are less
_SLOW = 3.0  # px over which an edge rises
_SHARP, _SHARP_MODULES = 2.5, 0.3  # px, and modules of cells, over which a sharp one does


class View:
    """What a page shows in a box.

    Attributes:
        page: the page, in shades of grey.
        box: of the area, in px of the page.
        scale: px of the view for each px of the page, at most 1.
        image: what the page shows in the box and a margin around it.
        origin: upper left corner of *image*, in px of the page.
    """

    def __init__(self, page: Image.Image, box: Box) -> None:
        self.page = page
        self.box = box
        left, top, right, bottom = box
        margin = max(_MIN_MARGIN, round(_MARGIN * min(right - left, bottom - top)))
        outer = grown(box, margin, margin, page.size)
        part = page.crop(outer)
        self.scale: float = min(1.0, (_MAX_PIXELS / (part.width * part.height)) ** 0.5)
        size = max(1, round(part.width * self.scale)), max(1, round(part.height * self.scale))
        self.image = part if self.scale == 1 else part.resize(size, Image.Resampling.BOX)
        self.origin = outer[0], outer[1]

    @property
    def corners(self) -> tuple[Point, Point, Point, Point]:
        """Return the corners of the area, in px of the page."""
        left, top, right, bottom = self.box
        return Point(left, top), Point(right, top), Point(right, bottom), Point(left, bottom)

    @property
    def seen(self) -> Image.Image:
        """Return the page on which the area was found."""
        return self.page

    @property
    def around(self) -> Box:
        """Return the upright box around the area on that page."""
        return self.box

    @cached_property
    def inner(self) -> Box:
        """Return the box of the area, in px of the view."""
        (x, y), scale = self.origin, self.scale
        left, top, right, bottom = self.box
        return (
            round((left - x) * scale), round((top - y) * scale),
            round((right - x) * scale), round((bottom - y) * scale),
        )  # fmt: skip

    @cached_property
    def levels(self) -> tuple[int, int]:
        """Return the levels of ink and paper in the area."""
        counts = self.image.crop(self.inner).histogram()
        clipped = _CLIPPED * sum(counts)
        return _level_at(counts, clipped), 255 - _level_at(counts[::-1], clipped)

    @property
    def contrast(self) -> int:
        """Return by how many of 255 levels paper is lighter than ink."""
        return self.levels[1] - self.levels[0]

    @cached_property
    def stretched(self) -> Image.Image:
        """Return the view with ink at level 0 and paper at 255."""
        dark, light = self.levels
        scale = 255 / max(1, light - dark)
        return self.image.point(
            [min(255, max(0, round((level - dark) * scale))) for level in range(256)]
        )

    @cached_property
    def tight(self) -> Box:
        """Return the box of what is dark in the area, in px of the page."""
        dark = self.stretched.point([255] * 128 + [0] * 128)
        left, top, right, bottom = dark.getbbox() or (0, 0, *dark.size)
        (x, y), scale = self.origin, self.scale
        return (
            int(x + left / scale), int(y + top / scale),
            round(x + right / scale), round(y + bottom / scale),
        )  # fmt: skip

    @cached_property
    def directions(self) -> tuple[float, float, float]:
        """Return the angle of the rows in degrees, clockwise, and how far edges agree.

        The second value is near 1 if all edges have one direction, the third if they have two that
        are perpendicular; both are near 0 in noise.
        """
        patch = _middle(self._steep, _PATCH)
        darkest, lightest = grayscale.extrema(patch)
        if darkest == lightest:
            # The middle is torn off, or too light: what is left of it has edges.
            area = self._steep
            patch = _middle(area.crop((0, 0, max(1, area.width // 3), area.height)), _PATCH)
        width, data = patch.width, patch.tobytes()
        total = twice_x = twice_y = four_x = four_y = 0.0
        for y in range(patch.height - 1):
            row = y * width
            for at in range(row, row + width - 1):
                across, down = data[at + 1] - data[at], data[at + width] - data[at]
                weight = across * across + down * down
                if weight < _FAINT:
                    continue
                # cos and sin of twice the angle, without trigonometry
                one, two = (across * across - down * down), 2 * across * down
                total += weight
                twice_x += one
                twice_y += two
                four_x += (one * one - two * two) / weight
                four_y += 2 * one * two / weight
        if not total:
            return 0.0, 0.0, 0.0
        coherence, crossed = hypot(twice_x, twice_y) / total, hypot(four_x, four_y) / total
        main = degrees(atan2(twice_y, twice_x)) / 2
        if coherence >= _LINEAR:
            return main, coherence, crossed
        angle = degrees(atan2(four_y, four_x)) / 4
        # Most edges are those of bars, even if their ends have many too.
        if coherence >= _MAINLY:
            angle += 90 * round((main - angle) / 90)
        return angle, coherence, crossed

    @cached_property
    def _steep(self) -> Image.Image:
        """Return the area, made smaller until edges are steeper than grain.

        Over a few px, an edge that rises slowly changes less than grain does.
        """
        area = self.stretched.crop(self.inner)
        across, down = gradients(area)
        factor = int(min(_rise(across), _rise(down)) / _SLOW)
        return area.reduce(factor) if factor > 1 else area

    @cached_property
    def is_linear(self) -> bool:
        """Return True if the edges are those of bars."""
        coherence = self.directions[1]
        if coherence >= _LINEAR:
            return not self.is_smeared
        # Blur leaves little of edges between bars, and more of those at their ends.
        is_soft = self.edge_width[0] > _SLOW and coherence >= _MAINLY
        return is_soft and self._row_change <= _DIFFERENT

    @cached_property
    def is_smeared(self) -> bool:
        """Return True if edges have one direction, and rows differ: rows of modules ran together.

        That is what a movement during the exposure does to a matrix symbol.
        """
        return self.directions[1] >= _LINEAR and self._row_change > _DIFFERENT

    @cached_property
    def _row_change(self) -> float:
        """Return by how many levels neighbouring rows differ, on average; 0 if nothing is dark."""
        box = self.dark.getbbox()
        if box is None:
            return 0.0
        rows = self.upright.crop(box).resize((_COLUMNS, _STRIPS), Image.Resampling.BOX).tobytes()
        strips = [rows[place : place + _COLUMNS] for place in range(0, len(rows), _COLUMNS)]
        # The first and last strips show the ends of bars, and text.
        changes = sorted(
            sum(abs(a - b) for a, b in zip(one, other, strict=True)) / _COLUMNS
            for one, other in pairwise(strips[2:-3])
        )
        return changes[len(changes) // 2]

    @cached_property
    def upright(self) -> Image.Image:
        """Return the stretched view turned so that bars, or rows of modules, are upright."""
        angle = self.directions[0]
        # Turning by right angles keeps every pixel; any other angle blurs.
        if abs(angle) < _MIN_TURN:
            return self.stretched
        if abs(angle - 90) < _MIN_TURN or abs(angle + 90) < _MIN_TURN:
            return self.stretched.transpose(Image.Transpose.ROTATE_90)
        return self.stretched.rotate(angle, Image.Resampling.BICUBIC, expand=True, fillcolor=255)

    @cached_property
    def dark(self) -> Image.Image:
        """Return the upright view as 255 if dark, else 0."""
        return scanlines.binarize(self.upright)

    @cached_property
    def edge_width(self) -> tuple[float, float]:
        """Return over how many px the steepest edges rise, across and down.

        It is 1 in a drawing, and 2.5 standard deviations of a Gaussian blur.
        """
        across, down = gradients(self.upright)
        return _rise(across), _rise(down)

    @property
    def is_sharp(self) -> bool:
        """Return True if edges rise over few px, or over a small part of a module of cells."""
        most = _SHARP
        if not self.is_linear:
            most = max(_SHARP, _SHARP_MODULES * self.module_px * self.scale)
        return min(self.edge_width) <= most

    @cached_property
    def is_on_grain(self) -> bool:
        """Return True if the page has strong grain in its quietest parts, too."""
        return grain.is_grainy(self.page)

    @cached_property
    def runs(self) -> "Runs":
        """Return the bars and spaces on rows of the upright view."""
        return Runs.of(self.dark)

    @cached_property
    def runs_down(self) -> "Runs":
        """Return the dark and light runs on columns of the upright view."""
        return Runs.of(self.dark.transpose(Image.Transpose.TRANSPOSE))

    @cached_property
    def grid(self) -> grid.Grid:
        """Return the grid on which modules lie."""
        across, down = (sum(runs.narrow) / 2 for runs in (self.runs, self.runs_down))
        return grid.of(self.dark, across, down)

    @cached_property
    def module_px(self) -> float:
        """Return about how wide a module is, in px of the page; 0 if nothing is dark."""
        across = self.runs.module
        # Rows of stacked symbols are several modules high.
        found: float = across if self.is_linear else min(across, self.runs_down.module)
        return found / self.scale


class Runs:
    """Dark and light runs on rows of a picture.

    Attributes:
        rows: px of each run, from the first dark one to the last, a list for each row.
        places: first dark px and the one behind the last, of each row.
        width: px of a row.
    """

    # Elements of linear symbols have 1.6 (Code 39) to 1.83 modules (Code 128) on average, rows of
    # random cells have 2.
    _MODULES = 1.8

    def __init__(self, rows: list[list[int]], places: list[tuple[int, int]], width: int) -> None:
        self.rows, self.places, self.width = rows, places, width

    @classmethod
    def of(cls, dark: Image.Image) -> "Runs":
        """Return the runs of some rows of *dark*, as `scanlines.binarize` returns it."""
        box = dark.getbbox()
        if box is None:
            return cls([], [], dark.width)
        top, height, width = box[1], box[3] - box[1], dark.width
        data = dark.tobytes()
        rows, places = [], []
        for place in range(_ROWS):
            y = top + int((place + 0.5) * height / _ROWS)
            line = data[y * width : (y + 1) * width]
            edges = [match.start() for match in _CHANGE.finditer(line)]
            # A row may begin or end dark, at the edge of the view.
            if line[0]:
                edges.insert(0, 0)
            if line[-1]:
                edges.append(width)
            if len(edges) >= 2:
                rows.append([after - before for before, after in pairwise(edges)])
                places.append((edges[0], edges[-1]))
        return cls(rows, places, width)

    @property
    def module(self) -> float:
        """Return about how wide a module is, in px; 0 if there is no run."""
        count = sum(len(row) for row in self.rows)
        return sum(map(sum, self.rows)) / count / self._MODULES if count else 0.0

    @property
    def usual_count(self) -> int:
        """Return the median number of runs on a row."""
        return round(median([len(row) for row in self.rows])) if self.rows else 0

    @property
    def usual(self) -> float:
        """Return the median width of a run, in px, which holes do not change; 0 if there is none.

        About half of the elements of most symbols have one module.
        """
        widths = [width for row in self.rows for width in row]
        return float(median(widths)) if widths else 0.0

    @property
    def narrow(self) -> tuple[int, int]:
        """Return the widths, in px, that a fifth of the dark and of the light runs don't exceed.

        They are those of one module in most symbols; 0 if there are no such runs.
        """
        dark, light = (
            sorted(width for row in self.rows for width in row[first::2]) for first in (0, 1)
        )
        return dark[len(dark) // 5] if dark else 0, light[len(light) // 5] if light else 0

    @property
    def many_count(self) -> int:
        """Return the number of runs that one of five rows reaches; 0 if there is none."""
        counts = sorted(len(row) for row in self.rows)
        return counts[len(counts) * 4 // 5] if counts else 0


_CHANGE = re.compile(rb"(?<=\x00)\xff|(?<=\xff)\x00")


def _rise(gradient: Image.Image) -> float:
    counts = gradient.histogram()
    total = sum(counts)
    steepest = 255 - _level_at(counts[::-1], (1 - _STEEPEST) * total)
    return 255 / max(1, steepest)


def _level_at(counts: list[int], below: float) -> int:
    """Return the first level up to which more than *below* of *counts* lie."""
    seen = 0
    for level, count in enumerate(counts):
        seen += count
        if seen > below:
            return level
    return len(counts) - 1


def _middle(image: Image.Image, side: int) -> Image.Image:
    """Return the middle of *image*, at most *side* px in each direction."""
    width, height = min(side, image.width), min(side, image.height)
    left, top = (image.width - width) // 2, (image.height - height) // 2
    return image.crop((left, top, left + width, top + height))
