r"""Driving licences and identity cards of North America: header, subfiles and data elements.

The header counts the subfiles and names the place and the length of each. The document's subfile
is DL or ID, a jurisdiction's own one begins with Z. AAMVA DL/ID Card Design Standard 2020, annex D.
"""

import re

from common.barcode.model.errors import Problem
from common.content import aamva, calendar_dates
from common.content.aamva import BY_CODE, ELEMENTS, DataElement
from common.content.content_type import ContentType, Explanation, Field, Payload, Values
from common.content.explanation import checked, malformed, refused
from common.content.problem_list import decoded

ID = "aamva"
_LF, _RS, _CR = "\n", "\x1e", "\r"
_VERSION, _JURISDICTION_VERSION, _DOCUMENT = "10", "00", "DL"
# Compliance indicator, separators and file type; readers often change the control characters.
_HEADER = re.compile(
    r"@[\n\r\x1c-\x1e ]{0,6}(?:ANSI |AAMVA)([0-9]{6})([0-9]{2})([0-9]{2})([0-9]{2})?"
    r"(?=[A-Z]{2}[0-9]{8})"
)
_DESIGNATOR = re.compile("([A-Z]{2})([0-9]{4})([0-9]{4})")
# @, LF, RS, CR and "ANSI " (9), the issuer (6), two versions and the count of subfiles (2 each). A
# designator is the kind (2), the offset and the length (4 each).
_HEADER_SIZE, _DESIGNATOR_SIZE = 21, 10


def _build(values: Values) -> Payload:
    subfiles = [(str(values.get("document_type", _DOCUMENT)), _document(values))]
    own: dict[str, list[str]] = {}
    for element in map(str, values.get(aamva.JURISDICTION.name, [])):
        # The first two letters of an element's code are those of its subfile.
        own.setdefault(element[:2], []).append(element)
    subfiles += own.items()
    header = (
        f"@{_LF}{_RS}{_CR}ANSI {values['issuer']}{values.get('version', _VERSION)}"
        f"{values.get('jurisdiction_version', _JURISDICTION_VERSION)}{len(subfiles):02}"
    )
    bodies = [kind + _LF.join(elements) + _CR for kind, elements in subfiles]
    # Offsets count from the @, so that header and designators are part of them.
    offset = _HEADER_SIZE + _DESIGNATOR_SIZE * len(subfiles)
    for (kind, _), body in zip(subfiles, bodies, strict=True):
        # A designator has four digits for the offset and for the length.
        if offset + len(body) > 9999:
            raise refused(ID, "elements", "too_long", "The data are too long.", "Leave some out.")
        header += f"{kind}{offset:04}{len(body):04}"
        offset += len(body)
    return Payload(header + "".join(bodies), symbology="pdf417")


def _document(values: Values) -> list[str]:
    """Return the elements of the document's subfile, in the order of annex D."""
    written = [
        one.code
        + _written(one, str(values.get(one.field.name, one.default)), str(values["country"]))
        for one in ELEMENTS
        if one.field.name in values or one.default
    ]
    # Elements of a jurisdiction have no place in the order of the standard.
    return [*written, *map(str, values.get(aamva.FURTHER.name, []))]


def _written(element: DataElement, value: str, country: str) -> str:
    if not element.date:
        return value.ljust(element.fill)
    if not calendar_dates.is_day(value):
        raise refused(
            ID,
            element.field.name,
            "bad_date",
            f"{value} is not a day.",
            "Give a day as YYYY-MM-DD.",
        )
    year, month, day = value.split("-")
    # Canada writes YYYYMMDD, the United States write MMDDYYYY.
    return year + month + day if country == "CAN" else month + day + year


def _explain(payload: bytes | str) -> Explanation:
    text = decoded(payload)
    header = _HEADER.match(text)
    if header is None:
        message = "The header has no issuer, version and subfiles."
        return checked(
            ID, {}, [malformed(ID, "", message, "Begin with @, LF, RS, CR and ANSI.", "bad_header")]
        )
    issuer, version, second, third = header.groups()
    fields: dict[str, str | list[str]] = {"issuer": issuer}
    if version != _VERSION:
        fields["version"] = version
    # Version 01 has no version of the jurisdiction.
    if third is not None and second != _JURISDICTION_VERSION:
        fields["jurisdiction_version"] = second
    problems: list[Problem] = []
    place = header.end()
    for _ in range(int(third or second)):
        designator = _DESIGNATOR.match(text, place)
        if designator is None:
            message = "The header has fewer subfiles than it counts."
            problems.append(malformed(ID, "", message, "Correct the count.", "bad_count"))
            break
        place = designator.end()
        _read_subfile(text, designator, fields, problems)
    return checked(ID, fields, problems)


