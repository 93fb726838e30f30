"""Singaporean payments. ABS, PayNow; Singapore Quick Response Code Specification (SGQR)."""

import re

from common.content import emv, field_checks
from common.content.bank import AMOUNT_PATTERN, check_amount
from common.content.content_type import ContentType, Explanation, Field, Payload, Values
from common.content.problem_list import ProblemList, decoded, present, text_of

_ID = "paynow"
_PROXIES = {"0": "mobile", "2": "uen"}
_CITY = "Singapore"
# Digits, their weights, and the letter for each remainder: businesses, then local companies.
_UEN_FORMS: tuple[tuple[int, tuple[int, ...], str], ...] = (
    (8, (10, 4, 9, 3, 8, 2, 7, 1), "XMKECAWLJDB"),
    (9, (10, 8, 6, 4, 9, 7, 5, 3, 1), "ZKCMDNERGWH"),
)


def _check(values: Values) -> ProblemList:
    problems = ProblemList(_ID)
    # Both, or neither: a payment has one receiver.
    if bool(text_of(values, "mobile")) == bool(text_of(values, "uen")):
        problems.add(
            "uen",
            "one_receiver",
            "A payment has either a UEN or a mobile number.",
            "Give uen for a company, mobile for a person.",
        )
    if text_of(values, "editable") == "false" and not text_of(values, "amount"):
        problems.add(
            "editable",
            "no_amount",
            "An amount that is absent can't be fixed.",
            "Give the amount, or editable true.",
        )
    check_amount(values, "amount", problems, lowest="0.01", highest="9999999999.99")
    _check_uen(text_of(values, "uen"), problems)
    return problems


def _check_uen(uen: str, problems: ProblemList) -> None:
    """Check the letter at the end of a UEN; a suffix of PayNow may follow it.

    Source: ACRA, Unique Entity Number: the formats of businesses and of local companies.
    """
    for digits, weights, letters in _UEN_FORMS:
        if re.fullmatch(f"[0-9]{{{digits}}}[A-Z].{{0,3}}", uen):
            body, given = uen[:digits], uen[digits]
            # The letter depends on the weighted sum modulo 11.
            total = sum(int(one) * weight for one, weight in zip(body, weights, strict=True))
            right = letters[total % 11]
            if given != right:
                problems.add(
                    "uen",
                    "bad_check_letter",
                    f"The letter {given} of the UEN is wrong.",
                    f"For these digits it is {right}.",
                    body + right + uen[digits + 1 :],
                )


def build(fields: Values) -> Payload:
    """Return the payload; the amount can be edited unless the request says otherwise."""
    _check(fields).refuse_if_any()
    amount = text_of(fields, "amount")
    mobile, uen = text_of(fields, "mobile"), text_of(fields, "uen")
    # Without an amount the payer has to fill it in.
    editable = text_of(fields, "editable") or ("false" if amount else "true")
    account = [
        ("00", emv.PAYNOW.upper()),
        ("01", "0" if mobile else "2"),
        ("02", mobile or uen),
        ("03", "1" if editable == "true" else "0"),
        ("04", text_of(fields, "expiry").replace("-", "")),
    ]
    pairs = [
        # 11 is a static code for many payments, 12 a dynamic one for a single payment (EMVCo, data
        # object 01).
        ("01", "12" if amount else "11"),
        ("26", emv.written(account)),
        # Merchant category 0000: none applies.
        ("52", "0000"),
        ("53", "702"),  # The Singapore dollar, ISO 4217.
        ("54", amount),
        ("58", "SG"),
        # EMVCo requires a name; NA is what banks write for none.
        ("59", text_of(fields, "name") or "NA"),
        ("60", _CITY),
        ("62", emv.written([("01", text_of(fields, "reference"))])),
    ]
    return Payload(emv.signed(pairs), symbology="qr")


