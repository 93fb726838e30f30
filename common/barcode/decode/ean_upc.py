"""The digits of EAN and UPC symbols that fit the levels across them best.

zxing-cpp accepts a row in which each digit resembles a pattern more than others, by the widths
between its edges. In a blurred or printed symbol edges move. Here the levels of all seven modules
of a digit are correlated with each pattern, and the sets of the left half must be one of those that
the symbology has. Source: GS1 General Specifications, 5.2.1.2 and 5.2.4.2.
"""

from collections.abc import Iterator, Sequence
from functools import cache
from math import sqrt

from msgspec import Struct

SAMPLES = 4  # of a module
_A = "3211 2221 2122 1411 1132 1231 1114 1312 1213 3112".split()  # noqa: SIM905


def _lights(widths: str, first: int) -> str:
    """Return 1 for light modules and 0 for dark ones of elements with *widths*."""
    return "".join(str((place + first) % 2) * int(width) for place, width in enumerate(widths))


# Sets A and B begin with a space, set C with a bar; B is A from the other end.
_LIGHTS = {
    "A": tuple(_lights(widths, 1) for widths in _A),
    "B": tuple(_lights(widths[::-1], 1) for widths in _A),
    "C": tuple(_lights(widths, 0) for widths in _A),
}
# Figure 5.2.1.2-3: sets of the left half by the leading digit of EAN-13.
_LEADING = (
    *("AAAAAA", "AABABB", "AABBAB", "AABBBA", "ABAABB"),
    *("ABBAAB", "ABBBAA", "ABABAB", "ABABBA", "ABBABA"),
)
# Figure 5.2.4.2-1: sets of UPC-E by the check digit, for number system 0; 1 has the others.
_CHECK = (
    *("BBBAAA", "BBABAA", "BBAABA", "BBAAAB", "BABBAA"),
    *("BAABBA", "BAAABB", "BABABA", "BABAAB", "BAABAB"),
)
_OTHER = str.maketrans("AB", "BA")
_MODULES = 7  # of a digit
_MAX_SHIFT = 2  # samples by which a digit may stand beside its place
_LIKELY = 4  # digits that are considered at each place
_WORST = (-1.0e9, "")


class Layout(Struct, frozen=True):
    """Where the digits of a symbology stand.

    Attributes:
        modules: of the whole symbol.
        left: module at which each digit of the left half begins.
        right: likewise, of the right half.
        guard: module at which the pattern between the halves begins; 0 if there is none.
        sets: combinations of sets that the left half may have.
    """

    modules: int
    left: tuple[int, ...]
    right: tuple[int, ...]
    guard: int
    sets: tuple[str, ...]


# zxing-cpp's names; it reports UPC-A as EAN-13.
LAYOUTS = {
    "EAN13": Layout(95, tuple(range(3, 45, 7)), tuple(range(50, 92, 7)), 45, _LEADING),
    "EAN8": Layout(67, tuple(range(3, 31, 7)), tuple(range(36, 64, 7)), 31, ("AAAA",)),
    "UPCE": Layout(
        51, tuple(range(3, 45, 7)), (), 0, (*_CHECK, *(sets.translate(_OTHER) for sets in _CHECK))
    ),
}


def _fit(found: tuple[str, float]) -> float:
    return found[1]


def _taken_apart(layout: Layout, digits: str) -> tuple[str, str, str]:
    """Return the sets of the left half of *digits*, and what stands on the left and the right."""
    if not layout.right:
        return layout.sets[10 * int(digits[0]) + int(digits[7])], digits[1:7], ""
    count = len(layout.right)
    sets = layout.sets[int(digits[0]) if len(layout.sets) > 1 else 0]
    return sets, digits[-2 * count : -count], digits[-count:]


@cache
def modules_of(layout: Layout, digits: str) -> bytes:
    """Return the levels of each module of the symbol with *digits*, 255 is light."""
    sets, inner, rest = _taken_apart(layout, digits)
    left = "".join(_LIGHTS[name][int(digit)] for name, digit in zip(sets, inner, strict=True))
    right = "".join(_LIGHTS["C"][int(digit)] for digit in rest)
    middle, end = ("10101", "010") if rest else ("", "101010")
    return bytes(255 * int(light) for light in "010" + left + middle + right + end)


