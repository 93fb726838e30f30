"""Flattermarken on the spines of folded sheets. Source: DIN 16515.

Each digit is a field of nine modules with one mark at the digit's place, or none for 0.
"""

from collections.abc import Sequence

from common.barcode.decode.decoder import Decoder, Decoding

_FIELD = 9
_MOST_FIELDS = 40
_MOST_ERROR = 0.35  # modules
_DIGITS = {bytes(place == digit - 1 for place in range(_FIELD)): str(digit) for digit in range(10)}
_NOTE = "The marks don't show where the first field begins; this reading takes place {}."


def decode_widths(widths: Sequence[float]) -> tuple[Decoding, ...]:
    """Decode the distances of marks, from which the place of the first one can't be known."""
    if not len(widths) % 2 or not widths or min(widths) <= 0:
        return ()
    bars = widths[::2]
    module = sum(bars) / len(bars)
    if any(abs(bar - module) > _MOST_ERROR * module for bar in bars):
        return ()
    if len(widths) == 1 or sum(widths) > _FIELD * _MOST_FIELDS * module:
        return ()
    offsets, at = [0], 0.0
    for bar, space in zip(bars, widths[1::2], strict=False):
        at += (bar + space) / module
        offsets.append(round(at))
        if abs(at - offsets[-1]) > _MOST_ERROR:
            return ()
    found = [(first, _digits(offsets, first)) for first in range(_FIELD)]
    return tuple(
        Decoding("flattermarken", text, text.encode(), note=_NOTE.format(first + 1))
        for first, text in found
        if text
    )


def _digits(offsets: Sequence[int], first: int) -> str:
    """Return the digits, the first mark being at place *first* of a field, or ""."""
    places = [offset + first for offset in offsets]
    digits = [0] * (places[-1] // _FIELD + 1)
    for place in places:
        field, mark = divmod(place, _FIELD)
        if digits[field]:
            return ""
        digits[field] = mark + 1
    return "".join(map(str, digits))


def decode_modules(modules: Sequence[bytes]) -> tuple[Decoding, ...]:
    """Decode one row of whole fields, with the light modules at its ends."""
    if len(modules) != 1 or not modules[0] or len(modules[0]) % _FIELD:
        return ()
    (row,) = modules
    if len(row) > _FIELD * _MOST_FIELDS:
        return ()
    found = [_DIGITS.get(row[at : at + _FIELD], "") for at in range(0, len(row), _FIELD)]
    text = "".join(found)
    if not all(found) or not text.strip("0"):
        return ()
    return (Decoding("flattermarken", text, text.encode()),)


DECODER = (
    Decoder(("flattermarken",), "matrix", decode_modules, ambiguous=True),
    Decoder(("flattermarken",), "linear", decode_widths, ambiguous=True),
)
