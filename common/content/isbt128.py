"""Data structures of ISBT 128: a data identifier of two characters or more, then a fixed length.

Structures follow each other without a separator; from two on, a compound message counts them in
front. Source: ISBT 128 Standard Technical Specification 6.2, sections 2.4 and 4; ST-017.
"""

import re
from functools import cache

from msgspec import Struct

from common.barcode.model.errors import Problem
from common.content import calendar_dates, check_characters
from common.content.content_type import Field, Values
from common.content.explanation import malformed, refused

_DIN = "[A-NP-Z1-9][0-9A-Z]{4}[0-9]{8}"
_DATE = r"[0-9]{4}-[0-9]{2}-[0-9]{2}(T[0-9]{2}:[0-9]{2})?"
_COMPOUND = re.compile(r"=\+([0-9]{2})([0-9]{3})")
_DEFAULT_FLAGS = "00"
# Flag characters of type 3 are 60 and the check value of the number (2.4.1).
_CHECK_FLAGS = range(60, 97)


class Structure(Struct, frozen=True):
    """One data structure: its field, its identifiers and the form of what follows."""

    field: Field
    identifier: str
    content: str
    timed: str = ""  # The identifier of the same date with hour and minute.


def _of(
    identifier: str, name: str, title: str, content: str, example: str, description: str
) -> Structure:
    return Structure(Field(name, title, description, example, pattern=content), identifier, content)


def _dated(identifier: str, timed: str, name: str, title: str, example: str) -> Structure:
    description = "YYYY-MM-DD, or YYYY-MM-DDTHH:MM with the time."
    field = Field(name, title, description, example, pattern=_DATE)
    return Structure(field, identifier, "[0-9]{6}", timed)


DONATION = Field(
    "donation_number",
    "Donation identification number",
    "Facility, year and sequence number: 13 characters, or 14 with the check character.",
    "G123417654321",
    pattern=f"{_DIN}[0-9A-Z*]?",
)
FLAGS = Field(
    "flags",
    "Flag characters",
    "Two characters behind the donation number; 00 if absent, check for its check value.",
    "70",
    pattern="[0-9A-Z]{2}|check",
)
PROCESSOR_PRODUCT = _of(
    "=/",
    "processor_product",
    "Processor product identification code",
    "[A-NP-Z1-9][0-9A-Z]{15}",
    "A9999XYZ100T0476",
    "16 characters: facility, product and product description.",
)
DIVISION = _of(
    "=,", "division", "Product division", "[0-9A-Z]{6}", "000025", "6 capitals or digits."
)
EXPIRY = _dated("=>", "&>", "expiry", "Expiry date", "2027-12-31")
PRODUCED = _dated("=}", "&}", "produced", "Production date", "2026-05-01")
LOT = _of(
    "&,1", "lot", "MPHO lot number", "[0-9A-Z]{18}", "000000000000XYZ123", "18 capitals or digits."
)
# In the order of the technical specification; the processor's product is first, as in a UDI.
STRUCTURES = (
    PROCESSOR_PRODUCT,
    DIVISION,
    _of("=%", "blood_group", "Blood groups (ABO and RhD)", "[0-9A-Z]{4}", "5100",
        "4 characters of table 5."),
    _of("=<", "product_code", "Product code", "[A-Z][0-9A-Z]{7}", "E0791V00",
        "8 characters: product, collection type and division."),
    EXPIRY,
    _dated("=*", "&*", "collected", "Collection date", "2026-04-30"),
    PRODUCED,
    _of("&(", "special_testing", "Special testing", "[0-9A-Z]{5}", "N0008", "5 characters."),
    _of("=)", "container", "Container manufacturer and catalog number", "[0-9A-Z]{10}",
        "1TE123456A", "10 characters."),
    _of("&)", "container_lot", "Container lot number", "[0-9A-Z]{10}", "RZ12345678",
        "10 characters."),
    LOT,
    _of("&,4", "single_european_code", "Single European Code", "[0-9A-Z]{40}",
        "PL001499Z549917123456A00T041600320181231", "40 characters."),
)  # fmt: skip


def compose(id: str, values: Values) -> list[str]:
    """Return the data structures of *values*, each with its identifier.

    Raises:
        DataError: ``content.<id>.bad_check_character`` or ``.bad_date``.
    """
    found = {
        structure.field.name: _written(id, structure, str(values[structure.field.name]))
        for structure in STRUCTURES
        if structure.field.name in values
    }
    if "donation_number" not in values:
        if "flags" in values:
            raise refused(
                id,
                "donation_number",
                "missing_field",
                "Flags need a number.",
                "Give donation_number.",
            )
        # Product data alone, as on a container that is not filled yet.
        return [*found.values()]
    donation = _donation(id, str(values["donation_number"]), str(values.get("flags", "")))
    # A UDI has the donation number behind device identifier and serial number (ST-017, 4.3).
    first = ("processor_product", "division") if "processor_product" in found else ()
    leading = [found.pop(name) for name in first if name in found]
    return [*leading, donation, *found.values()]


