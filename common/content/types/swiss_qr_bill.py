"""Swiss QR-bills. Swiss Implementation Guidelines QR-bill 2.3 (SIX), valid from 2025-11-21."""

import re

from common.content import field_checks
from common.content.bank import (
    AMOUNT_PATTERN,
    IBAN_PATTERN,
    LINE_PATTERN,
    check_amount,
    check_creditor_reference,
    check_iban,
    compact,
    decimal,
)
from common.content.checksums import qr_reference_digit
from common.content.content_type import ContentType, Explanation, Field, Payload, Values
from common.content.problem_list import ProblemList, decoded, present, text_of, texts_of

_ID = "swiss_qr_bill"
_MAX_CHARACTERS = 997
_MAX_ADDITIONAL = 140  # Message and billing information together.
_START = re.compile(r"SPC\r?\n")
_PARTY = ("name", "street", "building", "postal_code", "city", "country")
_REQUIRED_OF_PARTY = ("name", "postal_code", "city", "country")
# Guidelines 2.3, 4.1.1: Basic Latin, Latin-1 Supplement, Latin Extended-A, four letters, the euro.
_FOREIGN = re.compile("[^\x20-\x7e\xa0-\u017f\u0218-\u021b\u20ac]")
_LINES = 31  # Up to the trailer EPD; three more may follow.


def _check(values: Values) -> ProblemList:
    problems = ProblemList(_ID)
    check_iban(values, "iban", problems)
    if (country := compact(text_of(values, "iban"))[:2]) and country not in ("CH", "LI"):
        problems.add(
            "iban", "bad_country", "The account is not Swiss or of Liechtenstein.", "Use CH or LI."
        )
    check_amount(values, "amount", problems, lowest="0.00", highest="999999999.99")
    _check_reference(values, problems)
    _check_debtor(values, problems)
    _check_characters(values, problems)
    message, billing = text_of(values, "message"), text_of(values, "billing_information")
    if len(message) + len(billing) > _MAX_ADDITIONAL:
        problems.add(
            "message",
            "too_long",
            f"Message and billing information have {len(message) + len(billing)} characters; "
            f"together {_MAX_ADDITIONAL} are allowed.",
            "Shorten the message.",
        )
    if len(texts_of(values, "alternative_procedures")) > 2:
        problems.add(
            "alternative_procedures", "too_many", "There are more than two.", "Give at most two."
        )
    return problems


def _check_reference(values: Values, problems: ProblemList) -> None:
    """Check that account, type and reference fit. Source: guidelines 2.3, 4.2.2, RmtInf."""
    iban, kind = compact(text_of(values, "iban")), text_of(values, "reference_type")
    reference = text_of(values, "reference")
    # The institution identifiers 30000 to 31999 are reserved for QR-IBANs.
    is_qr_iban = iban[4:9].isdecimal() and 30000 <= int(iban[4:9]) <= 31999
    # The two belong together: a bank refuses a payment with one of them.
    if (kind == "QRR") != is_qr_iban:
        problems.add(
            "reference_type",
            "wrong_account",
            "A QR-IBAN needs a QR reference."
            if is_qr_iban
            else "A QR reference needs a QR-IBAN, with 30000 to 31999 at places 5 to 9.",
            "Give the 27 digits of a QR reference."
            if is_qr_iban
            else "Use a creditor reference (RF…) or none, or give the QR-IBAN of the account.",
        )
    if kind == "NON" and reference:
        problems.add(
            "reference",
            "not_applicable",
            "Type NON has no reference.",
            "Leave it out, or put it into the message.",
        )
    elif kind in ("QRR", "SCOR") and not reference:
        problems.add(
            "reference", "missing_field", f"Type {kind} needs a reference.", "Give the reference."
        )
    elif kind == "SCOR":
        check_creditor_reference(values, "reference", problems)
    elif kind == "QRR":
        _check_qr_reference(reference, problems)


