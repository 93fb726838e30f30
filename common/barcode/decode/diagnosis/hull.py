"""The four corners of what is dark in a picture, and the picture seen from straight above."""

from collections.abc import Sequence
from itertools import combinations
from math import dist, hypot

from PIL import Image

Point = tuple[float, float]

_ROWS = 120  # of which the ends are taken
_EVEN, _SLANT = 1.15, 0.2  # times; cosine of an angle of 78 degrees
_MAX_CORNERS = 14  # of the hull, among which the four are chosen


def quadrilateral(dark: Image.Image) -> list[Point] | None:
    """Return the corners of the area that is dark in *dark*, clockwise from the upper left.

    Args:
        dark: 255 if dark, else 0.
    """
    box = dark.getbbox()
    if box is None:
        return None
    step = max(1, (box[3] - box[1]) // _ROWS)
    data, width = dark.tobytes(), dark.width
    points: list[Point] = []
    for y in range(box[1], box[3], step):
        row = data[y * width : (y + 1) * width]
        # The outermost dark pixels of each row are enough for a hull.
        first = row.find(b"\xff")
        if first >= 0:
            points += [(first, y), (row.rfind(b"\xff") + 1, y)]
    if len(points) < 4:
        return None
    corners = _reduced(_hull(sorted(points)))
    if len(corners) < 4:
        return None
    chosen = max(combinations(corners, 4), key=area)
    first_corner = min(range(4), key=lambda place: sum(chosen[place]))
    return [*chosen[first_corner:], *chosen[:first_corner]]


def _hull(points: Sequence[Point]) -> list[Point]:
    """Return the corners of the convex hull of sorted *points*, clockwise (Andrew, 1979)."""
    return _half(points) + _half(points[::-1])


def _half(points: Sequence[Point]) -> list[Point]:
    kept: list[Point] = []
    for point in points:
        # A point inside the turn is not on the hull (monotone chain).
        while len(kept) > 1 and _turn(kept[-2], kept[-1], point) <= 0:
            kept.pop()
        kept.append(point)
    return kept[:-1]


def _turn(one: Point, two: Point, three: Point) -> float:
    return (two[0] - one[0]) * (three[1] - one[1]) - (two[1] - one[1]) * (three[0] - one[0])


def _reduced(corners: list[Point]) -> list[Point]:
    """Return the corners without those that change the area least."""
    kept = list(corners)
    while len(kept) > _MAX_CORNERS:
        loss = [
            abs(_turn(kept[place - 1], kept[place], kept[(place + 1) % len(kept)]))
            for place in range(len(kept))
        ]
        del kept[loss.index(min(loss))]
    return kept


def area(corners: Sequence[Point]) -> float:
    """Return the area between four *corners*."""
    (x1, y1), (x2, y2), (x3, y3), (x4, y4) = corners
    return abs((x3 - x1) * (y4 - y2) - (x4 - x2) * (y3 - y1)) / 2


def sides(corners: Sequence[Point]) -> tuple[float, float, float, float]:
    """Return the lengths of the sides between *corners*: upper, right, lower and left."""
    one, two, three, four = corners
    return dist(one, two), dist(two, three), dist(three, four), dist(four, one)


def ratio(corners: Sequence[Point]) -> float:
    """Return how many times one side between *corners* is as long as the opposite one, at most."""
    top, right, below, left = sides(corners)
    return max(top / below, below / top, left / right, right / left)


def is_rectangle(corners: Sequence[Point]) -> bool:
    """Return True if opposite sides between *corners* are alike, and perpendicular to others."""
    if not min(sides(corners)):
        return True
    if ratio(corners) > _EVEN:
        return False
    for place in range(4):
        before, at, after = corners[place - 1], corners[place], corners[(place + 1) % 4]
        ahead, back = (after[0] - at[0], after[1] - at[1]), (before[0] - at[0], before[1] - at[1])
        across = ahead[0] * back[0] + ahead[1] * back[1]
        if abs(across) > _SLANT * hypot(*ahead) * hypot(*back):
            return False
    return True


def flattened(
    image: Image.Image, corners: Sequence[Point], size: tuple[int, int], margin: int
) -> Image.Image:
    """Return what *image* shows between *corners*, as a rectangle of *size* in a margin.

    Args:
        image: shades of grey.
        corners: clockwise from the upper left.
        size: width and height of the rectangle, in px.
        margin: px of paper around it.
    """
    wide, high = size
    targets = [
        (margin, margin), (margin + wide, margin),
        (margin + wide, margin + high), (margin, margin + high),
    ]  # fmt: skip
    rows = []
    for (x, y), (u, v) in zip(targets, corners, strict=True):
        rows.append([x, y, 1.0, 0.0, 0.0, 0.0, -u * x, -u * y, u])
        rows.append([0.0, 0.0, 0.0, x, y, 1.0, -v * x, -v * y, v])
    return image.transform(
        (wide + 2 * margin, high + 2 * margin),
        Image.Transform.PERSPECTIVE,
        _solved(rows),
        Image.Resampling.BICUBIC,
        fillcolor=255,
    )


def _solved(rows: list[list[float]]) -> list[float]:
    """Return the solution of linear equations, each with its right side last (Gauss-Jordan)."""
    for place in range(len(rows)):
        # The largest one: division by a small number would enlarge rounding errors.
        pivot = max(range(place, len(rows)), key=lambda row: abs(rows[row][place]))
        rows[place], rows[pivot] = rows[pivot], rows[place]
        head = rows[place][place] or 1e-12
        rows[place] = [value / head for value in rows[place]]
        for row in range(len(rows)):
            if row != place:
                factor = rows[row][place]
                rows[row] = [a - factor * b for a, b in zip(rows[row], rows[place], strict=True)]
    return [row[-1] for row in rows]
