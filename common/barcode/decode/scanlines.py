"""Finds runs of bars on the scan lines of a picture, and measures them below a pixel.

Time is bounded: a picture has at most `_MAX_LINES` scan lines a pass, each is searched once at
each level of gaps in compiled code, and at most `_MAX_TRACKS` runs of bars are measured.
"""

import re
from collections.abc import Sequence
from functools import cache
from itertools import pairwise

from msgspec import Struct
from PIL import Image, ImageChops, ImageFilter

_MAX_LINES = 400
_MIN_RADIUS = 24  # pixels about which the mean is taken: wider than two wide bars
# A dark pixel is below the mean about it by this share of the picture's contrast, and by so many
# levels at least.
_CONTRAST = 0.25
_MIN_CONTRAST = 12
_BLACK = 0.25  # of the picture's contrast above its darkest level
# A run of bars ends at a light gap wider than one of these (pixels): each is tried, since modules
# of one symbol are as wide as gaps of another.
_GAPS = (3, 5, 8, 12, 18, 27, 40, 60, 90, 140)
_MAX_ZONE = 7  # modules: this quiet zone suffices even next to the widest spaces
_MIN_BARS, _MAX_BARS = 2, 400
_MAX_TRACKS = 48
_MIN_LINES = 2
_DRIFT = 0.3  # pixels that a bar's end moves on each line of a symbol that is turned a bit
_DARK = b"\xff"


class Track(Struct):
    """A run of bars that neighbouring scan lines have in common.

    Attributes:
        count: bars.
        lines: y, first dark pixel and the one behind the last, a scan line each.
    """

    count: int
    lines: list[tuple[int, int, int]]

    @property
    def weight(self) -> int:
        """Return how much speaks for bars: text has few bars, or few lines that are alike."""
        return self.count * len(self.lines)

    def is_part_of(self, other: "Track", shorter: int) -> bool:
        """Return True if this lies within *other*, which is longer by *shorter* px at least."""
        (top, left, right), (first, start, end) = self.lines[0], other.lines[0]
        return (
            start <= left
            and right <= end
            and right - left + shorter < end - start
            and first <= top
            and self.lines[-1][0] <= other.lines[-1][0]
        )