def joined(structures: list[str]) -> str:
    """Return one structure alone, or several as a compound message of no fixed sequence."""
    if len(structures) == 1:
        return structures[0]
    return f"=+{len(structures):02}000{''.join(structures)}"


def _donation(id: str, given: str, flags: str) -> str:
    # The check character is printed beside the number and typed with it; it is not part of the
    # data structure.
    number, check = given[:13], given[13:]
    right = check_characters.mod_37_2(number)
    if check not in ("", right):
        raise refused(
            id,
            "donation_number",
            "bad_check_character",
            f"The check character {check} is wrong: it must be {right}.",
            f"Give {number + right}.",
            number + right,
        )
    # Flags of this range are the check value and must fit; others say how the number is used.
    wanted = str(60 + check_characters.mod_37_2_value(number))
    if flags.isdigit() and int(flags) in _CHECK_FLAGS and flags != wanted:
        raise refused(
            id,
            "flags",
            "bad_check_character",
            f"The flags {flags} are not the check value of the number: it is {wanted}.",
            f"Give {wanted}.",
            wanted,
        )
    return f"={number}{wanted if flags == 'check' else flags or _DEFAULT_FLAGS}"


def _written(id: str, structure: Structure, value: str) -> str:
    if not structure.timed:
        return structure.identifier + value
    day, _, time = value.partition("T")
    hour, _, minute = time.partition(":")
    real = calendar_dates.is_day(day) and (
        not time or (hour.isdigit() and minute.isdigit() and int(hour) < 24 and int(minute) < 60)
    )
    # One digit of the century limits the years.
    if not real or not 1900 <= int(day[:4]) < 2900:
        raise refused(
            id, structure.field.name, "bad_date", f"{value} is not a date.", "Correct the date."
        )
    # The first digit is the hundreds of the year: 0 is 20xx, 9 is 19xx (2.4.4).
    identifier = structure.timed if time else structure.identifier
    return f"{identifier}{day[1:4]}{calendar_dates.day_of_year(day)}{hour}{minute}"


def read(id: str, text: str) -> tuple[dict[str, str], list[Problem]]:
    """Return the fields of the data structures in *text*, and what is wrong with them."""
    fields: dict[str, str] = {}
    problems: list[Problem] = []
    compound = _COMPOUND.match(text)
    rest = text[compound.end() :] if compound else text
    count = 0
    # No structure has a length in front: an unknown identifier makes the rest unreadable.
    while rest:
        length = _read_one(rest, fields)
        if not length:
            message = f"No data structure begins at {rest[:12]!r}."
            fix = "Use the data identifiers of ISBT 128, each with its fixed length."
            problems.append(malformed(id, "", message, fix, "unknown_structure"))
            break
        rest = rest[length:]
        count += 1
    if compound and count != int(compound[1]):
        message = f"The compound message counts {int(compound[1])} structures and has {count}."
        problems.append(malformed(id, "", message, f"Write {count:02}.", "bad_count"))
    return fields, problems


_DONATION_STRUCTURE = re.compile(f"=({_DIN})([0-9A-Z]{{2}})")


def _read_one(text: str, fields: dict[str, str]) -> int:
    """Put the structure in front of *text* into *fields*; return its length, or 0."""
    donation = _DONATION_STRUCTURE.match(text)
    if donation:
        fields["donation_number"] = donation[1]
        # Flags 00 say nothing, so that they are no field.
        if donation[2] != _DEFAULT_FLAGS:
            fields["flags"] = donation[2]
        return donation.end()
    for structure in STRUCTURES:
        forms = [(structure.identifier, structure.content)]
        # The same date has another identifier if it has a time.
        forms += [(structure.timed, "[0-9]{10}")] if structure.timed else []
        for identifier, content in forms:
            match = re.match(re.escape(identifier) + f"({content})", text)
            if match:
                fields[structure.field.name] = _iso(match[1]) if structure.timed else match[1]
                return match.end()
    return 0


def _iso(digits: str) -> str:
    """Return the date of ``cyyjjj`` or ``cyyjjjhhmm``; the digits if there is no such day."""
    century = 1000 if digits[0] == "9" else 2000
    day = calendar_dates.from_year_and_day(century + int(digits[:3]), digits[3:6])
    time = f"T{digits[6:8]}:{digits[8:]}" if len(digits) > 6 else ""
    return f"{day}{time}" if day else digits


@cache
def _start() -> re.Pattern[str]:
    heads = "|".join(re.escape(one.identifier) for one in STRUCTURES)
    timed = "|".join(re.escape(one.timed) for one in STRUCTURES if one.timed)
    return re.compile(f"={_DIN}[0-9A-Z]{{2}}|(?:{heads}|{timed})[0-9A-Z]{{4}}")


def starts(text: str, *, device: bool) -> bool:
    """Return whether *text* begins as ISBT 128, with a device identifier in it or without one."""
    known = _start().match(_COMPOUND.sub("", text, count=1))
    return known is not None and (PROCESSOR_PRODUCT.identifier in text) == device
