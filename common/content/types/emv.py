"""EMV merchant-presented QR codes of any scheme. EMVCo, merchant-presented mode 1.1."""

import re
from collections.abc import Sequence

from common.content import emv, field_checks
from common.content.bank import LINE_PATTERN, check_amount
from common.content.content_type import ContentType, Explanation, Field, Payload, Values
from common.content.problem_list import ProblemList, decoded, present, text_of, texts_of

_ID = "emv"
_METHODS = {"11": "static", "12": "dynamic"}
_TIPS = {"01": "prompt", "02": "fixed", "03": "percentage"}
_TEXTS = {
    "52": "category",
    "53": "currency",
    "54": "amount",
    "56": "tip_amount",
    "57": "tip_percentage",
    "58": "country",
    "59": "name",
    "60": "city",
    "61": "postal_code",
}
_ADDITIONAL = {
    "01": "bill_number",
    "02": "mobile_number",
    "03": "store",
    "04": "loyalty_number",
    "05": "reference",
    "06": "customer",
    "07": "terminal",
    "08": "purpose",
    "09": "consumer_data",
}
_LANGUAGE = {"00": "language", "01": "local_name", "02": "local_city"}
# Identifiers 02 to 51 are merchant accounts, 80 to 99 are unreserved templates.
_ACCOUNT_TAGS = "0[2-9]|[1-4][0-9]|5[01]"
_UNRESERVED_TAGS = "[89][0-9]"
# Identifiers 65 to 79 are reserved. In template 62, 10 to 49 are as well, and 50 to 99 belong to
# payment systems; in template 64, 03 to 99 are.
_RESERVED_TAGS = "6[5-9]|7[0-9]"
_OTHER_TAGS = rf"{_RESERVED_TAGS}|62\.[1-9][0-9]|64\.(?:0[3-9]|[1-9][0-9])"


def _check(values: Values) -> ProblemList:
    problems = ProblemList(_ID)
    for name in ("amount", "tip_amount", "tip_percentage"):
        check_amount(values, name, problems, lowest="0.01", highest="9999999999999")
    # Objects 56 and 57 follow the indicator 55 (EMVCo, section 4).
    tip = text_of(values, "tip")
    for name, needed in (("tip_amount", "fixed"), ("tip_percentage", "percentage")):
        if (tip == needed) != bool(text_of(values, name)):
            problems.add(
                name,
                "tip",
                f"{name} belongs with the tip {needed!r}.",
                f"Give both, or neither {name} nor {needed}.",
            )
    # A template with a language has the name in it (data object 64).
    if any(text_of(values, name) for name in _LANGUAGE.values()):
        for name in ("language", "local_name"):
            if not text_of(values, name):
                problems.add(
                    name,
                    "missing_field",
                    f"{name} is missing.",
                    "Give language and local_name, or none of both.",
                )
    tags = [text[:2] for text in texts_of(values, "accounts")]
    if len(set(tags)) < len(tags):
        problems.add(
            "accounts",
            "repeated_object",
            "Two accounts have the same identifier.",
            "Give each its own identifier.",
        )
    return problems


def build(fields: Values) -> Payload:
    """Return the data objects in order of identifier, and the CRC over all of them."""
    _check(fields).refuse_if_any()
    methods = {name: tag for tag, name in _METHODS.items()}
    tips = {name: tag for tag, name in _TIPS.items()}
    pairs = [("01", methods.get(text_of(fields, "method"), ""))]
    # Two digits, a colon, and the value.
    pairs += [(one[:2], one[3:]) for one in texts_of(fields, "accounts")]
    pairs += [(tag, text_of(fields, name)) for tag, name in _TEXTS.items()]
    pairs.append(("55", tips.get(text_of(fields, "tip"), "")))
    other = [one.partition(":")[::2] for one in texts_of(fields, "other")]
    pairs.append(("62", _template("62", _ADDITIONAL, fields, other, "reference")))
    pairs.append(("64", _template("64", _LANGUAGE, fields, other, "local_name")))
    pairs += [(one[:2], one[3:]) for one in texts_of(fields, "unreserved")]
    pairs += [(tag, value) for tag, value in other if "." not in tag]
    # All identifiers have two digits, so that the order of text is the order of numbers.
    return Payload(emv.signed(sorted(pairs)), symbology="qr")


