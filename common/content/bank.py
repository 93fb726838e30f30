"""Checks of account numbers, references and amounts that payment standards share."""

import re
from decimal import Decimal, InvalidOperation

from common.content.checksums import mod97_check_digits
from common.content.content_type import Values
from common.content.problem_list import ProblemList, text_of

IBAN_PATTERN = r"[A-Za-z]{2}[0-9]{2}[A-Za-z0-9 ]{11,38}"
BIC_PATTERN = r"[A-Z]{6}[A-Z0-9]{2}([A-Z0-9]{3})?"  # ISO 9362:2022, section 5
AMOUNT_PATTERN = r"[0-9]{1,12}(\.[0-9]{1,2})?"
LINE_PATTERN = r"[^\x00-\x1f\x7f]+"  # One line: no control characters.

# Characters of an IBAN by country. Source: SWIFT IBAN Registry, release 99.
_LENGTHS = (
    "AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BI27 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DJ27 "
    "DK18 DO28 EE20 EG29 ES24 FI18 FK18 FO18 FR27 GB22 GE22 GI23 GL18 GR27 GT28 HN28 HR21 HU28 "
    "IE22 IL23 IQ23 IS26 IT27 JO30 KW30 KZ20 LB28 LC32 LI21 LT20 LU20 LV21 LY25 MC27 MD24 ME22 "
    "MK19 MN20 MR27 MT31 MU30 NI28 NL18 NO15 OM23 PK24 PL28 PS29 PT25 QA29 RO24 RS22 RU33 SA24 "
    "SC31 SD18 SE24 SI19 SK24 SM27 SO23 ST25 SV28 TL23 TN24 TR26 UA29 VA22 VG24 XK20 YE30"
)
IBAN_LENGTHS = {entry[:2]: int(entry[2:]) for entry in _LENGTHS.split()}
_COMPACT_IBAN = re.compile("([A-Z]{2})([0-9]{2})([A-Z0-9]+)")
_CREDITOR_REFERENCE = re.compile("RF([0-9]{2})([A-Z0-9]{1,21})")


def compact(text: str) -> str:
    """Return an account number or reference in electronic form: no spaces, capital letters."""
    return text.replace(" ", "").upper()


def check_iban(values: Values, name: str, problems: ProblemList) -> None:
    """Check the IBAN in the field *name*: country, length and check digits.

    Source: ISO 13616-1:2020.
    """
    # The printed form has groups of four; the electronic form has no spaces (ISO 13616-1).
    iban = compact(text_of(values, name))
    if not iban:
        return
    parts = _COMPACT_IBAN.fullmatch(iban)
    if not parts:
        problems.add(
            name,
            "bad_iban",
            "An IBAN is a country, two check digits, then digits and letters.",
            "Give the IBAN of the account, such as DE89370400440532013000.",
        )
        return
    _check_parts(parts, name, problems)


def _check_parts(parts: re.Match[str], name: str, problems: ProblemList) -> None:
    iban, (country, given, account) = parts[0], parts.groups()
    # The check digits alone accept an IBAN of any length, so that a lost digit may pass.
    length = IBAN_LENGTHS.get(country)
    if length is None:
        problems.add(
            name, "bad_iban", f"No IBANs begin with {country}.", "Check the first two letters."
        )
    elif len(iban) != length:
        problems.add(
            name,
            "bad_iban",
            f"The IBAN has {len(iban)} characters; {country} has {length}.",
            f"Give all {length} characters.",
        )
    elif given != (right := mod97_check_digits(country, account)):
        problems.add(
            name,
            "bad_check_digits",
            f"The check digits {given} of the IBAN are wrong.",
            f"For this account they are {right}; compare the account number.",
            country + right + account,
        )


def check_creditor_reference(values: Values, name: str, problems: ProblemList) -> None:
    """Check the RF creditor reference in the field *name*. Source: ISO 11649:2009."""
    reference = compact(text_of(values, name))
    if not reference:
        return
    # The form first: check digits of a text of another form mean nothing.
    parts = _CREDITOR_REFERENCE.fullmatch(reference)
    if not parts:
        problems.add(
            name,
            "bad_reference",
            "A creditor reference is RF, two check digits and at most 21 digits and letters.",
            "Give a reference such as RF18539007547034.",
        )
    elif parts[1] != (right := mod97_check_digits("RF", parts[2])):
        problems.add(
            name,
            "bad_check_digits",
            f"The check digits {parts[1]} of the reference are wrong.",
            f"For this reference they are {right}.",
            f"RF{right}{parts[2]}",
        )


def check_amount(
    values: Values, name: str, problems: ProblemList, *, lowest: str, highest: str
) -> None:
    """Check that the amount in the field *name* lies between *lowest* and *highest*."""
    text = text_of(values, name)
    amount = decimal(text)
    # Decimal, not float: 0.1 has no exact binary form.
    if amount is not None and not Decimal(lowest) <= amount <= Decimal(highest):
        problems.add(
            name,
            "bad_amount",
            f"The amount {text} is out of range.",
            f"Give an amount from {lowest} to {highest}.",
        )


# Decimal() alone accepts signs, exponents, underscores, other digits, and NaN.
def decimal(text: str) -> Decimal | None:
    """Return the number that *text* writes with digits and a full stop, or None."""
    # Bounded, so that an amount of a million digits costs nothing.
    if not re.fullmatch(r"[0-9]{1,18}(\.[0-9]{1,18})?", text):
        return None
    try:
        return Decimal(text)
    except InvalidOperation:
        return None