def binarize(image: Image.Image) -> Image.Image:
    """Return *image* with 255 for pixels that are darker than those about them, else 0."""
    radius = max(_MIN_RADIUS, min(image.size) // 12)
    mean = image.filter(ImageFilter.BoxBlur(radius))
    below = ImageChops.subtract(mean, image)
    darkest, lightest = _levels(image)
    limit = max(_MIN_CONTRAST, _CONTRAST * (lightest - darkest))
    # Between wide bars that stand close the mean is dark itself: what is black is dark there too.
    black = darkest + _BLACK * (lightest - darkest)
    is_black = image.point([255 * (level < black) for level in range(256)])
    return ImageChops.lighter(
        below.point([255 * (level >= limit) for level in range(256)]), is_black
    )


def _levels(image: Image.Image) -> tuple[int, int]:
    """Return the levels below which 1 % and 99 % of the pixels are."""
    counts = image.histogram()
    total, below, levels = sum(counts), 0, []
    for level, count in enumerate(counts):
        below += count
        # Specks and reflections are no part of ink or paper.
        if 0.01 * total < below:
            levels.append(level)
        if below >= 0.99 * total:
            break
    return (levels[0], levels[-1]) if levels else (0, 0)


def tracks(dark: Image.Image, step: int = 0) -> list[Track]:
    """Return the runs of bars on the rows of *dark*, those of the greatest weight first.

    Args:
        dark: as `binarize` returns it.
        step: pixels from one scan line to the next; 0 chooses by the height.
    """
    width, height = dark.size
    step = max(step or 1 + height // 160, -(-height // _MAX_LINES))
    data = dark.tobytes()
    line, runs = b"", set[tuple[int, int, int]]()
    finished: list[Track] = []
    active: list[Track] = []
    for y in range(step // 2, height, step):
        previous, line = line, data[y * width : (y + 1) * width]
        if line != previous:  # rendered bars are the same on all lines
            runs = _runs(line)
        active = _follow(active, finished, y, step, runs)
    found = [one for one in finished + active if len(one.lines) >= _MIN_LINES]
    return sorted(found, key=lambda one: -one.weight)[:_MAX_TRACKS]


def _follow(
    active: list[Track],
    finished: list[Track],
    y: int,
    step: int,
    runs: set[tuple[int, int, int]],
) -> list[Track]:
    """Add *runs* of the scan line *y* to the tracks that they continue."""
    reach = 2 + _DRIFT * step
    # Rows of one symbol have the same number of bars.
    by_count: dict[int, list[Track]] = {}
    for track in active:
        by_count.setdefault(track.count, []).append(track)
    kept: list[Track] = []
    for count, start, end in runs:
        for track in by_count.get(count, ()):
            _, last_start, last_end = track.lines[-1]
            if abs(start - last_start) <= reach and abs(end - last_end) <= reach:
                track.lines.append((y, start, end))
                break
        else:
            kept.append(Track(count, [(y, start, end)]))
    for track in active:
        (kept if y - track.lines[-1][0] <= 2 * step else finished).append(track)
    return kept


def _runs(line: bytes) -> set[tuple[int, int, int]]:
    """Return count of bars, start and end of each run of bars on *line* with light beside it."""
    if not 0 < line.count(b"\x00\xff") <= _MAX_BARS:  # nothing, or noise
        return set()
    found: dict[tuple[int, int], int] = {}
    for gap in _GAPS:
        for match in _pattern(gap).finditer(line):
            count = 1 + match[0].count(b"\x00\xff")
            if _MIN_BARS <= count <= _MAX_BARS:
                found.setdefault(match.span(), count)
    return {
        (count, start, end)
        for (start, end), count in found.items()
        if _has_quiet_zones(line, start, end)
    }


def _has_quiet_zones(line: bytes, start: int, end: int) -> bool:
    """Return True if what is beside a run is lighter than what is in it; so is a picture's end."""
    before = line.rfind(_DARK, 0, start)
    after = line.find(_DARK, end)
    left = start - before - 1 if before >= 0 else len(line)
    right = after - end if after >= 0 else len(line)
    run = line[start:end]
    # A gap within the symbol must not look like its end.
    widest_space = max(map(len, run.split(_DARK)))
    narrowest_bar = min(len(bar) for bar in run.split(b"\x00") if bar)
    return min(left, right) >= min(widest_space, _MAX_ZONE * narrowest_bar)


@cache
def _pattern(gap: int) -> re.Pattern[bytes]:
    # Possessive quantifiers keep the time in proportion to the line.
    return re.compile(rb"(?<!\xff)\xff++(?:\x00{1,%d}+\xff++)+" % gap)


def widths(line: Sequence[int], start: int, end: int, dark: bytes) -> list[float]:
    """Return the element widths from *start* to *end*, with edges at half of each contrast.

    Args:
        line: levels of the scan line, 0 is black.
        start: the first dark pixel.
        end: the pixel behind the last dark one.
        dark: the same scan line as `binarize` returns it.
    """
    inner = re.finditer(rb"(?<=\xff)\x00|(?<=\x00)\xff", dark[start:end])
    edges = [start, *(start + match.start() for match in inner), end]
    exact = [_edge(line, edges, place) for place in range(len(edges))]
    return [after - before for before, after in pairwise(exact)]


def _edge(line: Sequence[int], edges: Sequence[int], place: int) -> float:
    """Return where the level crosses the middle between a bar and a space."""
    at = edges[place]
    if not 0 < at < len(line):
        return at
    before = line[edges[place - 1] if place else max(0, at - 4) : at]
    after = line[at : edges[place + 1] if place + 1 < len(edges) else at + 4]
    is_falling = place % 2 == 0  # from light to dark
    light, shade = (max(before), min(after)) if is_falling else (max(after), min(before))
    middle = (light + shade) / 2
    a, b = line[at - 1], line[at]
    if (a - middle) * (b - middle) > 0:
        return _next_crossing(line, at, middle)
    return at - 0.5 + (a - middle) / (a - b) if a != b else at


def _next_crossing(line: Sequence[int], at: int, middle: float) -> float:
    """Return the crossing of *middle* nearest to *at* within two pixels, else *at*."""
    # The nearest places first, on both sides of where the change was seen.
    for shift in (1, -1, 2):
        left = at + shift - 1
        if not 0 <= left < len(line) - 1:
            continue
        a, b = line[left], line[left + 1]
        if (a - middle) * (b - middle) <= 0 and a != b:
            return left + 0.5 + (a - middle) / (a - b)
    return at


def even_runs(line: bytes, least: int, spread: float) -> list[tuple[int, int, float]]:
    """Return the runs of at least *least* bars of one width at one pitch on *line*.

    Args:
        line: a row of `binarize`'s picture.
        least: bars of a run.
        spread: share of the mean by which a width or a pitch may differ.

    Returns:
        Start, end and pitch of each run, in pixels.
    """
    bars = [match.span() for match in _BAR.finditer(line)]
    if not least <= len(bars) <= _MAX_BARS * 4:
        return []
    found = []
    first = 0
    for place in range(1, len(bars) + 1):
        if place < len(bars) and _continues(bars, first, place, spread):
            continue
        # A run ends at a bar that is wider, or further away, than the others.
        if place - first >= least:
            start, end = bars[first][0], bars[place - 1][1]
            pitch = (bars[place - 1][0] - bars[first][0]) / (place - 1 - first)
            found.append((start, end, pitch))
        first = place
    return found


def _continues(bars: Sequence[tuple[int, int]], first: int, place: int, spread: float) -> bool:
    """Return True if the bar at *place* is like those from *first* on."""
    (start, end), (last_start, last_end) = bars[place], bars[place - 1]
    wide, pitch = end - start, start - last_start
    # A pixel more or less at either edge is no other width.
    if abs(wide - (last_end - last_start)) > max(1 + (wide > 2), spread * wide):
        return False
    if place - first < 2:
        return pitch <= 5 * wide
    mean = (last_start - bars[first][0]) / (place - 1 - first)
    return abs(pitch - mean) <= max(1, spread * mean)


def middles(line: bytes) -> list[int]:
    """Return the middle pixel of each bar on *line*."""
    return [(match.start() + match.end()) // 2 for match in _BAR.finditer(line)]


_BAR = re.compile(rb"\xff+")
