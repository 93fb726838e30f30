"""Royal Mail's 4-state Mailmark, barcodes C and L, with its Reed-Solomon correction.

Sources: Royal Mail, Mailmark barcode C (and L) encoding and decoding instructions, September 2015.
"""

from collections.abc import Sequence

from msgspec import Struct

from common.barcode.decode.decoder import Bar, Decoder, Decoding
from common.barcode.decode.error_correction import binary_field, correct

_FIELD = binary_field(5, 0b100101)
# Six halves of bars a symbol. The first data symbols are of even weight and count to 30, the
# others and the check symbols are of odd weight and count to 32 (table 5, which is ascending).
_EVEN = tuple(value for value in range(1, 63) if value.bit_count() % 2 == 0)
_ODD = tuple(value for value in range(64) if value.bit_count() % 2)
_CHAIN_DIGITS = {22: 2, 26: 6}  # of the supply chain identifier, by symbols
_ITEM_DIGITS = 8
_CLASSES = "0123456789ABCDE"
_LETTERS = {
    "A": "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
    "L": "ABDEFGHJLNPQRSTUWXYZ",
    "N": "0123456789",
    "S": " ",
}
# Forms of postcode and delivery point suffix, in the order of their ranges of values (table 3).
_FORMS = ("ANANLLNLS", "AANNLLNLS", "AANNNLLNL", "AANANLLNL", "ANNLLNLSS", "ANNNLLNLS")
_INTERNATIONAL = "XY11     "


class _Barcode(Struct, frozen=True):
    """One of the two barcodes.

    Attributes:
        evens: count of data symbols of even weight.
        checks: count of check symbols.
        groups: which group of three bars carries each symbol (table 6).
    """

    evens: int
    checks: int
    groups: tuple[int, ...]


_BARCODES = {
    66: _Barcode(
        9, 6, (3, 5, 7, 11, 13, 14, 16, 17, 19, 0, 1, 2, 4, 6, 8, 9, 10, 12, 15, 18, 20, 21)
    ),
    78: _Barcode(
        11,
        7,
        (
            *(2, 5, 7, 8, 13, 14, 15, 16, 21, 22, 23),
            *(0, 1, 3, 4, 6, 9, 10, 11, 12, 17, 18, 19, 20, 24, 25),
        ),
    ),
}


def decode(bars: Sequence[Bar]) -> tuple[Decoding, ...]:
    """Decode 66 bars (C) or 78 (L); three groups of bars may be wrong, or six of wrong weight."""
    barcode = _BARCODES.get(len(bars))
    if barcode is None:
        return ()
    groups = [_group(bars, place) for place in range(len(bars) // 3)]
    symbols = [groups[group] for group in barcode.groups]
    tables = [_EVEN if place < barcode.evens else _ODD for place in range(len(symbols))]
    numbers = [
        table.index(symbol) if symbol in table else 0
        for symbol, table in zip(symbols, tables, strict=True)
    ]
    # A symbol of the wrong weight is known to be wrong. As an erasure it costs one check symbol, an
    # unknown error two.
    erased = [place for place, symbol in enumerate(symbols) if symbol not in tables[place]]
    corrected = correct(_FIELD, numbers, barcode.checks, erasures=erased)
    if corrected is None:
        return ()
    text = _text(corrected.codewords[: -barcode.checks], barcode)
    return (Decoding("mailmark", text, text.encode(), corrected.errors),) if text else ()


def _group(bars: Sequence[Bar], place: int) -> int:
    """Return the six halves of three bars: ascenders first in even groups, descenders in odd."""
    three = bars[3 * place : 3 * place + 3]
    above = "".join(str(int(bar.ascends)) for bar in three)
    below = "".join(str(int(bar.descends)) for bar in three)
    return int(below + above if place % 2 else above + below, 2)


def _text(numbers: Sequence[int], barcode: _Barcode) -> str:
    """Return the fields of the data *numbers*, or "" if one is out of range."""
    value = 0
    for place, number in enumerate(numbers):
        is_even = place < barcode.evens
        # The field has 32 elements, the even table 30: the correction may return one that has no
        # symbol.
        if is_even and number >= len(_EVEN):
            return ""
        value = value * (len(_EVEN) if is_even else len(_ODD)) + number
    digits = _CHAIN_DIGITS[len(barcode.groups)]
    # The fields were multiplied into one number, each by the size of its range; the last one comes
    # out first.
    value, version = divmod(value, 4)
    value, form = divmod(value, 5)
    value, kind = divmod(value, len(_CLASSES))
    value, chain = divmod(value, 10**digits)
    value, item = divmod(value, 10**_ITEM_DIGITS)
    postcode = _postcode(value)
    head = f"{form}{version + 1}{_CLASSES[kind]}{chain:0{digits}}{item:0{_ITEM_DIGITS}}"
    return head + postcode if postcode else ""


def _postcode(value: int) -> str:
    """Return the postcode and delivery point suffix of *value*, or "" if it is too great."""
    if not value:
        return _INTERNATIONAL
    # 0 is the international form without a postcode, so that the others count from 1.
    value -= 1
    for form in _FORMS:
        text = ""
        rest = value
        for letter in reversed(form):
            rest, place = divmod(rest, len(_LETTERS[letter]))
            text = _LETTERS[letter][place] + text
        if not rest:
            return text
        # Each form has a range of its own; what is beyond it belongs to the next form.
        value -= _size(form)
    return ""


def _size(form: str) -> int:
    size = 1
    for letter in form:
        size *= len(_LETTERS[letter])
    return size


DECODER = Decoder(("mailmark",), "postal", decode)
