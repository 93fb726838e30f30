"""Thai payments. Bank of Thailand, Thai QR Payment Standard (EMVCo merchant-presented mode)."""

from common.content import emv, field_checks
from common.content.bank import AMOUNT_PATTERN, check_amount
from common.content.checksums import thai_id_check_digit
from common.content.content_type import ContentType, Explanation, Field, Payload, Values
from common.content.problem_list import ProblemList, decoded, present, text_of

_ID = "promptpay"
_PROXIES = {"01": "mobile", "02": "national_id", "03": "e_wallet", "04": "bank_account"}
_COUNTRY_CODE = "0066"
_TARGETS = (*_PROXIES.values(), "biller")


def _check(values: Values) -> ProblemList:
    problems = ProblemList(_ID)
    given = [name for name in _TARGETS if text_of(values, name)]
    if len(given) != 1:
        problems.add(
            # The second of several receivers is one too many; a mobile number is the usual
            # receiver.
            given[1] if given else "mobile",
            "one_receiver",
            f"There are {len(given)} receivers; a payment has one.",
            f"Give one of {', '.join(_TARGETS)}.",
        )
    for name in ("reference1", "reference2"):
        if text_of(values, name) and not text_of(values, "biller"):
            problems.add(name, "not_applicable", f"{name} belongs to a biller.", "Leave it out.")
    if text_of(values, "biller") and not text_of(values, "reference1"):
        problems.add(
            "reference1", "missing_field", "A bill has reference1.", "Give the bill's number."
        )
    check_amount(values, "amount", problems, lowest="0.01", highest="9999999999.99")
    return problems


def _warnings(values: Values) -> tuple[str, ...]:
    identifier = text_of(values, "national_id")
    if not identifier or identifier[12] == (right := thai_id_check_digit(identifier[:12])):
        return ()
    # Published examples of the standard have invented numbers; so this is no error.
    return (f"The check digit of national_id is {identifier[12]}; {right} would be right.",)


def build(fields: Values) -> Payload:
    """Return the payload; the mobile number is written with country code and 13 digits."""
    _check(fields).refuse_if_any()
    if biller := text_of(fields, "biller"):
        account = [("00", emv.PROMPTPAY_BILL.upper()), ("01", biller)]
        account += [
            ("02", text_of(fields, "reference1")),
            ("03", text_of(fields, "reference2")),
        ]
    else:
        account = [("00", emv.PROMPTPAY_TRANSFER.upper())]
        account += [
            (tag, _international(text_of(fields, name)) if tag == "01" else text_of(fields, name))
            for tag, name in _PROXIES.items()
        ]
    amount = text_of(fields, "amount")
    pairs = [
        # A code with an amount is made for one payment.
        ("01", "12" if amount else "11"),
        # Data object 29 is a credit transfer, 30 a bill payment.
        ("30" if biller else "29", emv.written(account)),
        ("53", "764"),  # The baht, ISO 4217.
        ("54", amount),
        ("58", "TH"),
        ("59", text_of(fields, "name")),
    ]
    return Payload(emv.signed(pairs), symbology="qr", warnings=_warnings(fields))


def _international(number: str) -> str:
    # Without the leading 0 of the national form.
    return _COUNTRY_CODE + number[1:] if number else ""


def recognise(text: str) -> bool:
    """Return True for an EMV payload with an identifier of PromptPay."""
    return emv.scheme_of(text) in (emv.PROMPTPAY_TRANSFER, emv.PROMPTPAY_BILL)


def explain(payload: bytes | str) -> Explanation:
    """Return receiver and amount."""
    problems = ProblemList(_ID)
    found = emv.read(decoded(payload), problems)
    values: dict[str, str | list[str]] = {
        "amount": found.get("54", ""),
        "name": found.get("59", ""),
    }
    for tag, names in (
        ("29", _PROXIES),
        ("30", {"01": "biller", "02": "reference1", "03": "reference2"}),
    ):
        pairs = emv.objects(found.get(tag, ""), problems, where=f"data object {tag}")
        for inner, value in pairs:
            if name := names.get(inner):
                values[name] = _national(value) if name == "mobile" else value
    if found.get("53") != "764" or found.get("58") != "TH":
        problems.add("", "wrong_country", "Currency or country is not Thai.", "Write 764 and TH.")
    values = present(values)
    declared = field_checks.value_problems(_ID, FIELDS, values)
    return Explanation(_ID, values, (*problems.found, *declared, *_check(values).found))


def _national(number: str) -> str:
    if number.startswith(_COUNTRY_CODE):
        return "0" + number.removeprefix(_COUNTRY_CODE)
    return number


FIELDS = (
    Field(
        "mobile",
        "Mobile number",
        "Ten digits with the leading 0.",
        "0801234567",
        pattern="0[0-9]{9}",
    ),
    Field(
        "national_id",
        "National or tax number",
        "13 digits.",
        "1101700230708",
        pattern="[0-9]{13}",
    ),
    Field("e_wallet", "E-wallet", "15 digits.", "012345678901234", pattern="[0-9]{15}"),
    Field(
        "bank_account",
        "Bank account",
        "The bank's three digits and the account.",
        "0141234567890",
        max_length=43,
        pattern="[0-9]{4,43}",
    ),
    Field(
        "biller",
        "Biller",
        "15 digits: tax number and suffix; needs reference1.",
        "099999999999990",
        pattern="[0-9]{15}",
    ),
    Field(
        "reference1",
        "Reference 1",
        "Of a bill: capital letters and digits.",
        "CUSTOMER17",
        max_length=20,
        pattern="[A-Z0-9]+",
    ),
    Field(
        "reference2",
        "Reference 2",
        "Of a bill: capital letters and digits.",
        "INVOICE17",
        max_length=20,
        pattern="[A-Z0-9]+",
    ),
    Field(
        "amount", "Amount", "Baht, with a full stop.", "4.22", max_length=13, pattern=AMOUNT_PATTERN
    ),
    Field(
        "name",
        "Name",
        "The receiver's name.",
        "ACME",
        max_length=25,
        pattern=r"[^\x00-\x1f\x7f]+",
    ),
)

CONTENT_TYPE = ContentType(
    id=_ID,
    title="PromptPay payment",
    standard="Bank of Thailand, Thai QR Payment Standard, tags 29 and 30; EMVCo "
    "merchant-presented mode 1.1",
    family="payment",
    description="Fills in a Thai transfer or bill.",
    fields=FIELDS,
    symbologies=("qr",),
    build=build,
    recognise=recognise,
    explain=explain,
    synonyms=("thailand", "thai qr", "anyid"),
)
