"""The grid on which the modules of an area lie, and the modules themselves.

Edges of modules stand at whole multiples of one pitch. Those of letters, drawings and grain do not,
so that a grid tells cells from them also where a part of the symbol is lost.
"""

from cmath import exp, phase, pi
from collections.abc import Sequence
from typing import NamedTuple

from PIL import Image, ImageChops

_STRIPS = 4  # each with its own phase: a small turn, perspective or a tear moves edges
_RANGE = 1.6  # times the pitch that is expected, and as small a part of it
_STEP = 0.5  # turns of the phase over the width, from one pitch that is tried to the next
_MIN_PITCH = 2.0  # px
_MOST = 250  # modules across or down that are sampled


class Axis(NamedTuple):
    """Where edges lie along one direction.

    Attributes:
        pitch: px of the upright view from one edge to the next; 0 if there is none.
        share: 0 to 1, how far edges agree with it. Measured over 15 kinds of 2D symbols, of which
            parts were torn off, crossed out or covered: 0.5 to 0.97 in sharp pictures; lines of
            Latin letters: 0.2 to 0.5.
        offsets: of the first edge in each strip, in px.
        length: px from the first to the last edge, from which offsets are counted.
        start: px of the view where that is.
    """

    pitch: float
    share: float
    offsets: tuple[float, ...] = ()
    length: int = 0
    start: int = 0

    def edge(self, number: float, along: float) -> float:
        """Return where edge *number* lies, in px, at the part *along* of the other direction."""
        place = min(max(along * len(self.offsets) - 0.5, 0.0), len(self.offsets) - 1.0)
        first = int(place)
        one, other = self.offsets[first], self.offsets[min(first + 1, len(self.offsets) - 1)]
        return self.start + one + (other - one) * (place - first) + number * self.pitch

    @property
    def modules(self) -> int:
        """Return how many modules there are."""
        return min(_MOST, round(self.length / self.pitch)) if self.pitch else 0


_NONE = Axis(0.0, 0.0)


class Grid(NamedTuple):
    """The grid of an area.

    Attributes:
        across: edges along rows.
        down: edges along columns.
    """

    across: Axis
    down: Axis


def of(dark: Image.Image, across: float, down: float) -> Grid:
    """Return the grid of a picture.

    Args:
        dark: 255 if dark, else 0; upright.
        across: about how wide a module is, in px.
        down: likewise, how high.
    """
    return Grid(_axis(dark, across), _axis(dark.transpose(Image.Transpose.TRANSPOSE), down))


def cells(dark: Image.Image, grid: Grid) -> list[str]:
    """Return the rows of modules of *dark*, each ``1`` if dark, else ``0``."""
    across, down = grid
    if not across.modules or not down.modules:
        return []
    width, height = dark.size
    data = dark.tobytes()
    rows = []
    for row in range(down.modules):
        line = []
        for column in range(across.modules):
            along = (column + 0.5) / across.modules
            y = min(height - 1, max(0, int(down.edge(row + 0.5, along))))
            x = min(width - 1, max(0, int(across.edge(column + 0.5, (row + 0.5) / down.modules))))
            line.append("1" if data[y * width + x] else "0")
        rows.append("".join(line))
    return rows


def starts(dark: Image.Image) -> Sequence[float]:
    """Return for each column, from the first that is dark, in how much of it dark begins."""
    box = dark.getbbox()
    return _starts(dark, box, 1) if box is not None else []


def agreement(part: Sequence[float], pitch: float) -> float:
    """Return the sum of *part* as far as its weights lie at multiples of *pitch*, in px."""
    return abs(_sum(part, 1 / pitch))


def _starts(dark: Image.Image, box: tuple[int, int, int, int], strips: int) -> Sequence[float]:
    """Return in how much of each column dark begins, in each of *strips*, one below the other."""
    # Only where dark begins: ink that spreads moves both edges of a module, and all alike.
    part = dark.crop((max(0, box[0] - 1), *box[1:]))
    found = ImageChops.subtract(part, ImageChops.offset(part, 1, 0))
    found.paste(0, (0, 0, 1, found.height))
    profile = found.convert("F").resize((part.width, strips), Image.Resampling.BOX)
    # Four bytes a value
    return memoryview(profile.tobytes()).cast("f").tolist()


def _axis(dark: Image.Image, narrow: float) -> Axis:
    """Return where dark begins along rows of *dark*, whose modules are about *narrow* px wide."""
    box = dark.getbbox()
    if box is None or narrow < _MIN_PITCH / _RANGE:
        return _NONE
    left = max(0, box[0] - 1)
    width = box[2] - left
    values = _starts(dark, box, _STRIPS)
    strips = [values[place : place + width] for place in range(0, len(values), width)]
    total = sum(map(sum, strips))
    if not total:
        return _NONE
    highest = min(_RANGE / narrow, 1 / _MIN_PITCH)
    lowest, step = 1 / (_RANGE * narrow), _STEP / width
    share, frequency = max(
        (sum(abs(_sum(strip, tried)) for strip in strips) / total, tried)
        for tried in (lowest + n * step for n in range(int((highest - lowest) / step) + 1))
    )
    pitch = 1 / frequency
    return Axis(pitch, share, _offsets(strips, pitch), box[2] - left, left)


def _offsets(strips: Sequence[Sequence[float]], pitch: float) -> tuple[float, ...]:
    """Return where the first edge is in each of *strips*, each near that of the one before."""
    found: list[float] = []
    # The first edge is at the left end of the area, or is missing.
    last = 1.0
    for strip in strips:
        offset = phase(_sum(strip, 1 / pitch)) / (2 * pi) * pitch
        last = offset + pitch * round((last - offset) / pitch)
        found.append(last)
    return tuple(found)


def _sum(strip: Sequence[float], frequency: float) -> complex:
    """Return the sum of *strip* with each weight turned by its place times *frequency*."""
    turn, turned, found = exp(2j * pi * frequency), 1 + 0j, 0j
    for weight in strip:
        found += weight * turned
        turned *= turn
    return found
