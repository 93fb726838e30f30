"""Slovenian payment forms. Združenje bank Slovenije, UPN QR, technical standard 1.0 (2016)."""

import re

from common.content import field_checks
from common.content.bank import (
    AMOUNT_PATTERN,
    IBAN_PATTERN,
    check_amount,
    check_creditor_reference,
    check_iban,
    compact,
    decimal,
)
from common.content.checksums import si12_check_digit
from common.content.content_type import ContentType, Explanation, Field, Payload, Values
from common.content.problem_list import ProblemList, present, text_of

_ID = "upn"
_CHARACTER_SET = "ISO-8859-2"
# The lines behind UPNQR; amount and dates have a form of their own.
_LINES = (
    *("payer_iban", "deposit", "withdrawal", "payer_reference"),
    *("payer_name", "payer_street", "payer_city", "amount", "payment_date", "urgent"),
    *("purpose_code", "purpose", "due_date", "iban", "reference", "name", "street", "city"),
)
_MARKS = ("deposit", "withdrawal", "urgent")
_DATES = ("payment_date", "due_date")
_START = re.compile(r"UPNQR\r?\n")
_ISO_DATE = re.compile("([0-9]{4})-([0-9]{2})-([0-9]{2})")
_SI_DATE = re.compile(r"([0-9]{2})\.([0-9]{2})\.([0-9]{4})")


def _check(values: Values) -> ProblemList:
    problems = ProblemList(_ID)
    for name in ("iban", "payer_iban"):
        check_iban(values, name, problems)
    check_amount(values, "amount", problems, lowest="0.00", highest="999999999.99")
    for name in ("reference", "payer_reference"):
        _check_reference(values, name, problems)
    return problems


def _check_reference(values: Values, name: str, problems: ProblemList) -> None:
    """Check the check digit of RF references and of model SI12."""
    reference = compact(text_of(values, name))
    if reference.startswith("RF"):
        check_creditor_reference(values, name, problems)
    elif match := re.fullmatch("SI12([0-9]{1,12})([0-9])", reference):
        right = si12_check_digit(match[1])
        if match[2] != right:
            problems.add(
                name,
                "bad_check_digit",
                f"The check digit {match[2]} of the reference is wrong.",
                f"For these digits it is {right}.",
                f"SI12{match[1]}{right}",
            )


def build(fields: Values) -> Payload:
    """Return the 20 lines in ISO 8859-2; the last one is the sum of all lengths."""
    problems = _check(fields)
    lines = ["UPNQR"]
    for name in _LINES:
        lines.append(_written(name, text_of(fields, name)))
        try:
            lines[-1].encode(_CHARACTER_SET)
        except UnicodeEncodeError as refused:
            problems.add(
                name,
                "bad_character",
                f"Character {refused.start + 1} is not in ISO 8859-2.",
                "Use the letters of Central European languages.",
            )
    problems.refuse_if_any()
    # The line of the sum ends with a line feed as well, but is not part of the sum.
    text = "\n".join([*lines, _control_sum(lines)]) + "\n"
    return Payload(
        text,
        content=text.encode(_CHARACTER_SET),
        character_set=_CHARACTER_SET,
        symbology="upn_qr",
    )


def _control_sum(lines: list[str]) -> str:
    # Each of the 19 lines counts with its line feed.
    return f"{sum(len(line) + 1 for line in lines):03d}"


def _written(name: str, value: str) -> str:
    if name == "amount" and (number := decimal(value)) is not None:
        # A decimal and no float, so that the cents are exact.
        return f"{int(number * 100):011d}"
    if name in _MARKS:
        return "X" if value == "true" else ""
    if name in _DATES and (day := _ISO_DATE.fullmatch(value)):
        return f"{day[3]}.{day[2]}.{day[1]}"
    return compact(value) if name in ("iban", "payer_iban") else value


def recognise(text: str) -> bool:
    """Return True if the first line is UPNQR."""
    return bool(_START.match(text))


def explain(payload: bytes | str) -> Explanation:
    """Return the form, with bytes decoded as ISO 8859-2."""
    problems = ProblemList(_ID)
    # Every byte is a character of ISO 8859-2, so that decoding can't fail.
    text = payload.decode(_CHARACTER_SET) if isinstance(payload, bytes) else payload
    lines = [line.removesuffix("\r") for line in text.split("\n")]
    padded = [*lines, *[""] * 20]
    values: dict[str, str | list[str]] = {}
    for name, line in zip(_LINES, padded[1:], strict=False):
        values[name] = _read(name, line, problems)
    right = _control_sum(padded[:19])
    if padded[19] != right:
        problems.add(
            "",
            "bad_control_sum",
            f"Line 20 is {padded[19][:40]!r}.",
            f"Write {right}, the characters of the 19 lines before it with their line feeds.",
        )
    values = present(values)
    declared = field_checks.value_problems(_ID, FIELDS, values)
    return Explanation(_ID, values, (*problems.found, *declared, *_check(values).found))


