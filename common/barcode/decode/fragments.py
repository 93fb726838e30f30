"""Marks readings of a row of bars that may go on beyond what was read.

A symbology without a check character reads in a part as well as in the whole: a reflection, a label
on top of it or the edge of the picture may hide the rest. What is left of the rest has bars of the
same height in the same line, the bars next to a reflection are pale, and what is cut off has no
quiet zone. Cost: two samples of the picture of at most `_MAX_LENGTH` × `_LINES` px.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import pairwise
from math import dist, inf
from statistics import median

from msgspec import Struct, structs
from PIL import Image, ImageChops, ImageFilter

from common.barcode.decode import grayscale
from common.barcode.decode.corners import Point, contains, height, middle
from common.barcode.decode.decoders import msi
from common.barcode.decode.found import Found

_MAX_LENGTH = 2_400  # px of a sample
_LINES = 96  # by which the ends of bars are found
_FEW = 7  # lines of what was read
_MOST, _SOME = 0.7, 0.2  # of these lines, on which a bar is dark, or anything
_BESIDE = 3.0  # times the length, in which bars are looked for on either side
_ABOVE = 1.0  # times the length, in which the ends of bars are looked for
_MIDDLE = 0.3  # of the height, up and down from the middle, in which these lines are
_MIN_BARS = 3
_EXACT = 2  # px, to which ends are known
_QUIET = 1.15  # times the widest space, that a quiet zone has
_NARROW = 4  # one of so many elements is narrow in every symbology
_WIDEST = 6.0  # narrow elements of a bar
_SAME_END = 0.12  # of the height of the bars, by which their ends may differ
_LOW = 0.34  # of the height of the bars: fewer rows are those that damage has left
_FAINT, _MIN_LEVELS = 0.1, 6  # of the contrast, and levels: what else may be a bar
_AROUND = 8.0  # narrow elements, over which the mean is taken
_PALE = 0.25  # of the contrast, by which a bar at an end is lighter than any other
_PAPER = 255
_RUN = re.compile(rb"\xff+")

# A part of a symbol reads as well as the whole.
_UNCHECKED = frozenset({"channel_code", "code11", "itf", "msi"})
_MIN_ALIKE = 2  # and the reading itself: parts of one symbol are hardly three of one length
_NOTE = "Bars may go on beyond what was read, so that this may be a part of a symbol."

_Run = tuple[int, int]


def marked(image: Image.Image, found: Sequence[Found]) -> list[Found]:
    """Return *found*, with guesses for readings that may be of a part of a symbol.

    Args:
        image: shades of grey.
        found: what was read in it.
    """
    return [
        structs.replace(one, guess=True, note=_NOTE)
        if one.format in _UNCHECKED
        and not one.guess
        and may_go_on(
            image,
            _places(one),
            [_places(other) for other in _others(one, found)],
            # zxing-cpp reads rows, of which few cross all bars of a turned symbol.
            is_low=bool(one.symbology_identifier),
        )
        else one
        for one in found
    ]


def _others(one: Found, found: Sequence[Found]) -> list[Found]:
    """Return the symbols next to *one* that are no part of the same."""
    sure = [other for other in found if other is not one and not other.guess]
    if one.format != "msi":
        return sure
    # Nearly any part of an MSI symbol reads as another one, so that two readings may be two parts.
    # Labels of a sheet say the same, or are many of one length.
    alike = [other for other in sure if (other.format, len(other.text)) == ("msi", len(one.text))]
    if len(alike) < _MIN_ALIKE:
        alike = [other for other in alike if other.text == one.text]
    others = [
        other
        for other in sure
        if other.format != "msi"
        or (msi.has_check_digit(one.text) and msi.has_check_digit(other.text))
    ]
    return [*alike, *others]


def _places(one: Found) -> list[Point]:
    return [(corner.x, corner.y) for corner in one.corners]


class _Frame(Struct, frozen=True):
    """Coordinates in which bars stand: across them from their middle, and along them.

    Attributes:
        middle: of what was read, in px of the picture.
        along: the step across the bars.
        down: the step along the bars, which lean if the symbol is turned a bit.
        length: of what was read.
        height: of the rows that were read.
        left: where the picture ends, or the part of it that is looked at; negative.
        right: likewise.
    """

    middle: Point
    along: Point
    down: Point
    length: float
    height: float
    left: float
    right: float

    @classmethod
    def of(cls, image: Image.Image, corners: Sequence[Point]) -> "_Frame":
        at, length, high = middle(corners), dist(corners[0], corners[1]), height(corners)
        (x, y), (u, v), _, (a, b) = corners
        along = (u - x) / length, (v - y) / length
        # The direction of a few rows is known by their length only.
        down = ((a - x) / high, (b - y) / high) if high >= _FEW else (-along[1], along[0])
        most = (_BESIDE + 0.5) * length
        ends = [min(most, _room(image.size, at, sign, along)) for sign in (-1, 1)]
        return cls(at, along, down, length, high, -ends[0], ends[1])

    def sample(self, image: Image.Image, top: float, bottom: float, lines: int) -> Image.Image:
        """Return *lines* of *image* from *top* to *bottom*, which are counted from the middle."""
        places = [
            (
                self.middle[0] + x * self.along[0] + y * self.down[0],
                self.middle[1] + x * self.along[1] + y * self.down[1],
            )
            for x, y in (
                *((self.left, top), (self.left, bottom)),
                *((self.right, bottom), (self.right, top)),
            )
        ]
        quad = [number for place in places for number in place]
        size = max(1, round((self.right - self.left) * self.scale)), lines
        return image.transform(
            size, Image.Transform.QUAD, quad, Image.Resampling.BILINEAR, fillcolor=_PAPER
        )

    @property
    def scale(self) -> float:
        """Return how many px of a sample one of the picture is."""
        return min(1.0, _MAX_LENGTH / max(1.0, self.right - self.left))

    def column(self, x: float) -> int:
        """Return the column of a sample that shows *x*."""
        return round((x - self.left) * self.scale)

    def place(self, column: float) -> Point:
        """Return the place in the picture of a *column*, half-way up the bars."""
        x = column / self.scale + self.left
        return (
            self.middle[0] + x * self.along[0],
            self.middle[1] + x * self.along[1],
        )


def _room(size: tuple[int, int], at: Point, sign: int, step: Point) -> float:
    """Return how far it is from *at* to the edge of a picture of *size*."""
    room = inf
    for limit, start, each in zip(size, at, step, strict=True):
        if sign * each > 0:
            room = min(room, (limit - start) / abs(each))
        elif sign * each < 0:
            room = min(room, start / abs(each))
    return max(0.0, room)


def may_go_on(
    image: Image.Image,
    corners: Sequence[Point],
    others: Sequence[Sequence[Point]] = (),
    *,
    is_low: bool = False,
) -> bool:
    """Return True if the bars between *corners* may be a part of a symbol.

    Args:
        image: shades of grey.
        corners: of what was read, as the symbol reads.
        others: corners of other symbols, whose bars are their own.
        is_low: *corners* may be about a few rows of the bars.
    """
    if dist(corners[0], corners[1]) < 1:
        return True
    bars = _Bars(image, _Frame.of(image, corners))
    if bars.are_few or bars.are_pale_at_an_end or (bars.are_low and not is_low):
        return True
    if not (bars.have_quiet_zones or bars.fill_the_picture):
        return True
    sides = [0, 0]
    for place, is_right in bars.continuing():
        sides[is_right] += not any(contains(other, place) for other in others)
    # One on either side is the line of a frame.
    return max(sides) > 1


class _Bars:
    """The bars of *frame*, and what is in line with them in *image*."""

    def __init__(self, image: Image.Image, frame: _Frame) -> None:
        self._image, self._frame = image, frame
        few = frame.sample(image, -_MIDDLE * frame.height, _MIDDLE * frame.height, _FEW)
        start, end = frame.column(-frame.length / 2), frame.column(frame.length / 2)
        levels = sorted(few.crop((start, 0, max(start + 1, end), _FEW)).tobytes())
        darkest, lightest = levels[len(levels) // 10], levels[-1 - len(levels) // 10]
        self._few, self._contrast = few, lightest - darkest
        self._dark = few.point(grayscale.darker_than((darkest + lightest) / 2))
        self._own = _with_ends(_runs(self._dark, _MOST), start - _EXACT, end + _EXACT)

    @property
    def are_few(self) -> bool:
        """Return True if what was read is not seen as bars here."""
        return len(self._own) < _MIN_BARS

    @property
    def are_pale_at_an_end(self) -> bool:
        """Return True if the first or the last bar is lighter than all others."""
        mean = self._few.resize((self._few.width, 1), Image.Resampling.BOX).tobytes()
        first, *inner, last = (min(mean[start:end]) for start, end in self._own)
        return max(first, last) - max(inner) > _PALE * self._contrast

    @property
    def are_low(self) -> bool:
        """Return True if what was read is a small part of the height of the bars."""
        top, bottom = self._ends
        return self._frame.height < _LOW * (bottom - top)

    @property
    def have_quiet_zones(self) -> bool:
        """Return True if more paper is seen on either side than between any two bars."""
        start, end = self._own[0][0], self._own[-1][1]
        anything = _runs(self._dark, _SOME)
        before = max((run[1] for run in anything if run[1] <= start), default=0)
        behind = min((run[0] for run in anything if run[0] >= end), default=self._dark.width)
        widest = max(two[0] - one[1] for one, two in pairwise(self._own))
        return min(start - before, behind - end) > _QUIET * widest

    @property
    def fill_the_picture(self) -> bool:
        """Return True if the bars reach three edges of the picture: it has no quiet zone at all."""
        top, bottom = self._ends
        up, down = (_room(self._image.size, self._frame.middle, *way) for way in self._ways)
        is_high = top <= self._heights.step - up or bottom >= down - self._heights.step
        start, end = self._own[0][0], self._own[-1][1]
        return start <= _EXACT and end >= self._dark.width - _EXACT and is_high

    @property
    def _ways(self) -> tuple[tuple[int, Point], tuple[int, Point]]:
        return (-1, self._frame.down), (1, self._frame.down)

    def continuing(self) -> Iterator[tuple[Point, bool]]:
        """Yield the place of each bar that ends where these do, and True if it is on the right."""
        top, bottom = self._ends
        spread = max(2 * self._heights.step, _SAME_END * (bottom - top))
        start, end = self._own[0][0], self._own[-1][1]
        for run in _runs(_darker_than_around(self._few, self._faint, self._around), _MOST):
            if start - 1 <= run[0] <= end + 1 or run[1] - run[0] > _WIDEST * self._narrow:
                continue
            first, last = self._heights.ends(run)
            if max(abs(first - top), abs(last - bottom)) <= spread:
                yield self._frame.place((run[0] + run[1]) / 2), run[0] > end

    @cached_property
    def _ends(self) -> tuple[float, float]:
        """Return how far most bars go up and down, in px from the middle."""
        ends = [self._heights.ends(run) for run in self._own]
        return median(top for top, _ in ends), median(bottom for _, bottom in ends)

    @cached_property
    def _heights(self) -> "_Heights":
        return _Heights(self._image, self._frame, self._faint, self._around)

    @property
    def _faint(self) -> float:
        """Return by how many levels something is darker than paper: a pale bar, and no noise."""
        return max(_MIN_LEVELS, _FAINT * self._contrast)

    @property
    def _around(self) -> int:
        """Return how many px about a bar are compared with it."""
        return round(_AROUND * self._narrow)

    @cached_property
    def _narrow(self) -> int:
        widths = sorted(end - start for start, end in self._own)
        return widths[len(widths) // _NARROW]


class _Heights:
    """Where bars end.

    Arguments:
        image: shades of grey.
        frame: of what was read.
        faint: by how many levels a bar is darker than what is about it.
        around: px that are about it.
    """

    def __init__(self, image: Image.Image, frame: _Frame, faint: float, around: int) -> None:
        reach = _ABOVE * frame.length + frame.height / 2
        dark = _darker_than_around(frame.sample(image, -reach, reach, _LINES), faint, around)
        self.step = 2 * reach / _LINES
        self._columns = dark.transpose(Image.Transpose.TRANSPOSE).tobytes()

    def ends(self, run: _Run) -> tuple[float, float]:
        """Return how far the bar of *run* goes up and down, in px from the middle."""
        at, half = (run[0] + run[1]) // 2, _LINES // 2
        column = self._columns[at * _LINES : (at + 1) * _LINES]
        top, bottom = column.rfind(b"\x00", 0, half) + 1, column.find(b"\x00", half)
        return (top - half) * self.step, ((_LINES if bottom < 0 else bottom) - half) * self.step


def _with_ends(runs: Sequence[_Run], start: int, end: int) -> list[_Run]:
    """Return those of *runs* from *start* to *end*, and a bar more on either side if it is near.

    A reader may place the ends of a symbol at the inner edge of its first and last bar.
    """
    own = [run for run in runs if start <= run[0] and run[1] <= end]
    if len(own) < _MIN_BARS:
        return own
    widest = max(two[0] - one[1] for one, two in pairwise(own))
    before = [run for run in runs if run[1] <= own[0][0]][-1:]
    behind = [run for run in runs if run[0] >= own[-1][1]][:1]
    return [
        *(run for run in before if own[0][0] - run[1] <= widest),
        *own,
        *(run for run in behind if run[0] - own[-1][1] <= widest),
    ]


def _darker_than_around(lines: Image.Image, least: float, around: int) -> Image.Image:
    """Return 255 for what is by *least* levels darker than what is *around* it, else 0."""
    mean = lines.filter(ImageFilter.BoxBlur((around, 0)))
    darker = ImageChops.subtract(mean, lines)
    return darker.point([_PAPER * (level >= least) for level in range(256)])


def _runs(dark: Image.Image, share: float) -> list[_Run]:
    """Return the columns of which *share* is dark."""
    mean = dark.resize((dark.width, 1), Image.Resampling.BOX)
    mask = mean.point([_PAPER * (level > share * _PAPER) for level in range(256)])
    return [match.span() for match in _RUN.finditer(mask.tobytes())]
