"""What GS1 demands of a component beyond its characters and length.

`LINTERS` holds them by the names that GS1's syntax dictionary uses. Each takes the component and
returns what is wrong with it, as the end of a sentence; an empty string if nothing is. A component
comes with characters and length already checked. Source: GS1 General Specifications 25.0, chapter
3, the section of each Application Identifier.
"""

import calendar
import re
from collections.abc import Callable

from common.barcode.encode import check_digits
from common.barcode.encode.gs1 import coupons
from common.barcode.encode.gs1.codes import COUNTRIES, COUNTRY_NUMBERS, CURRENCIES, PACKAGE_TYPES

SET_39 = frozenset("#-/0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ")
SET_64 = frozenset("-0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz")
_ORDER_82 = "!\"%&'()*+,-./0123456789:;<=>?ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz"
SET_82 = frozenset(_ORDER_82)
DIGITS = frozenset("0123456789")

_PAIR_32 = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
_PRIMES = (
    2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71, 73, 79, 83,
)  # fmt: skip
_PREFIX_LENGTH = 4  # digits of the shortest GS1 Company Prefix (1.4.2)
_IBAN_LENGTHS = range(11, 35)  # ISO 13616: up to 34; shorter ones have no room for an account
# Two-digit years up to 50 ahead of this one are in its century (7.12). Any year of the present
# century does: the rule only decides whether 29 February exists in a year 00, and 2000 has it.
_CENTURY = 2000


def check_pair(value: str) -> str:
    """Return the two check characters that follow *value* in a GMN (7.9.5)."""
    # The last character has the least prime.
    weights = _PRIMES[: len(value)][::-1]
    total = sum(
        _ORDER_82.index(character) * weight
        for character, weight in zip(value, weights, strict=True)
    )
    # 1021 is the greatest prime below 1024, the number of pairs of 32 characters.
    return _PAIR_32[total % 1021 >> 5] + _PAIR_32[total % 1021 & 31]


def _csum(value: str) -> str:
    right = check_digits.gs1(value[:-1])
    return "" if value[-1] == right else f"the check digit is {value[-1]} and must be {right}"


def _csumalpha(value: str) -> str:
    if len(value) < 2:
        return "there is no room for the two check characters"
    right = check_pair(value[:-2])
    return "" if value[-2:] == right else f"the check characters must be {right}"


def _company_prefix(value: str) -> str:
    start = value[:_PREFIX_LENGTH]
    good = len(start) == _PREFIX_LENGTH and DIGITS.issuperset(start)
    return "" if good else f"{start} begins no GS1 Company Prefix, which is four digits or more"


def _is_day(year: int, month: int, day: int) -> bool:
    return 1 <= month <= 12 and 1 <= day <= calendar.monthrange(year, month)[1]


def _yymmdd(value: str) -> str:
    good = _is_day(_CENTURY + int(value[:2]), int(value[2:4]), int(value[4:6]))
    return "" if good else f"{value} is no date YYMMDD"


def _yymmd0(value: str) -> str:
    # Day 00 means the month as a whole (3.4.2).
    if value[4:] == "00" and 1 <= int(value[2:4]) <= 12:
        return ""
    return _yymmdd(value)


def _yyyymmdd(value: str) -> str:
    # The calendar of Python begins in year 1, which repeats in year 2001.
    year = int(value[:4]) or 400
    good = _is_day(year, int(value[4:6]), int(value[6:8]))
    return "" if good else f"{value} is no date YYYYMMDD"


def _hhmi(value: str) -> str:
    # Texts of two digits compare as their numbers do.
    good = value[:2] < "24" and value[2:] < "60"
    return "" if good else f"{value} is no time HHMM"


def _pcenc(value: str) -> str:
    bare = re.sub("%[0-9A-Fa-f]{2}", "", value)
    return "every % must begin a percent escape such as %20" if "%" in bare else ""


def _iban(value: str) -> str:
    country = value[:2]
    if country not in COUNTRIES:
        return f"{country} is no country of ISO 3166-1, with which an IBAN begins"
    if len(value) not in _IBAN_LENGTHS or not re.fullmatch("[A-Z0-9]+", value):
        return "it is no IBAN: 11 to 34 digits and capitals"
    # ISO 13616: letters are 10 to 35, the country and check digits go last, modulo 97 leaves 1.
    digits = "".join(str(int(character, 36)) for character in value[4:] + value[:4])
    return "" if int(digits) % 97 == 1 else "the IBAN's check digits are wrong"


