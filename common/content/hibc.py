"""HIBC supplier data structures: the primary and secondary data, without flag and check character.

Source: ANSI/HIBC 2.6:2016, sections 2.2 and 2.3, appendix F. The forms of older editions are read
but not written.
"""

import re
from collections.abc import Mapping

from msgspec import Struct

from common.barcode.model.errors import Problem
from common.content import calendar_dates
from common.content.content_type import Field, Values
from common.content.explanation import malformed, refused

PRIMARY = re.compile("([A-Z][0-9A-Z]{3})([0-9A-Z]{1,18})([0-9])")
NUMBER = r"[0-9A-Z.\-]{1,18}"
_DATE = r"[0-9]{4}-[0-9]{2}(-[0-9]{2}(T[0-9]{2})?)?"
# What a date format is in front of the digits and how many digits it has (table 2).
_FLAGS = {"2": "MMDDYY", "3": "YYMMDD", "4": "YYMMDDHH", "5": "YYJJJ", "6": "YYJJJHH"}
_BY_FORMAT = {name: flag for flag, name in _FLAGS.items()}
_DEFAULTS = {7: "MMYY", 10: "YYMMDD", 13: "YYMMDDHH"}  # By the length of the ISO date.
_QUANTITY = re.compile("8([0-9]{2})|9([0-9]{5})")
_DATA = re.compile(r"(\$\$\+|\$\$|\$\+|\$|)([0-9A-Z.\-]*)")
_SUPPLEMENT = re.compile(r"(14D|16D|S|Q)([0-9A-Z.\-]+)")

FIELDS = (
    Field("lot", "Lot or batch", "Up to 18 capitals, digits, - or .", "10X3", pattern=NUMBER),
    Field(
        "serial", "Serial number", "Up to 18 capitals, digits, - or .", "77DEFG45", pattern=NUMBER
    ),
    Field(
        "expiry",
        "Expiry date",
        "YYYY-MM-DD, YYYY-MM, or YYYY-MM-DDTHH with the hour.",
        "2027-12-31",
        pattern=_DATE,
    ),
    Field(
        "expiry_format",
        "Format of the expiry date",
        "How the symbol has the date; by its precision if absent.",
        "YYJJJ",
        choices=("MMDDYY", "YYMMDD", "YYJJJ", "YYJJJHH", "YYYYMMDD"),
    ),
    Field(
        "manufactured", "Production date", "YYYY-MM-DD.", "2026-05-01", pattern=calendar_dates.DAY
    ),
    Field(
        "quantity",
        "Quantity",
        "Up to 5 digits, without zeros in front.",
        "24",
        pattern="[1-9][0-9]{0,4}",
    ),
)
NAMES = tuple(field.name for field in FIELDS)


class Secondary(Struct):
    """The fields of secondary data as they are read, and what is wrong with them."""

    fields: dict[str, str]
    problems: list[Problem]


def secondary(id: str, values: Values) -> str:
    """Return the secondary data of *values*, its parts separated by ``/``; "" if there are none.

    Raises:
        DataError: ``content.<id>.bad_date`` or ``.conflict``.
    """
    lot, serial, expiry = (str(values.get(name, "")) for name in ("lot", "serial", "expiry"))
    long_form = values.get("expiry_format") == "YYYYMMDD"
    date = (
        "" if long_form or not expiry else _date(id, expiry, str(values.get("expiry_format", "")))
    )
    if "expiry_format" in values and not expiry:
        raise refused(
            id, "expiry", "missing_field", "There is no date for expiry_format.", "Give expiry."
        )
    # A second $ announces the date, and + that a serial number stands in the place of the lot.
    flag = ("$$" if date else "$") + ("+" if serial and not lot else "")
    parts = [flag + date + (lot or serial)] if lot or serial or date else []
    # In the order of the examples of 2.3.2; the quantity is last (2.3.2.4).
    if "manufactured" in values:
        parts.append("16D" + _digits(id, "manufactured", str(values["manufactured"])))
    if long_form:
        parts.append("14D" + _digits(id, "expiry", expiry))
    if lot and serial:
        # The first part has room for one of both, so that the serial number gets a part of its
        # own.
        parts.append(f"S{serial}")
    if "quantity" in values:
        parts.append(f"Q{values['quantity']}")
    return "/".join(parts)


def _digits(id: str, field: str, day: str) -> str:
    if not calendar_dates.is_day(day):
        raise refused(id, field, "bad_date", f"{day} is not a day.", "Give a day as YYYY-MM-DD.")
    # Supplements have the date in eight digits, which need no flag.
    return day.replace("-", "")


