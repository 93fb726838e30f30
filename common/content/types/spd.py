"""Czech payments. Česká bankovní asociace, standard 26: Short Payment Descriptor (QR Platba)."""

import re
from zlib import crc32

from common.content import field_checks
from common.content.bank import BIC_PATTERN, LINE_PATTERN, check_amount, check_iban, compact
from common.content.content_type import ContentType, Explanation, Field, Payload, Values
from common.content.problem_list import ProblemList, decoded, present, text_of, texts_of
from common.content.uri import decoded_value, encoded

_ID = "spd"
_START = re.compile(r"SPD\*[0-9]+\.[0-9]+\*")
_KEYS = {
    "AM": "amount",
    "CC": "currency",
    "RF": "reference",
    "RN": "recipient",
    "DT": "date",
    "PT": "payment_type",
    "MSG": "message",
    "NT": "notification",
    "NTA": "notification_address",
    "X-PER": "retry_days",
    "X-VS": "variable_symbol",
    "X-SS": "specific_symbol",
    "X-KS": "constant_symbol",
    "X-ID": "payment_id",
    "X-URL": "url",
    "X-INV": "invoice",
}
# The asterisk ends a value, and a percent sign begins an encoded byte.
_SAFE = " $+-./:!\"#&'(),;<=>?@[\\]^_`{|}~"


def _check(values: Values) -> ProblemList:
    problems = ProblemList(_ID)
    check_iban(values, "iban", problems)
    for account in texts_of(values, "alternative_accounts"):
        # The BIC behind the plus sign has no check digits.
        alternative = {"alternative_accounts": account.partition("+")[0]}
        check_iban(alternative, "alternative_accounts", problems)
    check_amount(values, "amount", problems, lowest="0.01", highest="9999999.99")
    if bool(text_of(values, "notification")) != bool(text_of(values, "notification_address")):
        problems.add(
            "notification_address",
            "notification",
            "Notification and its address belong together.",
            "Give both or none.",
        )
    return problems


def build(fields: Values) -> Payload:
    """Return the descriptor without a CRC32, which is optional."""
    _check(fields).refuse_if_any()
    iban, bic = compact(text_of(fields, "iban")), text_of(fields, "bic")
    pairs = [("ACC", iban + (f"+{bic}" if bic else ""))]
    alternatives = [compact(one) for one in texts_of(fields, "alternative_accounts")]
    pairs.append(("ALT-ACC", ",".join(alternatives)))
    for key, name in _KEYS.items():
        value = text_of(fields, name)
        pairs.append((key, value.replace("-", "") if key == "DT" else encoded(value, safe=_SAFE)))
    body = "".join(f"*{key}:{value}" for key, value in pairs if value)
    # Each attribute ends with an asterisk, the last one too.
    return Payload(f"SPD*1.0{body}*", options={"ecc": "M"}, symbology="qr")


def recognise(text: str) -> bool:
    """Return True for a descriptor of any version."""
    return bool(_START.match(text))


def explain(payload: bytes | str) -> Explanation:
    """Return the payment; keys of banks that begin with X- are left out."""
    problems = ProblemList(_ID)
    text = decoded(payload)
    start = _START.match(text)
    body = text[start.end() :] if start else text
    found: dict[str, str] = {}
    for attribute in filter(None, body.split("*")):
        key, colon, value = attribute.partition(":")
        if not colon or not re.fullmatch("[A-Z0-9-]+", key):
            problems.add(
                "",
                "bad_attribute",
                f"The attribute {attribute[:40]!r} has no key in capital letters.",
                "Write KEY:value; an asterisk in a value is %2A.",
            )
        elif key in found:
            problems.add("", "repeated_key", f"The key {key} occurs twice.", "Keep one.")
        else:
            found[key] = value
    _check_crc(body, found, problems)
    values = present(_fields(found, problems))
    declared = field_checks.value_problems(_ID, FIELDS, values)
    return Explanation(_ID, values, (*problems.found, *declared, *_check(values).found))


def _fields(found: dict[str, str], problems: ProblemList) -> dict[str, str | list[str]]:
    values: dict[str, str | list[str]] = {}
    # The plus sign between IBAN and BIC is literal, in spite of the percent-encoding.
    iban, _, bic = found.pop("ACC", "").partition("+")
    values.update({"iban": iban, "bic": bic})
    values["alternative_accounts"] = [one for one in found.pop("ALT-ACC", "").split(",") if one]
    for key, value in found.items():
        if name := _KEYS.get(key):
            values[name] = decoded_value(name, value, problems)
        elif not key.startswith("X-") and key != "CRC32":
            problems.add(
                "", "unknown_key", f"The key {key[:40]} is not part of the standard.", "Remove it."
            )
    day = text_of(values, "date")
    if re.fullmatch("[0-9]{8}", day):
        values["date"] = f"{day[:4]}-{day[4:6]}-{day[6:]}"
    return values


