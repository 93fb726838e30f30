"""Dates as symbols carry them, to ISO 8601 and back. Knows no clock.

Fields hold ISO 8601: ``2026-02-28``, ``2026-02`` for a month, ``2026-02-28T14`` with an hour. A
symbol often has two digits of the year. GS1 General Specifications 25.0, section 7.12, give them
the century that is nearest to the reader's year; here it is that of 2026: 77 to 99 are 1977 to
1999, all others 2000 to 2076.
"""

from calendar import monthrange
from datetime import date, timedelta

DAY = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
_FIRST_YEAR = 1977


def full_year(two: str) -> int:
    """Return the year of the two digits *two*."""
    # A fixed window: a moving one would read the same symbol differently next year.
    return _FIRST_YEAR + (int(two) - _FIRST_YEAR) % 100


def is_short_year(year: int) -> bool:
    """Return whether two digits are read back as *year*."""
    return _FIRST_YEAR <= year < _FIRST_YEAR + 100


def is_day(text: str) -> bool:
    """Return whether *text* is a date of the calendar, ``YYYY-MM-DD``."""
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return len(text) == 10


def is_month(text: str) -> bool:
    """Return whether *text* is a month, ``YYYY-MM``."""
    # The lengths matter: fromisoformat also reads 20260228 and week dates.
    return len(text) == 7 and is_day(f"{text}-01")


def last_day(month: str) -> str:
    """Return the last day of a month ``YYYY-MM``."""
    year, number = map(int, month.split("-"))
    return f"{month}-{monthrange(year, number)[1]:02}"


def from_yymmdd(digits: str) -> str:
    """Return the day of six digits, or "" if there is no such day.

    Day 00 is the last day of the month: GS1 General Specifications 25.0, sections 3.4.2 to 3.4.7.
    """
    return from_yyyymmdd(f"{full_year(digits[:2])}{digits[2:]}")


def from_yyyymmdd(digits: str) -> str:
    """Return the day of eight digits, or "" if there is no such day; day 00 is the last one."""
    month = f"{digits[:4]}-{digits[4:6]}"
    if not is_month(month):
        return ""
    text = last_day(month) if digits[6:] == "00" else f"{month}-{digits[6:]}"
    return text if is_day(text) else ""


def yymmdd(day: str) -> str:
    """Return the six digits of a day ``YYYY-MM-DD``, or of a month with day 00."""
    return day.replace("-", "")[2:].ljust(6, "0")


def from_yyjjj(digits: str) -> str:
    """Return the day of two digits of the year and three of the day in it, or ""."""
    return from_year_and_day(full_year(digits[:2]), digits[2:])


def from_year_and_day(year: int, number: str) -> str:
    """Return the day with *number* (three digits, 001 is the first of January), or ""."""
    if number == "000":
        return ""
    # Day 366 of a common year falls into the next one and is refused.
    day = date(year, 1, 1) + timedelta(int(number) - 1)
    return day.isoformat() if day.year == year else ""


def day_of_year(day: str) -> str:
    """Return the three digits of the day's number in its year."""
    return f"{date.fromisoformat(day).timetuple().tm_yday:03}"
