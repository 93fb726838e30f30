r"""ISO/IEC 15434 messages: what a 2D symbol on a transport or part label holds.

Format 06 has data identifiers of ANSI MH10.8.2, format 05 GS1 elements, format 12 text element
identifiers, format 07 free text. So AIAG B-10 and B-16, Odette and VDA 4902 (GTL) and the labels
of electronic distributors (ECIA EIGP 114) are one type.
"""

from common.barcode.encode import gs1
from common.barcode.model.errors import DataError, Problem
from common.content import data_identifiers, iso15434
from common.content.content_type import ContentType, Explanation, Field, Payload, Values
from common.content.explanation import checked, malformed, refused
from common.content.iso15434 import Format
from common.content.problem_list import decoded

ID = "iso15434"
_GS1, _DATA, _FREE, _TEXT_ELEMENTS = "05", "06", "07", "12"
_OTHER_FORMATS = {"01": "maxicode_scm"}


def _build(values: Values) -> Payload:
    formats = tuple(
        one
        for one in (
            _gs1_format(str(values.get("gs1", ""))),
            Format(_DATA, data_identifiers.pieces(values)),
            Format(_FREE, (str(values["free_text"]),) if "free_text" in values else ()),
            Format(_TEXT_ELEMENTS, tuple(map(str, values.get("text_elements", [])))),
        )
        if one.pieces
    )
    if not formats:
        raise refused(ID, "elements", "empty", "There are no data.", "Give at least one field.")
    return Payload(iso15434.wrapped(formats), symbology=CONTENT_TYPE.symbologies[0])


def _gs1_format(bracketed: str) -> Format:
    if not bracketed:
        return Format(_GS1, ())
    try:
        elements = gs1.parse(bracketed)
    except DataError as wrong:
        one = wrong.problems[0]
        raise DataError.of("content.gs1", one.code, one.message, one.fix, one.suggestion) from None
    # Every element ends with GS here, also one of a predefined length (6.3.6).
    return Format(_GS1, tuple(one.ai + one.value for one in elements))


def _recognise(text: str) -> bool:
    if not iso15434.is_envelope(text):
        return False
    formats = iso15434.unwrapped(text).formats
    # 9N is the Pharmacy Product Number, which has a content type of its own.
    ppn = any(piece.startswith("9N") for one in formats for piece in one.pieces)
    return formats[0].number not in _OTHER_FORMATS and not ppn


def _explain(payload: bytes | str) -> Explanation:
    envelope = iso15434.unwrapped(decoded(payload))
    problems = [
        malformed(
            ID, "", fault, "Write [)>, RS, the formats each with RS, and EOT.", "bad_envelope"
        )
        for fault in envelope.faults
    ]
    fields: dict[str, str | list[str]] = {}
    for one in envelope.formats:
        found, wrong = _format_values(one)
        fields.update(found)
        problems += wrong
    return checked(ID, fields, problems)


def _format_values(one: Format) -> tuple[dict[str, str | list[str]], list[Problem]]:
    if one.number == _GS1:
        return _gs1_values(one)
    if one.number == _FREE:
        # Free text has no elements: a GS in it is a character like any other.
        return {"free_text": iso15434.GS.join(one.pieces)}, []
    if one.number == _TEXT_ELEMENTS:
        return {"text_elements": list(one.pieces)}, []
    if one.number != _DATA:
        message = f"Format {one.number[:2]!r} is not one that is explained here."
        return {}, [malformed(ID, "", message, "Use format 05, 06, 07 or 12.", "unknown_format")]
    values, strange = data_identifiers.named_values(one.pieces)
    return values, [
        malformed(
            ID,
            "elements",
            f"{piece[:40]!r} has no data identifier.",
            "Put digits and a capital in front of the value, as in P1234.",
            "bad_identifier",
        )
        for piece in strange
    ]


def _gs1_values(one: Format) -> tuple[dict[str, str | list[str]], list[Problem]]:
    text = iso15434.GS.join(one.pieces)
    try:
        return {"gs1": gs1.written(gs1.parse(text))}, []
    except DataError as wrong:
        return {"gs1": text}, [
            Problem("gs1", each.code, each.message, each.fix) for each in wrong.problems
        ]


CONTENT_TYPE = ContentType(
    id=ID,
    title="ISO/IEC 15434 message (MH10.8.2 data identifiers)",
    standard="ISO/IEC 15434:2019, sections 5 and 6; ANSI MH10.8.2-2016",
    family="trade",
    description="Labels parts, packages and transport units for AIAG, Odette, VDA or distributors.",
    fields=(
        *data_identifiers.FIELDS,
        Field(
            "gs1",
            "GS1 elements",
            "An element string in brackets (format 05).",
            "(01)09506000134352",
        ),
        Field(
            "text_elements",
            "Text elements",
            "Name and value of a text element (format 12).",
            "PNO 1234",
            pattern=r"[\x20-\x7e]+",
            repeated=True,
        ),
        Field(
            "free_text",
            "Free text",
            "Text without a form (format 07).",
            "Handle with care",
            pattern=r"[\x20-\x7e]+",
        ),
    ),
    symbologies=("datamatrix", "pdf417", "qr", "aztec", "dmre", "datamatrix_rectangular"),
    build=_build,
    recognise=_recognise,
    explain=_explain,
    synonyms=(
        "MH10.8.2",
        "AIAG B-10",
        "AIAG B-16",
        "Odette",
        "VDA 4902",
        "GTL",
        "ECIA",
        "EIGP 114",
        "license plate",
    ),
)
