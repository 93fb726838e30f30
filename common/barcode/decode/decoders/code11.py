"""Code 11. Source: AIM USD-8."""

from collections.abc import Sequence

from common.barcode.decode import elements
from common.barcode.decode.decoder import Decoder, Decoding

# Wide elements of a character's three bars and two spaces.
_CHARACTERS = {
    "00001": "0", "10001": "1", "01001": "2", "11000": "3", "00101": "4", "10100": "5",
    "01100": "6", "00011": "7", "10010": "8", "10000": "9", "00100": "-", "00110": "*",
}  # fmt: skip
_FRAME = "*"
_VALUES = "0123456789-"
_EACH = 6  # elements, the space behind a character among them
_MAX_CHARACTERS = 80
_MAX_SPREAD = 0.7  # of the mean, of the spaces between characters
_ONE_CHECK_UP_TO = 10  # characters of data


def decode(widths: Sequence[float]) -> tuple[Decoding, ...]:
    """Decode *widths*; check characters that fit are left out of the text of the first reading."""
    # No gap follows the last character.
    if len(widths) % _EACH != _EACH - 1 or len(widths) > _EACH * _MAX_CHARACTERS:
        return ()
    # A wider one than the others is where characters are hidden.
    if not elements.is_even(widths[_EACH - 1 :: _EACH], _MAX_SPREAD):
        return ()
    wide = elements.is_wide(_without_gaps(widths))
    if wide is None:
        return ()
    marks = "".join(str(int(element)) for element in wide)
    found = [_CHARACTERS.get(marks[at : at + 5], "") for at in range(0, len(marks), _EACH)]
    whole = "".join(found)
    if not all(found) or whole.strip(_FRAME) != whole[1:-1] or _FRAME in whole[1:-1]:
        return ()
    return _decodings(whole[1:-1]) if len(whole) > 2 else ()


def _without_gaps(widths: Sequence[float]) -> list[float]:
    """Return *widths* with the spaces between characters, which may be of any one width, narrow."""
    narrow = min(widths[1::2])
    return [narrow if place % _EACH == _EACH - 1 else width for place, width in enumerate(widths)]


def _decodings(whole: str) -> tuple[Decoding, ...]:
    unchecked = "The check characters don't fit, or there are none."
    plain = Decoding("code11", whole, whole.encode(), note=unchecked)
    for count in (2, 1):
        data = whole[:-count]
        is_long = len(data) > _ONE_CHECK_UP_TO
        # Some encoders draw two from ten characters of data on.
        is_too_short = count == 2 and len(data) < _ONE_CHECK_UP_TO
        # The number of check characters follows from the length of the data.
        if not data or is_too_short or (count == 1 and is_long):
            continue
        if whole == data + _checks(data, count):
            if count == 2 and not is_long:
                note = "Two check characters; the standard has one up to ten characters of data."
                return (Decoding("code11", data, data.encode(), note=note), plain)
            return (Decoding("code11", data, data.encode()), plain)
    return (plain,)


def _checks(data: str, count: int) -> str:
    """Return C, whose weights go up to 10, and with a *count* of 2 K, whose go up to 9."""
    checks = ""
    # K counts C as a character of the data.
    for most_weight in (10, 9)[:count]:
        total = sum(
            (place % most_weight + 1) * _VALUES.index(character)
            for place, character in enumerate(reversed(data + checks))
        )
        checks += _VALUES[total % 11]
    return checks


DECODER = Decoder(("code11",), "linear", decode)
