"""VIN: the number of a vehicle. ISO 3779:2009; ISO 3780:2009; 49 CFR 565.

Numbers of North America and of China must have the check digit at the ninth place. Only North
America fixes what the tenth place means, and the seventh which of two years it is.
"""

import re

from common.content import check_characters
from common.content.content_type import ContentType, Explanation, Field, Payload, Values
from common.content.explanation import checked, refused
from common.content.problem_list import decoded

ID = "vin"
# A letter among the first three characters keeps plain numbers of 17 digits out.
_NUMBER = re.compile("(?=.{0,2}[A-Z])[0-9A-HJ-NPR-Z]{13}[0-9]{4}")
_CHECK = 8  # The index of the check digit.
_NORTH_AMERICA = "12345"
_EUROPE = "STUVWXYZ"
# The letters and digits of thirty model years, from 1980 on (49 CFR 565.15, table VII).
_YEARS = "ABCDEFGHJKLMNPRSTVWXY123456789"


def _build(values: Values) -> Payload:
    number = str(values["vin"])
    right = check_characters.vin(number)
    if number[0] in check_characters.VIN_CHECKED_REGIONS and number[_CHECK] != right:
        whole = number[:_CHECK] + right + number[_CHECK + 1 :]
        raise refused(
            ID,
            "vin",
            "bad_check_digit",
            f"The check digit at the ninth place, {number[_CHECK]}, is wrong: it must be {right}.",
            f"Check the number; {whole} is right.",
            whole,
        )
    for name, derived in _parts(number).items():
        if values.get(name, derived) != derived:
            raise refused(
                ID,
                name,
                "conflict",
                f"The number has {derived}, not {values[name]}.",
                f"Give {derived}, or leave {name} out.",
                derived,
            )
    return Payload(number, symbology="vin")


def _parts(number: str) -> dict[str, str]:
    """Return what the *number* says about its maker and its year."""
    parts = {"manufacturer": number[:3]}
    year = _YEARS.find(number[9])
    if number[0] in _NORTH_AMERICA and year >= 0:
        # A letter at the seventh place means 2010 to 2039 (565.15(c)(2)).
        parts["model_year"] = str(1980 + year + (30 if number[6].isalpha() else 0))
    return parts


def _recognise(text: str) -> bool:
    if not _NUMBER.fullmatch(text):
        return False
    # European numbers need no check digit; elsewhere it keeps other texts of 17 characters out.
    return text[0] in _EUROPE or check_characters.vin(text) == text[_CHECK]


def _explain(payload: bytes | str) -> Explanation:
    text = decoded(payload)
    return checked(ID, {"vin": text} | (_parts(text) if _NUMBER.fullmatch(text) else {}))


CONTENT_TYPE = ContentType(
    id=ID,
    title="VIN",
    standard="ISO 3779:2009; ISO 3780:2009; 49 CFR 565.15",
    family="identity",
    description="Identifies a vehicle by maker, type and serial number.",
    fields=(
        Field(
            "vin",
            "Vehicle identification number",
            "17 digits and capitals without I, O and Q.",
            "1M8GDM9AXKP042788",
            required=True,
            pattern="[0-9A-HJ-NPR-Z]{17}",
        ),
        Field(
            "manufacturer",
            "World manufacturer identifier",
            "The first three characters; checked if given.",
            "1M8",
            pattern="[0-9A-HJ-NPR-Z]{3}",
        ),
        Field(
            "model_year",
            "Model year",
            "Of North American numbers; checked if given.",
            "1989",
            pattern="[0-9]{4}",
        ),
    ),
    symbologies=("vin", "code39", "code128", "datamatrix", "qr"),
    build=_build,
    recognise=_recognise,
    explain=_explain,
    synonyms=("vehicle", "car", "WMI", "chassis number"),
)
