"""Telepen in its two modes, which look alike. Source: Telepen specification."""

from collections.abc import Sequence

from common.barcode.decode import elements
from common.barcode.decode.decoder import Decoder, Decoding

_START, _STOP = 0x5F, 0x7A
_CHECK_MODULUS = 127
_MAX_CHARACTERS = 70
_PAIRS = 27  # from this value on a character is two digits
_WITH_X = 17  # from this value on it is a digit and X
_WORDS = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789 .,-/")


def decode(widths: Sequence[float]) -> tuple[Decoding, ...]:
    """Decode *widths* in either mode; the likelier one is first."""
    if not len(widths) % 2 or not 16 < len(widths) <= 16 * _MAX_CHARACTERS:
        return ()
    wide = elements.is_wide([*widths, min(widths[1::2])])  # the last space is narrow
    bits = _bits(wide) if wide is not None else ""
    # Bits are drawn from the least significant one, and each byte has even parity.
    codes = [bits[at : at + 8][::-1] for at in range(0, len(bits), 8)]
    if len(bits) % 8 or len(codes) < 4 or any(code.count("1") % 2 for code in codes):
        return ()
    values = [int(code, 2) & 0x7F for code in codes]
    first, *data, check, last = values
    if (first, last) != (_START, _STOP) or (sum(data) + check) % _CHECK_MODULUS:
        return ()
    return readings(bytes(data))


def _bits(wide: Sequence[bool]) -> str:
    """Return the bits that the bars and spaces of *wide* stand for, or "" if they are none."""
    bits, is_open = "", False
    for bar, space in zip(wide[::2], wide[1::2], strict=True):
        if not bar and space:
            # 01 opens a run of ones between zeros, 10 closes it.
            bits += "10" if is_open else "01"
            is_open = not is_open
        elif bar and is_open:
            return ""
        else:
            bits += {(False, False): "1", (True, False): "00", (True, True): "010"}[bar, space]
    return "" if is_open else bits


def readings(data: bytes) -> tuple[Decoding, ...]:
    """Return what *data*, the characters of a symbol, says in either mode; the likelier first."""
    alpha = Decoding("telepen", data.decode("ascii"), data)
    digits = "".join(_pair(value) for value in data)
    # A character without a pair of digits: the symbol can't be numeric.
    if len(digits) < 2 * len(data):
        return (alpha,)
    numeric = Decoding("telepen_numeric", digits, digits.encode())
    note = "Readers must be set to one of Telepen's modes; the symbol is the same in both."
    both = (alpha, numeric) if set(data) <= _WORDS else (numeric, alpha)
    return tuple(
        Decoding(one.symbology, one.text, one.content, is_guess=True, note=note) for one in both
    )


def _pair(value: int) -> str:
    if value >= _PAIRS:
        return f"{value - _PAIRS:02}"
    return f"{value - _WITH_X}X" if value >= _WITH_X else ""


def characters(digits: str) -> bytes:
    """Return the characters of a symbol that says *digits* in its numeric mode."""
    pairs = (digits[at : at + 2] for at in range(0, len(digits), 2))
    return bytes(
        int(pair[0]) + _WITH_X if pair.endswith("X") else int(pair) + _PAIRS for pair in pairs
    )


DECODER = Decoder(("telepen", "telepen_numeric"), "linear", decode)
