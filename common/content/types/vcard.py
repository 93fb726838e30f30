"""Contacts as vCard 3.0 and 4.0. RFC 2426 and RFC 6350."""

from common.content import content_lines, field_checks
from common.content.content_lines import ContentLine, escaped, unescaped
from common.content.content_type import ContentType, Explanation, Field, Payload, Values
from common.content.problem_list import ProblemList, decoded, present, text_of, texts_of

_ID = "vcard"
_TEXT = r"[^\x00-\x1f\x7f]+"
_NAME_PARTS = ("family_name", "given_name", "additional_names", "prefix", "suffix")
_ADDRESS_PARTS = (
    *("po_box", "extended_address", "street", "city", "region"),
    *("postal_code", "country"),
)
_TEXTS = {
    "FN": "name",
    "NICKNAME": "nickname",
    "TITLE": "job_title",
    "ROLE": "role",
    "NOTE": "note",
}
# URIs and dates are no text values: nothing in them is escaped (RFC 2426, 5; RFC 6350, 4).
_UNESCAPED = {"URL": "url", "BDAY": "birthday"}
_PHONES = {"mobile": "CELL", "work_phone": "WORK", "home_phone": "HOME", "fax": "FAX"}
_DEFAULT_VERSION = "3.0"


def build(fields: Values) -> Payload:
    """Return the vCard; N is always written, since version 3.0 requires it."""
    version = text_of(fields, "version") or _DEFAULT_VERSION
    lines = ["BEGIN:VCARD", f"VERSION:{version}"]
    lines.append("N:" + ";".join(escaped(text_of(fields, part)) for part in _NAME_PARTS))
    for name, field in _TEXTS.items():
        if value := text_of(fields, field):
            lines.append(f"{name}:{escaped(value)}")
    organization = escaped(text_of(fields, "organization"))
    if department := escaped(text_of(fields, "department")):
        organization += f";{department}"
    if organization:
        lines.append(f"ORG:{organization}")
    lines += [f"TEL:{escaped(number)}" for number in texts_of(fields, "phone")]
    for field, kind in _PHONES.items():
        # Types are lower case in RFC 6350, 6.4.1; both versions ignore case.
        lines += [f"TEL;TYPE={kind}:{escaped(one)}" for one in texts_of(fields, field)]
    lines += [f"EMAIL:{escaped(address)}" for address in texts_of(fields, "email")]
    address = [escaped(text_of(fields, part)) for part in _ADDRESS_PARTS]
    if any(address):
        lines.append("ADR:" + ";".join(address))
    for name, field in _UNESCAPED.items():
        lines += [f"{name}:{value}" for value in texts_of(fields, field)]
    return Payload("\r\n".join([*lines, "END:VCARD"]) + "\r\n", symbology="qr")


def recognise(text: str) -> bool:
    """Return True for a payload that begins with BEGIN:VCARD."""
    return text.lstrip()[:11].casefold() == "begin:vcard"


def explain(payload: bytes | str) -> Explanation:
    """Return the contact of any version; properties without a field here are left out."""
    problems = ProblemList(_ID)
    lines = content_lines.parse(decoded(payload).strip(), problems)
    values: dict[str, str | list[str]] = {}
    for line in lines:
        _read(line, values, problems)
    names = [line.name for line in lines]
    _check_frame(lines, names, problems)
    if text_of(values, "version") == "3.0" and "N" not in names:
        problems.add(
            "family_name", "no_n", "Version 3.0 requires the property N.", "Add N:family;given;;;."
        )
    values = present(values)
    return Explanation(
        _ID, values, (*problems.found, *field_checks.value_problems(_ID, FIELDS, values))
    )


def _check_frame(lines: list[ContentLine], names: list[str], problems: ProblemList) -> None:
    if names[-1:] != ["END"] or lines[-1].value.strip().upper() != "VCARD":
        problems.add("", "no_end", "The vCard does not end in END:VCARD.", "Add END:VCARD.")
    if names.count("BEGIN") > 1:
        problems.add(
            "", "several_cards", "The payload has more than one vCard.", "Make a symbol for each."
        )


def _read(line: ContentLine, values: dict[str, str | list[str]], problems: ProblemList) -> None:
    if line.name == "VERSION":
        values["version"] = line.value.strip()
    elif field := _TEXTS.get(line.name):
        values.setdefault(field, unescaped(line.value, field, problems))
    elif field := _UNESCAPED.get(line.name):
        _read_unescaped(field, line, values)
    elif line.name == "N":
        _read_parts(_NAME_PARTS, line, values, problems)
    # The first address counts: parts of two must not be mixed.
    elif line.name == "ADR" and not any(values.get(part) for part in _ADDRESS_PARTS):
        _read_parts(_ADDRESS_PARTS, line, values, problems)
    elif line.name == "ORG":
        _read_parts(("organization", "department"), line, values, problems)
    elif line.name in ("TEL", "EMAIL"):
        field = "email" if line.name == "EMAIL" else _phone_field(line.types)
        number = unescaped(line.value, field, problems)
        # VALUE=uri: RFC 6350, 6.4.1.
        number = number[4:] if number[:4].casefold() == "tel:" else number
        values[field] = [*texts_of(values, field), number]


