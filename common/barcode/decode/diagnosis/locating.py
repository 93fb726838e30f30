"""Finds the areas of a picture that have the texture of a barcode: many edges close together.

Works on a map of cells, so that its time depends on the number of pixels only in compiled code.
"""

from collections.abc import Sequence

from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageOps

from common.barcode.decode import picture_regions

Box = tuple[int, int, int, int]

_CELLS = 96  # along the longer side
_MIN_CELL = 4  # px
_BUSY = 0.3  # of the mean gradient of the busiest cells
_BUSIEST = 0.97  # of the cells that are not blank have less
_FAINTEST = 2  # levels of mean gradient, below which paper is blank
_MIN_SIDE = 12  # px
_MAX_REGIONS, _MAX_PARTS = 8, 40  # lines of text are larger than a small symbol
_JOINED = (3, 7)  # cells: widths of the filters that join the parts of one symbol
_MIN_SHARE = 0.3  # of the cells in a box that must belong to its area
_LEVEL = 0.08  # of the height by which the ends of two parts of a symbol differ at most
_MAX_GAP = 0.6  # of their widths
_WEAK, _EQUAL = 5, 100  # levels: of the faintest edges, and of all of them
_MARKED = 128  # level of one area
_SAME = 0.7  # of a smaller box that lies in a larger one


def gradients(image: Image.Image) -> tuple[Image.Image, Image.Image]:
    """Return how much each pixel of *image* differs from its right and from its lower neighbour."""
    right = ImageChops.difference(image, ImageChops.offset(image, -1, 0))
    below = ImageChops.difference(image, ImageChops.offset(image, 0, -1))
    # The offset wraps round at the edges.
    ImageDraw.Draw(right).rectangle((image.width - 1, 0, image.width, image.height), fill=0)
    ImageDraw.Draw(below).rectangle((0, image.height - 1, image.width, image.height), fill=0)
    return right, below


def locate(
    image: Image.Image, *, faint: bool = False, apart: bool = False, close: bool = True
) -> list[Box]:
    """Return the boxes that may show barcodes, the largest first.

    Args:
        image: shades of grey.
        faint: count all edges alike, so that strong ones do not hide those that are weak.
        apart: close narrow gaps only, so that symbols next to each other have a box each.
        close: False to close no gap, so that text around a symbol is no part of its box.
    """
    cell = max(_MIN_CELL, -(-max(image.size) // _CELLS))
    # A few specks must not set the contrast of the whole picture.
    right, below = gradients(ImageOps.autocontrast(image, cutoff=0.1))
    # Every edge counts the same, so that a pale symbol is found beside a dark one.
    if faint:
        right, below = (
            each.point([_EQUAL * (level >= _WEAK) for level in range(256)])
            for each in (right, below)
        )
    size = (max(1, image.width // cell), max(1, image.height // cell))
    cells = ImageChops.add(right, below).resize(size, Image.Resampling.BOX)
    levels = sorted(level for level in cells.tobytes() if level >= _FAINTEST)
    if not levels:
        return []
    # Compared with the busiest cells, and not with the mean, which depends on how much paper there
    # is.
    limit = max(_FAINTEST, _BUSY * levels[int(_BUSIEST * (len(levels) - 1))])
    busy = cells.point([255 * (level >= limit) for level in range(256)])
    found: list[Box] = []
    # Narrow gaps first, then wide ones: a symbol with wide spaces falls into parts otherwise.
    for width in _JOINED[:1] if apart or not close else _JOINED:
        closed = _closed(busy, width) if close else busy
        for box in picture_regions.components(closed):
            area = connected(closed, box)
            if area.histogram()[255] >= _MIN_SHARE * size_of(box):
                found.append(box)
            else:
                # The outline of a label would join all that is printed on it.
                busy.paste(0, box, area)
    distinct: list[Box] = []
    for box in sorted(found, key=size_of, reverse=True):
        if not any(overlap(box, other) > _SAME * size_of(box) for other in distinct):
            distinct.append(box)
    scaled = [_scaled(box, image, size) for box in distinct]
    return [box for box in scaled if min(box[2] - box[0], box[3] - box[1]) >= _MIN_SIDE][
        : _MAX_REGIONS if close else _MAX_PARTS
    ]


def enlarged(box: Box, factor: int) -> Box:
    """Return *box*, of a page that was reduced by *factor*, in px of the page."""
    left, top, right, bottom = (factor * each for each in box)
    return left, top, right, bottom


def grown(box: Box, across: int, down: int, size: tuple[int, int]) -> Box:
    """Return *box* with so many px more on each side, within a picture of *size*."""
    left, top, right, bottom = box
    width, height = size
    return (
        max(0, left - across), max(0, top - down),
        min(width, right + across), min(height, bottom + down),
    )  # fmt: skip


def around(boxes: Sequence[Box]) -> Box:
    """Return the least box that holds all *boxes*."""
    lefts, tops, rights, bottoms = zip(*boxes, strict=True)
    return min(lefts), min(tops), max(rights), max(bottoms)


def continues(one: Box, other: Box) -> bool:
    """Return True if *one* is as high as *other* and beside it, or as wide and below or above."""
    return _is_beside(one, other) or _is_beside(_turned(one), _turned(other))


def _is_beside(one: Box, other: Box) -> bool:
    height = max(one[3] - one[1], other[3] - other[1])
    is_level = max(abs(one[1] - other[1]), abs(one[3] - other[3])) <= _LEVEL * height
    gap = max(one[0], other[0]) - min(one[2], other[2])
    return is_level and 0 <= gap <= _MAX_GAP * (one[2] - one[0] + other[2] - other[0])


def _turned(box: Box) -> Box:
    return box[1], box[0], box[3], box[2]


def size_of(box: Box) -> int:
    """Return the area of *box*, in px."""
    return (box[2] - box[0]) * (box[3] - box[1])


def overlap(one: Box, other: Box) -> int:
    """Return the area in px that *one* and *other* share."""
    width = min(one[2], other[2]) - max(one[0], other[0])
    height = min(one[3], other[3]) - max(one[1], other[1])
    return max(0, width) * max(0, height)


def _scaled(box: Box, image: Image.Image, size: tuple[int, int]) -> Box:
    """Return *box* of a map of *size* in px of *image*."""
    across, down = image.width / size[0], image.height / size[1]
    return (
        int(box[0] * across),
        int(box[1] * down),
        min(image.width, int(box[2] * across) + 1),
        min(image.height, int(box[3] * down) + 1),
    )


def _closed(busy: Image.Image, width: int) -> Image.Image:
    """Return *busy* with gaps below *width* closed."""
    if min(busy.size) < width:
        return busy
    return busy.filter(ImageFilter.MaxFilter(width)).filter(ImageFilter.MinFilter(width))


def connected(closed: Image.Image, box: Box) -> Image.Image:
    """Return 255 for the cells in *box* of the area that is connected in *closed* and has it."""
    area = closed.crop(box)
    for x in range(area.width):
        # The area reaches the first row of its box; others that do are smaller.
        if area.getpixel((x, 0)):
            marked = area.copy()
            ImageDraw.floodfill(marked, (x, 0), _MARKED)
            mask = marked.point([255 * (level == _MARKED) for level in range(256)])
            if mask.getbbox() == (0, 0, *area.size):
                return mask
    return area
