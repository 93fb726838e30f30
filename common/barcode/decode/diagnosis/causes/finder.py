"""A QR Code one of whose finder patterns is damaged or covered."""

import re
from collections.abc import Sequence
from itertools import permutations
from math import dist, hypot

from PIL import Image, ImageDraw

from common.barcode.decode.diagnosis import repairs
from common.barcode.decode.diagnosis.symptom import LIKELY, PROVED, Case, Cause, Symptom
from common.barcode.decode.diagnosis.view import View

_Finder = tuple[float, float, float]  # middle and module, in px of the upright view
_DARK_RUN = re.compile(rb"\xff+|\x00+")
_RATIOS = (1, 1, 3, 1, 1)  # ISO/IEC 18004, 6.3.3.1
_TOLERANCE = 0.5  # modules
_EVEN = 1.25  # times one side as long as the other, at most: perspective takes as much
_MOST = 5  # patterns that are compared
_SIMILAR = 0.15  # of a module: those of one symbol are as large
_APART = 11  # modules from one to the next in the smallest symbol, 14, less what perspective takes
_MESSAGE = (
    "This is a QR Code with two of its three finder patterns: the squares in three corners, by"
    " which readers find it. The third is cut off, covered or damaged."
)
_FIX = "Print the symbol again, or take the picture with all three corners visible."


def find(case: Case) -> Symptom | None:
    """Return the symptom of a missing finder pattern."""
    view = case.view
    if view.is_linear or case.repairs.is_simple:
        return None
    found = finders(view.dark)
    # One finder pattern may be chance; three leave nothing to restore.
    if len(found) < 2 or _is_complete(found):
        return None
    read = repairs.first(_restored(view, found))
    message = _MESSAGE
    if read and read.format.name.startswith("QRCode"):
        return Symptom(PROVED + 0.025, message, _FIX, read)
    return Symptom(LIKELY + 0.06, message, _FIX)


def _is_complete(found: Sequence[_Finder]) -> bool:
    """Return True if three of *found* stand in corners of a square."""
    # Sides alike and a diagonal that fits: perspective is tolerated, chance is not.
    for corner, one, two in permutations(found[:_MOST], 3):
        sides = dist(corner[:2], one[:2]), dist(corner[:2], two[:2])
        diagonal = dist(one[:2], two[:2])
        is_even = max(sides) <= _EVEN * min(sides)
        if is_even and 1 / _EVEN <= diagonal / hypot(*sides) <= _EVEN:
            return True
    return False


def finders(dark: Image.Image) -> list[_Finder]:
    """Return the finder patterns of QR Code in *dark*, as `scanlines.binarize` returns it."""
    width, height = dark.size
    data = dark.tobytes()
    turned = dark.transpose(Image.Transpose.TRANSPOSE).tobytes()
    found: list[list[_Finder]] = []
    step = max(1, height // 300)
    for y in range(0, height, step):
        for x, module in _patterns(data[y * width : (y + 1) * width]):
            # A pattern must be there across and down at one place.
            column = turned[int(x) * height : (int(x) + 1) * height]
            for middle, other in _patterns(column):
                if abs(middle - y) <= 2 * module and 0.6 < other / module < 1.6:
                    _add(found, (x, middle, (module + other) / 2))
    found.sort(key=len, reverse=True)
    kept: list[_Finder] = []
    for one in (_mean(group) for group in found if len(group) >= 2):
        module = kept[0][2] if kept else one[2]
        is_alike = abs(one[2] - module) <= _SIMILAR * module
        if is_alike and all(dist(one[:2], other[:2]) >= _APART * module for other in kept):
            kept.append(one)
    return kept


def _patterns(line: bytes) -> list[tuple[float, float]]:
    """Return the middle and the module of each finder pattern that *line* crosses."""
    runs = [match.span() for match in _DARK_RUN.finditer(line)]
    found = []
    for place in range(len(runs) - 4):
        start, end = runs[place][0], runs[place + 4][1]
        # Runs are dark and light in turn; the pattern begins dark.
        if not line[start]:
            continue
        module = (end - start) / 7
        if all(
            abs((b - a) - ratio * module) <= _TOLERANCE * max(1.0, ratio / 2) * module
            for (a, b), ratio in zip(runs[place : place + 5], _RATIOS, strict=True)
        ):
            found.append(((start + end) / 2, module))
    return found


def _add(groups: list[list[_Finder]], one: _Finder) -> None:
    for group in groups:
        if dist(group[0][:2], one[:2]) < 3 * one[2]:
            group.append(one)
            return
    groups.append([one])


def _mean(group: list[_Finder]) -> _Finder:
    count = len(group)
    x, y, module = (sum(values) / count for values in zip(*group, strict=True))
    return x, y, module


def _restored(view: View, found: Sequence[_Finder]) -> list[Image.Image]:
    """Return the upright view with a third finder pattern at each place where it may be."""
    (x1, y1, one), (x2, y2, two) = found[:2]
    module = (one + two) / 2
    across, down = x2 - x1, y2 - y1
    places = [
        (x1 - down, y1 + across), (x1 + down, y1 - across),
        (x2 - down, y2 + across), (x2 + down, y2 - across),
        # The two may stand in opposite corners.
        ((x1 + x2 - down) / 2, (y1 + y2 + across) / 2),
        ((x1 + x2 + down) / 2, (y1 + y2 - across) / 2),
    ]  # fmt: skip
    return [_with_finder(view.upright, x, y, module) for x, y in places]


def _with_finder(image: Image.Image, x: float, y: float, module: float) -> Image.Image:
    canvas = repairs.framed(image)
    offset = (canvas.width - image.width) // 2
    draw = ImageDraw.Draw(canvas)
    # From the outside: separator, frame, ring, centre.
    for half, level in ((4.5, 255), (3.5, 0), (2.5, 255), (1.5, 0)):
        size = half * module
        left, top = round(x + offset - size), round(y + offset - size)
        right, bottom = round(x + offset + size) - 1, round(y + offset + size) - 1
        draw.rectangle((left, top, right, bottom), fill=level)
    return canvas


CAUSE = Cause("finder", find)
