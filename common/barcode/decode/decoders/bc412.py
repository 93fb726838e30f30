"""BC412 of the semiconductor industry. Source: SEMI T1-95."""

from collections.abc import Sequence
from itertools import product

from common.barcode.decode import elements
from common.barcode.decode.decoder import Decoder, Decoding

# Four bars of one module in twelve: the 35 ways to share eight modules among four spaces.
_SPACES = tuple(spaces for spaces in product(range(1, 6), repeat=4) if sum(spaces) == 8)
_CHARACTERS = "0123456789ABCDEFGHIJKLMNPQRSTUVWXYZ"  # no letter O
_VALUES = "0R9GLVHA8EZ4NTS1J2Q6C7DYKBUIX3FWP5M"  # characters in the order of their check values
_EACH_ELEMENTS, _EACH_MODULES = 8, 12
_START = (1, 2)
_STOP = (1, 1, 1)
_FRAME_MODULES = sum(_START) + sum(_STOP)
_LENGTHS = range(7, 20)  # of the data of 7 to 18 characters, and the check character
_UNCHECKED = "No check character of SEMI T1, or a wrong one."
_CODES = dict(zip(_SPACES, _CHARACTERS, strict=True))


def decode(widths: Sequence[float]) -> tuple[Decoding, ...]:
    """Decode *widths*; the check character, the second one, is not part of the text.

    Without a right one the characters are a guess: encoders draw BC412 without it, too.
    """
    count, rest = divmod(len(widths) - len(_START) - len(_STOP), _EACH_ELEMENTS)
    if rest or count not in _LENGTHS:
        return ()
    modules = elements.to_modules(widths, _FRAME_MODULES + count * _EACH_MODULES)
    # Every bar is one module wide: only the spaces carry data. A wide bar is another symbology.
    if modules is None or set(modules[::2]) != {1}:
        return ()
    if modules[: len(_START)] != _START or modules[-len(_STOP) :] != _STOP:
        return ()
    spaces = modules[1::2][1:-1]
    found = [_CODES.get(spaces[at : at + 4], "") for at in range(0, len(spaces), 4)]
    whole = "".join(found)
    if not all(found):
        return ()
    if not _is_checked(whole) or count == _LENGTHS[0]:
        guess = Decoding("bc412", whole, whole.encode(), is_guess=True, note=_UNCHECKED)
        return (guess,) if count < _LENGTHS[-1] else ()
    text = whole[0] + whole[2:]
    return (Decoding("bc412", text, whole.encode()),)


def _is_checked(whole: str) -> bool:
    values = [_VALUES.index(character) for character in whole]
    # 35 is no prime, but weights 1 and 2 still detect every exchange of neighbours.
    return (sum(values[::2]) + 2 * sum(values[1::2])) % len(_VALUES) == 0


DECODER = Decoder(("bc412",), "linear", decode)
