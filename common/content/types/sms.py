"""Text messages. RFC 5724; the form SMSTO of older readers is understood as well."""

import re

from common.content import field_checks
from common.content.content_type import ContentType, Explanation, Field, Payload, Values
from common.content.problem_list import ProblemList, decoded, present, text_of, texts_of
from common.content.types import tel
from common.content.uri import decoded_value, encoded, parsed_query

_ID = "sms"
_START = re.compile("(?:sms|mms)(to)?:", re.IGNORECASE)


def build(fields: Values) -> Payload:
    """Return an sms URI with the message percent-encoded."""
    numbers = [tel.compact_number(number) for number in texts_of(fields, "number")]
    message = text_of(fields, "message")
    # A bare # would begin a fragment (RFC 3986, 3.5).
    text = "sms:" + ",".join(numbers).replace("#", "%23")
    if message:
        text += "?body=" + encoded(message.replace("\r\n", "\n").replace("\n", "\r\n"))
    warnings = [warning for number in numbers for warning in tel.number_warnings(number)]
    if len(numbers) > 1:
        warnings.append("Many readers support one number only.")
    return Payload(text, symbology="qr", warnings=tuple(dict.fromkeys(warnings)))


def recognise(text: str) -> bool:
    """Return True for an sms URI and for SMSTO, which ends the number with a colon."""
    return bool(_START.match(text))


def explain(payload: bytes | str) -> Explanation:
    """Return numbers and message of either form."""
    problems = ProblemList(_ID)
    text = decoded(payload)
    start = _START.match(text)
    rest = text[start.end() :] if start else text
    if start and start[1] and "?" not in rest:
        # NTT DoCoMo's form: the message is neither encoded nor escaped.
        number, _, message = rest.partition(":")
    else:
        number, _, query = rest.partition("?")
        number = decoded_value("number", number, problems)
        message = parsed_query(query, {"body": "message"}, problems).get("message", "")
    numbers = [one for one in number.split(",") if one]
    values = present({"number": numbers, "message": message.replace("\r\n", "\n")})
    return Explanation(
        _ID, values, (*problems.found, *field_checks.value_problems(_ID, FIELDS, values))
    )


FIELDS = (
    Field(
        "number",
        "Number",
        "Digits, with + and the country code; spaces are left out.",
        "+15105550101",
        required=True,
        max_length=50,
        pattern=tel.NUMBER_PATTERN,
        repeated=True,
    ),
    Field(
        "message",
        "Message",
        "The text of the message.",
        "hello there",
        max_length=1600,
    ),
)

CONTENT_TYPE = ContentType(
    id=_ID,
    title="Text message (SMS)",
    standard="RFC 5724, section 2",
    family="contact",
    description="Opens a text message to a number.",
    fields=FIELDS,
    symbologies=(),
    build=build,
    recognise=recognise,
    explain=explain,
    synonyms=("smsto", "message", "text"),
)
