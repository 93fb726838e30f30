"""Boarding passes: format M with one to four legs and conditional items. IATA Resolution 792.

The days have no year: a field has the day of the year, as the pass has it. Every leg has one value
in each list; a blank value is an item that this leg does not have.
"""

import re

from common.barcode.model.errors import Problem
from common.content import bcbp
from common.content.bcbp import MANDATORY, REPEATED, UNIQUE, Item
from common.content.content_type import ContentType, Explanation, Payload, Values
from common.content.explanation import checked, malformed, refused
from common.content.problem_list import decoded

ID = "bcbp"
_MAX_LEGS = 4
# A size is written in two hexadecimal digits.
_MAX_SIZE = 0xFF
_DEFAULT_VERSION = "6"
# M and the number of legs, name (20), ticket, then the first leg: booking code (7), two airports (3
# each), carrier (3), flight (5) and day (3).
_HEAD = re.compile(
    r"M[1-9][\x20-\x7e]{20}[EL ][A-Z0-9 ]{7}[A-Z]{6}[A-Z0-9 ]{3}[0-9A-Z ]{5}[0-9 ]{3}"
)
_MANDATORY_SIZE = sum(item.length for item in MANDATORY)


def _build(values: Values) -> Payload:
    legs = _count_legs(values)
    ticket = str(values.get("electronic_ticket", "E"))
    text = f"M{legs}{_fill(bcbp.NAME, str(values['passenger_name']))}{ticket}"
    for leg in range(legs):
        text += "".join(_fill(item, _at(values, item.field.name, leg)) for item in MANDATORY)
        conditional = _conditional(values, leg)
        # The size stays even if it is 00: a reader takes two digits here in any case.
        text += _sized(ID, "airline_data", conditional)
    if "security_data" in values:
        text += "^" + str(values.get("security_type", "1"))
        text += _sized(ID, "security_data", str(values["security_data"]))
    elif "security_type" in values:
        raise refused(
            ID,
            "security_data",
            "missing_field",
            "There are no security data.",
            "Give security_data.",
        )
    return Payload(text, symbology=CONTENT_TYPE.symbologies[0])


def _count_legs(values: Values) -> int:
    """Return how many legs there are.

    Raises:
        DataError: the lists differ in length, or a day is not one of a year.
    """
    legs = len(values["pnr"])
    if legs > _MAX_LEGS:
        raise refused(ID, "pnr", "too_many", f"There are {legs} legs.", f"Give up to {_MAX_LEGS}.")
    for field in CONTENT_TYPE.fields:
        given = values.get(field.name)
        if isinstance(given, list) and len(given) != legs:
            raise refused(
                ID,
                field.name,
                "wrong_count",
                f"There are {legs} legs and {len(given)} values of {field.name}.",
                "Give one value for each leg; a blank for a leg without.",
            )
    for day in values["flight_day"]:
        # The year is unknown, so that day 366 can't be ruled out.
        if not 1 <= int(day) <= 366:
            raise refused(
                ID, "flight_day", "bad_date", f"A year has no day {day}.", "Give 001 to 366."
            )
    return legs


def _at(values: Values, name: str, leg: int) -> str:
    given = values.get(name, "")
    # A blank in a list stands for an item that this leg does not have.
    return (given[leg] if isinstance(given, list) else str(given)).rstrip(" ")


def _fill(item: Item, value: str) -> str:
    """Return *value* in the length of *item*: zeros in front of its digits, blanks behind it."""
    digits = re.match("[0-9]*", value)
    # A flight number may have a letter behind its digits: only the digits get zeros in front.
    if item.digits and digits and digits[0]:
        value = digits[0].zfill(item.digits) + value[digits.end() :]
    return value.ljust(item.length)


def _conditional(values: Values, leg: int) -> str:
    """Return the conditional items of one leg, and the airline's own data behind them."""
    unique = _section(UNIQUE, values, leg) if leg == 0 else ""
    repeated = _section(REPEATED, values, leg)
    own = _at(values, "airline_data", leg)
    # Version and unique items are in the first leg only; a later leg begins with the size of its
    # repeated items. The size stays even if it is 00: it shows where the airline's data begin.
    if leg:
        return f"{len(repeated):02X}{repeated}{own}" if repeated or own else ""
    if not (unique or repeated or own or "version" in values):
        return ""
    # Two sizes: unique items are there once in a pass, repeated ones in each leg.
    head = f">{values.get('version', _DEFAULT_VERSION)}{len(unique):02X}{unique}"
    return f"{head}{len(repeated):02X}{repeated}{own}"


def _section(items: tuple[Item, ...], values: Values, leg: int) -> str:
    """Return the items that are given, and the blanks between them; the size stops at the last."""
    filled = [_fill(item, _at(values, item.field.name, leg)) for item in items]
    while filled and not filled[-1].strip():
        filled.pop()
    return "".join(filled)