def recognise(text: str) -> bool:
    """Return True for an EMV payload with the identifier of PayNow."""
    return emv.scheme_of(text) == emv.PAYNOW


def explain(payload: bytes | str) -> Explanation:
    """Return the payment; editable is always among the fields."""
    problems = ProblemList(_ID)
    found = emv.read(decoded(payload), problems)
    emv.check_required(found, problems)
    # In an SGQR with several schemes PayNow may have any identifier from 26 to 51.
    templates = [
        emv.by_tag(emv.objects(value, problems, where=f"data object {tag}"), problems)
        for tag, value in found.items()
        # Places 0 to 3 are the identifier 00 and the length 09 of the scheme's name.
        if value[4:13].casefold() == emv.PAYNOW and "26" <= tag <= "51"
    ]
    account = templates[0] if templates else {}
    additional = emv.by_tag(
        emv.objects(found.get("62", ""), problems, where="data object 62"), problems
    )
    # What is missing has been reported by check_required.
    if found.get("53", "702") != "702" or found.get("58", "SG") != "SG":
        problems.add(
            "", "wrong_country", "Currency or country is not Singaporean.", "Write 702 and SG."
        )
    expiry = account.get("04", "")
    name = found.get("59", "")
    read = {
        "amount": found.get("54", ""),
        "name": "" if name == "NA" else name,
        "editable": {"1": "true", "0": "false"}.get(account.get("03", "0"), account.get("03", "")),
        "expiry": f"{expiry[:4]}-{expiry[4:6]}-{expiry[6:]}" if expiry else "",
        "reference": additional.get("01", ""),
    }
    _read_proxy(account, read, problems)
    values = present(read)
    declared = field_checks.value_problems(_ID, FIELDS, values)
    return Explanation(_ID, values, (*problems.found, *declared, *_check(values).found))


def _read_proxy(account: dict[str, str], read: dict[str, str], problems: ProblemList) -> None:
    proxy = account.get("01", "")
    if name := _PROXIES.get(proxy):
        read[name] = account.get("02", "")
    else:
        problems.add(
            "",
            "bad_proxy",
            f"The kind of receiver is {proxy[:40]!r}.",
            "Write 0 for a mobile number or 2 for a UEN.",
        )


FIELDS = (
    Field(
        "uen",
        "UEN",
        "Unique entity number of a company, with its PayNow suffix if it has one.",
        "201403121W",
        max_length=13,
        pattern="[0-9A-Z]{9,13}",
    ),
    Field(
        "mobile",
        "Mobile number",
        "+65 and eight digits.",
        "+6591234567",
        pattern=r"\+65[0-9]{8}",
    ),
    Field(
        "amount",
        "Amount",
        "Singapore dollars, with a full stop.",
        "500.00",
        max_length=13,
        pattern=AMOUNT_PATTERN,
    ),
    Field(
        "editable",
        "Editable",
        "true if the payer may change the amount; if absent, true without an amount.",
        "true",
        choices=("true", "false"),
    ),
    Field(
        "expiry",
        "Expiry",
        "The last day, such as 2027-12-31.",
        "2027-12-31",
        pattern="[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])",
    ),
    Field(
        "reference",
        "Reference",
        "The bill's number.",
        "TQINV-10001",
        max_length=25,
        pattern="[ -~]+",
    ),
    Field(
        "name",
        "Name",
        "The receiver's name.",
        "ACME Pte Ltd.",
        max_length=25,
        pattern="(?!NA$)[ -~]+",
    ),
)

CONTENT_TYPE = ContentType(
    id=_ID,
    title="PayNow payment",
    standard="Association of Banks in Singapore, PayNow; SGQR specification; EMVCo "
    "merchant-presented mode 1.1",
    family="payment",
    description="Fills in a Singaporean payment.",
    fields=FIELDS,
    symbologies=("qr",),
    build=build,
    recognise=recognise,
    explain=explain,
    synonyms=("singapore", "sgqr", "uen"),
)
