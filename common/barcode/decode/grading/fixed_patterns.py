"""Modules of matrix symbols that are the same in every symbol, by which readers find it.

ISO/IEC 15415, 7.8.5, and the annexes on print quality of the symbologies' standards.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from common.barcode.decode.grading.quality import at_most

_SHARES = (0.0, 0.09, 0.13, 0.17)  # ISO/IEC 16022, annex M
_COUNTS = (0, 1, 2, 3)  # ISO/IEC 18004, annex G: damaged modules of a finder pattern
_FINDER = 7
_CORE = 4  # modules from the middle of an Aztec Code that belong to every bullseye


class Module(NamedTuple):
    """A module of a fixed pattern: its column and row, and whether it must be dark."""

    x: int
    y: int
    is_dark: bool


class _Segment(NamedTuple):
    modules: list[Module]
    is_finder: bool  # so that the number of damaged modules is graded, not their share


def grade(format: str, rows: Sequence[Sequence[bool]]) -> tuple[float, int]:
    """Return which part of the fixed patterns is damaged, and the grade of the worst of them.

    Args:
        format: zxing-cpp's name.
        rows: modules as the picture shows them, True is dark.
    """
    damaged = total = 0
    worst = 4
    for segment in _segments(format, len(rows[0]), len(rows)):
        bad = sum(rows[one.y][one.x] != one.is_dark for one in segment.modules)
        count = len(segment.modules)
        damaged, total = damaged + bad, total + count
        # Finder patterns are graded by the number of wrong modules, all others by their share.
        limits = _COUNTS if segment.is_finder else _SHARES
        worst = min(worst, at_most(bad if segment.is_finder else bad / count, limits))
    return (damaged / total if total else 0.0), worst


def _segments(format: str, columns: int, rows: int) -> Iterator[_Segment]:
    """Yield the fixed patterns of a symbol."""
    if format.startswith("QRCode"):  # ISO/IEC 18004, 6.3.3 to 6.3.5
        for left, top in ((0, 0), (columns - _FINDER, 0), (0, rows - _FINDER)):
            yield _finder(left, top, columns, rows)
        yield _line([(x, 6) for x in range(8, columns - 8)])
        yield _line([(6, y) for y in range(8, rows - 8)])
    elif format.startswith("MicroQRCode"):
        yield _finder(0, 0, columns, rows)
        yield _line([(x, 0) for x in range(8, columns)])
        yield _line([(0, y) for y in range(8, rows)])
    elif format.startswith("RMQRCode"):  # ISO/IEC 23941
        yield _finder(0, 0, _FINDER, _FINDER)
    elif format.startswith("DataMatrix"):  # ISO/IEC 16022, 5.2
        yield _Segment([Module(0, y, is_dark=True) for y in range(rows)], is_finder=False)
        yield _Segment([Module(x, rows - 1, is_dark=True) for x in range(columns)], is_finder=False)
        yield _line([(x, 0) for x in range(columns)])
        # The corner above is light, the one below dark.
        yield _Segment(
            [Module(columns - 1, y, is_dark=y % 2 == 1) for y in range(rows)], is_finder=False
        )
    elif format.startswith("Aztec"):  # ISO/IEC 24778, 7.2
        yield _bullseye(columns // 2, rows // 2)


def _finder(left: int, top: int, columns: int, rows: int) -> _Segment:
    """Return a finder pattern and its separator, as far as that lies in the symbol."""
    modules = []
    for y in range(top - 1, top + _FINDER + 1):
        for x in range(left - 1, left + _FINDER + 1):
            if 0 <= x < columns and 0 <= y < rows:
                ring = max(abs(x - left - 3), abs(y - top - 3))  # 3 dark, 1 light, 1 dark, 1 light
                modules.append(Module(x, y, is_dark=ring in (0, 1, 3)))
    return _Segment(modules, is_finder=True)


def _line(places: Sequence[tuple[int, int]]) -> _Segment:
    """Return a pattern of modules that are dark at even places and light at odd ones."""
    return _Segment([Module(x, y, is_dark=(x + y) % 2 == 0) for x, y in places], is_finder=False)


def _bullseye(x: int, y: int) -> _Segment:
    around = range(-_CORE, _CORE + 1)
    modules = [
        Module(x + across, y + down, is_dark=max(abs(across), abs(down)) % 2 == 0)
        for down in around
        for across in around
    ]
    return _Segment(modules, is_finder=False)
