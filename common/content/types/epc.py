"""SEPA credit transfers. EPC069-12, Quick Response Code: Guidelines to Enable Data Capture."""

import re

from common.content import field_checks
from common.content.bank import (
    AMOUNT_PATTERN,
    BIC_PATTERN,
    IBAN_PATTERN,
    LINE_PATTERN,
    check_amount,
    check_creditor_reference,
    check_iban,
    compact,
)
from common.content.content_type import ContentType, Explanation, Field, Payload, Values
from common.content.problem_list import ProblemList, decoded, present, text_of

_ID = "epc"
# EPC069-12, 2: the third line names the character set by a digit.
_CHARACTER_SETS = {
    "1": "UTF-8",
    "2": "ISO-8859-1",
    "3": "ISO-8859-2",
    "4": "ISO-8859-4",
    "5": "ISO-8859-5",
    "6": "ISO-8859-7",
    "7": "ISO-8859-10",
    "8": "ISO-8859-15",
}
_DIGITS = {name: digit for digit, name in _CHARACTER_SETS.items()}
_MAX_BYTES = 331  # What version 13 holds at level M in byte mode.
_LINES = ("purpose", "reference", "text", "information")  # Behind the amount.
_START = re.compile(r"BCD\r?\n")


def _check(values: Values) -> ProblemList:
    problems = ProblemList(_ID)
    check_iban(values, "iban", problems)
    check_amount(values, "amount", problems, lowest="0.01", highest="999999999.99")
    # The guidelines allow other structured references than those of ISO 11649.
    if text_of(values, "reference")[:2] == "RF":
        check_creditor_reference(values, "reference", problems)
    if text_of(values, "reference") and text_of(values, "text"):
        problems.add(
            "text",
            "two_remittances",
            "Reference and text exclude each other.",
            "Give the reference or the text.",
        )
    if text_of(values, "version") == "001" and not text_of(values, "bic"):
        problems.add(
            "bic", "missing_field", "Version 001 requires the BIC.", "Give it, or version 002."
        )
    return problems


def build(fields: Values) -> Payload:
    """Return the lines in the character set of the third one; empty lines at the end are left out.

    Raises:
        DataError: a character is outside the character set, or there are more than 331 bytes.
    """
    character_set = text_of(fields, "character_set") or "UTF-8"
    values = {name: text_of(fields, name) for name in fields}
    values["iban"] = compact(text_of(fields, "iban"))
    problems = _check(values)
    # Version 002 lets the BIC be absent within the European Economic Area.
    lines = ["BCD", values.get("version") or "002", _DIGITS[character_set], "SCT"]
    lines += [values.get(name, "") for name in ("bic", "name", "iban")]
    lines.append(f"EUR{values['amount']}" if values.get("amount") else "")
    lines += [values.get(name, "") for name in _LINES]
    # Line feeds alone, and none after the last element that is there (EPC069-12).
    content = _encoded(values, "\n".join(lines).rstrip("\n"), character_set, problems)
    problems.refuse_if_any()
    # Text becomes UTF-8 anyway; any other character set needs its bytes as they are.
    plain = character_set == "UTF-8"
    return Payload(
        content.decode(character_set),
        content=None if plain else content,
        character_set="" if plain else character_set,
        # The guidelines prescribe error correction level M and at most version 13.
        options={"ecc": "M"},
        symbology="qr",
    )


def _encoded(values: dict[str, str], text: str, character_set: str, problems: ProblemList) -> bytes:
    for name, value in values.items():
        try:
            value.encode(character_set)
        except UnicodeEncodeError as refused:
            problems.add(
                name,
                "bad_character",
                f"Character {refused.start + 1} is not in {character_set}.",
                "Use UTF-8 as character_set.",
            )
    # Replaced and not refused here: a text that is too long is reported in the same answer as its
    # bad characters.
    content = text.encode(character_set, "replace")
    if len(content) > _MAX_BYTES:
        problems.add(
            "",
            "too_long",
            f"The payload has {len(content)} bytes; {_MAX_BYTES} are allowed.",
            f"Shorten the texts by {len(content) - _MAX_BYTES} bytes.",
        )
    return content


def recognise(text: str) -> bool:
    """Return True if the first line is the service tag BCD."""
    return bool(_START.match(text))


def explain(payload: bytes | str) -> Explanation:
    """Return the fields, with bytes decoded by the character set of the third line."""
    problems = ProblemList(_ID)
    content = payload if isinstance(payload, bytes) else payload.encode("utf-8", "replace")
    digit = (content.split(b"\n", 3)[2:3] or [b""])[0].strip().decode("ascii", "replace")
    character_set = _CHARACTER_SETS.get(digit, "")
    # Line 3 is ASCII in every character set, so that it can be read before the others.
    text = payload if isinstance(payload, str) else _decoded(payload, character_set, problems)
    lines = [line.removesuffix("\r") for line in text.split("\n")]
    values = present(_fields(lines, character_set, problems))
    # The limit is one of bytes: a letter with an accent has two in UTF-8.
    size = len(text.encode(character_set or "utf-8", "replace"))
    if size > _MAX_BYTES:
        problems.add(
            "",
            "too_long",
            f"The payload has {size} bytes; {_MAX_BYTES} are allowed.",
            "Shorten the texts.",
        )
    declared = field_checks.value_problems(_ID, FIELDS, values)
    return Explanation(_ID, values, (*problems.found, *declared, *_check(values).found))


