"""Plessey code with its cyclic check. Source: Plessey Company, 1971 (bits by pulse width)."""

from collections.abc import Sequence

from common.barcode.decode import elements
from common.barcode.decode.decoder import Decoder, Decoding

_START = "1101"
_REVERSED_START = "1100"  # as it reads from the right: a reader knows by it which end is which
_BITS = 4
_CHECK_BITS = 8
_GENERATOR = "111101001"
_MAX_DIGITS = 70
# Elements behind the check: the termination bar and the reversed start; or, in symbols that are
# read one way only, a 1 and a wide bar, or the termination bar alone.
_TAILS = (1 + 2 * len(_REVERSED_START), 3, 1)
_MAX_ERROR = 0.25  # of a pair's width


def decode(widths: Sequence[float]) -> tuple[Decoding, ...]:
    """Decode *widths*: start, digits, check, termination bar and, mostly, the reversed start."""
    if not len(widths) % 2:
        return ()
    # Encoders differ in the termination bar, and some leave the reversed start out.
    for tail in _TAILS:
        text = _text(widths, tail)
        if text:
            return (Decoding("plessey", text, text.encode()),)
    return ()


def _text(widths: Sequence[float], tail: int) -> str:
    head, end = widths[: len(widths) - tail], widths[len(widths) - tail :]
    pairs = elements.pairs(head)
    count = len(pairs) - len(_START) - _CHECK_BITS
    # Digits are hexadecimal: four bits each.
    if count < _BITS or count % _BITS or count > _BITS * _MAX_DIGITS:
        return ""
    if not _is_terminated(pairs, end):
        return ""
    bits = _bits(pairs)
    # Data and check are a multiple of the generator, so that nothing may remain.
    if not bits.startswith(_START) or _remainder(bits[len(_START) :]):
        return ""
    data = bits[len(_START) : -_CHECK_BITS]
    # The least significant bit of a digit is first.
    return "".join(f"{int(data[at : at + _BITS][::-1], 2):X}" for at in range(0, count, _BITS))


def _bits(pairs: Sequence[tuple[float, float]]) -> str:
    return "".join("1" if bar > space else "0" for bar, space in pairs)


def _is_terminated(pairs: Sequence[tuple[float, float]], end: Sequence[float]) -> bool:
    # The termination bar is as wide as a pair; some printers draw it only as wide as a wide bar.
    sums = [bar + space for bar, space in pairs]
    if not elements.is_even(sums, _MAX_ERROR):
        return False
    pitch = sum(sums) / len(sums)
    if not 0.5 * pitch < end[0] < 1.3 * pitch:
        return False
    if len(end) == _TAILS[1]:
        return end[0] > end[1] and end[2] > end[1]
    mirrored = elements.pairs(end[:0:-1])
    return not mirrored or _bits(mirrored) == _REVERSED_START


def _remainder(bits: str) -> int:
    """Return what is left of *bits*, data and check, divided by the generator polynomial."""
    rest, generator = 0, int(_GENERATOR, 2)
    for bit in bits:
        rest = rest << 1 | int(bit)
        # Long division without carry, as in any cyclic redundancy check.
        if rest >> _CHECK_BITS:
            rest ^= generator
    return rest


DECODER = Decoder(("plessey",), "linear", decode)
