"""How spreadsheets show dates and times. Source: ECMA-376-1, 18.8.31 and 18.17.4.1.

A date in a format that depends on the computer's region, such as the built-in format 14, is shown
as ISO 8601, which has one meaning everywhere.
"""

import re
from datetime import datetime, timedelta

# Day 60 is a 29 February 1900 that never was: this epoch is right for later days (18.17.4.1).
_EPOCH = datetime(1899, 12, 30)
_EPOCH_1904 = datetime(1904, 1, 1)
_MAX_DAYS = 2_958_466  # 10000-01-01
_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"?|\\(?P<escaped>.)|_(?P<space>.)|\*(?P<fill>.)'
    r"|\[(?P<elapsed>h+|m+|s+)\]|\[(?P<bracket>[^\]]*)\]|(?P<noon>AM/PM|A/P)"
    r"|(?P<year>y+|e+)|(?P<month>m+)|(?P<day>d+)|(?P<hour>h+)|(?P<second>s+)|(?P<part>\.0+)"
    r"|(?P<at>@)|(?P<other>.)",
    re.IGNORECASE | re.DOTALL,
)
_MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July", "August", "September"),
    *("October", "November", "December"),
)
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
# Names of months and days are in the language of the format (MS-LCID): the lowest byte 9 is
# English. Other languages are shown as ISO 8601.
_LANGUAGE = re.compile(r"\[\$[^-\]]*-([0-9A-F]+)[^\]]*\]", re.IGNORECASE)
_NAMES = re.compile(r"mmm|ddd", re.IGNORECASE)
_ENGLISH = 0x09

Part = tuple[str, str]


def show(serial: float, code: str, *, since_1904: bool = False) -> str:
    """Return the moment *serial* as a cell with the format *code* shows it.

    Args:
        serial: days since the epoch.
        code: the first section of the format; empty for a format of the computer's region.
        since_1904: True if days are counted from 1904-01-01 (18.2.28).

    Returns:
        The text; empty if there is no such date.
    """
    moment = _moment(serial, since_1904=since_1904)
    if moment is None:
        return ""
    language = _LANGUAGE.search(code)
    # Names of months are known here in English only: ISO 8601 is right in every language.
    is_foreign = language is not None and int(language[1], 16) & 0xFF not in (0, _ENGLISH)
    if not code or (is_foreign and _NAMES.search(code)):
        return show_iso(serial, since_1904=since_1904)
    parts = [(str(match.lastgroup), match[str(match.lastgroup)]) for match in _TOKEN.finditer(code)]
    return "".join(_shown(parts, at, moment, serial) for at in range(len(parts))).strip()


def show_iso(serial: float, *, since_1904: bool = False) -> str:
    """Return the date, and the time if there is one, as ISO 8601; empty if out of range."""
    moment = _moment(serial, since_1904=since_1904)
    if moment is None:
        return ""
    # Without a whole day, the number is a time of day.
    if serial < 1:
        return moment.time().isoformat()
    return moment.date().isoformat() if serial == int(serial) else moment.isoformat()


def _moment(serial: float, *, since_1904: bool) -> datetime | None:
    if not 0 <= serial < _MAX_DAYS:
        return None
    moment = (_EPOCH_1904 if since_1904 else _EPOCH) + timedelta(
        milliseconds=round(serial * 86_400_000)
    )
    # A clock time such as 09:30 is a fraction of a day that binary numbers do not hold exactly.
    return moment.replace(microsecond=0) if moment.microsecond < 1_000 else moment


def _shown(parts: list[Part], at: int, moment: datetime, serial: float) -> str:
    kind, text = parts[at]
    size = len(text)
    if kind in ("quoted", "escaped", "other"):
        return text
    if kind == "elapsed":
        return _elapsed(text, serial)
    if kind == "month":
        return _minute(moment, size) if _is_minute(parts, at) else _month(moment, size)
    if kind == "hour":
        # AM or PM anywhere in the format makes its hours those of twelve.
        is_half = any(each == "noon" for each, _ in parts)
        hour = (moment.hour % 12 or 12) if is_half else moment.hour
        return f"{hour:02d}" if size > 1 else str(hour)
    if kind == "noon":
        name = "AM" if moment.hour < 12 else "PM"
        return name if size > 3 else name[0]
    return _simple(kind, size, moment)


def _simple(kind: str, size: int, moment: datetime) -> str:
    """Return a part that its kind and size alone decide; empty for one that shows nothing."""
    if kind == "space":
        return " "
    if kind == "year":
        return f"{moment.year:04d}" if size > 2 else f"{moment.year % 100:02d}"
    if kind == "day":
        return _day(moment, size)
    if kind == "second":
        return f"{moment.second:02d}" if size > 1 else str(moment.second)
    return f".{moment.microsecond:06d}"[:size] if kind == "part" else ""


def _is_minute(parts: list[Part], at: int) -> bool:
    """Return True if the m at *at* is a minute: it follows hours, or seconds follow it."""
    kinds = ("year", "month", "day", "hour", "second", "elapsed")
    before = [part for part in parts[:at] if part[0] in kinds]
    after = [part for part in parts[at + 1 :] if part[0] in kinds]
    is_after_hour = bool(before) and (
        before[-1][0] == "hour" or (before[-1][0] == "elapsed" and before[-1][1][0] in "hH")
    )
    return is_after_hour or (bool(after) and after[0][0] == "second")


def _minute(moment: datetime, size: int) -> str:
    return f"{moment.minute:02d}" if size > 1 else str(moment.minute)


def _month(moment: datetime, size: int) -> str:
    name = _MONTHS[moment.month - 1]
    if size > 2:
        # mmm shows Jan, mmmm January, and mmmmm J.
        return {3: name[:3], 5: name[0]}.get(size, name)
    return f"{moment.month:02d}" if size == 2 else str(moment.month)


def _day(moment: datetime, size: int) -> str:
    name = _DAYS[moment.weekday()]
    if size > 2:
        return name[:3] if size == 3 else name
    return f"{moment.day:02d}" if size == 2 else str(moment.day)


def _elapsed(text: str, serial: float) -> str:
    per_day = {"h": 24, "m": 1_440, "s": 86_400}[text[0].casefold()]
    # Rounded first: a whole hour must not lose a minute to a binary fraction.
    return f"{int(round(serial * 86_400) * per_day / 86_400):0{len(text)}d}"
