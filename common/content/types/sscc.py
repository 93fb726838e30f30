"""SSCC: the number of a logistic unit. GS1 General Specifications 25.0, section 3.2.

A number shows its extension digit and its check digit, but not where the company prefix ends: an
explanation has the whole number.
"""

import re

from common.content import check_characters
from common.content.content_type import ContentType, Explanation, Field, Payload, Values
from common.content.explanation import checked, refused
from common.content.problem_list import decoded

ID = "sscc"
_NUMBER = re.compile(r"(?:\](?:C1|e0|d2|Q3|J1))?(?:\(00\)|00)([0-9]{18})")
_PARTS = ("extension_digit", "company_prefix", "serial_reference")


def _build(values: Values) -> Payload:
    parts = [str(values.get(name, "")) for name in _PARTS]
    composed = _composed(*parts) if any(parts) else ""
    given = str(values.get("sscc", "")).replace(" ", "").removeprefix("(00)")
    if not given and not composed:
        raise refused(
            ID,
            "sscc",
            "missing_field",
            "There is no number.",
            "Give sscc, or extension_digit, company_prefix and serial_reference.",
        )
    body = given[:17] or composed
    right = body + check_characters.gs1(body)
    if composed and composed != body:
        raise refused(
            ID,
            "sscc",
            "conflict",
            f"The parts make {composed}.",
            f"Leave sscc out, or give {composed}.",
        )
    if len(given) == 18 and given != right:
        raise refused(
            ID,
            "sscc",
            "bad_check_digit",
            f"The check digit {given[-1]} is wrong: it must be {right[-1]}.",
            f"Give {right}.",
            right,
        )
    return Payload(f"(00){right}", symbology="sscc")


def _composed(extension: str, prefix: str, serial: str) -> str:
    """Return the 17 digits of the parts (3.2: the serial reference fills up the number)."""
    for name, value in zip(_PARTS[1:], (prefix, serial), strict=True):
        if not value:
            raise refused(
                ID, name, "missing_field", f"{name} is missing.", "Give it with the other parts."
            )
    # 17 digits without the check digit, of which the extension digit is one.
    room = 16 - len(prefix)
    if len(serial) > room:
        raise refused(
            ID,
            "serial_reference",
            "too_long",
            f"The serial reference has {len(serial)} digits.",
            f"With a company prefix of {len(prefix)} digits, give up to {room}.",
        )
    return (extension or "0") + prefix + serial.zfill(room)


def _explain(payload: bytes | str) -> Explanation:
    match = _NUMBER.fullmatch(decoded(payload).strip())
    return checked(ID, {"sscc": match[1] if match else decoded(payload)})


CONTENT_TYPE = ContentType(
    id=ID,
    title="SSCC",
    standard="GS1 General Specifications 25.0, section 3.2",
    family="trade",
    description="Numbers a pallet, a parcel or another logistic unit.",
    fields=(
        Field(
            "sscc",
            "SSCC",
            "The whole number: 18 digits, or 17 without the check digit.",
            "376123450000010039",
            pattern=r"(\(00\))?( *[0-9]){17,18}",
        ),
        Field(
            "extension_digit",
            "Extension digit",
            "One digit, free to choose.",
            "3",
            pattern=r"[0-9]",
        ),
        Field(
            "company_prefix",
            "GS1 company prefix",
            "The prefix of the company, 4 to 12 digits.",
            "7612345",
            pattern=r"[0-9]{4,12}",
        ),
        Field(
            "serial_reference",
            "Serial reference",
            "The number of the unit; zeros fill it up in front.",
            "1003",
            pattern=r"[0-9]{1,12}",
        ),
    ),
    symbologies=("sscc", "gs1_128", "gs1_datamatrix", "gs1_qr"),
    build=_build,
    recognise=lambda text: _NUMBER.fullmatch(text.strip()) is not None,
    explain=_explain,
    synonyms=("pallet", "logistic unit", "NVE", "shipping container code"),
)
