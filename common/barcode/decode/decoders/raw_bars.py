"""Four-state bars by name: Descender, Ascender, Full, Tracker. They are any postal code's bars."""

from collections.abc import Sequence

from common.barcode.decode import four_state
from common.barcode.decode.decoder import Bar, Decoder, Decoding

_MAX_BARS = 100


def decode(bars: Sequence[Bar]) -> tuple[Decoding, ...]:
    """Name each of *bars*."""
    if not 0 < len(bars) <= _MAX_BARS:
        return ()
    text = four_state.names(bars)
    return (Decoding("daft", text, text.encode()),)


DECODER = Decoder(("daft",), "postal", decode, ambiguous=True)
