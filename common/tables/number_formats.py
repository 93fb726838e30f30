"""How the number format of a spreadsheet shows a number: as a date, or with leading zeros.

Source: ECMA-376-1, 18.8.30 (numFmts) and 18.8.31.
"""

import re
from datetime import datetime, timedelta
from functools import lru_cache

from msgspec import Struct

# Ids of built-in formats that show dates or times (18.8.30).
_DATES = frozenset({*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)})
_QUOTED = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]')
_COLOUR = re.compile(r"\[[A-Za-z0-9 ]+\]")
_DIGITS = re.compile(r"(?:#+|#,##)?(0*)(?:\.(0+))?")
# Built-in formats other than General (18.8.30).
_BUILT_IN = {
    1: "0",
    2: "0.00",
    3: "#,##0",
    4: "#,##0.00",
    9: "0%",
    10: "0.00%",
    11: "0.00E+00",
    12: "# ?/?",
    13: "# ??/??",
    37: "#,##0 ;(#,##0)",
    38: "#,##0 ;[Red](#,##0)",
    39: "#,##0.00;(#,##0.00)",
    40: "#,##0.00;[Red](#,##0.00)",
    48: "##0.0E+0",
    49: "@",
}
# Day 60 is a 29 February 1900 that never was: this epoch is right for later days (18.17.4.1).
_EPOCH = datetime(1899, 12, 30)
_EPOCH_1904 = datetime(1904, 1, 1)
_MAX_DAYS = 2_958_466  # 10000-01-01


class DigitFormat(Struct, frozen=True):
    """How a number format shows digits.

    Attributes:
        zeros: minimum digits of a whole number; 0 if it sets none.
        decimals: digits after the decimal point; None if all are shown.
        is_plain: True if the digits are those of the number, perhaps with thousands separators.
    """

    zeros: int = 0
    decimals: int | None = None
    is_plain: bool = True


@lru_cache(maxsize=1024)
def is_date(number: int, code: str) -> bool:
    """Return True if the format with this *number* and *code* shows a date or a time."""
    if number in _DATES:
        return True
    section = _QUOTED.sub("", code.partition(";")[0]).casefold()
    return section != "general" and any(letter in section for letter in "dmyhs")


@lru_cache(maxsize=1024)
def find(number: int, code: str) -> DigitFormat:
    """Return how the format with this *number* and *code* shows digits."""
    section = _COLOUR.sub("", (code or _BUILT_IN.get(number, "")).partition(";")[0])
    digits = _DIGITS.fullmatch(section)
    if digits is None:
        return DigitFormat(is_plain=section.casefold() in ("", "general", "@"))
    return DigitFormat(0 if digits[2] else len(digits[1]), len(digits[2] or ""))


def show_date(serial: float, *, since_1904: bool) -> str:
    """Return the date, and the time if there is one, as ISO 8601; empty if out of range."""
    if not 0 <= serial < _MAX_DAYS:
        return ""
    moment = (_EPOCH_1904 if since_1904 else _EPOCH) + timedelta(seconds=round(serial * 86_400))
    if serial < 1:
        return moment.time().isoformat()
    return moment.date().isoformat() if serial == int(serial) else moment.isoformat()