def _check_crc(body: str, found: dict[str, str], problems: ProblemList) -> None:
    """Check CRC32, which covers the descriptor without it, keys in order."""
    given = found.get("CRC32")
    if given is None:
        return
    rest = {key: value for key, value in found.items() if key != "CRC32"}
    canonical = "SPD*1.0*" + "*".join(f"{key}:{rest[key]}" for key in sorted(rest))
    unsorted = "SPD*1.0*" + "*".join(f"{key}:{value}" for key, value in rest.items())
    # Writers do not agree on the order of keys and on the asterisk at the end.
    accepted = [
        f"{crc32(text.encode()):08X}"
        for base in (canonical, unsorted)
        for text in (base, base + "*")
    ]
    if given.upper() not in accepted:
        problems.add("", "bad_crc", f"The CRC32 {given[:40]} is wrong.", f"It is {accepted[0]}.")


FIELDS = (
    Field(
        "iban",
        "IBAN",
        "The receiver's account.",
        "CZ5855000000001265098001",
        required=True,
        pattern="[A-Za-z]{2}[0-9]{2}[A-Za-z0-9 ]{11,38}",
    ),
    Field("bic", "BIC", "The receiver's bank.", "RZBCCZPP", pattern=BIC_PATTERN),
    Field(
        "amount",
        "Amount",
        "With a full stop; at most ten characters.",
        "480.50",
        max_length=10,
        pattern=r"[0-9]{1,7}(\.[0-9]{1,2})?",
    ),
    Field(
        "currency",
        "Currency",
        "Three letters of ISO 4217; CZK is meant if it is absent.",
        "CZK",
        pattern="[A-Z]{3}",
    ),
    Field(
        "variable_symbol",
        "Variable symbol",
        "Up to ten digits.",
        "1234567890",
        pattern="[0-9]{1,10}",
    ),
    Field("specific_symbol", "Specific symbol", "Up to ten digits.", "17", pattern="[0-9]{1,10}"),
    Field("constant_symbol", "Constant symbol", "Up to ten digits.", "0308", pattern="[0-9]{1,10}"),
    Field(
        "message",
        "Message",
        "For the receiver.",
        "Platba za zboží",
        max_length=60,
        pattern=LINE_PATTERN,
    ),
    Field(
        "recipient",
        "Recipient",
        "The receiver's name.",
        "Petr Dvořák",
        max_length=35,
        pattern=LINE_PATTERN,
    ),
    Field(
        "date",
        "Due date",
        "A date such as 2027-01-31.",
        "2027-01-31",
        pattern="[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])",
    ),
    Field("reference", "Reference", "Up to 16 digits.", "7004139146", pattern="[0-9]{1,16}"),
    Field(
        "payment_type",
        "Type",
        "IP for an instant payment.",
        "IP",
        max_length=3,
        pattern="[A-Z0-9]+",
    ),
    Field(
        "notification",
        "Notification",
        "P by telephone, E by e-mail.",
        "E",
        choices=("P", "E"),
    ),
    Field(
        "notification_address",
        "Address of notification",
        "Telephone number or e-mail address.",
        "petr@example.com",
        max_length=320,
        pattern=LINE_PATTERN,
    ),
    Field(
        "retry_days",
        "Days of retrying",
        "How long a failed payment is repeated, 0 to 30.",
        "7",
        pattern="[0-9]|[12][0-9]|30",
    ),
    Field(
        "payment_id",
        "Payment",
        "The payer's own identifier.",
        "ABCDEFGHIJ1234567890",
        max_length=20,
        pattern=LINE_PATTERN,
    ),
    Field(
        "url",
        "URL",
        "For the payer's own use.",
        "https://example.com/",
        max_length=140,
        pattern=LINE_PATTERN,
    ),
    Field(
        "alternative_accounts",
        "Alternative accounts",
        "Up to two IBANs, each with + and a BIC if known.",
        "CZ5855000000001265098001+RZBCCZPP",
        max_length=46,
        pattern=r"[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}(\+[A-Z0-9]{8,11})?",
        repeated=True,
    ),
    Field(
        "invoice",
        "Invoice",
        "A QR Faktura: SID and its attributes.",
        "SID*1.0*ID:012150672*DD:20261201",
        pattern=LINE_PATTERN,
    ),
)

CONTENT_TYPE = ContentType(
    id=_ID,
    title="Czech payment (QR Platba)",
    standard="Česká bankovní asociace, standard 26, Short Payment Descriptor 1.0",
    family="payment",
    description="Fills in a Czech payment.",
    fields=FIELDS,
    symbologies=("qr",),
    build=build,
    recognise=recognise,
    explain=explain,
    synonyms=("spayd", "czech", "qr platba"),
)
