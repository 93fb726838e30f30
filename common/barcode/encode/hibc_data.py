"""The structure of HIBC data: primary, secondary and provider data, without + and check character.

    A9991234 5            labeler (4), product (1 to 18), unit of measure (1): primary data
    A99912345/$$3270131X  primary data, then secondary data, and perhaps further parts
    $$3270131X L          secondary data, then the link character
    /EO523201             provider data: what is labelled, and data

Source: ANSI/HIBC 2.6:2016, sections 2.2 and 2.3 and appendix F; ANSI/HIBC 1.3-2010, section 2.
"""

import re
from datetime import date

from msgspec import Struct

_LABELER = re.compile("[A-Z][0-9A-Z]{3}")
_PRODUCT = re.compile("[0-9A-Z]{1,18}")
_NUMBER = r"[0-9A-Z.\-]{0,18}"
_MONTH, _DAY, _HOUR = "(0[1-9]|1[0-2])", "(0[1-9]|[12][0-9]|3[01])", "([01][0-9]|2[0-3])"
_YEAR, _OF_YEAR = "([0-9]{2})", "(00[1-9]|0[1-9][0-9]|[12][0-9]{2}|3[0-5][0-9]|36[0-6])"
# MMYY, or a flag and the date; 7 says that there is none (table 2).
_DATE = (
    f"(?:{_MONTH}{_YEAR}|2{_MONTH}{_DAY}{_YEAR}|3{_YEAR}{_MONTH}{_DAY}"
    f"|4{_YEAR}{_MONTH}{_DAY}{_HOUR}|5{_YEAR}{_OF_YEAR}|6{_YEAR}{_OF_YEAR}{_HOUR}|7)"
)
_QUANTITY = "(?:8[0-9]{2}|9[0-9]{5})"
_SECONDARY = re.compile(
    rf"\$\$\+?(?:{_QUANTITY}{_DATE}?|{_DATE}){_NUMBER}|\$\+?[0-9A-Z.\-]{{1,18}}|{_YEAR}{_OF_YEAR}{_NUMBER}"
)
_DAY_PART = re.compile("1[46]D([0-9]{8})")
_PART = re.compile(r"S[0-9A-Z.\-]{1,18}|Q[0-9]{1,5}")
_PROVIDER = re.compile(
    "/(?:Y[A-Z]{2}|[A-XZ])[0-9A-Z]{1,15}(?:/(?:Y[A-Z]{2}|[A-XZ])[0-9A-Z]{1,15})*"
)


class Fault(Struct, frozen=True):
    """What is wrong with the structure, and what would be right: one sentence each."""

    message: str
    fix: str


def fault(body: str) -> Fault | None:
    """Return what is wrong with *body*, data without the leading + and the check character."""
    if body.startswith("/"):
        if _PROVIDER.fullmatch(body):
            return None
        return Fault("The provider data has no flag of HIBC.", "Write it as in +/EO523201.")
    if body[:1] == "$" or re.match("[0-9]", body):
        # Alone, secondary data ends with the link character: the check character of the primary.
        return _secondary_fault(body[:-1].split("/"))
    primary, slash, secondary = body.partition("/")
    if problem := _primary_fault(primary):
        return problem
    return _secondary_fault(secondary.split("/")) if slash else None


def _primary_fault(primary: str) -> Fault | None:
    if not _LABELER.match(primary):
        return Fault(
            f"{primary[:4]!r} is no labeler identification code (LIC).",
            "Begin with the LIC: a letter and three capitals or digits.",
        )
    # From both ends: the product number in between has no fixed length.
    if not primary[4:] or not primary[-1].isdigit():
        return Fault(
            f"{primary[:30]!r} does not end with a unit of measure.",
            "End the primary data with 0 to 9: 0 for a single unit, 1 to 8 for packages.",
        )
    if not _PRODUCT.fullmatch(primary[4:-1]):
        return Fault(
            f"{primary[4:-1][:30]!r} is no product number.",
            "Give 1 to 18 capitals or digits between the LIC and the unit of measure.",
        )
    return None


def _secondary_fault(parts: list[str]) -> Fault | None:
    for part in parts:
        day = _DAY_PART.fullmatch(part)
        if day and not _is_day(day[1]):
            return Fault(f"{day[1]} is no date.", "Give the date as YYYYMMDD.")
        if not day and not _PART.fullmatch(part) and not _SECONDARY.fullmatch(part):
            return Fault(
                f"{part[:30]!r} is no secondary data of HIBC.",
                "Write lot or serial number behind $, $+, $$ and a date, or $$+ and a date; further"
                " parts as 14D or 16D and YYYYMMDD, S and a serial number, Q and a quantity.",
            )
    return None


def _is_day(digits: str) -> bool:
    try:
        date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return False
    return True
