"""Variable-measure EAN: a price or a weight in a trade item's number, for use within a country.

The two digits of the prefix (02, 20 to 29) are GS1's; how the next ten are shared between item,
value and the value's own check digit is set by each GS1 member organisation. So a number alone
does not show its parts: an explanation has the whole number. GS1 General Specifications 25.0,
sections 2.1.11 and 7.9.2.
"""

import re

from common.content import check_characters
from common.content.content_type import ContentType, Explanation, Field, Payload, Values
from common.content.explanation import checked, refused
from common.content.problem_list import decoded

ID = "variable_measure_ean"
_NUMBER = re.compile(r"(?:02|2[0-9])[0-9]{11}")
_BODY = 12


def _build(values: Values) -> Payload:
    # The whole number, its parts, or both may be given; both must agree.
    composed = _composed(values)
    given = str(values.get("number", ""))
    if not given and not composed:
        raise refused(
            ID, "number", "missing_field", "There is no number.", "Give prefix, item and value."
        )
    body = given[:_BODY] or composed
    right = body + check_characters.gs1(body)
    # The last digit follows from the others: 12 digits are complete.
    if composed and composed != body:
        raise refused(
            ID,
            "number",
            "conflict",
            f"The parts make {composed}.",
            f"Leave number out, or give {composed}.",
        )
    if given not in ("", body, right):
        raise refused(
            ID,
            "number",
            "bad_check_digit",
            f"The check digit {given[-1]} is wrong: it must be {right[-1]}.",
            f"Give {right}.",
            right,
        )
    return Payload(right, symbology="ean13")


def _composed(values: Values) -> str:
    """Return the 12 digits of the parts: prefix, item, the value's check digit if any, value."""
    prefix, item, value = (str(values.get(name, "")) for name in ("prefix", "item", "value"))
    if not prefix + item + value:
        return ""
    for name, part in (("prefix", prefix), ("item", item), ("value", value)):
        if not part:
            raise refused(ID, name, "missing_field", f"{name} is missing.", f"Give {name}.")
    # Whether the value has a check digit of its own is a national rule, which no prefix shows.
    check = check_characters.price(value) if values.get("value_check") else ""
    given = str(values.get("value_check", ""))
    if given not in ("", "auto", check):
        raise refused(
            ID,
            "value_check",
            "bad_check_digit",
            f"The check digit of the value {value} is {check}, not {given}.",
            f"Give {check}, or auto.",
            check,
        )
    # Item and value share the digits as the national layout has it, so that only their sum is
    # fixed.
    room = _BODY - len(prefix) - len(check) - len(value)
    if len(item) != room:
        raise refused(
            ID,
            "item",
            "bad_length",
            f"The item has {len(item)} digits, the number has room for {room}.",
            f"Give {room} digits.",
        )
    return prefix + item + check + value


def _recognise(text: str) -> bool:
    # Two digits in front say little about 13 digits: the check digit rules out most others.
    return _NUMBER.fullmatch(text) is not None and check_characters.gs1(text[:12]) == text[12]


def _explain(payload: bytes | str) -> Explanation:
    return checked(ID, {"number": decoded(payload)})


CONTENT_TYPE = ContentType(
    id=ID,
    title="Variable-measure EAN (restricted circulation)",
    standard="GS1 General Specifications 25.0, sections 2.1.11 and 7.9.2",
    family="trade",
    description="Numbers an item within a country, often with its price or weight in the number.",
    fields=(
        Field(
            "number",
            "Number",
            "The whole number: 13 digits, or 12 without the check digit.",
            "2012345928756",
            pattern=r"(02|2[0-9])[0-9]{10,11}",
        ),
        Field("prefix", "Prefix", "02, or 20 to 29.", "20", pattern=r"02|2[0-9]"),
        Field("item", "Item reference", "The digits of the item.", "12345", pattern=r"[0-9]{4,6}"),
        Field(
            "value",
            "Price or weight",
            "Four or five digits, with as many decimals as the national layout has.",
            "2875",
            pattern=r"[0-9]{4,5}",
        ),
        Field(
            "value_check",
            "Check digit of the value",
            "auto if the national layout has one in front of the value, or that digit.",
            "auto",
            pattern=r"auto|[0-9]",
        ),
    ),
    symbologies=("ean13",),
    build=_build,
    recognise=_recognise,
    explain=_explain,
    synonyms=("random weight", "RCN", "restricted circulation", "scale label", "price label"),
)
