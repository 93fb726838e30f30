"""Names and numbers the four states of postal bars, and builds the table of two of four bars."""

from collections.abc import Sequence
from itertools import combinations

from common.barcode.decode.decoder import Bar

_NAMES = {(True, True): "F", (True, False): "A", (False, True): "D", (False, False): "T"}


def names(bars: Sequence[Bar]) -> str:
    """Return *bars* as letters: Full, Ascender, Descender, Tracker."""
    return "".join(_NAMES[bar.ascends, bar.descends] for bar in bars)


def from_names(letters: str) -> tuple[Bar, ...]:
    """Return the bars that *letters* (F, A, D, T) name."""
    return tuple(Bar(letter in "FA", letter in "FD") for letter in letters)


def upside_down(bars: Sequence[Bar]) -> tuple[Bar, ...]:
    """Return *bars* as they look when the symbol is turned by 180°."""
    # Turned by 180 degrees, the order and the two ends of each bar are exchanged.
    return tuple(Bar(bar.descends, bar.ascends) for bar in reversed(bars))


def two_of_four(halves: Sequence[bool]) -> int | None:
    """Return the place (0 to 5) of a pattern of four halves, two of which are set.

    The halves weigh 4, 2, 1 and 0; a sum of 6 counts as 0 (Royal Mail, CBC barcode definition).
    The returned place is that value less one, modulo 6.
    """
    set_places = tuple(place for place, half in enumerate(halves) if half)
    return _PLACES.get(set_places)


_WEIGHTS = (4, 2, 1, 0)
_PLACES: dict[tuple[int, ...], int] = {
    both: (sum(_WEIGHTS[place] for place in both) - 1) % 6 for both in combinations(range(4), 2)
}
