"""Telephone numbers. RFC 3966."""

import re

from common.content import field_checks
from common.content.content_type import ContentType, Explanation, Field, Payload, Values
from common.content.problem_list import ProblemList, decoded, present, text_of
from common.content.uri import decoded_value

_ID = "tel"
# RFC 3966, 3: digits and visual separators; * and # only in local numbers.
NUMBER_PATTERN = r"\+?[0-9*#().\- ]*[0-9*#][0-9*#().\- ]*"
NATIONAL_WARNING = "Without + and the country code the number works in one country only."


def compact_number(number: str) -> str:
    """Return *number* without spaces, which no telephone URI may contain."""
    return number.replace(" ", "")


def number_warnings(number: str) -> tuple[str, ...]:
    """Return the warning about a number that is not international."""
    return () if number.startswith("+") else (NATIONAL_WARNING,)


def build(fields: Values) -> Payload:
    """Return a tel URI; spaces of the number are left out."""
    number = compact_number(text_of(fields, "number"))
    extension = text_of(fields, "extension")
    # A raw # would begin the fragment of the URI (RFC 3986, 3.5).
    text = "tel:" + number.replace("#", "%23") + (f";ext={extension}" if extension else "")
    return Payload(text, symbology="qr", warnings=number_warnings(number))


def recognise(text: str) -> bool:
    """Return True for a tel URI."""
    return text[:4].casefold() == "tel:"


def explain(payload: bytes | str) -> Explanation:
    """Return number and extension; RFC 3966 allows other parameters, which are left out."""
    problems = ProblemList(_ID)
    number, *parameters = decoded(payload)[4:].split(";")
    values: dict[str, str | list[str]] = {"number": decoded_value("number", number, problems)}
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.casefold() == "ext":
            values["extension"] = value
    if re.search(r"\s", text_of(values, "number")):
        problems.add("number", "space", "The number contains a space.", "Remove it, or write -.")
    values = present(values)
    return Explanation(
        _ID, values, (*problems.found, *field_checks.value_problems(_ID, FIELDS, values))
    )


FIELDS = (
    Field(
        "number",
        "Number",
        "Digits, with + and the country code; spaces are left out.",
        "+49-30-1234567",
        required=True,
        max_length=50,
        pattern=NUMBER_PATTERN,
    ),
    Field(
        "extension",
        "Extension",
        "Digits that are dialled after the connection.",
        "123",
        max_length=20,
        pattern=r"[0-9().\-]+",
    ),
)

CONTENT_TYPE = ContentType(
    id=_ID,
    title="Telephone number",
    standard="RFC 3966, section 3",
    family="contact",
    description="Calls a telephone number.",
    fields=FIELDS,
    symbologies=(),
    build=build,
    recognise=recognise,
    explain=explain,
    synonyms=("phone", "call"),
)