def _phone_field(types: set[str]) -> str:
    # A mobile at work is a mobile, a fax at work a fax.
    for field in ("fax", "mobile", "work_phone", "home_phone"):
        if _PHONES[field] in types:
            return field
    return "phone"


def _read_unescaped(field: str, line: ContentLine, values: dict[str, str | list[str]]) -> None:
    # Writers escape colons, commas and semicolons of a URL although they need not.
    value = line.value.replace("\\:", ":").replace("\\,", ",").replace("\\;", ";")
    if field == "url":
        values["url"] = [*texts_of(values, "url"), value]
    else:
        # Both versions allow a date without hyphens; a time behind the date is left out.
        compact = len(value) == 8 and value.isdecimal()
        values[field] = f"{value[:4]}-{value[4:6]}-{value[6:]}" if compact else value[:10]


def _read_parts(
    names: tuple[str, ...],
    line: ContentLine,
    values: dict[str, str | list[str]],
    problems: ProblemList,
) -> None:
    found = content_lines.parts(line.value)
    if len(found) > len(names):
        problems.add(
            names[-1],
            "too_many_parts",
            f"{line.name} has {len(found)} parts; {len(names)} are explained here.",
            "Escape a semicolon in a value by a backslash.",
        )
    for name, part in zip(names, found, strict=False):
        values[name] = unescaped(part, name, problems)


def _text(name: str, title: str, description: str, example: str) -> Field:
    return Field(name, title, description, example, pattern=_TEXT)


def _texts(name: str, title: str, description: str, example: str) -> Field:
    return Field(name, title, description, example, pattern=_TEXT, repeated=True)


FIELDS = (
    Field(
        "version",
        "Version",
        "The version of the standard; 3.0 if absent, which most readers know.",
        "3.0",
        choices=("3.0", "4.0"),
    ),
    Field(
        "name",
        "Full name",
        "The name as it is displayed.",
        "Ada Lovelace",
        required=True,
        pattern=_TEXT,
    ),
    _text("family_name", "Family name", "The family name.", "Lovelace"),
    _text("given_name", "Given name", "The given name.", "Ada"),
    _text("additional_names", "Additional names", "Further names.", "Augusta"),
    _text("prefix", "Prefix", "A title in front of the name.", "Dr."),
    _text("suffix", "Suffix", "What follows the name.", "M.A."),
    _text("nickname", "Nickname", "The nickname.", "Countess"),
    _text("organization", "Organisation", "The company.", "ACME; Sons, Ltd."),
    _text("department", "Department", "The unit of the organisation.", "Engines"),
    _text("job_title", "Job title", "The position.", "Analyst"),
    _text("role", "Role", "The function.", "Programmer"),
    _texts("phone", "Telephone", "A number of no particular kind.", "+442071234567"),
    _texts("mobile", "Mobile", "A mobile number.", "+447700900123"),
    _texts("work_phone", "Telephone at work", "A number at work.", "+442071234568"),
    _texts("home_phone", "Telephone at home", "A number at home.", "+442071234569"),
    _texts("fax", "Fax", "A fax number.", "+442071234570"),
    _texts("email", "E-mail", "An e-mail address.", "ada@example.com"),
    Field(
        "url",
        "Web page",
        "An address with https://.",
        "https://example.com/ada",
        pattern=r"[^\s\\\x00-\x1f\x7f]+",
        repeated=True,
    ),
    _text("po_box", "P.O. box", "The post office box.", "12"),
    _text("extended_address", "Extended address", "Flat, floor or building.", "3rd floor"),
    _text("street", "Street", "Street and house number.", "St James's Square 12"),
    _text("city", "City", "The town.", "London"),
    _text("region", "Region", "State or county.", "Greater London"),
    _text("postal_code", "Postal code", "The postal code.", "SW1Y 4JH"),
    _text("country", "Country", "The country's name.", "United Kingdom"),
    Field(
        "birthday",
        "Birthday",
        "A date such as 1815-12-10.",
        "1815-12-10",
        pattern="[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])",
    ),
    Field(
        "note",
        "Note",
        "Text of any number of lines.",
        "Met at the fair",
        pattern=r"[^\x00-\x09\x0b-\x1f\x7f]+",
    ),
)

CONTENT_TYPE = ContentType(
    id=_ID,
    title="Contact (vCard)",
    standard="RFC 2426 (vCard 3.0); RFC 6350 (vCard 4.0)",
    family="contact",
    description="Saves a contact.",
    fields=FIELDS,
    symbologies=("qr", "aztec", "datamatrix", "pdf417"),
    build=build,
    recognise=recognise,
    explain=explain,
    synonyms=("business card", "vcf", "address book"),
)
