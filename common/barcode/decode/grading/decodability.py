"""Decodability: how near the widths of a profile come to being taken for others.

ISO/IEC 15416, 5.4.8 and annex F, with the reference decode algorithm of each symbology.
"""

from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise

Widths = Sequence[float]
GRADES = (0.62, 0.50, 0.37, 0.25)


def of(format: str, widths: Widths) -> float | None:
    """Return the decodability of a profile, 0 to 1, or None if it is not known for *format*.

    Args:
        format: id of the symbology.
        widths: of bars and spaces, from the first bar to the last.
    """
    for names, measure in _MEASURES:
        if format in names:
            values = list(measure(widths))
            return max(0.0, min(values, default=0.0))
    return None


def modules(format: str, widths: Widths) -> float | None:
    """Return how many modules wide a symbol with these elements is, or None if that varies."""
    count = len(widths)
    if format in _EAN:
        # EAN-13 and UPC-A, EAN-8, UPC-E.
        return {59: 95.0, 43: 67.0, 33: 51.0}.get(count)
    if format in _CODE128:
        return 11 * (count - 7) / 6 + 13
    if format in _CODE93:
        return 9 * (count - 1) / 6 + 1
    return None


def narrow(widths: Widths) -> float:
    """Return the mean width of narrow elements, of those with two widths."""
    if len(widths) == 1:
        return widths[0]
    ordered = sorted(widths)
    # The largest step between neighbours parts narrow from wide.
    _, split = max((b / max(a, 1e-9), place) for place, (a, b) in enumerate(pairwise(ordered), 1))
    chosen = ordered[:split]
    return sum(chosen) / len(chosen)


def _code128(widths: Widths) -> Iterator[float]:
    """ISO/IEC 15417: characters of 11 modules, three bars each."""
    for character in _characters(widths[:-1], 6):
        yield _edges(character, 11)
        # The modules of the bars are even in number.
        module = sum(character) / 11
        bars = sum(character[::2]) / module
        nearest = 2 * round(bars / 2)
        yield max(0.0, (1.75 - abs(bars - nearest)) / 1.75)


def _code93(widths: Widths) -> Iterator[float]:
    """AIM USS-93: characters of 9 modules, three bars each, and a last bar."""
    for character in _characters(widths[:-1], 6):
        yield _edges(character, 9)


def _ean(widths: Widths) -> Iterator[float]:
    """ISO/IEC 15420: characters of 7 modules, two bars each, between guard patterns."""
    parts: tuple[Widths, ...]
    if len(widths) == 59:
        parts = (widths[3:27], widths[32:56])
    elif len(widths) == 43:
        parts = (widths[3:19], widths[24:40])
    elif len(widths) == 33:
        parts = (widths[3:27],)
    else:
        return
    for part in parts:
        for character in _characters(part, 4):
            # Guard patterns have no decodability of their own.
            yield _edges(character, 7)


def _characters(widths: Widths, count: int) -> Iterator[Widths]:
    for place in range(0, len(widths) - count + 1, count):
        yield widths[place : place + count]


def _edges(character: Widths, modules: int) -> float:
    """Return V of a character that is decoded from edge to similar edge, of (n, k) codes."""
    unit = sum(character) / modules
    # The last pair follows from the others. Thresholds lie half-way between numbers of modules.
    sums = [one + other for one, other in pairwise(character)][:-1]
    return min(2 * abs(total / unit % 1 - 0.5) for total in sums)


def _two_widths(count: int) -> Callable[[Widths], Iterator[float]]:
    """Return the measure of characters of *count* elements, with a gap behind each."""

    def measure(widths: Widths) -> Iterator[float]:
        for place in range(0, len(widths), count + 1):
            character = widths[place : place + count]
            # On a line across damage, elements are missing or too many.
            yield _narrow_and_wide(character) if len(character) == count else 0.0

    return measure


def _itf(widths: Widths) -> Iterator[float]:
    """ISO/IEC 16390: pairs of digits, five bars and five spaces, after a start of four elements."""
    for pair in _characters(widths[4:-3], 10):
        yield _narrow_and_wide(pair)


def _narrow_and_wide(character: Widths) -> float:
    """Return V of a character of a two-width symbology."""
    ordered = sorted(character)
    step, split = max((b - a, place) for place, (a, b) in enumerate(pairwise(ordered), 1))
    if not step:
        return 0.0
    small, large = ordered[:split], ordered[split:]
    means = sum(small) / len(small), sum(large) / len(large)
    # The worst element of either width, measured from halfway between both.
    threshold = sum(means) / 2
    return min(
        abs((threshold - worst) / (threshold - mean))
        for worst, mean in ((small[-1], means[0]), (large[0], means[1]))
    )


_EAN = frozenset({"ean13", "ean8", "upca", "upce", "jan", "isbn13", "issn", "ismn"})
_CODE128 = frozenset({"code128", "gs1_128", "dpd", "ean14", "nve18"})
_CODE93 = frozenset({"code93"})
_CODE39 = frozenset({"code39", "code39ext", "code32", "pzn", "hibc_39"})
_MEASURES: tuple[tuple[frozenset[str], Callable[[Widths], Iterator[float]]], ...] = (
    (_EAN, _ean),
    (_CODE128, _code128),
    (_CODE93, _code93),
    (_CODE39, _two_widths(9)),
    (frozenset({"codabar"}), _two_widths(7)),
    (frozenset({"itf", "itf14", "interleaved_2_of_5"}), _itf),
)
