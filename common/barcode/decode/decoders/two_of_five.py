"""The 2-of-5 codes without interleaving: Industrial, IATA, Matrix, Datalogic and COOP.

Sources: AIM USS 2 of 5 (Industrial); IATA Resolution 740; Nieaf (Matrix); Datalogic, China Post;
NEC (COOP). Interleaved 2 of 5 is of another file's.
"""

from collections.abc import Sequence
from itertools import combinations

from msgspec import Struct

from common.barcode.decode import elements
from common.barcode.decode.decoder import Decoder, Decoding

_MAX_DIGITS = 80


def _digits(weights: Sequence[int]) -> dict[tuple[bool, ...], str]:
    """Return the digit of each five elements, two of which are wide; a sum of 11 stands for 0."""
    return {
        tuple(place in both for place in range(5)): str(sum(weights[p] for p in both) % 11)
        for both in combinations(range(5), 2)
    }


_COMMON = _digits((1, 2, 4, 7, 0))
_NEC = _digits((7, 4, 2, 1, 0))


class _Variant(Struct, frozen=True):
    """One code of the family; wide elements of start and stop are W, narrow ones N.

    Attributes:
        id: of the symbology.
        start: elements from the first bar to the space in front of the first digit.
        stop: elements from the first bar behind the last digit's space.
        digits: the digit of each five elements.
        bars_only: True if only the bars of a digit carry data.
    """

    id: str
    start: str
    stop: str
    digits: dict[tuple[bool, ...], str]
    bars_only: bool = False

    def read(self, widths: Sequence[float]) -> str:
        """Return the digits of *widths*, or "" if they are not of this code."""
        each = 10 if self.bars_only else 6
        # The cheap checks first: most lines of a picture have another number of elements.
        data = len(widths) - len(self.start) - len(self.stop)
        if data <= 0 or data % each or data // each > _MAX_DIGITS:
            return ""
        if not self.bars_only:
            wide = elements.is_wide(widths)
            return self._framed(wide, each) if wide is not None else ""
        # The spaces say nothing and are narrow; even ones distinguish this code from others.
        if not elements.is_even(widths[1::2]):
            return ""
        return self._framed(_wide_bars(widths), each) or self._framed(self._apart(widths), each)

    def _apart(self, widths: Sequence[float]) -> list[bool]:
        """Return which bars are wide, those of start and stop apart from those of digits.

        Some encoders draw the wide bars of start and stop two modules wide, and others three.
        """
        start, stop = len(self.start), len(self.stop)
        ends = _wide_bars([*widths[:start], *widths[-stop:]])
        inner = _wide_bars(widths[start:-stop])
        return [*ends[:start], *inner, *ends[start:]] if ends and inner else []

    def _framed(self, wide: Sequence[bool], each: int) -> str:
        """Return the digits of *wide*, or "" if start or stop are missing."""
        if _named(wide[: len(self.start)]) != self.start:
            return ""
        if _named(wide[-len(self.stop) :]) != self.stop:
            return ""
        return self._characters(wide[len(self.start) : -len(self.stop)], each)

    def _characters(self, wide: Sequence[bool], each: int) -> str:
        step = 2 if self.bars_only else 1
        digits = ""
        for at in range(0, len(wide), each):
            digit = self.digits.get(tuple(wide[at : at + 5 * step : step]))
            # With bars_only a space follows each bar, and the five elements of a digit are every
            # other one.
            if digit is None or wide[at + each - 1]:  # the space behind a digit is narrow
                return ""
            digits += digit
        return digits


def _wide_bars(widths: Sequence[float]) -> list[bool]:
    """Return which of *widths* are wide bars; [] if there is no clear difference among the bars."""
    limit = elements.wide_limit(widths[::2])
    if limit is None:
        return []
    return [width > limit and place % 2 == 0 for place, width in enumerate(widths)]


def _named(wide: Sequence[bool]) -> str:
    return "".join("W" if element else "N" for element in wide)


_VARIANTS = (
    _Variant("industrial2of5", "WNWNNN", "WNNNW", _COMMON, bars_only=True),
    _Variant("iata2of5", "NNNN", "WNN", _COMMON, bars_only=True),
    # The first bar of start and stop is 4 modules wide by one reading of the code and as wide as
    # others by another; it is wide in both.
    _Variant("matrix2of5", "WNNNNN", "WNNNN", _COMMON),
    _Variant("datalogic2of5", "NNNN", "WNN", _COMMON),
    _Variant("coop2of5", "WNWN", "NWW", _NEC),
)


def decode(widths: Sequence[float]) -> tuple[Decoding, ...]:
    """Decode *widths* as each code of the family; check digits are part of the text."""
    found = [(variant.id, variant.read(widths)) for variant in _VARIANTS]
    return tuple(Decoding(id, text, text.encode()) for id, text in found if text)


DECODER = Decoder(tuple(variant.id for variant in _VARIANTS), "linear", decode, ambiguous=True)