def _read_subfile(
    text: str,
    designator: re.Match[str],
    fields: dict[str, str | list[str]],
    problems: list[Problem],
) -> None:
    kind, offset, length = designator[1], int(designator[2]), int(designator[3])
    body = text[offset : offset + length]
    if not body.startswith(kind) or len(body) != length or not body.endswith(_CR):
        message = f"Subfile {kind} is not the {length} characters at {offset}."
        fix = "Correct the offset and the length in the header."
        problems.append(malformed(ID, "", message, fix, "bad_offset"))
        body = _found_subfile(text, designator)
    # Readers change the line feeds between elements.
    pieces = [one for one in re.split("[\n\r]+", body.removeprefix(kind).rstrip(_CR)) if one]
    if kind.startswith("Z"):
        found = fields.get(aamva.JURISDICTION.name, [])
        fields[aamva.JURISDICTION.name] = [*found, *pieces]
        return
    if kind != _DOCUMENT:
        fields["document_type"] = kind
    _read_document(pieces, fields)


def _found_subfile(text: str, designator: re.Match[str]) -> str:
    """Return the subfile wherever it is: headers of real cards often have wrong lengths."""
    kind = designator[1]
    start = text.find(kind, designator.end())
    end = text.find(_CR, start)
    return text[start : end if end > start else None] if start >= 0 else ""


def _read_document(pieces: list[str], fields: dict[str, str | list[str]]) -> None:
    values = {piece[:3]: piece[3:] for piece in pieces}
    # The country must be known before any date is read: it decides the order of the digits.
    country = values.get("DCG", "USA")
    further: list[str] = []
    for piece in pieces:
        element = BY_CODE.get(piece[:3])
        if element is None:
            further.append(piece)
            continue
        value = piece[3:].rstrip()
        # A default is left out: the builder writes it again.
        if value and value != element.default:
            fields[element.field.name] = _iso(value, country) if element.date else value
    if further:
        fields[aamva.FURTHER.name] = further


def _iso(digits: str, country: str) -> str:
    """Return the ISO date of eight digits; the text itself if it is not one."""
    if not re.fullmatch("[0-9]{8}", digits):
        return digits
    ordered = digits if country == "CAN" else digits[4:] + digits[:4]
    day = f"{ordered[:4]}-{ordered[4:6]}-{ordered[6:]}"
    return day if calendar_dates.is_day(day) else digits


CONTENT_TYPE = ContentType(
    id=ID,
    title="Driving licence or ID card (AAMVA)",
    standard="AAMVA DL/ID Card Design Standard 2020, annex D",
    family="identity",
    description="Holds what is printed on a driving licence or an identity card of North America.",
    fields=(
        Field(
            "issuer",
            "Issuer identification number",
            "The six digits of the jurisdiction.",
            "636000",
            required=True,
            pattern="[0-9]{6}",
        ),
        *(one.field for one in ELEMENTS),
        aamva.FURTHER,
        aamva.JURISDICTION,
        Field(
            "document_type", "Document type", "DL or ID; DL if absent.", "DL", choices=("DL", "ID")
        ),
        Field(
            "version",
            "AAMVA version",
            "Two digits; 10 (2020) if absent.",
            "10",
            pattern="(0[2-9]|1[0-9])",
        ),
        Field(
            "jurisdiction_version",
            "Version of the jurisdiction",
            "Two digits; 00 if absent.",
            "01",
            pattern="[0-9]{2}",
        ),
    ),
    symbologies=("pdf417",),
    build=_build,
    recognise=lambda text: _HEADER.match(text) is not None,
    explain=_explain,
    synonyms=("driver license", "driving licence", "ID card", "DL/ID"),
)