def _sized(id: str, field: str, data: str) -> str:
    if len(data) > _MAX_SIZE:
        raise refused(
            id, field, "too_long", f"The items have {len(data)} characters.", "Give up to 255."
        )
    return f"{len(data):02X}{data}"


class _Reader:
    """Takes items from the front of a text; notes if it ends too early or a size is no number."""

    def __init__(self, text: str) -> None:
        self.rest = text
        self.problems: list[Problem] = []

    def take(self, length: int) -> str:
        taken, self.rest = self.rest[:length], self.rest[length:]
        return taken

    def sized(self) -> "_Reader":
        """Return a reader of what the next two hexadecimal digits count."""
        size = self.take(2)
        if size and not re.fullmatch("[0-9A-Fa-f]{2}", size):
            self._note("bad_size", f"The size {size!r} is not two hexadecimal digits.")
            # Without a size, nothing shows where the items end.
            return _Reader("")
        inner = _Reader(self.take(int(size or "0", 16)))
        # A cut text: what there is of it is still read.
        if len(inner.rest) < int(size or "0", 16):
            self._note("bad_size", f"The size {size} is more than the {len(inner.rest)} left.")
        return inner

    def _note(self, reason: str, message: str) -> None:
        self.problems.append(malformed(ID, "", message, "Correct the size.", reason))


def _explain(payload: bytes | str) -> Explanation:
    text = decoded(payload)
    if not _HEAD.match(text):
        message = "The text is not a pass of format M."
        return checked(
            ID, {}, [malformed(ID, "", message, "Begin it with M and the legs.", "bad_head")]
        )
    reader = _Reader(text)
    # The pattern of the head has checked the digit.
    legs = int(reader.take(2)[1])
    fields: dict[str, str | list[str]] = {"passenger_name": reader.take(20).rstrip(" ")}
    ticket = reader.take(1)
    # E is the usual case and the default of the field.
    if ticket != "E":
        fields["electronic_ticket"] = ticket.strip()
    for leg in range(legs):
        _read_items(MANDATORY, reader, fields)
        _read_conditional(reader.sized(), leg, fields, reader.problems)
    if reader.rest.startswith("^"):
        reader.take(1)
        kind, data = reader.take(1), reader.sized().rest
        fields["security_data"] = data
        # Likewise: type 1 is the default.
        if kind != "1":
            fields["security_type"] = kind
    # Blanks at the end hold no data.
    if reader.rest.strip():
        message = f"{len(reader.rest)} characters follow the last item."
        reader.problems.append(
            malformed(ID, "", message, "Correct the sizes in front of the items.", "trailing_data")
        )
    filled = {name: value for name, value in fields.items() if _is_filled(value)}
    return checked(ID, filled, reader.problems)


def _is_filled(value: str | list[str]) -> bool:
    return any(one.strip() for one in ([value] if isinstance(value, str) else value))


def _read_conditional(
    reader: _Reader, leg: int, fields: dict[str, str | list[str]], problems: list[Problem]
) -> None:
    if leg == 0 and reader.rest.startswith(">"):
        reader.take(1)
        version = reader.take(1)
        if version != _DEFAULT_VERSION:
            fields["version"] = version
        _read_items(UNIQUE, reader.sized(), fields)
    _read_items(REPEATED, reader.sized(), fields)
    _append(fields, "airline_data", reader.rest.rstrip(" ") or " ")
    problems += reader.problems


def _read_items(
    items: tuple[Item, ...], reader: _Reader, fields: dict[str, str | list[str]]
) -> None:
    for item in items:
        value = reader.take(item.length).rstrip(" ")
        # A blank keeps the place of a leg without this item: lists have one value for each leg.
        if item.field.repeated:
            _append(fields, item.field.name, value or " ")
        elif value:
            fields[item.field.name] = value


def _append(fields: dict[str, str | list[str]], name: str, value: str) -> None:
    fields[name] = [*fields.get(name, []), value]


CONTENT_TYPE = ContentType(
    id=ID,
    title="Boarding pass (BCBP)",
    standard="IATA Resolution 792, attachment A",
    family="travel",
    description="Is a passenger's boarding pass for one to four flights.",
    fields=(
        bcbp.NAME.field,
        *(item.field for item in MANDATORY),
        bcbp.TICKET.field,
        *(item.field for item in UNIQUE),
        *(item.field for item in REPEATED),
        bcbp.AIRLINE_DATA,
        bcbp.VERSION,
        bcbp.SECURITY_TYPE,
        bcbp.SECURITY,
    ),
    symbologies=("aztec", "pdf417", "qr", "datamatrix"),
    build=_build,
    recognise=lambda text: _HEAD.match(text) is not None,
    explain=_explain,
    synonyms=("IATA", "flight", "airline ticket", "boarding card", "BCBP"),
)
