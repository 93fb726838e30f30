"""How well the digits of an EAN or UPC symbol, and other digits, explain the levels across it.

Digits such as 1 and 7, or 2 and 8, have their similar edges at the same distances: only the widths
of their bars differ. Blur and ink move all edges of a symbol alike. So the levels that digits would
give are computed with the blur and the growth of bars that fit the whole symbol, and with the
contrast of the whole symbol, and are compared with those that were measured.
"""

from collections.abc import Iterator, Sequence
from functools import cache
from heapq import nsmallest
from itertools import product
from math import erf, inf, sqrt
from operator import mul, sub

from msgspec import Struct

from common.barcode.decode import ean_upc, zero_suppression
from common.barcode.decode.ean_upc import SAMPLES, Layout

_BLURS = (0.15, 0.35, 0.55, 0.8, 1.1)  # modules, standard deviations
_GROWTHS = (-0.25, 0.0, 0.25)  # modules that a bar is wider than it should be
_REACH = 3  # standard deviations, beyond which an edge has no effect
_SHIFTS = (-2, -1, 0, 1, 2)  # samples by which a digit may stand beside its place
_MODULES = 7  # of a digit
_WINDOW = _MODULES * SAMPLES
_LIKELY = 4  # digits that are considered at each place
_LIKELY_OF_UPCE = 3
_MOST = 1.5  # times the deviation of known digits: worse ones are not looked for

_Edges = list[tuple[int, int]]  # sample, and 1 if light begins there, -1 if dark does
_Deviations = list[dict[str, list[float]]]  # of each place: by set, of each digit


class Comparison(Struct, frozen=True):
    """How known digits and others fit.

    Attributes:
        known: mean deviation of a known digit: the sum of the squares of differences between its
            samples and those measured, in squares of the contrast.
        other: the same of the other digits with a right check digit that fit best; infinite if none
            fit nearly as well.
        unchecked: the same of any digits: 0 to that of *known*.
    """

    known: float
    other: float
    unchecked: float


def compare(layout: Layout, digits: str, levels: Sequence[float]) -> Comparison | None:
    """Compare *digits* with others.

    Args:
        layout: of the symbology.
        digits: with the check digit, as `ean_upc.modules_of` takes them.
        levels: `SAMPLES` for each module from the first bar to the last; 0 is dark.

    Returns:
        None if *levels* are no bars of these digits at all.
    """
    fitted = _fit(layout, digits, levels)
    if fitted is None:
        return None
    deviation, other, others, unchecked = fitted
    if other < deviation:
        # What fits better with the model of wrong digits fits better still with its own.
        again = _fit(layout, others, levels)
        other = min(other, again[0]) if again else other
    return Comparison(deviation, other, unchecked)


def _fit(
    layout: Layout, digits: str, levels: Sequence[float]
) -> tuple[float, float, str, float] | None:
    """Return what `Comparison` holds, with one model, and the other digits as its third value."""
    edges = _edges(ean_upc.modules_of(layout, digits))
    model = _best_model(edges, levels)
    if model is None:
        return None
    deviations = list(_deviations(layout, edges, model))
    sets, inner, rest = ean_upc.taken_apart(layout, digits)
    names = (*sets, *"C" * len(rest))
    known = sum(
        places[name][int(digit)]
        for places, name, digit in zip(deviations, names, inner + rest, strict=True)
    )
    count = len(deviations)
    # The best of all other digits that have a right check digit: only these could have been read.
    other, others = min(_others(layout, deviations, digits, _MOST * known), default=(inf, ""))
    unchecked = min(sum(map(min, fits)) for _, fits in _fits_by_sets(layout, deviations))
    return known / count, other / count, others, unchecked / count


class _Model(Struct, frozen=True):
    """What the whole symbol is like: its levels with a contrast of 1, its blur and its growth."""

    levels: list[float]
    blur: float
    growth: float


def _edges(modules: bytes) -> _Edges:
    """Return where the levels of *modules* change; they begin and end with a bar."""
    light = [True, *(level > 0 for level in modules), True]
    return [
        (place * SAMPLES, 1 if light[place + 1] else -1)
        for place in range(len(light) - 1)
        if light[place] != light[place + 1]
    ]


@cache
def _step(blur: float, growth: float, sign: int) -> tuple[int, tuple[float, ...]]:
    """Return the levels about an edge, from how many samples before it."""
    reach = int(_REACH * blur * SAMPLES + growth * SAMPLES) + 2
    width = blur * SAMPLES * sqrt(2)
    place = sign * growth * SAMPLES / 2
    levels = (sign * (1 + erf((at + 0.5 - place) / width)) / 2 for at in range(-reach, reach))
    return reach, tuple(levels)


def _blurred(edges: _Edges, blur: float, growth: float, count: int) -> list[float]:
    """Return *count* samples of a symbol with *edges*: 1 is light, 0 is dark."""
    changes = [0.0] * (count + 1)
    levels = [0.0] * count
    for place, sign in edges:
        # An edge is blurred over a few samples; behind them it only adds its sign.
        reach, step = _step(blur, growth, sign)
        first, behind = place - reach, place + reach
        for at in range(max(0, first), min(count, behind)):
            levels[at] += step[at - first]
        if behind < count:
            changes[max(0, behind)] += sign
    level = 1.0
    for at in range(count):
        level += changes[at]
        levels[at] += level
    return levels


def _best_model(edges: _Edges, levels: Sequence[float]) -> _Model | None:
    blur = min(_BLURS, key=lambda one: _fitted(edges, one, 0.0, levels)[0])
    # One after the other, which finds nearly what all pairs would, in a tenth of the time.
    growth = min(_GROWTHS, key=lambda one: _fitted(edges, blur, one, levels)[0])
    _, base, slope, contrast = _fitted(edges, blur, growth, levels)
    # Light where dark should be: these digits are not in the picture at all.
    if contrast <= 0:
        return None
    scaled = [(level - base - slope * at) / contrast for at, level in enumerate(levels)]
    return _Model(scaled, blur, growth)


