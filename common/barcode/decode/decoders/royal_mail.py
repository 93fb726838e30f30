"""Royal Mail's 4-State Customer Code and PostNL's KIX, which have one alphabet.

Sources: Royal Mail, CBC barcode definition; PostNL, Handleiding KIX code, section 2.
"""

import re
from collections.abc import Sequence

from common.barcode.decode import four_state
from common.barcode.decode.decoder import Bar, Decoder, Decoding, WrongCheck

# The upper halves of four bars give the row of this square, the lower halves the column.
_SQUARE = ("012345", "6789AB", "CDEFGH", "IJKLMN", "OPQRST", "UVWXYZ")
_MAX_CHARACTERS = 40
_MAX_KIX = 18
_MIN_KIX = 6
_DUTCH = re.compile("[1-9][0-9]{3}[A-Z]{2}")


def decode_rm4scc(bars: Sequence[Bar]) -> tuple[Decoding, ...]:
    """Decode a start bar, characters of four bars, the check character and a stop bar."""
    places = _framed_places(bars)
    return () if places is None or _check(places) != places[-1] else (_rm4scc(places),)


def wrong_check(bars: Sequence[Bar]) -> WrongCheck | None:
    """Return the characters of *bars* whose check character contradicts them."""
    places = _framed_places(bars)
    if places is None or (required := _check(places)) == places[-1]:
        return None
    return WrongCheck(_rm4scc(places), _text(places[-1:]), _text([required]))


def _framed_places(bars: Sequence[Bar]) -> list[tuple[int, int]] | None:
    """Return the characters between the start and the stop bar, two at least."""
    # Start is an ascender and stop a full bar, so that a symbol that is upside down does not pass.
    letters = four_state.names(bars[:1]) + four_state.names(bars[-1:])
    if letters != "AF" or (len(bars) - 2) % 4 or len(bars) > 4 * _MAX_CHARACTERS + 2:
        return None
    places = _places(bars[1:-1])
    return places if places is not None and len(places) > 1 else None


def _check(places: Sequence[tuple[int, int]]) -> tuple[int, int]:
    """Return the check character that all of *places* but the last require."""
    # Rows and columns count from 1; their sums modulo 6 are the check character's.
    row, column = ((sum(place[axis] + 1 for place in places[:-1]) - 1) % 6 for axis in (0, 1))
    return row, column


def _rm4scc(places: Sequence[tuple[int, int]]) -> Decoding:
    text = _text(places[:-1])
    return Decoding("rm4scc", text, text.encode())


def decode_kix(bars: Sequence[Bar]) -> tuple[Decoding, ...]:
    """Decode characters of four bars, without start, stop or check character."""
    if len(bars) % 4 or not 0 < len(bars) <= 4 * _MAX_KIX:
        return ()
    places = _places(bars)
    if places is None:
        return ()
    text = _text(places)
    # Any four bars with two ascenders and two descenders are a character: without start and check
    # character, only the form of the address confirms the reading.
    is_address = bool(_DUTCH.match(text)) and len(text) >= _MIN_KIX
    note = "" if is_address else "No Dutch postcode; the bars turned by 180° are a KIX too."
    return (Decoding("kix", text, text.encode(), is_guess=not is_address, note=note),)


def _places(bars: Sequence[Bar]) -> list[tuple[int, int]] | None:
    found = []
    for start in range(0, len(bars), 4):
        four = bars[start : start + 4]
        # Two of four bars ascend and two descend, so that one damaged bar is noticed.
        row = four_state.two_of_four([bar.ascends for bar in four])
        column = four_state.two_of_four([bar.descends for bar in four])
        if row is None or column is None:
            return None
        found.append((row, column))
    return found


def _text(places: Sequence[tuple[int, int]]) -> str:
    return "".join(_SQUARE[row][column] for row, column in places)


DECODER = (
    Decoder(("rm4scc",), "postal", decode_rm4scc, wrong_check=wrong_check),
    Decoder(("kix",), "postal", decode_kix),
)
