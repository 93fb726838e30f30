"""Parts of a picture that may be a symbol, turned upright.

Stacked and matrix symbols are dense areas of dark and light with light around them. Dense
areas are found in a small copy. The smallest rectangle around one gives its rotation or, if text
is near it, the direction in which its rows and columns are most distinct.

Cost: at most ten regions; of each about 10 ms for the outline and, if nothing is read, 80 rotations
of copies of at most 256 pixels a side, about 100 ms. Only the first reduction costs more for a
larger picture.
"""

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from functools import cached_property
from itertools import islice, pairwise
from math import atan2, cos, degrees, hypot, radians, sin
from typing import TypeVar

from msgspec import Struct
from PIL import Image, ImageChops, ImageFilter

from common.barcode.decode import connected_areas

_MAP = 160  # pixels of the longer side of the copy in which regions are found
# Pixels of that copy about which dark areas grow together, and how many of the largest are read.
_JOINED = ((2, 6), (5, 3))
_MIN_SIDE = 3  # pixels of that copy
_MIN_PARTS = 2
_CLOSE = 6  # pixels of that copy, less than two modules of two symbols
# Pixels of the longer side of the copy that is turned, strips it is seen in, degrees to either side
# and of a step.
_TURNS = ((160, 8, 45.0, 1.5), (256, 4, 1.5, 0.5), (256, 2, 0.4, 0.1))
_MAX_PIXELS = 2_500_000  # of an upright region
_OUTLINE = 500  # pixels of the longer side of the copy whose outline is looked at
_SAME_ANGLE = 0.05  # degrees
_BY_OUTLINE, _ALL_VIEWS = 1, 2
_WHITE = 255
_MIN_DARKNESS = 0.25  # of a symbol within its outline; text has half of it
_MIN_SEPARATION = 0.75  # of the variance, between dark and light; Gaussian noise has 0.64
_WIDEST_DOT = 2.6  # times the median width of dark runs, of nine in ten
_DARK_RUN = re.compile(rb"\x01+")
Found = TypeVar("Found")
Box = tuple[int, int, int, int]  # left, top, right and bottom, in pixels
Visit = tuple[Box, int]  # an area, and how many views of it are looked at


class Upright(Struct, frozen=True):
    """A region turned upright, or by right angles from it.

    Attributes:
        image: 8-bit grayscale, cut to what is dark.
        threshold: darker pixels are dark.
        origin: of the image's upper left corner in the picture, in pixels.
        across: where a step of one pixel to the right in the image leads in the picture.
    """

    image: Image.Image
    threshold: int
    origin: tuple[float, float]
    across: tuple[float, float]

    def corners(self, quarters: int = 0) -> tuple[tuple[float, float], ...]:
        """Return the corners in the picture, from the upper left as the symbol reads, clockwise.

        Args:
            quarters: by how many right angles, clockwise, the image was turned to read it.
        """
        width, height = self.image.size
        listed = [(0, 0), (width, 0), (width, height), (0, height)]
        turned = listed[-quarters % 4 :] + listed[: -quarters % 4]
        return tuple(self._in_picture(x, y) for x, y in turned)

    def _in_picture(self, x: float, y: float) -> tuple[float, float]:
        step_x, step_y = self.across
        return (
            self.origin[0] + x * step_x - y * step_y,
            self.origin[1] + x * step_y + y * step_x,
        )


class Regions:
    """The regions of a picture, found once for several searches.

    Arguments:
        image: 8-bit grayscale.
    """

    def __init__(self, image: Image.Image) -> None:
        self._image = image
        # Of each box the views that were made, and those to come: the second one takes 100 ms.
        self._views: dict[Box, tuple[list[Upright], Iterator[Upright]]] = {}

    def read(
        self, read: Callable[[Upright], tuple[Found, ...]], *, only_likely: bool = False
    ) -> tuple[Found, ...]:
        """Return what *read* finds.

        Args:
            read: reads one region. It is given each region by its outline first, then, if it finds
                nothing, by what lies in it; regions that overlap one in which it found anything are
                left out.
            only_likely: leave out regions that are as light as text, unless they are of dots.
        """
        found: list[Found] = []
        read_boxes: list[Box] = []
        for box, views in self._likely_visits if only_likely else self._visits:
            if any(_overlap(box, other) for other in read_boxes):
                continue
            for region in islice(self._uprights(box), views):
                located = read(region)
                # One reading is enough: the other views of a region show the same symbol.
                if located:
                    found += located
                    read_boxes.append(box)
                    break
        return tuple(found)

    @cached_property
    def _visits(self) -> list[Visit]:
        darkest, lightest = self._image.getextrema()
        # Without an edge there is no symbol, and every direction would be tried.
        return [] if darkest == lightest else _visits(self._image)

    @cached_property
    def _likely_visits(self) -> list[Visit]:
        is_likely = {box: _is_likely(self._image.crop(box)) for box, _ in self._visits}
        return [(box, views) for box, views in self._visits if is_likely[box]]

    def _uprights(self, box: Box) -> Iterator[Upright]:
        made, rest = self._views.setdefault(box, ([], _uprights(self._image, box)))
        yield from made
        for region in rest:
            made.append(region)
            yield region


