"""What a spreadsheet's number format makes of a number: a date, or digits with leading zeros.

Source: ECMA-376-1, 18.8.30 (numFmts) and 18.8.31.
"""

import re
from datetime import datetime, timedelta
from functools import lru_cache

from msgspec import Struct

# Built-in formats that show dates or times.
_DATES = frozenset({*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)})
_QUOTED = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]')
_COLOUR = re.compile(r"\[[A-Za-z0-9 ]+\]")
_DIGITS = re.compile(r"(?:#+|#,##)?(0*)(?:\.(0+))?")
# Those built in that show a number otherwise than General does (18.8.30).
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
_EPOCH = datetime(1899, 12, 30)
_EPOCH_1904 = datetime(1904, 1, 1)
_MAX_DAYS = 2_958_466  # 10000-01-01


class Form(Struct, frozen=True):
    """What a number format shows.

    Attributes:
        zeros: digits of a whole number, at least; 0 where it says nothing of them.
        decimals: digits behind the point; None where it shows as many as there are.
        is_plain: the digits are those of the number, perhaps parted by thousands.
    """

    zeros: int = 0
    decimals: int | None = None
    is_plain: bool = True


@lru_cache(maxsize=1024)
def is_date(number: int, code: str) -> bool:
    """Say whether the format with this *number* and *code* shows a date or a time."""
    if number in _DATES:
        return True
    section = _QUOTED.sub("", code.partition(";")[0]).casefold()
    return section != "general" and any(letter in section for letter in "dmyhs")


@lru_cache(maxsize=1024)
def find(number: int, code: str) -> Form:
    """Return what the format with this *number* and *code* shows of a number."""
    section = _COLOUR.sub("", (code or _BUILT_IN.get(number, "")).partition(";")[0])
    digits = _DIGITS.fullmatch(section)
    if digits is None:
        return Form(is_plain=section.casefold() in ("", "general", "@"))
    return Form(0 if digits[2] else len(digits[1]), len(digits[2] or ""))


def show_date(serial: float, *, since_1904: bool) -> str:
    """Return the date, and the time where there is one, as ISO 8601; empty for no such day."""
    if not 0 <= serial < _MAX_DAYS:
        return ""
    moment = (_EPOCH_1904 if since_1904 else _EPOCH) + timedelta(seconds=round(serial * 86_400))
    if serial < 1:
        return moment.time().isoformat()
    return moment.date().isoformat() if serial == int(serial) else moment.isoformat()