def _date(id: str, given: str, form: str) -> str:
    """Return the date in *form*, or by its precision if *form* is empty, after its flag."""
    day, _, hour = given.partition("T")
    form = form or _DEFAULTS.get(len(given), "")
    # Two digits of the year in the symbol must be read back as the same year.
    real = calendar_dates.is_day(day) or calendar_dates.is_month(day)
    if (
        not form
        or not real
        or not calendar_dates.is_short_year(int(day[:4]))
        or int(hour or 0) > 23
    ):
        raise refused(
            id, "expiry", "bad_date", f"{given} is not a date of 1977 to 2076.", "Correct it."
        )
    # A date written with less than was given would lose a part of it, and more would have to be
    # invented.
    if (len(day) == 7) != (form == "MMYY") or bool(hour) != form.endswith("HH"):
        raise refused(
            id,
            "expiry_format",
            "conflict",
            f"{form} does not have the precision of {given}.",
            "Leave expiry_format out.",
        )
    year, month, number = day[2:4], day[5:7], day[8:]
    if form == "MMYY":
        return month + year
    if form.startswith("YYJJJ"):
        return _BY_FORMAT[form] + year + calendar_dates.day_of_year(day) + hour
    if form == "MMDDYY":
        return "2" + month + number + year
    return _BY_FORMAT[form] + year + month + number + hour


def read(id: str, data: str) -> Secondary:
    """Return the fields of secondary *data* without flag, link and check character."""
    found = Secondary({}, [])
    for part in data.split("/"):
        supplement = _SUPPLEMENT.fullmatch(part)
        main = _DATA.fullmatch(part)
        if supplement:
            _read_supplement(supplement[1], supplement[2], found)
        # Five digits without a flag are a Julian date, the form of older editions.
        elif main and (main[1] or re.match("[0-9]{5}", part)):
            _read_main(main[1], main[2], found)
        # One report is enough: what follows a part that is unknown is mostly unknown too.
        elif not found.problems:
            found.problems.append(
                malformed(
                    id,
                    "",
                    f"{part[:40]!r} is not secondary data of HIBC.",
                    "Begin it with $, $$, 14D, 16D, S or Q.",
                    "bad_secondary",
                )
            )
    return found


def _read_supplement(identifier: str, value: str, found: Secondary) -> None:
    if identifier in ("14D", "16D"):
        name = "expiry" if identifier == "14D" else "manufactured"
        # A date that does not exist is kept as its digits, so that the check of the fields names
        # it.
        eight = re.fullmatch("[0-9]{8}", value)
        found.fields[name] = calendar_dates.from_yyyymmdd(value) if eight else value
        found.fields[name] = found.fields[name] or value
        if name == "expiry":
            found.fields["expiry_format"] = "YYYYMMDD"
    elif identifier == "S":
        found.fields["serial"] = value
    else:
        # Zeros fill up the number; the field has it without them.
        found.fields["quantity"] = value.lstrip("0") or "0"


def _read_main(flag: str, rest: str, found: Secondary) -> None:
    """Read lot or serial number, and what is in front of it behind ``$$`` or without a flag."""
    fields: dict[str, str] = {}
    if flag.startswith("$$"):
        # Quantity, then date: their order is fixed, and each may be absent.
        quantity = _QUANTITY.match(rest)
        if quantity:
            fields["quantity"] = str(int(quantity[1] or quantity[2]))
            rest = rest[quantity.end() :]
        rest = _read_date(rest, fields)
    elif not flag:
        fields |= {
            "expiry": calendar_dates.from_yyjjj(rest[:5]) or rest[:5],
            "expiry_format": "YYJJJ",
        }
        rest = rest[5:]
    # What is left has no length of its own: it ends with the part.
    fields["serial" if flag.endswith("+") else "lot"] = rest
    found.fields.update({name: value for name, value in fields.items() if value})


def _read_date(rest: str, fields: dict[str, str]) -> str:
    """Put the date in front of *rest* into *fields*; return what follows it."""
    # The flag 7 says that there is no date and that the lot follows.
    if rest[:1] == "7":
        return rest[1:]
    form = _FLAGS.get(rest[:1], "MMYY")
    digits = rest[1 if form != "MMYY" else 0 :][: len(form)]
    # No date of that length: what was taken for its flag belongs to the lot.
    if not re.fullmatch(f"[0-9]{{{len(form)}}}", digits):
        return rest
    date = _iso(form, digits)
    fields["expiry"] = date or digits
    # The format is a field only if the precision of the date does not give it.
    if not date or form != _DEFAULTS[len(date)]:
        fields["expiry_format"] = form
    return rest[len(digits) + (form != "MMYY") :]


def _iso(form: str, digits: str) -> str:
    """Return the ISO date of *digits*, or "" if there is no such date."""
    if form == "MMYY":
        month = f"{calendar_dates.full_year(digits[2:])}-{digits[:2]}"
        return month if calendar_dates.is_month(month) else ""
    hour = digits[-2:] if form.endswith("HH") else ""
    bare = digits.removesuffix(hour)
    # The only format with the year last.
    if form == "MMDDYY":
        day = calendar_dates.from_yymmdd(bare[4:] + bare[:4])
    elif form.startswith("YYJJJ"):
        day = calendar_dates.from_yyjjj(bare)
    else:
        day = calendar_dates.from_yymmdd(bare)
    return f"{day}T{hour}" if day and hour else day


def primary(values: Mapping[str, str | list[str]]) -> str:
    """Return the primary data: labeler, product and unit of measure."""
    return "".join(str(values[name]) for name in ("labeler", "product", "unit_of_measure"))
