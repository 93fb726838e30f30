"""Finds the connected areas of a picture by the runs of pixels on its rows.

A picture has far fewer runs than pixels, so that this takes a part of the time of a visit to each.
"""

import re
from collections.abc import Iterator

Box = tuple[int, int, int, int]  # left, top, right and bottom, in px
_RUN = re.compile(rb"[^\x00]+")
_ROWS = 32  # after which the areas that are complete are yielded


class _Area:
    """An area that may grow, or may be joined with another one."""

    __slots__ = ("bottom", "left", "owner", "right", "top")

    def __init__(self, left: int, top: int, right: int) -> None:
        self.left, self.top, self.right, self.bottom = left, top, right, top + 1
        self.owner: _Area | None = None  # the area that it was joined with

    def root(self) -> "_Area":
        area = self
        while area.owner is not None:
            area = area.owner
        return area

    def take(self, other: "_Area") -> None:
        other.owner = self
        self.left, self.top = min(self.left, other.left), min(self.top, other.top)
        self.right, self.bottom = max(self.right, other.right), max(self.bottom, other.bottom)

    @property
    def box(self) -> Box:
        return self.left, self.top, self.right, self.bottom


_Run = tuple[int, int, _Area]  # the first pixel, the one behind the last, and their area


def find(pixels: bytes, width: int, *, with_diagonals: bool = False) -> Iterator[Box]:
    """Yield the box about each connected area of *pixels* that are not 0, soon after its last row.

    Args:
        pixels: rows from top to bottom, a byte each.
        width: of a row, at least 1.
        with_diagonals: True if pixels that touch at a corner only are connected.
    """
    pending: list[_Area] = []
    above: list[_Run] = []
    last = b""
    for y in range(len(pixels) // width):
        line = pixels[y * width : (y + 1) * width]
        if line == last:
            # Rows of a drawing are often equal, and so are their runs.
            for _, _, area in above:
                area.root().bottom = y + 1
        else:
            above = _row(line, y, above, pending, int(with_diagonals))
            last = line
        if y % _ROWS == _ROWS - 1:
            yield from (area.box for area in pending if area.owner is None and area.bottom <= y)
            pending = [area for area in pending if area.owner is None and area.bottom > y]
    yield from (area.box for area in pending if area.owner is None)


def _row(line: bytes, y: int, above: list[_Run], pending: list[_Area], reach: int) -> list[_Run]:
    """Return the runs of *line*, joined with those *above* that touch them within *reach* px."""
    runs: list[_Run] = []
    first, count = 0, len(above)
    for match in _RUN.finditer(line):
        start, end = match.span()
        while first < count and above[first][1] + reach <= start:
            first += 1
        own: _Area | None = None
        place = first
        while place < count and above[place][0] < end + reach:
            other = above[place][2].root()
            if own is None:
                own = other
            elif own is not other:
                own.take(other)
            place += 1
        # The last of these may reach the next run as well.
        first = max(first, place - 1)
        if own is None:
            own = _Area(start, y, end)
            pending.append(own)
        else:
            own.left, own.right = min(own.left, start), max(own.right, end)
            own.bottom = y + 1
        runs.append((start, end, own))
    return runs