def _position(value: str) -> str:
    form = re.fullmatch("([1-9][0-9]*)/([1-9][0-9]*)", value)
    good = form is not None and int(form[1]) <= int(form[2])
    return "" if good else "it must be a position in a birth such as 1/2"


def _piece_of_total(value: str) -> str:
    half = len(value) // 2
    piece, total = int(value[:half]), int(value[half:])
    return "" if 0 < piece <= total else f"there is no piece {piece} of {total}"


def _at_most(greatest: int, what: str) -> Callable[[str], str]:
    return lambda value: "" if int(value) <= greatest else f"{value} is above the {what} {greatest}"


def _one_of(*values: str) -> Callable[[str], str]:
    return lambda value: "" if value in values else f"{value} must be {' or '.join(values)}"


def _listed(values: frozenset[str], what: str) -> Callable[[str], str]:
    return lambda value: "" if value in values else f"{value} is no {what}"


_COUNTRY = "country of ISO 3166-1, which has three digits, such as 276"
# The General Specifications' table of AIDC media types; 80 to 99 are for local use (3.8.11).
_MEDIA_TYPES = frozenset(f"{number:02}" for number in (*range(1, 11), *range(80, 100)))

LINTERS: dict[str, Callable[[str], str]] = {
    "couponcode": coupons.check_coupon,
    "couponposoffer": coupons.check_offer,
    "csum": _csum,
    "csumalpha": _csumalpha,
    "gcppos1": _company_prefix,
    "gcppos2": lambda value: _company_prefix(value[1:]),
    "hasnondigit": lambda value: (
        "it must hold a character that is no digit" if DIGITS.issuperset(value) else ""
    ),
    "hh": lambda value: "" if value < "24" else f"{value} is no hour",
    "hhmi": _hhmi,
    "hyphen": lambda value: "" if not value.strip("-") else f"{value} must be -",
    "iban": _iban,
    "importeridx": _listed(SET_64, "importer index: a letter, a digit, - or _"),
    "iso3166": _listed(COUNTRY_NUMBERS, _COUNTRY),
    "iso3166999": _listed(COUNTRY_NUMBERS | {"999"}, f"{_COUNTRY}, or 999 for several"),
    "iso3166alpha2": _listed(COUNTRIES, "country of ISO 3166-1, which has two capitals, as DE"),
    "iso4217": _listed(CURRENCIES, "currency of ISO 4217, which has three digits, such as 978"),
    # Sex: 0 not known, 1 male, 2 female, 9 not applicable.
    "iso5218": _one_of("0", "1", "2", "9"),
    # Ten-millionths of a degree; latitudes are counted from the South Pole, so that none is
    # negative.
    "latitude": _at_most(1_800_000_000, "greatest latitude"),
    "longitude": _at_most(3_600_000_000, "greatest longitude"),
    "mediatype": _listed(_MEDIA_TYPES, "AIDC media type"),
    "mi": lambda value: "" if value < "60" else f"{value} is no minute",
    "nonzero": lambda value: "" if value.strip("0") else "a dimension is zero",
    "nozeroprefix": lambda value: "it must not begin with 0" if value[0] == "0" else "",
    "packagetype": _listed(PACKAGE_TYPES, "package type of UN/CEFACT Recommendation 21"),
    "pcenc": _pcenc,
    "pieceoftotal": _piece_of_total,
    "posinseqslash": _position,
    "ss": lambda value: "" if value < "60" else f"{value} is no second",
    # 0 is face out, 1 face in, 9 undefined.
    "winding": _one_of("0", "1", "9"),
    "yesno": _one_of("0", "1"),
    "yymmd0": _yymmd0,
    "yymmdd": _yymmdd,
    "yyyymmdd": _yyyymmdd,
    "zero": lambda value: "" if not value.strip("0") else f"{value} must be 0",
}

# What puts a component right, of those linters that know.
CORRECTIONS: dict[str, Callable[[str], str]] = {
    "csum": lambda value: value[:-1] + check_digits.gs1(value[:-1]),
    "csumalpha": lambda value: value[:-2] + check_pair(value[:-2]),
}