class Correlations:
    """How well each pattern fits at the place of each digit of a symbol."""

    def __init__(self, layout: Layout, levels: Sequence[float]) -> None:
        """Correlate *levels*, `SAMPLES` for each module from first to last bar; 0 is dark."""
        self._layout = layout
        self._left = [
            {name: _fits(levels, at, _patterns(name)) for name in "AB"} for at in layout.left
        ]
        self._right = [_fits(levels, at, _patterns("C")) for at in layout.right]

    def best(self) -> tuple[str, float]:
        """Return the digits that fit best, and how well: 1 is perfectly.

        The digits include the check digit, whether it is right or not.
        """
        return max((self._best(place) for place in range(len(self._layout.sets))), key=_fit)

    def best_checked(self) -> tuple[str, float]:
        """Return the digits that fit best of those with a right check digit, and how well."""
        return max((self._best_checked(place) for place in range(len(self._layout.sets))), key=_fit)

    def _best(self, place: int) -> tuple[str, float]:
        chosen = [max((fit, digit) for digit, fit in enumerate(fits)) for fits in self._fits(place)]
        digits = "".join(str(digit) for _, digit in chosen)
        return self._named(place, digits), sum(fit for fit, _ in chosen) / self._count

    def _best_checked(self, place: int) -> tuple[str, float]:
        """Return the best digits with these sets, by dynamic programming over the check sum."""
        if not self._layout.right:
            # The sets of UPC-E say the check digit, of which each digit has its own part.
            return self._best_of_upce(place)
        first = place if len(self._layout.sets) > 1 else 0
        # The last digit counts once, the one before it three times, and so on.
        sums: dict[int, tuple[float, str]] = {first * (1 + 2 * (self._count % 2)) % 10: (0.0, "")}
        for at, fits in enumerate(self._fits(place)):
            weight = 1 + 2 * ((self._count - at - 1) % 2)
            likely = sorted(range(10), key=fits.__getitem__)[-_LIKELY:]
            following: dict[int, tuple[float, str]] = {}
            for total, (fit, digits) in sums.items():
                for digit in likely:
                    reached = (total + weight * digit) % 10
                    candidate = fit + fits[digit], digits + str(digit)
                    following[reached] = max(following.get(reached, _WORST), candidate)
            sums = following
        fit, digits = sums.get(0, _WORST)
        return self._named(place, digits), fit / self._count

    def _best_of_upce(self, place: int) -> tuple[str, float]:
        digits, fit = self._best(place)
        return (digits, fit) if has_right_check_digit(expanded(digits)) else ("", _WORST[0])

    def _fits(self, place: int) -> Iterator[tuple[float, ...]]:
        """Yield how well each digit fits at each place, with a combination of sets."""
        for fits, name in zip(self._left, self._layout.sets[place], strict=True):
            yield fits[name]
        yield from self._right

    def fit(self, digits: str) -> float:
        """Return how well *digits* fit, as `best` returns them."""
        sets, inner, rest = _taken_apart(self._layout, digits)
        total = sum(
            fits[name][int(digit)]
            for fits, name, digit in zip(self._left, sets, inner, strict=True)
        )
        total += sum(fits[int(digit)] for fits, digit in zip(self._right, rest, strict=True))
        return total / self._count

    @property
    def _count(self) -> int:
        return len(self._left) + len(self._right)

    def _named(self, place: int, digits: str) -> str:
        """Return *digits* with those that the sets of the left half mean."""
        if not self._layout.right:
            return f"{place // 10}{digits}{place % 10}"
        return f"{place}{digits}" if len(self._layout.sets) > 1 else digits


def has_right_check_digit(digits: str) -> bool:
    """Return True if the last of *digits* follows from the others (GS1, 7.9)."""
    weights = (1 + 2 * (place % 2) for place in range(len(digits)))
    return not sum(int(a) * b for a, b in zip(reversed(digits), weights, strict=True)) % 10


def expanded(upce: str) -> str:
    """Return the 12 digits of UPC-A that 8 digits of UPC-E stand for (GS1, 5.2.4.2)."""
    system, six, check = upce[0], upce[1:7], upce[7]
    last = six[5]
    if last in "012":
        maker = six[:2] + last + "0000" + six[2:5]
    elif last in "34":
        kept = int(last)
        maker = six[:kept] + "00000" + six[kept:5]
    else:
        maker = six[:5] + "0000" + last
    return system + maker + check


@cache
def _patterns(name: str) -> tuple[tuple[float, ...], ...]:
    """Return the patterns of a number set as levels, with a mean of 0 and a norm of 1."""
    return tuple(
        normal([float(light) for light in lights for _ in range(SAMPLES)])
        for lights in _LIGHTS[name]
    )


def normal(levels: Sequence[float]) -> tuple[float, ...]:
    """Return *levels* with a mean of 0 and a norm of 1."""
    mean = sum(levels) / len(levels)
    norm = sqrt(sum((level - mean) ** 2 for level in levels)) or 1.0
    return tuple((level - mean) / norm for level in levels)


def correlation(one: Sequence[float], other: Sequence[float]) -> float:
    """Return how alike two normal sequences are, -1 to 1."""
    return sum(map(float.__mul__, one, other))


def _fits(
    levels: Sequence[float], at: int, patterns: Sequence[Sequence[float]]
) -> tuple[float, ...]:
    """Return the greatest correlation of each of *patterns* with *levels* about module *at*."""
    windows = list(_windows(levels, at))
    return tuple(max(correlation(window, pattern) for window in windows) for pattern in patterns)


def _windows(levels: Sequence[float], at: int) -> Iterator[tuple[float, ...]]:
    for shift in range(-_MAX_SHIFT, _MAX_SHIFT + 1):
        start = at * SAMPLES + shift
        yield normal(levels[start : start + _MODULES * SAMPLES])


def suppressed(upca: str) -> tuple[str, ...]:
    """Return every 8 digits of UPC-E that stand for *upca*, of 12 (GS1, 5.2.4.2)."""
    system, maker, item, check = upca[0], upca[1:6], upca[6:11], upca[11]
    sixes = [maker[:2] + item[2:] + maker[2]]
    sixes += [maker[:kept] + item[kept:] + str(kept) for kept in (3, 4)]
    sixes.append(maker + item[4])
    forms = (system + six + check for six in sixes)
    return tuple(form for form in forms if expanded(form) == upca)
