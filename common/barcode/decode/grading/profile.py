"""One scan reflectance profile: what ISO/IEC 15416 measures on a line across bars."""

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from common.barcode.decode.grading.quality import at_least, at_most

_CONTRAST = (0.70, 0.55, 0.40, 0.20)  # ISO/IEC 15416, table 3 for these and the following
_MODULATION = (0.70, 0.60, 0.50, 0.40)
_DEFECTS = (0.15, 0.20, 0.25, 0.30)
_EDGE_CONTRAST = 0.15


class Profile(NamedTuple):
    """A line across a symbol.

    Attributes:
        widths: of bars and spaces from the first bar to the last, in samples.
        start: where the first bar begins, in samples.
        end: where the last bar ends.
        r_max: highest reflectance, 0 to 1.
        r_min: lowest reflectance.
        least_edge_contrast: least difference between a bar and a space next to it.
        most_nonuniform: greatest difference within an element or a quiet zone.
    """

    widths: tuple[float, ...]
    start: float
    end: float
    r_max: float
    r_min: float
    least_edge_contrast: float
    most_nonuniform: float

    @property
    def contrast(self) -> float:
        """Return SC, the symbol contrast."""
        return self.r_max - self.r_min

    @property
    def modulation(self) -> float:
        """Return MOD."""
        return self.least_edge_contrast / self.contrast if self.contrast else 0.0

    @property
    def defects(self) -> float:
        """Return the reflectance of the worst spot or void as a part of the contrast."""
        return self.most_nonuniform / self.contrast if self.contrast else 1.0

    @property
    def grades(self) -> dict[str, int]:
        """Return the grade of each parameter that has nothing to do with the symbology."""
        return {
            "symbol_contrast": at_least(self.contrast, _CONTRAST),
            "minimum_reflectance": 4 if self.r_min <= 0.5 * self.r_max else 0,
            "edge_contrast": 4 if self.least_edge_contrast >= _EDGE_CONTRAST else 0,
            "modulation": at_least(self.modulation, _MODULATION),
            "defects": at_most(self.defects, _DEFECTS),
        }

    @property
    def values(self) -> dict[str, float]:
        """Return what is graded."""
        return {
            "symbol_contrast": self.contrast,
            "minimum_reflectance": self.r_min,
            "edge_contrast": self.least_edge_contrast,
            "modulation": self.modulation,
            "defects": self.defects,
        }


def measure(line: Sequence[float]) -> Profile | None:
    """Return the profile of *line*, or None if it crosses no bar, or edges that can't be located.

    Args:
        line: reflectances from 0 to 1 at even distances, with quiet zones at both ends.
    """
    r_max, r_min = max(line), min(line)
    threshold = (r_max + r_min) / 2  # the global threshold
    elements = _elements(line, threshold)
    if len(elements) < 3 or line[0] < threshold or line[-1] < threshold:
        return None
    peaks = [
        (max(line[start:end]) if place % 2 == 0 else min(line[start:end]))
        for place, (start, end) in enumerate(elements)
    ]
    edges = [
        _edge(line, after[0], (one + other) / 2)
        for (_, after), (one, other) in zip(pairwise(elements), pairwise(peaks), strict=True)
    ]
    widths = tuple(after - before for before, after in pairwise(edges))
    # Where levels hardly change, the middles of two edges may be found in the wrong order.
    if min(widths) <= 0:
        return None
    return Profile(
        widths=widths,
        start=edges[0],
        end=edges[-1],
        r_max=r_max,
        r_min=r_min,
        least_edge_contrast=min(abs(one - other) for one, other in pairwise(peaks)),
        most_nonuniform=max(
            _nonuniformity(line[start:end], is_bar=place % 2 == 1)
            for place, (start, end) in enumerate(elements)
        ),
    )


def _elements(line: Sequence[float], threshold: float) -> list[tuple[int, int]]:
    """Return the first sample of each element and the one behind its last; spaces come first."""
    changes = [
        place
        for place, (before, after) in enumerate(pairwise(line), 1)
        if (before < threshold) != (after < threshold)
    ]
    return list(pairwise([0, *changes, len(line)]))


def _edge(line: Sequence[float], place: int, middle: float) -> float:
    """Return where the line crosses *middle* near *place*, the first sample of an element.

    ISO/IEC 15416, 5.3: an edge lies where the reflectance is half-way between those of the elements
    beside it. A sample is the mean over its width, so that its middle is half a sample on.
    """
    for shift in (0, 1, -1, 2, -2):
        at = place + shift
        if not 0 < at < len(line):
            continue
        before, after = line[at - 1], line[at]
        if before != after and (before - middle) * (after - middle) <= 0:
            return at - 0.5 + (before - middle) / (before - after)
    return float(place)


def _nonuniformity(element: Sequence[float], *, is_bar: bool) -> float:
    """Return ERN of an element: how far it turns back on its way to its peak and from it.

    The slopes at its edges belong to no defect.
    """
    levels = [-level for level in element] if is_bar else list(element)
    highest = levels.index(max(levels))
    return max(_deepest(levels[: highest + 1]), _deepest(levels[highest:][::-1]))


def _deepest(rising: Sequence[float]) -> float:
    """Return the greatest fall in levels that should only rise."""
    top, fall = rising[0], 0.0
    for level in rising:
        top = max(top, level)
        fall = max(fall, top - level)
    return fall