def _check_qr_reference(reference: str, problems: ProblemList) -> None:
    # Zeros alone pass the check digit, and refer to nothing.
    if not re.fullmatch("[0-9]{27}", reference) or not reference.strip("0"):
        problems.add(
            "reference",
            "bad_reference",
            "A QR reference has 27 digits that are not all 0.",
            "Fill it up with zeros at the left; give 26 digits to have the check digit added.",
        )
    elif reference[26] != (right := qr_reference_digit(reference[:26])):
        problems.add(
            "reference",
            "bad_check_digit",
            f"The check digit {reference[26]} of the reference is wrong.",
            f"For these digits it is {right}.",
            reference[:26] + right,
        )


def _check_debtor(values: Values, problems: ProblemList) -> None:
    # Without a debtor, the payer fills in the address; half an address is an error.
    if not any(text_of(values, f"debtor_{part}") for part in _PARTY):
        return
    for part in _REQUIRED_OF_PARTY:
        if not text_of(values, f"debtor_{part}"):
            problems.add(
                f"debtor_{part}",
                "missing_field",
                f"A debtor needs debtor_{part}.",
                "Give it, or leave out all fields of the debtor.",
            )


def _check_characters(values: Values, problems: ProblemList) -> None:
    for name, value in values.items():
        for text in [value] if isinstance(value, str) else value:
            if foreign := _FOREIGN.search(text):
                problems.add(
                    name,
                    "bad_character",
                    f"Character {foreign.start() + 1}, {foreign[0]!r}, is not allowed.",
                    "Use Latin letters up to Latin Extended-A, digits and punctuation.",
                )


def build(fields: Values) -> Payload:
    """Return the lines of the Swiss QR Code; the reference's type is derived if it is absent."""
    values = {**fields, "iban": compact(text_of(fields, "iban"))}
    # The guidelines require two decimals; 10 is as clear as 10.00.
    values["amount"] = _two_decimals(text_of(fields, "amount"))
    values["reference"] = _completed(compact(text_of(fields, "reference")))
    values["reference_type"] = text_of(fields, "reference_type") or _type_of(
        text_of(values, "reference")
    )
    # After what is derived is there: its checks compare the derived values.
    _check(present(values)).refuse_if_any()
    text = "\n".join(_written(values))
    if len(text) > _MAX_CHARACTERS:
        problems = ProblemList(_ID)
        problems.add(
            "",
            "too_long",
            f"The payload has {len(text)} characters; {_MAX_CHARACTERS} are allowed.",
            "Shorten the texts.",
        )
        problems.refuse_if_any()
    # Level M and the cross are required; the cross is a default, since a payload may be drawn
    # elsewhere without it.
    return Payload(text, options={"ecc": "M"}, defaults={"swiss_cross": True}, symbology="qr")


def _two_decimals(amount: str) -> str:
    number = decimal(amount)
    return amount if number is None else f"{number:.2f}"


def _completed(reference: str) -> str:
    """Return *reference* with its check digit if it has 26 digits."""
    # 26 digits can't be a whole reference, which has 27 (guidelines 2.3, annex B).
    if re.fullmatch("[0-9]{26}", reference):
        return reference + qr_reference_digit(reference)
    return reference


def _type_of(reference: str) -> str:
    if reference.startswith("RF"):
        return "SCOR"
    return "QRR" if reference else "NON"


def _written(values: Values) -> list[str]:
    # 0200 is the version of the payload, which is not that of the guidelines; 1 is UTF-8.
    lines = ["SPC", "0200", "1", text_of(values, "iban")]
    lines += _written_party("creditor", values)
    lines += [""] * 7  # The ultimate creditor is for future use and must be empty.
    lines += [text_of(values, "amount"), text_of(values, "currency")]
    # Without a debtor all seven lines are empty, the address type too.
    lines += _written_party("debtor", values)
    lines += [text_of(values, name) for name in ("reference_type", "reference", "message")]
    lines.append("EPD")
    billing = text_of(values, "billing_information")
    procedures = texts_of(values, "alternative_procedures")
    # The line of the billing information stays if procedures follow: place decides the meaning.
    if billing or procedures:
        lines.append(billing)
    return lines + procedures


