"""Korea Post's customer barcode of six digits.

Source: ETRI, Electronics and Telecommunications Trends (1999): the digits are printed from the
least significant one, and the check digit is last.
"""

from collections.abc import Sequence
from itertools import combinations, pairwise

from common.barcode.decode.decoder import Decoder, Decoding

# Six equal places a digit. Two of the first five are light and weigh 0, 1, 2, 4 and 7, with a sum
# of 11 for 0; the sixth is dark and ends the digit.
_PLACES = 6
_WEIGHTS = (0, 1, 2, 4, 7)
_DIGITS = {
    tuple(place not in both for place in range(5)): sum(_WEIGHTS[p] for p in both) % 11
    for both in combinations(range(5), 2)
}
_COUNT = 7
_BARS = 4 * _COUNT
_MAX_GAPS = 5  # light places in a row: two at the end of a digit and two of the next, at most 4
_MAX_ERROR = 0.4  # of a place; one encoder draws the digit 1 a module, a quarter, too near
_OTHER = "Some encoders draw the digits from the first one; this is the reading of those."


def decode(widths: Sequence[float]) -> tuple[Decoding, ...]:
    """Decode 28 bars at equal places, some of which are light."""
    if len(widths) != 2 * _BARS - 1 or min(widths) <= 0:
        return ()
    steps = _steps(widths)
    if steps is None or sum(steps) >= _PLACES * _COUNT:
        return ()
    # The last place is dark always, the first may be light: places count from the right.
    dark = {_PLACES * _COUNT - 1}
    for step in reversed(steps):
        dark.add(min(dark) - step)
    row = [place in dark for place in range(_PLACES * _COUNT)]
    digits = _digits(row)
    if not digits or sum(map(int, digits)) % 10:
        return ()
    data, check = digits[:-1], digits[-1]
    texts = (data[::-1] + check, data + check)
    standard = Decoding("koreapost", texts[0], texts[0].encode())
    if texts[0] == texts[1]:
        return (standard,)
    return (
        standard,
        Decoding("koreapost", texts[1], texts[1].encode(), is_guess=True, note=_OTHER),
    )


def _steps(widths: Sequence[float]) -> list[int] | None:
    """Return how many places each bar is from the one before, or None if the bars aren't even."""
    bars = widths[::2]
    # All bars are of one width; ink and blur account for the factor.
    if max(bars) > 2.2 * min(bars):
        return None
    middles, at = [], 0.0
    for place, width in enumerate(widths):
        if place % 2 == 0:
            middles.append(at + width / 2)
        at += width
    gaps = [b - a for a, b in pairwise(middles)]
    near = sorted(gaps)[: len(gaps) // 3]  # at most two digits of seven begin with a gap
    # The smallest distances are one place each.
    pitch = sum(near) / len(near)
    steps = [round(gap / pitch) for gap in gaps]
    is_near = all(
        abs(gap / pitch - step) <= _MAX_ERROR and 1 <= step <= _MAX_GAPS
        for gap, step in zip(gaps, steps, strict=True)
    )
    return steps if is_near else None


def _digits(row: Sequence[bool]) -> str:
    digits = ""
    for at in range(0, len(row), _PLACES):
        digit = _DIGITS.get(tuple(row[at : at + 5]))
        # Each digit ends in a bar.
        if digit is None or not row[at + 5]:
            return ""
        digits += str(digit)
    return digits


DECODER = Decoder(("koreapost",), "linear", decode)
