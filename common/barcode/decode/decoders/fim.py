"""The facing identification marks A to E. Source: USPS Domestic Mail Manual, 708.9."""

from collections.abc import Sequence

from common.barcode.decode.decoder import Decoder, Decoding

_PLACES = 9  # equal places, of which the outermost are dark
_MARKS = {
    "110010011": "A",
    "101101101": "B",
    "110101011": "C",
    "111010111": "D",
    "101000101": "E",
}
_MAX_ERROR = 0.3  # of a place


def decode(widths: Sequence[float]) -> tuple[Decoding, ...]:
    """Decode bars at some of nine places."""
    if not 3 < len(widths) < 2 * _PLACES or not len(widths) % 2 or min(widths) <= 0:
        return ()
    # Middles of bars, because ink spread moves edges and leaves the middles.
    middles, at = [], 0.0
    for place, width in enumerate(widths):
        if place % 2 == 0:
            middles.append(at + width / 2)
        at += width
    # The first and the last bar are dark in every mark, so that their distance gives the pitch.
    pitch = (middles[-1] - middles[0]) / (_PLACES - 1)
    exact = [(middle - middles[0]) / pitch for middle in middles]
    if any(abs(place - round(place)) > _MAX_ERROR for place in exact):
        return ()
    # A wide bar is part of another symbology.
    if max(widths[::2]) > 1.3 * pitch:
        return ()
    dark = {round(place) for place in exact}
    mark = _MARKS.get("".join(str(int(place in dark)) for place in range(_PLACES)))
    return (Decoding("fim", mark, mark.encode()),) if mark else ()


DECODER = Decoder(("fim",), "linear", decode, ambiguous=True)