def _template(
    template: str,
    names: dict[str, str],
    fields: Values,
    other: Sequence[tuple[str, str]],
    field: str,
) -> str:
    pairs = [(tag, text_of(fields, name)) for tag, name in names.items()]
    pairs += [(tag[3:], value) for tag, value in other if tag.startswith(f"{template}.")]
    value = emv.written(pairs)
    # The length of a template is written in two digits, whatever its parts may have alone.
    if len(value) > emv.MAX_LENGTH:
        problems = ProblemList(_ID)
        problems.add(
            field,
            "too_long",
            f"{', '.join(names.values())} and other objects {template} have {len(value)} characters"
            f" together; {emv.MAX_LENGTH} are allowed.",
            "Shorten them.",
        )
        problems.refuse_if_any()
    return value


def recognise(text: str) -> bool:
    """Return True for an EMV payload of a scheme that has no type of its own."""
    return text.startswith(emv.START) and not emv.scheme_of(text)


def explain(payload: bytes | str) -> Explanation:
    """Return the fields of the payload; account templates are kept as text."""
    problems = ProblemList(_ID)
    text = decoded(payload)
    found = emv.read(text, problems)
    values: dict[str, str | list[str]] = {name: found.get(tag, "") for tag, name in _TEXTS.items()}
    # An unknown code stays as it is, so that the choices of the field report it.
    values["method"] = _METHODS.get(found.get("01", ""), found.get("01", ""))
    values["tip"] = _TIPS.get(found.get("55", ""), found.get("55", ""))
    values["accounts"] = _tagged(found, _ACCOUNT_TAGS)
    values["unreserved"] = _tagged(found, _UNRESERVED_TAGS)
    values["other"] = [
        *_tagged(found, _RESERVED_TAGS),
        *_read_template("62", _ADDITIONAL, found, values, problems),
        *_read_template("64", _LANGUAGE, found, values, problems),
    ]
    values = present(values)
    declared = field_checks.value_problems(_ID, FIELDS, values)
    return Explanation(_ID, values, (*problems.found, *declared, *_check(values).found))


# The content of these templates belongs to the schemes, and their forms are not EMVCo's.
def _tagged(found: dict[str, str], tags: str) -> list[str]:
    return [f"{tag}:{value}" for tag, value in found.items() if re.fullmatch(tags, tag)]


def _read_template(
    tag: str,
    names: dict[str, str],
    found: dict[str, str],
    values: dict[str, str | list[str]],
    problems: ProblemList,
) -> list[str]:
    """Add what the template *tag* says to *values*, and return its objects that have no field."""
    other: list[str] = []
    for inner, value in emv.objects(found.get(tag, ""), problems, where=f"data object {tag}"):
        if name := names.get(inner):
            values.setdefault(name, value)
        elif re.fullmatch(_OTHER_TAGS, f"{tag}.{inner}"):
            other.append(f"{tag}.{inner}:{value}")
    return other


def _text(name: str, title: str, description: str, example: str, length: int) -> Field:
    return Field(name, title, description, example, max_length=length, pattern=LINE_PATTERN)


