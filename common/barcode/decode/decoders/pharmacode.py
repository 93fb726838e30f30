"""Pharmacode in one track and in two. Source: Laetus, Pharmacode Guide, 4th edition."""

from collections.abc import Sequence

from common.barcode.decode import elements
from common.barcode.decode.decoder import Bar, Decoder, Decoding

_BARS = range(2, 17)
_MAX_SPREAD = 0.35
_NOTE = "Read from the other end the bars are another number."


def decode_one_track(widths: Sequence[float]) -> tuple[Decoding, ...]:
    """Decode thin and thick bars; all spaces are alike."""
    bars, spaces = widths[::2], widths[1::2]
    if len(bars) not in _BARS or not len(widths) % 2 or min(widths) <= 0:
        return ()
    if not elements.is_even(spaces, _MAX_SPREAD):
        return ()
    thick = _thick(bars, sum(spaces) / len(spaces))
    if thick is None:
        return ()
    # From the right: a thin bar counts 1, 2, 4 …, a thick one twice as much.
    forwards, backwards = (
        sum((1 + wide) << place for place, wide in enumerate(each))
        for each in (reversed(thick), thick)
    )
    return _decodings("pharmacode", forwards, backwards)


def has_two_widths(number: int) -> bool:
    """Return True if *number* is drawn with thin and thick bars: stripes are of one width."""
    ones = number if number & 1 else number // 2
    return bool(ones & (ones + 1))


def _thick(bars: Sequence[float], space: float) -> list[bool] | None:
    limit = elements.wide_limit(bars)
    if limit is not None:
        return [bar > limit for bar in bars]
    # Bars of one width are known by the spaces, which are between the two in width.
    mean = sum(bars) / len(bars)
    return [mean > space] * len(bars) if elements.is_even(bars, _MAX_SPREAD) else None


def decode_two_track(bars: Sequence[Bar]) -> tuple[Decoding, ...]:
    """Decode bars of the lower track, of the upper one, or of both."""
    values = [1 * bar.descends + 2 * bar.ascends for bar in bars]
    if len(values) not in _BARS or not all(values):
        return ()
    # Turned by 180 degrees, the order and the two tracks are exchanged.
    turned = [(0, 2, 1, 3)[value] for value in reversed(values)]
    return _decodings("pharmacode2", _of_digits(values), _of_digits(turned))


def _of_digits(values: Sequence[int]) -> int:
    # Base 3 without a digit 0: every bar is 1, 2 or 3, so that there are no leading zeros.
    number = 0
    for value in values:
        number = 3 * number + value
    return number


def _decodings(symbology: str, *numbers: int) -> tuple[Decoding, ...]:
    """Return each of *numbers* once, the one that is read from the left first."""
    texts = [str(number) for number in dict.fromkeys(numbers)]
    return tuple(Decoding(symbology, text, text.encode(), note=_NOTE) for text in texts)


DECODER = (
    Decoder(("pharmacode",), "linear", decode_one_track, ambiguous=True),
    Decoder(("pharmacode2",), "postal", decode_two_track, ambiguous=True),
)
