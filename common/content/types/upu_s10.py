"""UPU S10: the identifier of a postal item. UPU S10-12, sections 5 and 6, annex A."""

import re

from common.content import check_characters
from common.content.content_type import ContentType, Explanation, Field, Payload, Values
from common.content.explanation import checked, refused
from common.content.problem_list import decoded

ID = "upu_s10"
_IDENTIFIER = re.compile("([A-Z]{2})([0-9]{9})([A-Z]{2})")


def _build(values: Values) -> Payload:
    service, serial, country = (str(values[name]) for name in ("service", "serial", "country"))
    # The letters are not part of the check.
    right = check_characters.s10(serial[:8])
    if serial[8:] not in ("", right):
        raise refused(
            ID,
            "serial",
            "bad_check_digit",
            f"The check digit {serial[8:]} is wrong: it must be {right}.",
            f"Give {serial[:8] + right}.",
            serial[:8] + right,
        )
    return Payload(f"{service}{serial[:8]}{right}{country}", symbology="upu_s10")


def _recognise(text: str) -> bool:
    match = _IDENTIFIER.fullmatch(text)
    # Many numbers have this form: the check digit rules out most of them.
    return match is not None and check_characters.s10(match[2][:8]) == match[2][8]


def _explain(payload: bytes | str) -> Explanation:
    match = _IDENTIFIER.fullmatch(decoded(payload))
    if match is None:
        return checked(ID, {"serial": decoded(payload)})
    service, serial, country = match.groups()
    # Checked with the check digit; shown without it if it is right, as the builder adds it.
    found = checked(ID, {"service": service, "serial": serial, "country": country})
    if found.problems:
        return found
    return checked(ID, {"service": service, "serial": serial[:8], "country": country})


CONTENT_TYPE = ContentType(
    id=ID,
    title="UPU S10 item identifier",
    standard="UPU S10-12, sections 5 and 6, annex A",
    family="trade",
    description="Identifies a letter or a parcel in international post.",
    fields=(
        Field(
            "service",
            "Service indicator",
            "Two letters, such as RR for registered letters and CP for parcels.",
            "RB",
            required=True,
            pattern="[A-Z]{2}",
        ),
        Field(
            "serial",
            "Serial number",
            "Eight digits, or nine with the check digit.",
            "12345678",
            required=True,
            pattern="[0-9]{8,9}",
        ),
        Field(
            "country",
            "Country",
            "Two letters of ISO 3166 of the issuing operator's country.",
            "GB",
            required=True,
            pattern="[A-Z]{2}",
        ),
    ),
    symbologies=("upu_s10", "code128", "datamatrix"),
    build=_build,
    recognise=_recognise,
    explain=_explain,
    synonyms=("registered letter", "parcel", "tracking number", "post"),
)