FIELDS = (
    Field(
        "accounts",
        "Merchant accounts",
        "Identifier 02 to 51, a colon and the value; from 26 on the value is data objects.",
        "29:0012D156000000000510A93FO3230Q",
        required=True,
        pattern=f"({_ACCOUNT_TAGS}):.{{1,99}}",
        repeated=True,
    ),
    Field(
        "category",
        "Category",
        "Merchant category code of ISO 18245.",
        "4111",
        required=True,
        pattern="[0-9]{4}",
    ),
    Field(
        "currency",
        "Currency",
        "Three digits of ISO 4217, such as 156.",
        "156",
        required=True,
        pattern="[0-9]{3}",
    ),
    Field(
        "country",
        "Country",
        "Two letters of ISO 3166-1.",
        "CN",
        required=True,
        pattern="[A-Z]{2}",
    ),
    Field(
        "name",
        "Merchant's name",
        "The name that the payer sees.",
        "BEST TRANSPORT",
        required=True,
        max_length=25,
        pattern=LINE_PATTERN,
    ),
    Field(
        "city",
        "Merchant's town",
        "The town.",
        "BEIJING",
        required=True,
        max_length=15,
        pattern=LINE_PATTERN,
    ),
    Field(
        "amount",
        "Amount",
        "With a full stop; the payer fills it in if it is absent.",
        "23.72",
        max_length=13,
        pattern=r"[0-9]{1,12}(\.[0-9]{1,3})?",
    ),
    Field(
        "method",
        "Method",
        "dynamic if the code is made for one payment.",
        "dynamic",
        choices=("static", "dynamic"),
    ),
    Field(
        "tip",
        "Tip",
        "prompt lets the payer enter one.",
        "prompt",
        choices=("prompt", "fixed", "percentage"),
    ),
    Field(
        "tip_amount",
        "Tip amount",
        "With the tip fixed.",
        "2.00",
        max_length=13,
        pattern=r"[0-9]{1,12}(\.[0-9]{1,3})?",
    ),
    Field(
        "tip_percentage",
        "Tip percentage",
        "With the tip percentage.",
        "10",
        max_length=5,
        pattern=r"[0-9]{1,2}(\.[0-9]{1,2})?",
    ),
    _text("postal_code", "Postal code", "Of the merchant.", "100000", 10),
    _text("bill_number", "Bill number", "The invoice's number.", "INV-17", 25),
    _text("mobile_number", "Mobile number", "Of the payer, or *** to ask for it.", "***", 25),
    _text("store", "Store", "The store's label.", "1234", 25),
    _text("loyalty_number", "Loyalty number", "Of the payer, or ***.", "***", 25),
    _text("reference", "Reference", "The transaction's label.", "A6008667", 25),
    _text("customer", "Customer", "The customer's label, or ***.", "***", 25),
    _text("terminal", "Terminal", "The terminal's label.", "A6008667", 25),
    _text("purpose", "Purpose", "What the payment is for.", "Tickets", 25),
    Field(
        "consumer_data",
        "Consumer data",
        "What to ask the payer for: A address, M mobile number, E e-mail.",
        "ME",
        pattern="[AME]{1,3}",
    ),
    Field("language", "Language", "Two letters of ISO 639-1.", "ZH", pattern="[A-Za-z]{2}"),
    _text("local_name", "Local name", "The name in that language.", "最佳运输", 25),
    _text("local_city", "Local town", "The town in that language.", "北京", 15),
    Field(
        "unreserved",
        "Unreserved templates",
        "Identifier 80 to 99, a colon and data objects.",
        "91:0016A011223344998877070812345678",
        pattern=f"{_UNRESERVED_TAGS}:.{{1,99}}",
        repeated=True,
    ),
    Field(
        "other",
        "Other objects",
        "Identifier 65 to 79, a colon and the value; what has no field in template 62 or 64 has the"
        " identifier of its template and a full stop in front.",
        "62.50:0016A0112233449988770105ABCDE",
        pattern=f"({_OTHER_TAGS}):.{{1,99}}",
        repeated=True,
    ),
)

CONTENT_TYPE = ContentType(
    id=_ID,
    title="EMV merchant-presented payment",
    standard="EMVCo, QR Code Specification for Payment Systems, merchant-presented mode, "
    "version 1.1, sections 3 and 4",
    family="payment",
    description="Fills in a payment to a merchant in one of many national schemes.",
    fields=FIELDS,
    symbologies=("qr",),
    build=build,
    recognise=recognise,
    explain=explain,
    synonyms=("emvco", "qrcps", "mpm", "bharat qr", "qris", "khqr", "vietqr"),
)
