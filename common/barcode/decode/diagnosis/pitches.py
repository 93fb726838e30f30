"""Measures how wide modules are in the middle of a symbol and towards its two ends.

On a cylinder, modules become narrower towards both ends, by the cosine of the angle at which they
are seen. In perspective they become narrower towards one.
"""

from collections.abc import Sequence
from typing import NamedTuple

from PIL import Image

from common.barcode.decode.diagnosis import grid

_MIDDLE = 0.375, 0.625  # of the width
# The parts next to the middle and at the ends, on either side, from the middle outwards.
_SIDES = (((0.2, 0.4), (0.0, 0.2)), ((0.6, 0.8), (0.8, 1.0)))
_RANGE = 1.7  # times the pitch that is expected, and as small a part of it
# By how much the pitch of one part may differ from that of the one before. Half of it would agree
# as well as the pitch itself.
_NEXT, _LAST = (0.7, 1.2), (0.55, 1.15)
_STEPS = 4  # of the phase over a part, for each turn
_MIN_TRIED = 8
_AS_GOOD = 0.97
_MIN_MODULE = 2.0  # px
_MIN_PX = 60  # of a row
_MIN_SHARE, _MIN_MIDDLE = 0.5, 0.6
# Of flat symbols of fourteen symbologies, the outer parts had 0.93 to 1.05 times the pitch of the
# middle; of those on a cylinder seen at 58 degrees or more at their ends 0.53 to 0.85.
_NARROWER, _FLAT = 0.87, 0.92
_SURE = 0.7
_MOST_NEXT = 1.02


class Bend(NamedTuple):
    """Pitches of modules towards the ends of rows, by that in the middle.

    Attributes:
        share: the least agreement of edges with them; see `grid.Axis`.
        inner: next to the middle, on either side.
        outer: at the ends.
    """

    share: float
    inner: tuple[float, float]
    outer: tuple[float, float]

    @property
    def is_narrower(self) -> bool:
        """Return True if modules become narrower towards both ends."""
        return max(self.outer) <= _NARROWER and max(self.inner) <= _MOST_NEXT

    @property
    def is_flat(self) -> bool:
        """Return True if they surely do not."""
        return self.share >= _SURE and max(self.outer) >= _FLAT


def of(dark: Image.Image, narrow: float) -> Bend | None:
    """Return how modules change along rows of *dark*, or None if they can't be measured.

    Args:
        dark: 255 if dark, else 0; upright.
        narrow: about how wide a module is, in px.
    """
    profile = grid.starts(dark)
    width = len(profile)
    if width < _MIN_PX or narrow < _MIN_MODULE / _RANGE:
        return None
    share, middle = _pitch(_part(profile, _MIDDLE), narrow / _RANGE, narrow * _RANGE)
    if share < _MIN_MIDDLE:
        return None
    shares, inner, outer = [share], [], []
    for near, far in _SIDES:
        share, first = _pitch(_part(profile, near), middle * _NEXT[0], middle * _NEXT[1])
        other, last = _pitch(_part(profile, far), first * _LAST[0], first * _LAST[1])
        shares += [share, other]
        inner.append(first / middle)
        outer.append(last / middle)
    if min(shares) < _MIN_SHARE:
        return None
    return Bend(min(shares), (inner[0], inner[1]), (outer[0], outer[1]))


def _part(profile: Sequence[float], ends: tuple[float, float]) -> Sequence[float]:
    return profile[int(ends[0] * len(profile)) : int(ends[1] * len(profile))]


def _pitch(part: Sequence[float], least: float, most: float) -> tuple[float, float]:
    """Return how far edges in *part* agree with the pitch that fits best, and that pitch, in px."""
    total = sum(part)
    least = max(least, _MIN_MODULE)
    if not total or most <= least:
        return 0.0, least
    span = 1 / least - 1 / most
    count = max(_MIN_TRIED, int(span * len(part) * _STEPS))
    tried = [1 / (1 / most + span * step / count) for step in range(count + 1)]
    shares = [grid.agreement(part, pitch) / total for pitch in tried]
    best = max(shares)
    # The widest of those that are as good: parts of it agree too.
    return next(
        (share, pitch)
        for share, pitch in zip(shares, tried, strict=True)
        if share >= _AS_GOOD * best
    )
