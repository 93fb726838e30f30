"""Symbol characters from element widths, by the distances between similar edges.

A printer that makes every bar wider or narrower moves leading edges one way and trailing edges the
other. The distance from one leading edge to the next stays, so that characters are distinguished by
these distances, as the reference algorithms of ISO/IEC 15417 and ISO/IEC 15438 do.
"""

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby, pairwise
from math import inf

from msgspec import Struct


class Characters(Struct, frozen=True):
    """The characters of one symbology.

    Attributes:
        elements: bars and spaces of a character.
        modules: width of a character.
        values: what each tuple of distances between similar edges, in modules, stands for.
    """

    elements: int
    modules: int
    values: Mapping[tuple[int, ...], int]

    def read(self, widths: Sequence[float]) -> int | None:
        """Return the value of the character with *widths*; None if there is none."""
        total = sum(widths)
        if len(widths) != self.elements or not 0 < total < inf:
            return None
        unit = self.modules / total
        exact = [(one + two) * unit for one, two in pairwise(widths)]
        # Sums of neighbours are rounded, not single elements, which ink spread changes.
        nearest = [round(distance) for distance in exact]
        value = self.values.get(tuple(nearest))
        return self._nearly(exact, nearest) if value is None else value

    def _nearly(self, exact: list[float], nearest: list[int]) -> int | None:
        """Round the least certain distances the other way: of one edge, then of two."""
        # Distances near half a module may be rounded to either side.
        doubt = sorted(range(len(exact)), key=lambda place: -abs(exact[place] - nearest[place]))
        for changes in ((0,), (1,), (0, 1), (2,), (0, 2)):
            other = list(nearest)
            for rank in changes:
                place = doubt[rank]
                other[place] += 1 if exact[place] > nearest[place] else -1
            value = self.values.get(tuple(other))
            if value is not None:
                return value
        return None


def characters(patterns: Iterable[Sequence[int]]) -> Characters:
    """Return the characters whose element widths are *patterns*, in order of their values."""
    listed = [tuple(pattern) for pattern in patterns]
    values = {
        # Distances between edges of one kind: ink that spreads moves both by the same amount.
        tuple(one + two for one, two in pairwise(pattern)): value
        for value, pattern in enumerate(listed)
    }
    return Characters(len(listed[0]), sum(listed[0]), values)


def from_digits(patterns: str) -> Characters:
    """Return the characters whose element widths are the digits of each word of *patterns*."""
    return characters([[int(digit) for digit in word] for word in patterns.split()])


def widths_of(modules: int, length: int) -> list[int]:
    """Return the element widths of *modules*, *length* bits with the leftmost the highest."""
    return [len(list(run)) for _, run in groupby(f"{modules:0{length}b}")]


def fits(widths: Sequence[float], pattern: Sequence[int], unit: float) -> bool:
    """Return True if *widths* are those of *pattern* within half a module of every edge distance.

    Args:
        widths: as measured.
        pattern: in modules.
        unit: of *widths* in a module.
    """
    if len(widths) != len(pattern) or not 0 < unit < inf:
        return False
    # A single element has no neighbour: its width itself is compared, with more tolerance.
    if len(widths) == 1:
        return abs(widths[0] / unit - pattern[0]) < 1
    return all(
        abs((widths[place] + widths[place + 1]) / unit - pattern[place] - pattern[place + 1]) < 0.75
        for place in range(len(pattern) - 1)
    )
