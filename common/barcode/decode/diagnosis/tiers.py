"""Bars of several heights in turn, as private symbologies have."""

from collections import Counter
from itertools import pairwise

from PIL import Image

from common.barcode.decode.diagnosis.view import View

_ROWS = 24
_MIN_BARS = 10
_IN_ROWS = 0.2  # of the rows show a bar at least
_MIN_ALIKE = 3  # rows that show the same bars
_MISSING = (0.15, 0.85)  # of the bars, which they lack
# Bars that are torn off or covered are next to each other, and guard bars stand in three places.
_MIN_CHANGES = 7


def are_there(view: View) -> bool:
    """Return True if some bars of *view* end before others do, at one height, and in turn."""
    box = view.dark.getbbox()
    if not view.is_linear or box is None:
        return False
    dark = view.dark.crop(box)
    height, width = dark.height, dark.width
    data = dark.tobytes()
    rows = [
        data[y * width : (y + 1) * width]
        for y in (int((place + 0.5) * height / _ROWS) for place in range(_ROWS))
    ]
    share = dark.resize((width, 1), Image.Resampling.BOX).tobytes()
    is_bar = [level >= 255 * _IN_ROWS for level in share]
    ends = [at for at, (one, other) in enumerate(pairwise([False, *is_bar, False])) if one != other]
    middles = [(start + end - 1) // 2 for start, end in zip(ends[::2], ends[1::2], strict=True)]
    if len(middles) < _MIN_BARS:
        return False
    seen = Counter(tuple(row[at] > 0 for at in middles) for row in rows)
    least, most = (limit * len(middles) for limit in _MISSING)
    return any(
        count >= _MIN_ALIKE
        and least <= bars.count(False) <= most
        and sum(one != other for one, other in pairwise(bars)) >= _MIN_CHANGES
        for bars, count in seen.items()
    )
