"""The tall and short bars of POSTNET and PLANET (USPS) and of CEPNet (Correios do Brasil).

Sources: USPS Domestic Mail Manual 708.4 and Publication 25, exhibit 4-1; USPS Publication 197;
Correios, CEPNet e Código Bidimensional Datamatrix 2D, 3.3.
"""

from collections.abc import Sequence
from itertools import combinations

from common.barcode.decode.decoder import Bar, Decoder, Decoding, WrongCheck

# Five bars a digit, two of them tall, which weigh 7, 4, 2, 1 and 0; 7 + 4 stands for 0.
_WEIGHTS = (7, 4, 2, 1, 0)
_DIGITS: dict[tuple[int, ...], int] = {
    both: sum(_WEIGHTS[place] for place in both) % 11 for both in combinations(range(5), 2)
}
# Lengths with the check digit: ZIP, ZIP + 4, delivery point; PLANET of two services; CEP.
_POSTNET = (6, 10, 12)
_PLANET = (12, 14)
_CEPNET = 9


def decode(bars: Sequence[Bar]) -> tuple[Decoding, ...]:
    """Decode bars of one foot line: two states, and no bar descends more than another."""
    found = _read(bars)
    if found is None or sum(map(int, found[1])) % 10:
        return ()
    symbology, digits = found
    return (_decoding(symbology, digits),)


def wrong_check(bars: Sequence[Bar]) -> WrongCheck | None:
    """Return the digits of *bars* whose sum is no multiple of 10."""
    found = _read(bars)
    if found is None or not (excess := sum(map(int, found[1])) % 10):
        return None
    symbology, digits = found
    required = (int(digits[-1]) - excess) % 10
    return WrongCheck(_decoding(symbology, digits), digits[-1], str(required))


def _read(bars: Sequence[Bar]) -> tuple[str, str] | None:
    """Return the symbology of *bars* and their digits with the check digit, whatever it is."""
    if len({bar.descends for bar in bars}) != 1 or (len(bars) - 2) % 5:
        return None
    tall = [bar.ascends for bar in bars]
    if not (tall[0] and tall[-1]):
        return None
    # The first and last bar are a frame, always tall.
    plain = _digits(tall[1:-1])
    if plain and len(plain) in _POSTNET:
        return "postnet", plain
    # CEPNet has POSTNET's digits; only the length distinguishes the two.
    if plain and len(plain) == _CEPNET:
        return "cepnet", plain
    # PLANET's digits are POSTNET's with tall and short bars exchanged; its frame bars are tall.
    inverted = _digits([not bar for bar in tall[1:-1]])
    return ("planet", inverted) if inverted and len(inverted) in _PLANET else None


def _digits(tall: Sequence[bool]) -> str:
    """Return the digits of *tall*, or "" if one is none."""
    values = [
        _DIGITS.get(tuple(place for place in range(5) if tall[start + place]))
        for start in range(0, len(tall), 5)
    ]
    # Two of five bars are tall: any other pattern is damage.
    known = [value for value in values if value is not None]
    return "".join(map(str, known)) if len(known) == len(values) else ""


def _decoding(symbology: str, digits: str) -> Decoding:
    text = digits[:-1] if symbology == "cepnet" else digits
    return Decoding(symbology, text, digits.encode())


DECODER = Decoder(("postnet", "planet", "cepnet"), "postal", decode, wrong_check=wrong_check)
