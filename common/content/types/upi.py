"""Indian payments. NPCI, UPI Linking Specifications 1.6."""

from common.content import field_checks
from common.content.bank import LINE_PATTERN, check_amount, decimal
from common.content.content_type import ContentType, Explanation, Field, Payload, Values
from common.content.problem_list import ProblemList, decoded, present, text_of
from common.content.uri import parsed_query, query

_ID = "upi"
_PARAMETERS = {
    "pa": "payee_address",
    "pn": "payee_name",
    "mc": "category",
    "tid": "transaction_id",
    "tr": "reference",
    "tn": "note",
    "am": "amount",
    "mam": "minimum_amount",
    "cu": "currency",
    "url": "url",
    "mode": "mode",
    "purpose": "purpose",
    "orgid": "organization",
    "sign": "signature",
}
_START = "upi://pay"


def _check(values: Values) -> ProblemList:
    problems = ProblemList(_ID)
    for name in ("amount", "minimum_amount"):
        check_amount(values, name, problems, lowest="0.01", highest="999999999999.99")
    amount, minimum = (decimal(text_of(values, name)) for name in ("amount", "minimum_amount"))
    if amount is not None and minimum is not None and minimum > amount:
        problems.add(
            "minimum_amount",
            "bad_amount",
            "The minimum is above the amount.",
            "Give an amount that is at least the minimum.",
        )
    return problems


def build(fields: Values) -> Payload:
    """Return the link; spaces are %20, since applications do not agree on +."""
    _check(fields).refuse_if_any()
    values = {**fields, "currency": text_of(fields, "currency") or "INR"}
    pairs = [(key, text_of(values, name)) for key, name in _PARAMETERS.items()]
    return Payload(
        f"{_START}?{query((pair for pair in pairs if pair[1]), safe='@')}", symbology="qr"
    )


def recognise(text: str) -> bool:
    """Return True for a UPI payment link."""
    return text[: len(_START)].casefold() == _START


def explain(payload: bytes | str) -> Explanation:
    """Return the parameters of the link."""
    problems = ProblemList(_ID)
    _, _, rest = decoded(payload).partition("?")
    # Forms encode a space as +, URIs as %20; applications follow one or the other.
    if "+" in rest:
        problems.add(
            "", "plus", "A + is read as a space by some applications.", "Write %20 or %2B."
        )
    found = parsed_query(rest, _PARAMETERS, problems)
    if found.get("minimum_amount") == "null":
        del found["minimum_amount"]  # NPCI's example: the amount can't be changed.
    values = present(dict(found))
    declared = field_checks.value_problems(_ID, FIELDS, values)
    return Explanation(_ID, values, (*problems.found, *declared, *_check(values).found))


_AMOUNT = r"[0-9]{1,12}(\.[0-9]{1,2})?"

FIELDS = (
    Field(
        "payee_address",
        "Payee's address",
        "A virtual payment address such as name@bank.",
        "nadeem@npci",
        required=True,
        max_length=255,
        pattern=r"[A-Za-z0-9.\-_]+@[A-Za-z0-9.\-]+",
    ),
    Field(
        "payee_name",
        "Payee's name",
        "The name that the payer sees.",
        "nadeem chinna",
        required=True,
        max_length=99,
        pattern=LINE_PATTERN,
    ),
    Field("amount", "Amount", "Rupees, with a full stop.", "10.00", pattern=_AMOUNT),
    Field(
        "minimum_amount",
        "Minimum amount",
        "The least that the payer may give.",
        "5.00",
        pattern=_AMOUNT,
    ),
    Field("currency", "Currency", "INR.", "INR", choices=("INR",)),
    Field(
        "note",
        "Note",
        "What the payment is for.",
        "Invoice 17",
        max_length=80,
        pattern=LINE_PATTERN,
    ),
    Field(
        "reference",
        "Reference",
        "The merchant's number of the order.",
        "4894398cndhcd23",
        max_length=35,
        pattern=LINE_PATTERN,
    ),
    Field(
        "transaction_id",
        "Transaction",
        "Identifier of the payer's provider.",
        "cxnkjcnkjdfdvjndkjfvn",
        max_length=35,
        pattern="[A-Za-z0-9]+",
    ),
    Field(
        "category", "Category", "Merchant category code of ISO 18245.", "5411", pattern="[0-9]{4}"
    ),
    Field(
        "url",
        "Details",
        "An address with details of the transaction.",
        "https://example.com/orders/17",
        max_length=500,
        pattern=r"https?://[^\s]+",
    ),
    Field("mode", "Mode", "Two digits: how the payment begins.", "02", pattern="[0-9]{2}"),
    Field("purpose", "Purpose", "Two digits.", "00", pattern="[0-9]{2}"),
    Field(
        "organization",
        "Organisation",
        "Identifier of the provider that made the link.",
        "159761",
        pattern="[0-9]{6}",
    ),
    Field(
        "signature",
        "Signature",
        "Base64 of the provider's signature.",
        "MEUCIQC8bLDdRbDhpsPAt9wR1a0pcEssDaV",
        max_length=500,
        pattern=r"[A-Za-z0-9+/=_\-]+",
    ),
)

CONTENT_TYPE = ContentType(
    id=_ID,
    title="UPI payment",
    standard="NPCI, UPI Linking Specifications, version 1.6, section 1.2",
    family="payment",
    description="Fills in an Indian payment.",
    fields=FIELDS,
    symbologies=("qr",),
    build=build,
    recognise=recognise,
    explain=explain,
    synonyms=("india", "bhim", "vpa", "npci"),
)
