"""Secrets of one-time passwords. Key URI format; RFC 4226 and RFC 6238."""

import re

from common.content import field_checks
from common.content.content_type import ContentType, Explanation, Field, Payload, Values
from common.content.problem_list import ProblemList, decoded, present, text_of
from common.content.uri import decoded_value, encoded, parsed_query, query

_ID = "otpauth"
_PARAMETERS = {
    name: name for name in ("secret", "issuer", "algorithm", "digits", "period", "counter")
}
_MIN_SECRET_BITS = 128  # RFC 4226, 4, R6
_LABEL = r"[^:\x00-\x1f\x7f]+"
# Lengths of unpadded base32 that no whole number of bytes has (RFC 4648, 6).
_IMPOSSIBLE_REMAINDERS = (1, 3, 6)


def _check(values: Values) -> ProblemList:
    problems = ProblemList(_ID)
    counted = text_of(values, "type") == "hotp"
    if counted and not text_of(values, "counter"):
        problems.add(
            "counter", "missing_field", "hotp needs a counter.", "Give the first value, often 0."
        )
    # An application would ignore the field, and its user expect the other kind.
    for name, wrong in (("counter", not counted), ("period", counted)):
        if wrong and text_of(values, name):
            problems.add(
                name,
                "not_applicable",
                f"{'hotp' if counted else 'totp'} has no {name}.",
                f"Leave {name} out.",
            )
    # Base32 without padding: five bytes are eight characters, so that some remainders have no
    # bytes.
    if len(text_of(values, "secret")) % 8 in _IMPOSSIBLE_REMAINDERS:
        problems.add(
            "secret",
            "bad_length",
            "The secret is no whole number of bytes in base32.",
            "Copy the whole secret; a character is missing or too many.",
        )
    return problems


def _short_secret(values: Values) -> str:
    # Base32 has five bits a character; what does not fill a byte is padding.
    bits = len(text_of(values, "secret")) * 5 // 8 * 8
    if bits >= _MIN_SECRET_BITS:
        return ""
    return f"The secret has {bits} bits; RFC 4226 demands {_MIN_SECRET_BITS} and recommends 160."


def build(fields: Values) -> Payload:
    """Return the key URI; the issuer is in the label and in a parameter."""
    values = {**fields, "type": text_of(fields, "type") or "totp"}
    _check(values).refuse_if_any()
    issuer = text_of(values, "issuer")
    # The format recommends the issuer in both places, for old and new readers.
    label = encoded(text_of(values, "account"), safe="@")
    if issuer:
        label = f"{encoded(issuer)}:{label}"
    pairs = [(name, text_of(values, name)) for name in _PARAMETERS]
    text = f"otpauth://{values['type']}/{label}?{query(pair for pair in pairs if pair[1])}"
    warnings = filter(None, [_short_secret(values)])
    return Payload(text, symbology="qr", warnings=tuple(warnings))


def recognise(text: str) -> bool:
    """Return True for a key URI."""
    return text[:10].casefold() == "otpauth://"


def explain(payload: bytes | str) -> Explanation:
    """Return type, label and parameters; secrets in lower case or with padding are problems."""
    problems = ProblemList(_ID)
    path, _, rest = decoded(payload)[10:].partition("?")
    kind, _, label = path.partition("/")
    parameters = parsed_query(rest, _PARAMETERS, problems)
    issuer, account = _split_label(label, problems)
    # Old links have the issuer in the label only; if both are there, the parameter counts.
    named = parameters.setdefault("issuer", issuer)
    if issuer and named != issuer:
        problems.add(
            "issuer",
            "two_issuers",
            f"The label names the issuer {issuer[:40]!r}, the parameter {named[:40]!r}.",
            "Write the same issuer in both places.",
        )
    if "secret" in parameters:
        parameters["secret"] = _secret(parameters["secret"], problems)
    values = present({"type": kind, "account": account, **parameters})
    if "secret" in values and (short := _short_secret(values)):
        problems.add("secret", "short_secret", short, "Use a secret of 160 bits.")
    declared = field_checks.value_problems(_ID, FIELDS, values)
    return Explanation(_ID, values, (*problems.found, *declared, *_check(values).found))


def _split_label(label: str, problems: ProblemList) -> tuple[str, str]:
    # The colon may be encoded, and spaces may follow it (key URI format, label).
    issuer, colon, account = re.sub("%3a", ":", label, count=1, flags=re.IGNORECASE).partition(":")
    if not colon:
        return "", decoded_value("account", issuer, problems)
    return (
        decoded_value("issuer", issuer, problems),
        decoded_value("account", account, problems).lstrip(" "),
    )


def _secret(secret: str, problems: ProblemList) -> str:
    # Sites show the secret in groups, and the spaces get copied along.
    plain = re.sub(r"[\s=-]", "", secret).upper()
    if plain != secret:
        problems.add(
            "secret",
            "not_canonical",
            "The secret has lower case letters, spaces or padding, which some readers refuse.",
            "Write capital letters and digits only.",
            plain,
        )
    return plain


FIELDS = (
    Field(
        "type",
        "Type",
        "totp counts time, hotp counts uses; totp if absent.",
        "totp",
        choices=("totp", "hotp"),
    ),
    Field(
        "account",
        "Account",
        "The user's name at the issuer; no colon.",
        "alice@example.com",
        required=True,
        max_length=200,
        pattern=_LABEL,
    ),
    Field(
        "secret",
        "Secret",
        "Base32 in capital letters without padding.",
        "HXDMVJECJJWSRB3HWIZR4IFUGFTMXBOZ",
        required=True,
        max_length=500,
        pattern="[A-Z2-7]+",
    ),
    Field(
        "issuer",
        "Issuer",
        "The provider of the account; no colon.",
        "ACME Co",
        max_length=200,
        pattern=_LABEL,
    ),
    Field(
        "algorithm",
        "Algorithm",
        "The hash; SHA1 if absent, and some readers know no other.",
        "SHA1",
        choices=("SHA1", "SHA256", "SHA512"),
    ),
    Field("digits", "Digits", "Digits of a password; 6 if absent.", "6", choices=("6", "7", "8")),
    Field(
        "period",
        "Period",
        "Seconds for which a password of totp is valid; 30 if absent.",
        "30",
        pattern="[1-9][0-9]{0,5}",
    ),
    Field(
        "counter",
        "Counter",
        "The first value of the counter of hotp.",
        "0",
        pattern="0|[1-9][0-9]{0,18}",
    ),
)

CONTENT_TYPE = ContentType(
    id=_ID,
    title="One-time password",
    standard="Key URI format of Google Authenticator; RFC 4226, section 4; RFC 6238, section 4",
    family="device",
    description="Adds an account to an authenticator application.",
    fields=FIELDS,
    symbologies=("qr", "aztec", "datamatrix"),
    build=build,
    recognise=recognise,
    explain=explain,
    synonyms=("totp", "hotp", "2fa", "mfa", "authenticator"),
)
