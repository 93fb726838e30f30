"""Takes away the table, cloth or wall on which labels lie, whose edges are as strong as bars."""

from collections.abc import Sequence

from PIL import Image, ImageChops, ImageDraw, ImageFilter

from common.barcode.decode import picture_regions
from common.barcode.decode.diagnosis import hull, locating

_SIDE = 200  # px of the copy in which labels are looked for
_CLOSED = 9  # px of that copy: ink on a label does not divide it
_EDGE = 2  # px of that copy that a label is away from the edges of the picture
_INSET = 1.5  # px of that copy by which what is kept of a label ends within its edges
_MIN_LABEL, _MOST = 0.06, 0.85  # of the page
_MARGIN, _MOSTLY = 3, 0.8  # px of that copy along the edges of a label, of which most is paper
_FILLED = 0.8  # of its four corners' area is paper
_MIN_CONTRAST = 40  # levels by which paper is lighter than the table
_OTHER = 0.12  # of the table, at most, is as light as paper


def alone(page: Image.Image) -> Image.Image:
    """Return *page*, shades of grey, with paper around its labels, or itself if it has none.

    A label is a quadrilateral of light paper that ends within the picture and lies on something
    darker.
    """
    factor = -(-max(page.size) // _SIDE)
    small = (page.reduce(factor) if factor > 1 else page).filter(ImageFilter.GaussianBlur(1))
    if min(small.size) < 4 * _CLOSED:
        return page
    threshold = picture_regions.threshold_of(small)
    light = small.point([255 * (level >= threshold) for level in range(256)])
    closed = light.filter(ImageFilter.MaxFilter(_CLOSED)).filter(ImageFilter.MinFilter(_CLOSED))
    found = [_corners(closed, box) for box in picture_regions.components(closed)]
    labels = [
        corners
        for corners in found
        if corners is not None and _has_margin(page, corners, factor, threshold)
    ]
    if not labels:
        return page
    kept = _polygons(small.size, labels, 1, 0)
    table = kept.point([255, *[0] * 255])
    if light.histogram(table)[255] > _OTHER * table.histogram()[255]:
        return page
    paper = _median(small, Image.composite(light, kept, kept))
    if paper - _median(small, table) < _MIN_CONTRAST:
        return page
    rest = Image.new("L", page.size, paper)
    rest.paste(page, mask=_polygons(page.size, labels, factor, _INSET))
    return rest


def _corners(closed: Image.Image, box: locating.Box) -> list[hull.Point] | None:
    """Return the corners of the light area in *box* if it may be a label, or None."""
    width, height = closed.size
    share = locating.size_of(box) / (width * height)
    ends = (box[0], box[1], width - box[2], height - box[3])
    if not _MIN_LABEL <= share <= _MOST or min(ends) < _EDGE:
        return None
    area = Image.new("L", closed.size, 0)
    area.paste(closed.crop(box), box)
    corners = hull.quadrilateral(area)
    if corners is None:
        return None
    inside = _polygons(closed.size, [corners], 1, 0)
    counts = area.histogram(inside)
    return corners if counts[255] >= _FILLED * sum(counts) else None


def _has_margin(
    page: Image.Image, corners: Sequence[hull.Point], factor: int, threshold: int
) -> bool:
    """Return True if paper is all along the edges; a symbol that is light on dark has none."""
    outer, inner = (
        _polygons(page.size, [corners], factor, inset) for inset in (_INSET, _INSET + _MARGIN)
    )
    counts = page.histogram(ImageChops.subtract(outer, inner))
    return sum(counts[threshold:]) >= _MOSTLY * sum(counts)


def _polygons(
    size: tuple[int, int], labels: Sequence[Sequence[hull.Point]], factor: int, inset: float
) -> Image.Image:
    """Return 255 within *labels*, in a picture *factor* times as large, and 0 elsewhere."""
    mask = Image.new("L", size, 0)
    draw = ImageDraw.Draw(mask)
    for corners in labels:
        x = sum(corner[0] for corner in corners) / len(corners)
        y = sum(corner[1] for corner in corners) / len(corners)
        draw.polygon(
            [
                (factor * _nearer(corner[0], x, inset), factor * _nearer(corner[1], y, inset))
                for corner in corners
            ],
            fill=255,
        )
    return mask


def _nearer(place: float, middle: float, by: float) -> float:
    return place - by if place > middle else place + by


def _median(image: Image.Image, mask: Image.Image) -> int:
    counts = image.histogram(mask)
    seen, half = 0, sum(counts) / 2
    for level, count in enumerate(counts):
        seen += count
        if seen >= half:
            return level
    return 0
