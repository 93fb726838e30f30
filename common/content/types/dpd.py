"""DPD parcel label: routing and tracking. DPD Parcel Label Specification 2.4, section 4.6.

The check character is printed under the symbol and not encoded.
"""

import re

from common.content import check_characters
from common.content.content_type import ContentType, Explanation, Field, Payload, Values
from common.content.explanation import checked, refused
from common.content.problem_list import decoded

ID = "dpd"
_LABEL = re.compile("%([0-9A-Z]{7})([0-9A-Z]{14})([0-9]{3})([0-9]{3})")
_NAMES = ("postcode", "tracking_number", "service", "country")


def _build(values: Values) -> Payload:
    postcode, tracking, service, country = (str(values[name]) for name in _NAMES)
    # The tracking number has a check character of its own, which is printed on the label.
    right = check_characters.mod_37_36(tracking[:14])
    if tracking[14:] not in ("", right):
        raise refused(
            ID,
            "tracking_number",
            "bad_check_character",
            f"The check character {tracking[14:]} is wrong: it must be {right}.",
            f"Give {tracking[:14] + right}.",
            tracking[:14] + right,
        )
    # Zeros fill up a shorter postcode in front (4.6).
    text = f"%{postcode.zfill(7)}{tracking[:14]}{service}{country}"
    return Payload(text, symbology="dpd")


def _explain(payload: bytes | str) -> Explanation:
    match = _LABEL.fullmatch(decoded(payload))
    # What is no label goes into the first field, so that its pattern reports the problem.
    values = match.groups() if match else (decoded(payload),)
    return checked(ID, dict(zip(_NAMES, values, strict=False)))


CONTENT_TYPE = ContentType(
    id=ID,
    title="DPD parcel label",
    standard="DPD Parcel Label Specification 2.4, section 4.6",
    family="trade",
    description="Routes a parcel in the network of DPD.",
    fields=(
        Field(
            "postcode",
            "Postcode",
            "The recipient's postcode: up to 7 capitals or digits, without spaces.",
            "0003932",
            required=True,
            pattern="[0-9A-Z]{1,7}",
        ),
        Field(
            "tracking_number",
            "Tracking number",
            "14 characters, or 15 with the printed check character.",
            "06219912345678",
            required=True,
            pattern="[0-9A-Z]{14,15}",
        ),
        Field("service", "Service code", "Three digits.", "101", required=True, pattern="[0-9]{3}"),
        Field(
            "country",
            "Country",
            "The three digits of ISO 3166 of the destination.",
            "040",
            required=True,
            pattern="[0-9]{3}",
        ),
    ),
    symbologies=("dpd", "code128"),
    build=_build,
    recognise=lambda text: _LABEL.fullmatch(text) is not None,
    explain=_explain,
    synonyms=("parcel", "tracking", "shipping label"),
)
