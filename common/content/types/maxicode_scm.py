"""Structured carrier message: a parcel's route and data in MaxiCode, mode 2 or 3.

Mode 2 has a postcode of up to nine digits, mode 3 one of up to six capitals and digits. The data
behind the service class are those of UPS labels, in their order. ISO/IEC 16023:2000, section 4.4.1
and annex B; ISO/IEC 15434:2019, format 01.
"""

import re

from common.content import iso15434
from common.content.content_type import ContentType, Explanation, Field, Payload, Values
from common.content.explanation import checked, malformed, refused
from common.content.iso15434 import EOT, GS, HEADER, RS
from common.content.problem_list import decoded

ID = "maxicode_scm"
_VERSION = "96"
_MESSAGE = re.compile(
    f"\\[\\)>{RS}01{GS}([0-9]{{2}})([^{GS}{RS}]*){GS}([^{GS}{RS}]*){GS}([^{GS}{RS}]*)"
    f"((?:{GS}[^{GS}{RS}{EOT}]*)*)({RS}{EOT}|{RS}|)"
)
_TEXT = r"[\x20-\x7e]+"
_LATER = (
    Field(
        "tracking_number",
        "Tracking number",
        "The carrier's number of the parcel.",
        "1Z00004951",
        pattern=_TEXT,
    ),
    Field(
        "carrier",
        "Carrier",
        "The standard carrier alpha code (SCAC).",
        "UPSN",
        pattern="[A-Z]{2,4}",
    ),
    Field("shipper_number", "Shipper number", "The shipper's account.", "06X610", pattern=_TEXT),
    Field(
        "pickup_day",
        "Day of pickup",
        "The day of the year, three digits.",
        "159",
        pattern="[0-3][0-9]{2}",
    ),
    Field(
        "shipment_id", "Shipment", "The shipper's number of the shipment.", "1234567", pattern=_TEXT
    ),
    Field(
        "package", "Package", "Number and count, as 1/1.", "1/1", pattern="[0-9]{1,4}/[0-9]{1,4}"
    ),
    Field("weight", "Weight", "A number, in pounds.", "10", pattern=r"[0-9]+(\.[0-9]+)?"),
    Field("address_validated", "Address validated", "Y or N.", "Y", choices=("Y", "N")),
    Field("street", "Street", "The recipient's street.", "634 ALPHA DR", pattern=_TEXT),
    Field("city", "City", "The recipient's city.", "PITTSBURGH", pattern=_TEXT),
    Field("state", "State", "The recipient's state.", "PA", pattern=_TEXT),
)
_FURTHER = Field(
    "further", "Further data", "What follows the state.", "X1", pattern=_TEXT, repeated=True
)


def _build(values: Values) -> Payload:
    postcode, country, service = (str(values[name]) for name in ("postcode", "country", "service"))
    # Letters lead to mode 3, whose postcode has six places.
    if not postcode.isdigit() and len(postcode) > 6:
        raise refused(
            ID,
            "postcode",
            "too_long",
            f"A postcode with letters has up to 6 characters; this one has {len(postcode)}.",
            "Give the first 6 characters, without spaces.",
            postcode.replace(" ", "")[:6],
        )
    data = [str(values.get(field.name, "")) for field in _LATER]
    data += map(str, values.get("further", []))
    # The place of an element gives its meaning: empty ones stay only in front of others.
    while data and not data[-1]:
        data.pop()
    year = str(values.get("version", _VERSION))
    # The postcode follows the year without a separator.
    text = f"{HEADER}01{GS}{year}" + GS.join((postcode, country, service, *data)) + RS + EOT
    return Payload(text, symbology="maxicode")


def _recognise(text: str) -> bool:
    return iso15434.is_envelope(text) and iso15434.unwrapped(text).formats[0].number == "01"


def _explain(payload: bytes | str) -> Explanation:
    text = decoded(payload)
    match = _MESSAGE.fullmatch(text)
    if match is None:
        message = "The message is not a version, a postcode, a country and a service."
        fix = "Write [)>, RS, 01, GS, 96 and the postcode, GS, the country, GS, the service class."
        return checked(ID, {}, [malformed(ID, "", message, fix, "bad_message")])
    version, postcode, country, service, rest, trailer = match.groups()
    fields: dict[str, str | list[str]] = {
        # Mode 3 fills up a short postcode with spaces.
        "postcode": postcode.rstrip(),
        "country": country,
        "service": service,
    }
    if version != _VERSION:
        fields["version"] = version
    data = rest.split(GS)[1:]
    fields |= {field.name: value for field, value in zip(_LATER, data, strict=False)}
    fields["further"] = data[len(_LATER) :]
    problems = []
    if trailer != RS + EOT:
        message = "The message does not end in RS and EOT."
        problems.append(malformed(ID, "", message, "End it in RS and EOT.", "bad_envelope"))
    return checked(ID, fields, problems)


CONTENT_TYPE = ContentType(
    id=ID,
    title="Structured carrier message (MaxiCode)",
    standard="ISO/IEC 16023:2000, section 4.4.1 and annex B; ISO/IEC 15434:2019, format 01",
    family="trade",
    description="Sorts a parcel at high speed: destination, service class and shipment.",
    fields=(
        Field(
            "postcode",
            "Postcode",
            "Up to 9 digits, or up to 6 capitals and digits.",
            "152382802",
            required=True,
            pattern="[0-9]{1,9}|[0-9A-Z]{1,9}",
        ),
        Field(
            "country",
            "Country",
            "The three digits of ISO 3166 of the destination.",
            "840",
            required=True,
            pattern="[0-9]{3}",
        ),
        Field(
            "service",
            "Service class",
            "The carrier's three digits.",
            "001",
            required=True,
            pattern="[0-9]{3}",
        ),
        *_LATER,
        _FURTHER,
        Field(
            "version", "Version", "The year of the format; 96 if absent.", "96", pattern="[0-9]{2}"
        ),
    ),
    symbologies=("maxicode",),
    build=_build,
    recognise=_recognise,
    explain=_explain,
    synonyms=("UPS", "SCM", "parcel", "shipping label", "carrier"),
)
