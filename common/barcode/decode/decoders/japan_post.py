"""Japan Post's customer barcode. Source: Japan Post, Zip Code and Barcode Manual, section 6."""

from collections.abc import Sequence

from common.barcode.decode import four_state
from common.barcode.decode.decoder import Bar, Decoder, Decoding, WrongCheck

# Three bars a character, in the manual's numbers: 1 full, 2 ascender, 3 descender, 4 tracker.
_NUMBERS = str.maketrans("FADT", "1234")
_CODES = (
    "144", "114", "132", "312", "123", "141", "321", "213", "231", "411",  # 0 to 9
    "414",  # the hyphen
    "324", "342", "234", "432", "243", "423", "441", "111",  # CC1 to CC8
)  # fmt: skip
_VALUES = {code: value for value, code in enumerate(_CODES)}
_NAMES = (*"0123456789-", *(f"CC{number}" for number in range(1, 9)))  # by value
_HYPHEN = 10
_LETTERS = {11: "ABCDEFGHIJ", 12: "KLMNOPQRST", 13: "UVWXYZ"}  # CC1 to CC3, with a digit behind
_FILLER = 14  # CC4
_START, _STOP = "13", "31"
_CHARACTERS = 20
_CHECK_MODULUS = 19
_POSTCODE = 7


def decode(bars: Sequence[Bar]) -> tuple[Decoding, ...]:
    """Decode start, 20 characters, the check character and stop."""
    values = _values(bars)
    # The sum of all values with the check character is a multiple of 19.
    return () if sum(values) % _CHECK_MODULUS else _decodings(values)


def wrong_check(bars: Sequence[Bar]) -> WrongCheck | None:
    """Return the characters of *bars* whose check character contradicts them."""
    values = _values(bars)
    required = -sum(values[:-1]) % _CHECK_MODULUS
    found = _decodings(values)
    if not found or values[-1] == required:
        return None
    return WrongCheck(found[0], _NAMES[values[-1]], _NAMES[required])


def _values(bars: Sequence[Bar]) -> list[int]:
    """Return the values of the characters and of the check character; [] if one is none."""
    numbers = four_state.names(bars).translate(_NUMBERS)
    if len(numbers) != 4 + 3 * (_CHARACTERS + 1) or not (
        numbers.startswith(_START) and numbers.endswith(_STOP)
    ):
        return []
    codes = [numbers[start : start + 3] for start in range(2, len(numbers) - 2, 3)]
    values = [_VALUES[code] for code in codes if code in _VALUES]
    return values if len(values) == len(codes) else []


def _decodings(values: Sequence[int]) -> tuple[Decoding, ...]:
    text = _text(values[:-1])
    if not text:
        return ()
    has_postcode = len(text) >= _POSTCODE and text[:_POSTCODE].isdigit()
    note = "" if has_postcode else "It does not begin with a postcode of seven digits."
    return (Decoding("japanpost", text, text.encode(), note=note),)


def _text(values: Sequence[int]) -> str:
    """Return the characters of *values*, or "" if they don't make an address."""
    text, rest = "", list(values)
    while rest:
        value = rest.pop(0)
        if value < _HYPHEN:
            text += str(value)
        elif value == _HYPHEN:
            text += "-"
        elif value in _LETTERS:
            if not rest:
                break  # the second half of a letter did not fit (manual)
            digit = rest.pop(0)
            if digit >= len(_LETTERS[value]):
                return ""
            text += _LETTERS[value][digit]
        # CC4 fills the end of a short address. In the middle it is a misread character.
        elif value != _FILLER or any(other != _FILLER for other in rest):
            return ""
    return text


DECODER = Decoder(("japanpost",), "postal", decode, wrong_check=wrong_check)
