"""The modules of EAN and UPC symbols.

Source: ISO/IEC 15420:2009; GS1 General Specifications, 5.2.
"""

from collections.abc import Sequence
from functools import cache
from math import sqrt

from msgspec import Struct

SAMPLES = 4  # of a module
_A = "3211 2221 2122 1411 1132 1231 1114 1312 1213 3112".split()  # noqa: SIM905


def _lights(widths: str, first: int) -> str:
    """Return 1 for light modules and 0 for dark ones of elements with *widths*."""
    return "".join(str((place + first) % 2) * int(width) for place, width in enumerate(widths))


# Sets A and B begin with a space, set C with a bar; B is A from the other end.
LIGHTS = {
    "A": tuple(_lights(widths, 1) for widths in _A),
    "B": tuple(_lights(widths[::-1], 1) for widths in _A),
    "C": tuple(_lights(widths, 0) for widths in _A),
}
# Table 3: sets of the left half by the leading digit of EAN-13.
_LEADING = (
    *("AAAAAA", "AABABB", "AABBAB", "AABBBA", "ABAABB"),
    *("ABBAAB", "ABBBAA", "ABABAB", "ABABBA", "ABBABA"),
)
# Table 4: sets of UPC-E by the check digit, for number system 0; 1 has the others.
_CHECK = (
    *("BBBAAA", "BBABAA", "BBAABA", "BBAAAB", "BABBAA"),
    *("BAABBA", "BAAABB", "BABABA", "BABAAB", "BAABAB"),
)
_OTHER = str.maketrans("AB", "BA")


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
# The layout of each format that zxing-cpp names.
NAMES = {"EAN13": "EAN13", "UPCA": "EAN13", "ISBN": "EAN13", "EAN8": "EAN8", "UPCE": "UPCE"}


def taken_apart(layout: Layout, digits: str) -> tuple[str, str, str]:
    """Return the sets of the left half of *digits*, and what stands on the left and the right."""
    if not layout.right:
        return layout.sets[10 * int(digits[0]) + int(digits[7])], digits[1:7], ""
    count = len(layout.right)
    sets = layout.sets[int(digits[0]) if len(layout.sets) > 1 else 0]
    return sets, digits[-2 * count : -count], digits[-count:]


@cache
def modules_of(layout: Layout, digits: str) -> bytes:
    """Return the levels of each module of the symbol with *digits*, 255 is light."""
    sets, inner, rest = taken_apart(layout, digits)
    left = "".join(LIGHTS[name][int(digit)] for name, digit in zip(sets, inner, strict=True))
    right = "".join(LIGHTS["C"][int(digit)] for digit in rest)
    middle, end = ("10101", "010") if rest else ("", "101010")
    return bytes(255 * int(light) for light in "010" + left + middle + right + end)


def has_right_check_digit(digits: str) -> bool:
    """Return True if the last of *digits* follows from the others (GS1, 7.9)."""
    weights = (1 + 2 * (place % 2) for place in range(len(digits)))
    return not sum(int(a) * b for a, b in zip(reversed(digits), weights, strict=True)) % 10


def normal(levels: Sequence[float]) -> tuple[float, ...]:
    """Return *levels* with a mean of 0 and a norm of 1."""
    mean = sum(levels) / len(levels)
    norm = sqrt(sum((level - mean) ** 2 for level in levels)) or 1.0
    return tuple((level - mean) / norm for level in levels)


def correlation(one: Sequence[float], other: Sequence[float]) -> float:
    """Return how alike two normal sequences are, -1 to 1."""
    return sum(map(float.__mul__, one, other))