def _decoded(content: bytes, character_set: str, problems: ProblemList) -> str:
    try:
        return content.decode(character_set or "utf-8")
    except UnicodeDecodeError as refused:
        problems.add(
            "character_set",
            "wrong_character_set",
            f"Byte {refused.start + 1} is not valid in {character_set or 'UTF-8'}, the character "
            "set of line 3.",
            "Write the text in the character set of line 3.",
        )
        # The text is still shown, in the character set that it fits.
        return decoded(content)


def _fields(
    lines: list[str], character_set: str, problems: ProblemList
) -> dict[str, str | list[str]]:
    padded = [*lines, *[""] * 12]  # Empty lines at the end may be missing.
    if not character_set:
        problems.add(
            "character_set",
            "bad_character_set",
            f"Line 3 is {padded[2][:40]!r}.",
            "Write a digit from 1 (UTF-8) to 8 (ISO 8859-15).",
        )
    if padded[3] != "SCT":
        problems.add("", "bad_identification", f"Line 4 is {padded[3][:40]!r}.", "Write SCT.")
    if any(lines[12:]):
        problems.add(
            "", "too_many_lines", "There are more than 12 lines.", "Remove line breaks from texts."
        )
    # The two places without a name are the character set and SCT, which are checked above.
    names = ("version", "", "", "bic", "name", "iban", "amount", *_LINES)
    values: dict[str, str | list[str]] = {
        name: line for name, line in zip(names, padded[1:], strict=False) if name
    }
    values["character_set"] = character_set
    values["amount"] = _amount(padded[7], problems)
    values["iban"] = _iban(padded[6], problems)
    return values


def _amount(line: str, problems: ProblemList) -> str:
    if line and not line.startswith("EUR"):
        problems.add(
            "amount", "bad_currency", f"The amount is {line[:40]!r}.", "Write EUR and the number."
        )
    return line.removeprefix("EUR")


def _iban(line: str, problems: ProblemList) -> str:
    # Not every banking application accepts spaces or small letters here.
    if line != compact(line):
        problems.add(
            "iban",
            "not_electronic",
            "The IBAN has spaces or small letters.",
            "Write it in electronic form.",
            compact(line),
        )
    return compact(line)


FIELDS = (
    Field(
        "name",
        "Name",
        "The name of the beneficiary.",
        "Red Cross of Belgium",
        required=True,
        max_length=70,
        pattern=LINE_PATTERN,
    ),
    Field(
        "iban",
        "IBAN",
        "The account of the beneficiary.",
        "BE72000000001616",
        required=True,
        pattern=IBAN_PATTERN,
    ),
    Field(
        "amount",
        "Amount",
        "Euro, with a full stop before the cents.",
        "1.00",
        pattern=AMOUNT_PATTERN,
    ),
    Field(
        "bic",
        "BIC",
        "The beneficiary's bank; required outside the European Economic Area.",
        "BPOTBEB1",
        pattern=BIC_PATTERN,
    ),
    Field(
        "purpose",
        "Purpose",
        "Up to four letters of the external code set, such as CHAR.",
        "CHAR",
        pattern="[A-Z0-9]{1,4}",
    ),
    Field(
        "reference",
        "Reference",
        "A structured creditor reference; excludes text.",
        "RF18539007547034",
        max_length=35,
        pattern=LINE_PATTERN,
    ),
    Field(
        "text",
        "Text",
        "Unstructured remittance information; excludes reference.",
        "Urgency fund",
        max_length=140,
        pattern=LINE_PATTERN,
    ),
    Field(
        "information",
        "Information",
        "A note from the beneficiary to the payer.",
        "Sample EPC QR code",
        max_length=70,
        pattern=LINE_PATTERN,
    ),
    Field(
        "version",
        "Version",
        "002 if absent; 001 requires the BIC.",
        "002",
        choices=("001", "002"),
    ),
    Field(
        "character_set",
        "Character set",
        "UTF-8 if absent.",
        "UTF-8",
        choices=tuple(_DIGITS),
    ),
)

CONTENT_TYPE = ContentType(
    id=_ID,
    title="SEPA credit transfer (EPC QR code)",
    standard="EPC069-12, version 2.1 (2012), section 2",
    family="payment",
    description="Fills in a euro payment: GiroCode, Zahlen mit Code, Scan2Pay.",
    fields=FIELDS,
    symbologies=("qr",),
    build=build,
    recognise=recognise,
    explain=explain,
    reads_bytes=True,
    synonyms=("girocode", "sepa", "sct", "bcd", "stuzza", "transfer"),
)
