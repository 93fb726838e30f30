"""Channel Code of three to eight channels. Source: ANSI/AIM BC12-1998."""

from collections.abc import Sequence
from functools import cache

from common.barcode.decode import elements
from common.barcode.decode.decoder import Decoder, Decoding

_FINDER = 9  # bars and spaces of one module
_CHANNELS = range(3, 9)


def decode(widths: Sequence[float]) -> tuple[Decoding, ...]:
    """Decode the finder pattern and a space and a bar for each channel."""
    channels, rest = divmod(len(widths) - _FINDER, 2)
    if rest or channels not in _CHANNELS:
        return ()
    # Spaces and bars of the channels make up 2 n - 1 modules each.
    total = _FINDER + 2 * (2 * channels - 1)
    modules = elements.to_modules(widths, total)
    if modules is None or set(modules[:_FINDER]) != {1}:
        return ()
    value = _value(modules[_FINDER:], channels)
    if value is None:
        return ()
    # Two digits are three channels' data, and each channel more has a digit more.
    text = f"{value:0{channels - 1}}"
    # The largest value of n channels has n - 1 digits; a pattern beyond it is no symbol.
    if len(text) >= channels:
        return ()
    return (Decoding("channel_code", text, text.encode()),)


def _value(modules: Sequence[int], channels: int) -> int | None:
    """Return the place of *modules* among all patterns of *channels* in ascending order."""
    value = 0
    # The last bar, space and bar, by which runs of five narrow elements are found.
    before = (1, 1, 1)
    spaces = bars = channels
    # The value is the rank of the pattern: for each element, count the patterns with a narrower
    # element here and any continuation.
    for place, (space, bar) in enumerate(zip(modules[::2], modules[1::2], strict=True)):
        left = channels - place
        least = _least_bar(before, space)
        if not (0 < space <= spaces and least <= bar <= bars):
            return None
        # The last pair takes up what is left, so that it carries no choice.
        if left == 1 and (space, bar) != (spaces, bars):
            return None
        for smaller in range(1, space):
            value += _completions(left, spaces, bars, before, smaller)
        for smaller in range(least, bar):
            value += _count(
                left - 1, spaces + 1 - space, bars + 1 - smaller, (before[2], space, smaller)
            )
        spaces, bars = spaces + 1 - space, bars + 1 - bar
        before = (before[2], space, bar)
    return value


def _least_bar(before: tuple[int, int, int], space: int) -> int:
    """Return the least width of the bar behind *space*: five narrow elements are the finder's."""
    return 1 if space + sum(before) > 4 else 2


@cache
def _count(left: int, spaces: int, bars: int, before: tuple[int, int, int]) -> int:
    """Return in how many ways *left* channels can follow.

    Args:
        left: channels to come.
        spaces: the widest that the next space can be.
        bars: the widest that the next bar can be.
        before: widths of the last bar, space and bar.
    """
    if left == 1:
        return int(_least_bar(before, spaces) <= bars)
    return sum(_completions(left, spaces, bars, before, space) for space in range(1, spaces + 1))


def _completions(
    left: int, spaces: int, bars: int, before: tuple[int, int, int], space: int
) -> int:
    """Return in how many ways *space* and then *left* channels less one can follow."""
    if left == 1:
        # The last space takes what is left, and its bar must not be too narrow.
        return int(space == spaces and _least_bar(before, space) <= bars)
    return sum(
        _count(left - 1, spaces + 1 - space, bars + 1 - bar, (before[2], space, bar))
        for bar in range(_least_bar(before, space), bars + 1)
    )


DECODER = Decoder(("channel_code",), "linear", decode)
