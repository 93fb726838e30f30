"""HIBC primary data, alone or with secondary data behind it. ANSI/HIBC 2.6:2016, section 2.2."""

import re

from common.barcode.model.errors import Problem
from common.content import check_characters, hibc
from common.content.content_type import ContentType, Explanation, Field, Payload, Values
from common.content.explanation import checked, malformed
from common.content.problem_list import decoded

ID = "hibc_primary"
_PAYLOAD = re.compile(
    r"\*?\+[A-Z][0-9A-Z]{3}[0-9A-Z]{1,18}[0-9](/[0-9A-Z.$+\-/]*)?[0-9A-Z\-. $/+%]\*?"
)
CARRIERS = (
    "hibc_code128",
    "hibc_datamatrix",
    "hibc_qr",
    "hibc_code39",
    "hibc_aztec",
    "hibc_pdf417",
    "hibc_micropdf417",
    "hibc_datamatrix_rectangular",
)


def read(id: str, text: str) -> tuple[dict[str, str], list[Problem]]:
    """Return the fields of the whole data *text*, and what is wrong with it."""
    body = bare(text)
    problems = check_problems(id, body)
    # The check character may be a / itself, so that it is taken off before the data are divided.
    primary, _, secondary = body[1:-1].partition("/")
    match = hibc.PRIMARY.fullmatch(primary)
    if match is None:
        problems.append(
            malformed(
                id,
                "labeler",
                f"{primary[:30]!r} is not a labeler, a product and a unit of measure.",
                "Give a letter and 3 characters, 1 to 18 characters, and a digit.",
                "bad_primary",
            )
        )
        return {}, problems
    fields = {"labeler": match[1], "product": match[2], "unit_of_measure": match[3]}
    if secondary:
        found = hibc.read(id, secondary)
        return fields | found.fields, problems + found.problems
    return fields, problems


def bare(text: str) -> str:
    """Return *text* without the asterisks that printed text has at both ends."""
    return text[1:-1] if text.startswith("*") and text.endswith("*") else text


def check_problems(id: str, whole: str) -> list[Problem]:
    """Return the problem of a wrong check character at the end of *whole*, if it is wrong."""
    alien = [character for character in whole if character not in check_characters.HIBC]
    if alien or len(whole) < 3:
        message = f"HIBC data do not have {alien[0]!r}." if alien else "The data are too short."
        return [
            malformed(id, "", message, "Use capitals, digits and - . $ / + %.", "bad_character")
        ]
    # The flag + counts in the check character.
    right = check_characters.hibc(whole[:-1])
    if whole[-1] == right:
        return []
    return [
        malformed(
            id,
            "",
            f"The check character {whole[-1]!r} is wrong: it must be {right!r}.",
            f"Write {whole[:-1] + right}.",
            "bad_check_character",
        )
    ]


def _build(values: Values) -> Payload:
    secondary = hibc.secondary(ID, values)
    data = "+" + "/".join(part for part in (hibc.primary(values), secondary) if part)
    return Payload(data + check_characters.hibc(data), symbology=CARRIERS[0])


def _recognise(text: str) -> bool:
    return _PAYLOAD.fullmatch(text) is not None


def _explain(payload: bytes | str) -> Explanation:
    return checked(ID, *read(ID, decoded(payload)))


PRIMARY_FIELDS = (
    Field(
        "labeler",
        "Labeler identification code",
        "The code that HIBCC assigns: a letter, and three capitals or digits.",
        "A999",
        required=True,
        pattern="[A-Z][0-9A-Z]{3}",
    ),
    Field(
        "product",
        "Product or catalog number",
        "1 to 18 capitals or digits.",
        "1234",
        required=True,
        pattern="[0-9A-Z]{1,18}",
    ),
    Field(
        "unit_of_measure",
        "Unit of measure",
        "0 for a single unit, 1 to 8 for levels of packaging, 9 for a variable quantity.",
        "5",
        required=True,
        pattern="[0-9]",
    ),
)
CONTENT_TYPE = ContentType(
    id=ID,
    title="HIBC primary data",
    standard="ANSI/HIBC 2.6:2016, sections 2.2 and 2.3",
    family="health",
    description="Identifies a medical device by labeler and product, with lot and dates if given.",
    fields=(*PRIMARY_FIELDS, *hibc.FIELDS),
    symbologies=CARRIERS,
    build=_build,
    recognise=_recognise,
    explain=_explain,
    synonyms=("HIBCC", "LIC", "medical device", "UDI", "supplier labeling"),
)