def _written_party(party: str, values: Values) -> list[str]:
    parts = [text_of(values, f"{party}_{part}") for part in _PARTY]
    # S is a structured address, the only type that 2.3 allows.
    return ["S" if any(parts) else "", *parts]


def recognise(text: str) -> bool:
    """Return True if the first line is SPC."""
    return bool(_START.match(text))


def explain(payload: bytes | str) -> Explanation:
    """Return the bill; addresses in two lines, which 2.3 forbids, are a problem."""
    problems = ProblemList(_ID)
    text = decoded(payload)
    lines = [line.removesuffix("\r") for line in text.split("\n")]
    # A payload that ends too early has empty lines from there on, so that each missing element is
    # reported by its own check.
    padded = [*lines, *[""] * (_LINES + 3)]
    _check_frame(text, lines, padded, problems)
    values: dict[str, str | list[str]] = {"iban": padded[3]}
    _read_party("creditor", padded[4:11], values, problems)
    if any(padded[11:18]):
        problems.add(
            "",
            "ultimate_creditor",
            "Lines 12 to 18 are not empty.",
            "Leave the ultimate creditor empty; it is for future use.",
        )
    values.update({"amount": padded[18], "currency": padded[19]})
    _read_party("debtor", padded[20:27], values, problems)
    values.update(zip(("reference_type", "reference", "message"), padded[27:30], strict=True))
    _read_end(lines[_LINES:], values, problems)
    _check_amount_form(padded[18], problems)
    values = present(values)
    declared = field_checks.value_problems(_ID, FIELDS, values)
    return Explanation(_ID, values, (*problems.found, *declared, *_check(values).found))


def _check_frame(text: str, lines: list[str], padded: list[str], problems: ProblemList) -> None:
    if not re.fullmatch("02[0-9]{2}", padded[1]):
        problems.add("", "bad_version", f"Line 2 is {padded[1][:40]!r}.", "Write version 0200.")
    if padded[2] != "1":
        problems.add("", "bad_coding", f"Line 3 is {padded[2][:40]!r}.", "Write 1 for UTF-8.")
    if padded[_LINES - 1] != "EPD":
        problems.add(
            "",
            "no_trailer",
            f"Line {_LINES} is {padded[_LINES - 1][:40]!r}.",
            f"Write EPD on line {_LINES}; every element has its line, even if it is empty.",
        )
    if len(lines) > _LINES + 3:
        problems.add("", "too_many_lines", f"There are {len(lines)} lines.", "Write at most 34.")
    if len(text) > _MAX_CHARACTERS:
        problems.add(
            "",
            "too_long",
            f"The payload has {len(text)} characters; {_MAX_CHARACTERS} are allowed.",
            "Shorten the texts.",
        )


def _check_amount_form(amount: str, problems: ProblemList) -> None:
    if amount and not re.fullmatch(r"(0|[1-9][0-9]*)\.[0-9]{2}", amount):
        problems.add(
            "amount",
            "bad_amount_form",
            f"The amount is {amount[:40]!r}.",
            "Write two decimals and no leading zeros.",
            _two_decimals(amount) if decimal(amount) is not None else "",
        )


def _read_party(
    party: str, lines: list[str], values: dict[str, str | list[str]], problems: ProblemList
) -> None:
    kind, name, first, second, postal_code, city, country = lines
    if kind == "K":
        # Combined addresses ended on 2025-11-21; both lines are kept as they are.
        problems.add(
            f"{party}_street",
            "combined_address",
            "The address is combined (K), which version 2.3 does not allow.",
            "Write a structured address (S).",
        )
        found = (name, first, "", "", second, country)
    else:
        if kind != "S" and any(lines):
            problems.add(
                f"{party}_name",
                "bad_address_type",
                f"The address has the type {kind[:40]!r}.",
                "Write S.",
            )
        found = (name, first, second, postal_code, city, country)
    for part, value in zip(_PARTY, found, strict=True):
        values[f"{party}_{part}"] = value


