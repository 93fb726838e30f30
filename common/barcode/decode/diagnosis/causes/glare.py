"""A part of the symbol that a reflection hides."""

import re
from itertools import pairwise

from PIL import Image, ImageFilter

from common.barcode.decode.diagnosis.symptom import LIKELY, Case, Cause, Symptom
from common.barcode.decode.diagnosis.view import View

_SATURATED = 249  # level
_PAPER = 246  # level up to which what is saturated is no paper
_SIDE = 200  # px of the copy in which reflections are measured
_REACH = 0.1  # of the area's sides, around it: a reflection may have cut a symbol in two
_MIN_SHARE = 0.06  # of the area
_MIN_INSIDE = 0.02  # of the area, within its box
_MIN_PAPER = 0.15  # of as many px as the reflection has
_SHARP = 2.5  # px over which an edge rises
_DIRECTED = 0.5  # coherence of edges of bars
_ROWS, _MIN_ROWS, _MIN_BARS = 24, 3, 6
_WIDE = 7.0  # times the median element: no space of a symbol is as wide, but two of DataBar
_MOSTLY = 0.8  # of the usual number of bars
_FADED, _LIGHTER = 40, 12  # of 255 levels: bars at a gap, and the gap itself
_BAR = re.compile(rb"\xff+")
_FIX = "Move the lamp or the camera so that no reflection lies on the symbol; don't use the flash."


def find(case: Case) -> Symptom | None:
    """Return the symptom of a reflection."""
    view = case.view
    # Grain has light areas everywhere.
    if view.is_on_grain:
        return None
    is_seen = is_glare(view) or cuts_rows(view)
    # A hole in white paper is a reflection or a tear. Grey paper may be as light as a reflection.
    is_white = view.levels[1] >= _SATURATED
    is_hole = (is_white or not view.is_linear) and case.holes.has_light
    is_like_light = is_hole and (case.holes.is_soft or case.holes.is_lighter)
    if not (is_seen or is_like_light or (is_white and is_hole)):
        return None
    return Symptom(
        # A hole with sharp edges is rather something that is torn off.
        LIKELY + 0.13 if is_seen or is_like_light else LIKELY - 0.1,
        "A reflection lies on the symbol or reaches into it: it is as light as paper or lighter"
        " there, and no bars or modules are left.",
        _FIX,
    )


def cuts_rows(view: View) -> bool:
    """Return True if bars fade towards a wide gap in their rows, or if it is lighter than paper.

    A reflection may reach over the whole height of bars, so that it is no hole in them. What is
    torn or covered ends sharply, and is not lighter.
    """
    # Blur fades narrow bars everywhere.
    if view.directions[1] < _DIRECTED or view.edge_width[0] > _SHARP:
        return False
    usual = view.runs.usual
    box = view.dark.getbbox()
    if not usual or box is None:
        return False
    top, height, width = box[1], box[3] - box[1], view.upright.width
    levels, dark = view.upright.tobytes(), view.dark.tobytes()
    usual_bars = view.runs.usual_count // 2
    seen = glaring = 0
    for place in range(_ROWS):
        y = top + int((place + 0.5) * height / _ROWS)
        line = slice(y * width, (y + 1) * width)
        bars = [match.span() for match in _BAR.finditer(dark[line])]
        # Digits below the bars are fewer.
        if len(bars) < max(_MIN_BARS, _MOSTLY * usual_bars):
            continue
        gaps = [(after[0] - before[1], at) for at, (before, after) in enumerate(pairwise(bars))]
        most, at = max(gaps)
        if most < _WIDE * usual or not 0 < at < len(bars) - 2:
            continue
        seen += 1
        row = levels[line]
        darkest = sorted(min(row[start:end]) for start, end in bars)
        # Thin bars are lighter all over the row.
        ink, faded = darkest[len(darkest) // 2], max(min(row[a:b]) for a, b in bars[at : at + 2])
        # Middles of the other wide spaces are paper.
        paper = sorted(max(row[before[1] : after[0]]) for before, after in pairwise(bars))
        gap = row[(bars[at][1] + bars[at + 1][0]) // 2]
        glaring += faded - ink >= _FADED or gap - paper[len(paper) // 4] >= _LIGHTER
    return seen >= _MIN_ROWS and 2 * glaring >= seen


def is_glare(view: View) -> bool:
    """Return True if a reflection hides a part of *view*."""
    return hidden_share(view) >= _MIN_SHARE


def hidden_share(view: View) -> float:
    """Return how large a reflection on *view* is, as a part of it; 0 if its paper is white."""
    left, top, right, bottom = view.box
    across, down = _REACH * (right - left), _REACH * (bottom - top)
    box = (
        max(0, int(left - across)), max(0, int(top - down)),
        min(view.page.width, int(right + across)), min(view.page.height, int(bottom + down)),
    )  # fmt: skip
    part = view.page.crop(box)
    if paper_level(part, view.levels[0]) > _PAPER:
        return 0.0
    scale = min(1.0, _SIDE / max(part.size))
    size = max(1, round(part.width * scale)), max(1, round(part.height * scale))
    small = part.resize(size, Image.Resampling.BOX)
    light = small.point([255 * (level >= _SATURATED) for level in range(256)])
    # Single light pixels are noise.
    wide = light.filter(ImageFilter.MinFilter(5))
    area = (right - left) * (bottom - top) * scale * scale
    inner = (
        int((left - box[0]) * scale), int((top - box[1]) * scale),
        int((right - box[0]) * scale) + 1, int((bottom - box[1]) * scale) + 1,
    )  # fmt: skip
    # Paper around the symbol may be as light.
    if wide.crop(inner).histogram()[255] < _MIN_INSIDE * area:
        return 0.0
    return wide.histogram()[255] / area


def paper_level(part: Image.Image, ink: int) -> int:
    """Return the usual level of what is light in *part*, or 255 if most of it is white."""
    counts = part.histogram()
    middle = (ink + _SATURATED) // 2
    most, level = max((count, level) for level, count in enumerate(counts) if level > middle)
    if level < _SATURATED:
        return level
    # A reflection may be larger than the paper that is seen around it. Columns of one px next
    # to bars, which are neither, are left out.
    counts = part.filter(ImageFilter.MaxFilter(3)).histogram()
    darker = [(count, level) for level, count in enumerate(counts[:_SATURATED]) if level > middle]
    # Ink that is nearly white itself leaves no level for paper.
    second, other = max(darker, default=(0, level))
    return other if second > _MIN_PAPER * most else 255


CAUSE = Cause("glare", find)