def _is_likely(part: Image.Image) -> bool:
    """Return True if what is dark in *part* may be a symbol's modules or dots."""
    if _parted(part.histogram())[1] < _MIN_SEPARATION:
        return False
    dark, hull = _outline(part)
    area = _area(hull)
    counts = dark.histogram()
    # Modules are dark for about a half, and never as light as text.
    if area and counts[1] >= _MIN_DARKNESS * area:
        return True
    return all(_are_dots(one) for one in (dark, dark.transpose(Image.Transpose.TRANSPOSE)))


def _area(hull: Sequence[tuple[int, int]]) -> float:
    """Return the area of a polygon (the shoelace formula)."""
    corners = zip(hull, [*hull[1:], *hull[:1]], strict=True)
    return abs(sum(x * b - a * y for (x, y), (a, b) in corners)) / 2


def _are_dots(dark: Image.Image) -> bool:
    """Return True if nearly all dark runs on the rows of *dark* are as wide as a dot."""
    pixels = dark.tobytes()
    runs = sorted(map(len, _DARK_RUN.findall(pixels)))
    if not runs:
        return False
    return runs[len(runs) * 9 // 10] <= _WIDEST_DOT * max(1, runs[len(runs) // 2])


def _overlap(one: Box, two: Box) -> bool:
    return one[0] < two[2] and two[0] < one[2] and one[1] < two[3] and two[1] < one[3]


def _uprights(image: Image.Image, box: Box) -> Iterator[Upright]:
    part = image.crop(box)
    outline = _outline_angle(part)
    region = _upright(image, box, outline)
    if region:
        yield region
    angle = _angle(part)
    # The second way costs ten times as much, and is only needed if text or a label is beside the
    # symbol.
    region = _upright(image, box, angle) if abs(angle - outline) > _SAME_ANGLE else None
    if region:
        yield region


def _outline_angle(part: Image.Image) -> float:
    """Return how much the smallest rectangle about what is dark in *part* is turned, clockwise.

    Returns:
        Degrees, -45 to 45.
    """
    _, hull = _outline(part)
    least, angle = float("inf"), 0.0
    for (x, y), (next_x, next_y) in pairwise((*hull, hull[0]) if hull else ()):
        length = hypot(next_x - x, next_y - y)
        across, down = (next_x - x) / length, (next_y - y) / length
        along = [one * across + two * down for one, two in hull]
        beside = [two * across - one * down for one, two in hull]
        area = (max(along) - min(along)) * (max(beside) - min(beside))
        if area < least:
            least, angle = area, degrees(atan2(down, across))
    # A rectangle looks the same after each right angle.
    return (angle + 45) % 90 - 45


def _outline(part: Image.Image) -> tuple[Image.Image, list[tuple[int, int]]]:
    """Return *part*, enlarged or reduced, with 1 for dark, and the corners of its convex hull."""
    scale = _OUTLINE / max(part.size)
    size = (max(1, round(part.width * scale)), max(1, round(part.height * scale)))
    threshold = threshold_of(part)
    copy = part.resize(size, Image.Resampling.BILINEAR if scale > 1 else Image.Resampling.BOX)
    dark = copy.point([int(level < threshold) for level in range(256)])
    pixels = dark.tobytes()
    points = []
    for y in range(size[1]):
        row = pixels[y * size[0] : (y + 1) * size[0]]
        first = row.find(1)
        if first >= 0:
            points += [(first, y), (row.rfind(1), y)]
    points.sort()
    return dark, _half_hull(points) + _half_hull(points[::-1])


def _half_hull(points: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the corners on one side of sorted *points*, without the last (Andrew, 1979)."""
    kept: list[tuple[int, int]] = []
    for x, y in points:
        while len(kept) > 1:
            (one_x, one_y), (two_x, two_y) = kept[-2:]
            # A turn in the right direction: the middle point is a corner.
            if (two_x - one_x) * (y - one_y) > (two_y - one_y) * (x - one_x):
                break
            kept.pop()
        if not kept or kept[-1] != (x, y):
            kept.append((x, y))
    return kept[:-1]


def diagonal(image: Image.Image, region: Upright) -> Upright | None:
    """Return *region* of *image* turned by half a right angle.

    Dots that stand on every other place of a grid are in line in that direction as well.
    """
    xs, ys = zip(*region.corners(), strict=True)
    box = (
        max(0, int(min(xs)) - 2),
        max(0, int(min(ys)) - 2),
        min(image.width, int(max(xs)) + 3),
        min(image.height, int(max(ys)) + 3),
    )
    # Places of dots lie on one colour of a chessboard, whose diagonals look like rows.
    angle = degrees(atan2(region.across[1], region.across[0])) + 45
    return _upright(image, box, angle) if box[0] < box[2] and box[1] < box[3] else None


def threshold_of(image: Image.Image) -> int:
    """Return the grey level that best parts dark from light (Otsu, 1979)."""
    return _parted(image.histogram())[0]


def _parted(counts: Sequence[int]) -> tuple[int, float]:
    """Return Otsu's threshold, and the share of all variance that is between its two classes."""
    total, weighted = sum(counts), sum(level * count for level, count in enumerate(counts))
    best, threshold, dark, dark_weighted = -1.0, 128, 0, 0
    for level, count in enumerate(counts):
        dark += count
        dark_weighted += level * count
        light = total - dark
        if not dark or not light:
            continue
        difference = dark_weighted / dark - (weighted - dark_weighted) / light
        # The variance between the classes, times the square of the total.
        spread = dark * light * difference * difference
        if spread > best:
            middle = (dark_weighted / dark + (weighted - dark_weighted) / light) / 2
            best, threshold = spread, round(middle)
    mean = weighted / total
    variance = sum(count * (level - mean) ** 2 for level, count in enumerate(counts)) / total
    return threshold, best / total / total / variance if variance else 0.0


def _visits(image: Image.Image) -> list[Visit]:
    """Return boxes about dense dark areas of *image*: single ones, then wider ones.

    An area of large modules falls apart in the small copy. Before its parts, the box about them is
    looked at by its outline.
    """
    scale = max(1.0, max(image.size) / _MAP)
    size = (max(1, round(image.width / scale)), max(1, round(image.height / scale)))
    small = image.resize(size, Image.Resampling.BOX)
    threshold = (threshold_of(small) + _WHITE) // 2  # a dense area is grey in so small a copy
    dark = small.point([_WHITE if level < threshold else 0 for level in range(256)])
    found: dict[Box, None] = {}
    for radius, most in _JOINED:
        grown = dark.filter(ImageFilter.MaxFilter(2 * radius + 1))
        boxes = [_shrunk(dark, box) for box in components(grown)]
        listed = [box for box in boxes if min(box[2] - box[0], box[3] - box[1]) >= _MIN_SIDE]
        listed.sort(key=_extent, reverse=True)
        found.update(dict.fromkeys(listed[:most]))
    whole = dark.getbbox()
    if whole:
        found[whole] = None
    wholes = sorted((box for box in found if _falls_apart(box, found)), key=_extent, reverse=True)
    visits = [*((box, _BY_OUTLINE) for box in wholes), *((box, _ALL_VIEWS) for box in found)]
    return [(_scaled(box, scale, image.size), views) for box, views in visits]


def _extent(box: Box) -> int:
    return (box[2] - box[0]) * (box[3] - box[1])


def _falls_apart(box: Box, boxes: Collection[Box]) -> bool:
    """Return True if some of *boxes* are in *box*, and each of them is close to another one.

    Symbols next to each other have a quiet zone between them.
    """
    rest = [one for one in boxes if one != box and _joined(one, box) == box]
    if len(rest) < _MIN_PARTS:
        return False
    joined = [rest.pop()]
    for one in joined:  # the loop adds to it
        about = (one[0] - _CLOSE, one[1] - _CLOSE, one[2] + _CLOSE, one[3] + _CLOSE)
        joined += [other for other in rest if _overlap(about, other)]
        rest = [other for other in rest if not _overlap(about, other)]
    return not rest


def _joined(one: Box, other: Box) -> Box:
    """Return the box about two boxes."""
    return (
        *(min(one[0], other[0]), min(one[1], other[1])),
        *(max(one[2], other[2]), max(one[3], other[3])),
    )


def _shrunk(dark: Image.Image, box: Box) -> Box:
    """Return *box* without what is light at its edges."""
    left, top, right, bottom = dark.crop(box).getbbox() or (0, 0, 0, 0)
    return box[0] + left, box[1] + top, box[0] + right, box[1] + bottom


def _scaled(box: Box, scale: float, size: tuple[int, int]) -> Box:
    left, top, right, bottom = box
    margin = 2 * scale + 2
    return (
        max(0, int(left * scale - margin)),
        max(0, int(top * scale - margin)),
        min(size[0], int(right * scale + margin) + 1),
        min(size[1], int(bottom * scale + margin) + 1),
    )


def components(image: Image.Image) -> list[Box]:
    """Return the boxes of areas of *image* that are connected and not 0, from top to bottom."""
    found = connected_areas.find(image.tobytes(), image.width)
    return sorted(found, key=lambda box: (box[1], box[0]))


def _upright(image: Image.Image, box: Box, angle: float) -> Upright | None:
    """Return what *image* shows in *box*, turned by *angle* degrees; None if nothing is dark."""
    part = image.crop(box)
    scale = min(1.0, (_MAX_PIXELS / (part.width * part.height)) ** 0.5)
    step = 1 / scale
    turn = radians(angle)
    across = (cos(turn) * step, sin(turn) * step)
    reach = hypot(*part.size) / 2 + 2
    side = int(2 * reach * scale) + 1
    # Turned about the middle of the box, in a square that holds it at any angle.
    middle = (box[0] + part.width / 2, box[1] + part.height / 2)
    half = side / 2
    origin = (
        middle[0] - half * across[0] + half * across[1],
        middle[1] - half * across[1] - half * across[0],
    )
    turned = _transformed(image, origin, across, (side, side), box)
    threshold = threshold_of(part)
    bounds = turned.point([_WHITE if level < threshold else 0 for level in range(256)]).getbbox()
    if bounds is None:
        return None
    left, top = bounds[:2]
    moved = (
        origin[0] + left * across[0] - top * across[1],
        origin[1] + left * across[1] + top * across[0],
    )
    return Upright(turned.crop(bounds), threshold, moved, across)


def _transformed(
    image: Image.Image,
    origin: tuple[float, float],
    across: tuple[float, float],
    size: tuple[int, int],
    box: Box,
) -> Image.Image:
    """Return what *image* shows in *box*, from *origin* along *across*; light elsewhere."""
    # Not turned at all: pixels are copied as they are.
    if across[1] == 0 and across[0] == 1:
        canvas = Image.new("L", size, _WHITE)
        canvas.paste(image.crop(box), (round(box[0] - origin[0]), round(box[1] - origin[1])))
        return canvas
    part = image.crop(box)
    x, y = origin[0] - box[0], origin[1] - box[1]
    step_x, step_y = across
    return part.transform(
        size,
        Image.Transform.AFFINE,
        (step_x, -step_y, x, step_y, step_x, y),
        Image.Resampling.BICUBIC,
        fillcolor=_WHITE,
    )


def _angle(part: Image.Image) -> float:
    """Return by how many degrees, clockwise, the rows of *part* are turned, -45 to 45."""
    angle = 0.0
    for pixels, strips, span, step in _TURNS:
        canvas = _probe(part, pixels)
        middle = angle
        best = _distinctness(_rotated(canvas, angle) if angle else canvas, strips)
        count = round(span / step)
        for turn in range(-count, count + 1):
            tried = middle + turn * step
            # A little better is noise, and would turn upright symbols by a step.
            if turn and (value := _distinctness(_rotated(canvas, tried), strips)) > best * 1.002:
                best, angle = value, tried
    return angle


def _probe(part: Image.Image, pixels: int) -> Image.Image:
    """Return a copy of *part*, *pixels* at its longer side, with room to turn in."""
    scale = pixels / max(part.size)
    size = (max(1, round(part.width * scale)), max(1, round(part.height * scale)))
    probe = part.resize(size, Image.Resampling.BOX if scale < 1 else Image.Resampling.BILINEAR)
    # The diagonal: corners must not be cut off while it is turned.
    side = int(hypot(*size)) + 4
    canvas = Image.new("L", (side, side), _WHITE)
    canvas.paste(probe, ((side - size[0]) // 2, (side - size[1]) // 2))
    return canvas


def _rotated(image: Image.Image, angle: float) -> Image.Image:
    return image.rotate(angle, Image.Resampling.BILINEAR, fillcolor=_WHITE)


def _distinctness(image: Image.Image, strips: int) -> float:
    """Return how much neighbouring columns, and neighbouring rows, differ in brightness.

    Columns are compared in *strips* across the image, and rows in as many down it: frames in the
    manner of a chessboard, as in Grid Matrix, leave all columns equally bright.
    """
    width, height = image.size
    across = image.resize((width, strips), Image.Resampling.BOX)
    down = image.resize((strips, height), Image.Resampling.BOX)
    return _roughness(
        across.crop((0, 0, width - 1, strips)), across.crop((1, 0, width, strips))
    ) + _roughness(down.crop((0, 0, strips, height - 1)), down.crop((0, 1, strips, height)))


def _roughness(one: Image.Image, other: Image.Image) -> int:
    """Return the sum of the squared differences of two pictures of one size."""
    # A histogram counts in compiled code.
    counts = ImageChops.difference(one, other).histogram()
    return sum(count * level * level for level, count in enumerate(counts) if count)
