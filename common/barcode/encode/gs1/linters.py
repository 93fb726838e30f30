"""What GS1 demands of the parts of an element's value beyond their length and characters.

Each rule takes the part and returns what is wrong with it, or an empty string. Source: GS1 General
Specifications 25.0, the section of each Application Identifier in chapter 3.
"""

import calendar
import re
from collections.abc import Callable

from common.barcode.encode import check_digits

_PAIR_82 = "!\"%&'()*+,-./0123456789:;<=>?ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz"
_PAIR_32 = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
_PAIR_PRIMES = (
    2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71, 73, 79, 83,
)  # fmt: skip


def _check(value: str) -> str:
    right = check_digits.gs1(value[:-1])
    return "" if value[-1] == right else f"the check digit is {value[-1]} and must be {right}"


def check_pair(value: str) -> str:
    """Return the two check characters that follow *value* in a GMN (7.9.5)."""
    weights = _PAIR_PRIMES[: len(value)][::-1]
    total = sum(
        _PAIR_82.index(character) * weight for character, weight in zip(value, weights, strict=True)
    )
    return _PAIR_32[total % 1021 >> 5] + _PAIR_32[total % 1021 & 31]


def _check_pair(value: str) -> str:
    if len(value) < 3:
        return "it is too short for its two check characters"
    right = check_pair(value[:-2])
    return "" if value[-2:] == right else f"the check characters must be {right}"


def _key(value: str) -> str:
    good = len(value) > 3 and value[:4].isdigit()
    return "" if good else "it must begin with a company prefix of digits"


def _is_day(year: int, month: int, day: int) -> bool:
    return 1 <= month <= 12 and 1 <= day <= calendar.monthrange(year, month)[1]


def _date(value: str) -> str:
    # The century doesn't change which days a month has: of the years ending in 00 that two
    # digits can mean, 2000 is a leap year and the others are too far off (7.12).
    good = _is_day(2000 + int(value[:2]), int(value[2:4]), int(value[4:6]))
    return "" if good else f"{value[:6]} is no date YYMMDD"


def _day(value: str) -> str:
    # Day 00 means the month as a whole.
    whole_month = value[4:] == "00" and not _date(value[:4] + "01")
    return "" if whole_month else _date(value)


def _long_date(value: str) -> str:
    year = int(value[:4])
    good = year > 0 and _is_day(year, int(value[4:6]), int(value[6:8]))
    return "" if good else f"{value} is no date YYYYMMDD"


def _date_hour(value: str) -> str:
    return _date(value[:6]) or ("" if value[6:] < "24" else f"{value[6:]} is no hour")


def _time(value: str) -> str:
    return "" if value[:2] < "24" and value[2:] < "60" else f"{value} is no time HHMM"


def _minutes(value: str) -> str:
    good = len(value) in (2, 4) and value[:2] < "60" and value[2:] < "60"
    return "" if good else f"{value} is no MM or MMSS"


def _percent(value: str) -> str:
    bare = re.sub("%[0-9A-Fa-f]{2}", "", value)
    return "every % must begin a percent escape such as %20" if "%" in bare else ""


def _iban(value: str) -> str:
    if not re.fullmatch("[A-Z]{2}[0-9]{2}[A-Z0-9]+", value):
        return "it is no IBAN"
    # ISO 13616: letters are 10 to 35, the country and check digits go last, modulo 97 leaves 1.
    digits = "".join(str(int(character, 36)) for character in value[4:] + value[:4])
    return "" if int(digits) % 97 == 1 else "the IBAN's check digits are wrong"


def _within(most: int, what: str) -> Callable[[str], str]:
    return lambda value: "" if int(value) <= most else f"it is beyond the last {what}"


def _one_of(*values: str) -> Callable[[str], str]:
    return lambda value: "" if value in values else f"it must be {' or '.join(values)}"


def _piece(value: str) -> str:
    piece, total = int(value[:2]), int(value[2:])
    return "" if 0 < piece <= total else f"there is no piece {piece} of {total}"


def _birth(value: str) -> str:
    good = re.fullmatch("[1-9]/[1-9]", value) and value[0] <= value[2]
    return "" if good else "it must be a place in a birth such as 1/2"


def _media(value: str) -> str:
    return "" if "01" <= value <= "10" or value >= "80" else "it is no media type"


def _country(value: str) -> str:
    return "" if re.fullmatch("[A-Z]{2}", value) else "it must be a country of two capitals"


RULES: dict[str, Callable[[str], str]] = {
    "birth": _birth,
    "check": _check,
    "check_pair": _check_pair,
    "country": _country,
    "date": _date,
    "date_hour": _date_hour,
    "day": _day,
    "iban": _iban,
    "key": _key,
    "latitude": _within(1_800_000_000, "latitude, 1800000000"),
    "long_date": _long_date,
    "longitude": _within(3_600_000_000, "longitude, 3600000000"),
    "media": _media,
    "minus": _one_of("-"),
    "minutes": _minutes,
    "no_leading_zero": lambda value: (
        "it must not begin with 0" if value[0] == "0" and value != "0" else ""
    ),
    "nonzero": lambda value: "" if value.strip("0") else "a dimension is zero",
    "percent": _percent,
    "piece": _piece,
    "sex": _one_of("0", "1", "2", "9"),
    "threes": lambda value: "" if len(value) % 3 == 0 else "countries have three digits each",
    "time": _time,
    "winding": _one_of("0", "1", "9"),
    "yesno": _one_of("0", "1"),
    "zero": _one_of("0"),
}
