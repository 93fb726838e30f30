"""GS1 element strings from named fields. GS1 General Specifications 25.0, sections 3 and 7.8."""

import re

from common.barcode.encode import gs1
from common.barcode.model.errors import DataError, Problem
from common.content import gs1_fields
from common.content.content_type import ContentType, Explanation, Payload, Values
from common.content.explanation import checked, refused
from common.content.problem_list import decoded

ID = "gs1_elements"
# A backslash protects the next character; a bracket that has no identifier inside belongs to the
# value.
_PIECE = re.compile(r"\([0-9]{2,4}\)(?:[^\\(]|\\.|\((?![0-9]{2,4}\)))*", re.DOTALL)
_BRACKETED = re.compile(r"\([0-9]{2,4}\)\S")
# A reader writes the symbology identifier in front (5.10.2), or separators between elements. A
# bare run of digits is taken for elements only if a key with its check digit is in front.
_RAW = re.compile(r"\](?:C1|e0|d2|Q3|J1)|(?:01[0-9]{14}|02[0-9]{14}|00[0-9]{18})")
# The AIs 240, 410 and 415 are area codes of telephones as well.
_TELEPHONE = re.compile(r"\([0-9]{3}\) ?[0-9]{3}[-. ]?[0-9]{4}")
_SSCC_ALONE = re.compile(r"(?:\](?:C1|e0|d2|Q3|J1))?\(?00\)?[0-9]{18}")


def _build(values: Values) -> Payload:
    if not values:
        raise refused(
            ID, "elements", "empty", "There is no element.", "Give gtin, or any other field."
        )
    elements = gs1_fields.elements(ID, values)
    return Payload(gs1.written(elements), symbology=CONTENT_TYPE.symbologies[0])


def _recognise(text: str) -> bool:
    # An SSCC without other elements has a content type of its own.
    if _SSCC_ALONE.fullmatch(text) or _TELEPHONE.fullmatch(text):
        return False
    if not _RAW.match(text) and not _BRACKETED.match(text):
        return False
    try:
        gs1.parse(text)
    except DataError as wrong:
        # Something else may have a number in brackets in front, but not a known identifier.
        alien = wrong.problems[0].code in ("gs1.unknown_ai", "gs1.bad_syntax")
        return text.startswith("]") or (text.startswith("(") and not alien)
    return True


def _explain(payload: bytes | str) -> Explanation:
    text = decoded(payload)
    try:
        return checked(ID, gs1_fields.named_values(gs1.parse(text)))
    except DataError as wrong:
        return _explain_broken(text, wrong)


def _explain_broken(text: str, wrong: DataError) -> Explanation:
    """Return the good elements of *text*, and the problems of the others at their fields."""
    good: list[gs1.Element] = []
    problems: list[Problem] = []
    # Each piece is parsed alone, so that one bad element does not hide the good ones.
    for piece in _PIECE.findall(text) if text.startswith("(") else []:
        try:
            good += gs1.parse(piece)
        except DataError as bad:
            field = gs1_fields.name_of(piece[1 : piece.index(")")])
            problems += [Problem(field, one.code, one.message, one.fix) for one in bad.problems]
    # Data without brackets can't be cut into pieces beforehand.
    if not good and not problems:
        elements, _ = gs1.explain(text)
        good = [one for one in elements if not one.problem]
        problems = gs1_fields.problems(ID, elements)
    if not problems:
        problems = [Problem("", one.code, one.message, one.fix) for one in wrong.problems]
    fields = gs1_fields.named_values(good) or {gs1_fields.ELEMENTS.name: text}
    return Explanation(ID, dict(fields), tuple(problems))


CONTENT_TYPE = ContentType(
    id=ID,
    title="GS1 element string",
    standard="GS1 General Specifications 25.0, sections 3 and 7.8",
    family="trade",
    description="Identifies a trade item or a logistic unit with its lot, dates and measures.",
    fields=gs1_fields.FIELDS,
    symbologies=(
        "gs1_128",
        "gs1_datamatrix",
        "gs1_datamatrix_rectangular",
        "gs1_qr",
        "gs1_dotcode",
        "databar_expanded",
        "databar_expanded_stacked",
    ),
    build=_build,
    recognise=_recognise,
    explain=_explain,
    synonyms=("application identifier", "AI", "GTIN", "UCC/EAN-128", "batch", "expiry"),
)
