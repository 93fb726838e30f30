"""What a spreadsheet's number format makes of a number: a date, or digits with leading zeros.

Source: ECMA-376-1, 18.8.30 (numFmts) and 18.8.31.
"""

import re
from datetime import datetime, timedelta
from functools import lru_cache

# Built-in formats that show dates or times.
_DATES = frozenset({*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)})
_QUOTED = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]')
_ZEROS = re.compile(r"0+")
_EPOCH = datetime(1899, 12, 30)
_EPOCH_1904 = datetime(1904, 1, 1)
_MOST_DAYS = 2_958_466  # 10000-01-01


@lru_cache(maxsize=1024)
def is_date(number: int, code: str) -> bool:
    """Say whether the format with this *number* and *code* shows a date or a time."""
    if number in _DATES:
        return True
    section = _QUOTED.sub("", code.partition(";")[0]).casefold()
    return section != "general" and any(letter in section for letter in "dmyhs")


@lru_cache(maxsize=1024)
def zeros(code: str) -> int:
    """Return how many digits at least the format *code* shows of a whole number, or 0."""
    section = code.partition(";")[0]
    return len(section) if _ZEROS.fullmatch(section) else 0


def show_date(serial: float, *, since_1904: bool) -> str:
    """Return the date, and the time where there is one, as ISO 8601; empty for no such day."""
    if not 0 <= serial < _MOST_DAYS:
        return ""
    moment = (_EPOCH_1904 if since_1904 else _EPOCH) + timedelta(seconds=round(serial * 86_400))
    if serial < 1:
        return moment.time().isoformat()
    return moment.date().isoformat() if serial == int(serial) else moment.isoformat()
