"""Four-state bars by name: Descender, Ascender, Full, Tracker. They are any postal code's bars."""

from collections.abc import Sequence

from common.barcode.decode import four_state
from common.barcode.decode.decoder import Bar, Decoder, Decoding

_MAX_BARS = 100
_NOTE = "Turned by 180 degrees the bars have other names."


def decode(bars: Sequence[Bar]) -> tuple[Decoding, ...]:
    """Name each of *bars*."""
    if not 0 < len(bars) <= _MAX_BARS:
        return ()
    names = (four_state.names(bars), four_state.names(four_state.upside_down(bars)))
    return tuple(Decoding("daft", text, text.encode(), note=_NOTE) for text in dict.fromkeys(names))


DECODER = Decoder(("daft",), "postal", decode, ambiguous=True)