def _read(name: str, line: str, problems: ProblemList) -> str:
    # Eleven zeros mean that the payer fills in the amount.
    if name == "amount" and re.fullmatch("[0-9]{11}", line):
        return f"{int(line[:-2])}.{line[-2:]}" if line.strip("0") else ""
    if name == "amount" and line:
        problems.add(
            name, "bad_amount_form", f"The amount is {line[:40]!r}.", "Write cents in 11 digits."
        )
    if name in _MARKS:
        return "true" if line.upper() == "X" else ""
    if name in _DATES and (day := _SI_DATE.fullmatch(line)):
        return f"{day[3]}-{day[2]}-{day[1]}"
    # Writers may fill a line up with spaces.
    return line.rstrip(" ")


_DAY = "[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])"
_REFERENCE = "(SI[0-9]{2}[0-9-]{0,22}|RF[0-9]{2}[A-Z0-9]{1,21})"


def _text(
    name: str, title: str, description: str, example: str, length: int, *, required: bool = False
) -> Field:
    return Field(
        name,
        title,
        description,
        example,
        required=required,
        max_length=length,
        pattern=r"[^\x00-\x1f\x7f]*[^\x00-\x20\x7f]",
    )


FIELDS = (
    Field(
        "iban",
        "IBAN",
        "The receiver's account.",
        "SI56020170014356205",
        required=True,
        pattern=IBAN_PATTERN,
    ),
    Field(
        "reference",
        "Reference",
        "SI and a model, or RF, without spaces.",
        "SI121234567890120",
        required=True,
        max_length=26,
        pattern=_REFERENCE,
    ),
    _text("name", "Name", "The receiver's name.", "RentaCar d.o.o.", 33, required=True),
    _text("street", "Street", "The receiver's street.", "Pohorska ulica 22", 33),
    _text("city", "Town", "Postal code and town.", "2000 Maribor", 33),
    Field(
        "amount",
        "Amount",
        "Euro, with a full stop before two decimals.",
        "150.50",
        pattern=AMOUNT_PATTERN,
    ),
    Field(
        "purpose_code",
        "Purpose code",
        "Four letters of the external code set.",
        "COST",
        required=True,
        pattern="[A-Z]{4}",
    ),
    _text("purpose", "Purpose", "What the payment is for.", "Plačilo najemnine", 42, required=True),
    Field("due_date", "Due date", "A date such as 2027-01-31.", "2027-01-31", pattern=_DAY),
    _text("payer_name", "Payer's name", "The payer's name.", "Janez Novak", 33),
    _text("payer_street", "Payer's street", "The payer's street.", "Dunajska cesta 1", 33),
    _text("payer_city", "Payer's town", "Postal code and town.", "1000 Ljubljana", 33),
    Field(
        "payer_iban",
        "Payer's IBAN",
        "The payer's account.",
        "SI56020170014356205",
        pattern=IBAN_PATTERN,
    ),
    Field(
        "payer_reference",
        "Payer's reference",
        "SI and a model, or RF, without spaces.",
        "SI99",
        max_length=26,
        pattern=_REFERENCE,
    ),
    Field("payment_date", "Payment date", "A date such as 2027-01-31.", "2027-01-31", pattern=_DAY),
    Field("urgent", "Urgent", "true for an urgent payment.", "true", choices=("true",)),
    Field("deposit", "Deposit", "true for a deposit of cash.", "true", choices=("true",)),
    Field("withdrawal", "Withdrawal", "true for a withdrawal of cash.", "true", choices=("true",)),
)

CONTENT_TYPE = ContentType(
    id=_ID,
    title="Slovenian payment (UPN QR)",
    standard="Združenje bank Slovenije, UPN QR, technical standard 1.0, section 4",
    family="payment",
    description="Fills in a Slovenian payment form.",
    fields=FIELDS,
    symbologies=("upn_qr",),
    build=build,
    recognise=recognise,
    explain=explain,
    reads_bytes=True,
    synonyms=("upnqr", "slovenia", "univerzalni plačilni nalog"),
)
