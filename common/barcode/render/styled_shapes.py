"""Outlines of styled modules and finder patterns, in modules, y downwards.

A path is a list of commands: ``("M", x, y)`` moves, ``("L", x, y)`` draws a line, ``("C", x1, y1,
x2, y2, x, y)`` a cubic curve, ``("Z",)`` closes. Holes run the other way round, so that the
non-zero rule leaves them open.
"""

from collections.abc import Callable, Iterator, Sequence

Command = tuple[str, *tuple[float, ...]]
Path = list[Command]
Modules = Sequence[bytes]

FINDER = 7  # modules a side (ISO/IEC 18004:2015, 6.3.3)
_ARC = 0.5522847  # of the radius: control points of a quarter circle as a cubic curve
_DOT = 0.46  # radius
_ROUND = 0.5  # radius of corners without neighbours
_FINDER_RADII = {"square": (0.0, 0.0, 0.0), "rounded": (2.0, 1.3, 0.9), "circle": (3.5, 2.5, 1.5)}


def rounded_box(
    left: float,
    top: float,
    width: float,
    height: float,
    radii: Sequence[float],
    *,
    hole: bool = False,
) -> Path:
    """Return a rectangle; *radii* are those of its corners, clockwise from the top left."""
    right, bottom = left + width, top + height
    corners = (
        (left, top, 0, 1, 1, 0),
        (right, top, -1, 0, 0, 1),
        (right, bottom, 0, -1, -1, 0),
        (left, bottom, 1, 0, 0, -1),
    )
    path: Path = []
    for (x, y, from_x, from_y, to_x, to_y), radius in zip(corners, radii, strict=True):
        # A cubic curve comes within a thousandth of a quarter circle.
        near = radius * (1 - _ARC)
        path.append(("L" if path else "M", x + from_x * radius, y + from_y * radius))
        if radius:
            first = (x + from_x * near, y + from_y * near)
            second = (x + to_x * near, y + to_y * near)
            path.append(("C", *first, *second, x + to_x * radius, y + to_y * radius))
    path.append(("Z",))
    return reversed_path(path) if hole else path


def reversed_path(path: Path) -> Path:
    """Return one closed subpath in the other direction."""
    points: list[tuple[float, ...]] = [command[1:] for command in path[:-1]]
    ends = [(point[-2], point[-1]) for point in points]
    turned: Path = [("M", *ends[-1])]
    # The control points of a curve change places.
    for at in range(len(points) - 1, 0, -1):
        x, y = ends[at - 1]
        if path[at][0] == "C":
            x1, y1, x2, y2 = points[at][:4]
            turned.append(("C", x2, y2, x1, y1, x, y))
        else:
            turned.append(("L", x, y))
    turned.append(("Z",))
    return turned


def modules(rows: Modules, style: str, is_kept: Callable[[int, int], bool]) -> Iterator[Path]:
    """Yield the outlines of the dark modules for which *is_kept(row, column)* holds."""
    for row, line in enumerate(rows):
        for column, value in enumerate(line):
            if value and is_kept(row, column):
                yield _module(rows, style, row, column, is_kept)


def _module(
    rows: Modules, style: str, row: int, column: int, is_kept: Callable[[int, int], bool]
) -> Path:
    if style == "dots":
        edge = 0.5 - _DOT
        return rounded_box(column + edge, row + edge, 2 * _DOT, 2 * _DOT, (_DOT,) * 4)
    if style == "square":
        return rounded_box(column, row, 1, 1, (0,) * 4)

    def is_dark(down: int, right: int) -> bool:
        at, across = row + down, column + right
        inside = 0 <= at < len(rows) and 0 <= across < len(rows)
        return inside and bool(rows[at][across]) and is_kept(at, across)

    # A corner is round if no neighbour continues either of its edges.
    up, down, left, right = is_dark(-1, 0), is_dark(1, 0), is_dark(0, -1), is_dark(0, 1)
    corners = (up or left, up or right, down or right, down or left)
    return rounded_box(column, row, 1, 1, [0 if joined else _ROUND for joined in corners])


def finders(side: int, style: str) -> Iterator[Path]:
    """Yield the outlines of the three finder patterns of a symbol of *side* modules."""
    outer, inner, core = _FINDER_RADII[style]
    for left, top in ((0, 0), (side - FINDER, 0), (0, side - FINDER)):
        yield rounded_box(left, top, FINDER, FINDER, (outer,) * 4)
        yield rounded_box(left + 1, top + 1, 5, 5, (inner,) * 4, hole=True)
        yield rounded_box(left + 2, top + 2, 3, 3, (core,) * 4)


def is_finder(side: int, row: int, column: int) -> bool:
    """Return True for a module of a finder pattern."""
    far = side - FINDER
    return (row < FINDER and (column < FINDER or column >= far)) or (row >= far and column < FINDER)