def _read_end(lines: list[str], values: dict[str, str | list[str]], problems: ProblemList) -> None:
    """Read billing information and alternative procedures, which follow the trailer."""
    if not lines:
        return
    billing, *procedures = lines
    # Structured billing information begins with //; some writers leave its empty line out.
    if billing and not billing.startswith("//") and re.match("[A-Za-z0-9]{2,}[/;]", billing):
        problems.add(
            "alternative_procedures",
            "misplaced_procedure",
            "An alternative procedure is on line 32, the place of the billing information.",
            "Leave line 32 empty and write alternative procedures on lines 33 and 34.",
        )
        billing, procedures = "", lines
    values["billing_information"] = billing
    values["alternative_procedures"] = [line for line in procedures if line]


def _party_fields(party: str, title: str, examples: tuple[str, ...]) -> tuple[Field, ...]:
    required = party == "creditor"
    name, street, building, postal_code, city, country = examples

    def part(suffix: str, label: str, description: str, example: str, length: int) -> Field:
        return Field(
            f"{party}_{suffix}",
            f"{title}'s {label}",
            description,
            example,
            required=required and suffix in _REQUIRED_OF_PARTY,
            max_length=length,
            pattern="[A-Z]{2}" if suffix == "country" else LINE_PATTERN,
        )

    return (
        part("name", "name", "Name or company.", name, 70),
        part("street", "street", "The street, or P.O. box.", street, 70),
        part("building", "building number", "House number.", building, 16),
        part("postal_code", "postal code", "Without a country code.", postal_code, 16),
        part("city", "town", "The town.", city, 35),
        part("country", "country", "Two letters of ISO 3166-1.", country, 2),
    )


FIELDS = (
    Field(
        "iban",
        "IBAN",
        "The creditor's IBAN or QR-IBAN, of Switzerland or Liechtenstein.",
        "CH5800791123000889012",
        required=True,
        pattern=IBAN_PATTERN,
    ),
    *_party_fields(
        "creditor",
        "Creditor",
        ("Max Muster & Söhne", "Musterstrasse", "123", "8000", "Seldwyla", "CH"),
    ),
    Field("currency", "Currency", "CHF or EUR.", "CHF", required=True, choices=("CHF", "EUR")),
    Field(
        "amount",
        "Amount",
        "With a full stop before two decimals; the payer fills it in if it is absent.",
        "50.00",
        pattern=AMOUNT_PATTERN,
    ),
    *_party_fields(
        "debtor", "Debtor", ("Simon Muster", "Musterstrasse", "1", "8000", "Seldwyla", "CH")
    ),
    Field(
        "reference_type",
        "Type of reference",
        "QRR with a QR-IBAN, SCOR or NON with an IBAN; derived from the reference if absent.",
        "SCOR",
        choices=("QRR", "SCOR", "NON"),
    ),
    Field(
        "reference",
        "Reference",
        "27 digits (or 26, to which the check digit is added), or a creditor reference RF….",
        "RF18539007547034",
        pattern="[0-9A-Za-z ]{5,33}",
    ),
    Field(
        "message",
        "Message",
        "Unstructured message to the payer.",
        "Order of 15 June 2026",
        max_length=140,
        pattern=LINE_PATTERN,
    ),
    Field(
        "billing_information",
        "Billing information",
        "Structured information for the payer's software, such as //S1/….",
        "//S1/10/10201409/11/190512",
        max_length=140,
        pattern="//[^\\x00-\\x1f\\x7f]+",
    ),
    Field(
        "alternative_procedures",
        "Alternative procedures",
        "Parameters of up to two other procedures, such as eBill.",
        "eBill/B/simon.muster@example.com",
        max_length=100,
        pattern=LINE_PATTERN,
        repeated=True,
    ),
)

CONTENT_TYPE = ContentType(
    id=_ID,
    title="Swiss QR-bill",
    standard="Swiss Implementation Guidelines QR-bill, version 2.3, section 4",
    family="payment",
    description="Fills in a payment in Swiss francs or euro.",
    fields=FIELDS,
    symbologies=("qr",),
    build=build,
    recognise=recognise,
    explain=explain,
    synonyms=("spc", "qr-rechnung", "facture qr", "six", "qr invoice"),
)