def _fitted(
    edges: _Edges, blur: float, growth: float, levels: Sequence[float]
) -> tuple[float, float, float, float]:
    """Return the least sum of squares of deviations, and the base, slope and contrast it needs."""
    count = len(levels)
    middle = (count - 1) / 2
    drawn = _blurred(edges, blur, growth, count)
    mean, mean_drawn = sum(levels) / count, sum(drawn) / count
    along = [at - middle for at in range(count)]
    down = [level - mean for level in levels]
    across = [level - mean_drawn for level in drawn]
    xx, xd, dd = _dot(along, along), _dot(along, across), _dot(across, across)
    xy, dy, yy = _dot(along, down), _dot(across, down), _dot(down, down)
    # Linear least squares with two unknowns, by Cramer's rule.
    determinant = xx * dd - xd * xd
    if determinant <= 0:
        return inf, mean, 0.0, 0.0
    slope, contrast = (xy * dd - dy * xd) / determinant, (dy * xx - xy * xd) / determinant
    rest = yy - slope * xy - contrast * dy
    return rest, mean - contrast * mean_drawn - slope * middle, slope, contrast


def _dot(one: Sequence[float], other: Sequence[float]) -> float:
    return float(sum(map(mul, one, other)))


def _deviations(layout: Layout, edges: _Edges, model: _Model) -> Iterator[dict[str, list[float]]]:
    """Yield the deviation of each digit at each place, by set."""
    count = len(model.levels)
    for first in (*layout.left, *layout.right):
        start, end = first * SAMPLES, (first + _MODULES) * SAMPLES
        # What is not of the digit itself: each begins and ends at an edge.
        others = [edge for edge in edges if not start < edge[0] < end]
        around = _blurred(others, model.blur, model.growth, count)[start:end]
        rests = [
            list(map(sub, model.levels[start + shift : end + shift], around)) for shift in _SHIFTS
        ]
        squares = [_dot(rest, rest) for rest in rests]
        yield {
            name: [
                square
                + min(
                    whole - 2 * _dot(rest, profile)
                    for whole, rest in zip(squares, rests, strict=True)
                )
                for profile, square in _profiles(name, model.blur, model.growth)
            ]
            for name in ("C" if first in layout.right else "AB")
        }


@cache
def _profiles(name: str, blur: float, growth: float) -> list[tuple[list[float], float]]:
    """Return what the edges within each digit add to the levels, and the sum of its squares."""
    found = []
    for lights in ean_upc.LIGHTS[name]:
        edges = [
            (place * SAMPLES, 1 if lights[place] == "1" else -1)
            for place in range(1, _MODULES)
            if lights[place] != lights[place - 1]
        ]
        profile = [level - 1 for level in _blurred(edges, blur, growth, _WINDOW)]
        found.append((profile, _dot(profile, profile)))
    return found


def _fits_by_sets(
    layout: Layout, deviations: _Deviations
) -> Iterator[tuple[int, list[list[float]]]]:
    """Yield each combination of sets, by its place, and the deviations of each digit with it."""
    for place, sets in enumerate(layout.sets):
        names = (*sets, *"C" * len(layout.right))
        yield place, [one[name] for one, name in zip(deviations, names, strict=True)]


def _others(
    layout: Layout, deviations: _Deviations, known: str, most: float
) -> Iterator[tuple[float, str]]:
    """Yield digits but *known* with a right check digit, and their deviation, below *most*."""
    for place, fits in _fits_by_sets(layout, deviations):
        # Even the best digits of these sets may be no match.
        if sum(map(min, fits)) < most:
            checked = _checked if layout.right else _checked_of_upce
            yield from (one for one in checked(layout, place, fits) if one[1] != known)


def _checked(
    layout: Layout, place: int, fits: Sequence[Sequence[float]]
) -> Iterator[tuple[float, str]]:
    """Yield the two best combinations with a right check digit, by dynamic programming."""
    count = len(fits)
    is_leading = len(layout.sets) > 1
    # The last digit counts once, the one before it three times, and so on.
    first = place * (1 + 2 * (count % 2)) % 10 if is_leading else 0
    sums: dict[int, list[tuple[float, str]]] = {first: [(0.0, "")]}
    for at, fit in enumerate(fits):
        weight = 1 + 2 * ((count - at - 1) % 2)
        following: dict[int, list[tuple[float, str]]] = {}
        for digit in nsmallest(_LIKELY, range(10), key=fit.__getitem__):
            for total, best in sums.items():
                reached = following.setdefault((total + weight * digit) % 10, [])
                reached += [(one + fit[digit], digits + str(digit)) for one, digits in best]
        sums = {total: nsmallest(2, best) for total, best in following.items()}
    for deviation, digits in sums.get(0, ()):
        yield deviation, f"{place}{digits}" if is_leading else digits


def _checked_of_upce(
    _: Layout, place: int, fits: Sequence[Sequence[float]]
) -> Iterator[tuple[float, str]]:
    """Yield combinations with a right check digit, which the sets say."""
    likely = [nsmallest(_LIKELY_OF_UPCE, range(10), key=fit.__getitem__) for fit in fits]
    for chosen in product(*likely):
        digits = f"{place // 10}{''.join(map(str, chosen))}{place % 10}"
        if ean_upc.has_right_check_digit(zero_suppression.expanded(digits)):
            yield sum(fit[digit] for fit, digit in zip(fits, chosen, strict=True)), digits
