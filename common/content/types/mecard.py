"""Contacts in NTT DoCoMo's short form."""

from common.content import field_checks
from common.content.content_type import ContentType, Explanation, Field, Payload, Values
from common.content.escapes import escaped, raw_fields, split_escaped, unescaped, unknown_key
from common.content.problem_list import ProblemList, decoded, present, text_of, texts_of

_ID = "mecard"
_TEXT = r"[^\x00-\x1f\x7f]+"
_REPEATED = {"TEL": "phone", "TEL-AV": "video_phone", "EMAIL": "email"}
_SINGLE = {
    "SOUND": "reading",
    "NICKNAME": "nickname",
    "ORG": "organization",
    "URL": "url",
    "BDAY": "birthday",
    "NOTE": "note",
}
_ADDRESS = ("po_box", "room", "street", "city", "region", "postal_code", "country")
# N and ADR have several fields each, and so no name here.
_KEYS = {"N": "", "ADR": ""} | _REPEATED | _SINGLE


def build(fields: Values) -> Payload:
    """Return the MeCard; the parts of name and address are separated by commas."""
    # The comma separates the names, so that one inside a name is escaped.
    name = escaped(text_of(fields, "family_name"))
    if given := text_of(fields, "given_name"):
        name += "," + escaped(given)
    pairs = [("N", name)]
    for key, field in _REPEATED.items():
        pairs += [(key, escaped(value)) for value in texts_of(fields, field)]
    address = [escaped(text_of(fields, part)) for part in _ADDRESS]
    # All seven parts or none: their place decides the meaning.
    if any(address):
        pairs.append(("ADR", ",".join(address)))
    for key, field in _SINGLE.items():
        if value := text_of(fields, field):
            # The date has eight digits without hyphens.
            pairs.append((key, escaped(value.replace("-", "") if key == "BDAY" else value)))
    # The second semicolon at the end closes the record.
    return Payload(
        "MECARD:" + "".join(f"{key}:{value};" for key, value in pairs) + ";", symbology="qr"
    )


def recognise(text: str) -> bool:
    """Return True for a payload that begins with MECARD:."""
    return text[:7].casefold() == "mecard:"


def explain(payload: bytes | str) -> Explanation:
    """Return the contact; an address that does not have seven parts becomes the street."""
    problems = ProblemList(_ID)
    values: dict[str, str | list[str]] = {}
    lists: dict[str, list[str]] = {}
    for key, value in raw_fields(decoded(payload)[7:], problems):
        key = key.upper()
        # Keys may come in any order, and each has its own rules for commas.
        if key == "N":
            values.update(_name(value, problems))
        elif key == "ADR":
            values.update(_address(value, problems))
        elif field := _REPEATED.get(key):
            lists.setdefault(field, []).append(unescaped(value))
        # A frequent mistake: MEMO is a key of other phone formats.
        elif key == "MEMO":
            problems.add("note", "wrong_key", "The note has the key MEMO.", "Write NOTE.")
            values["note"] = unescaped(value)
        elif field := _SINGLE.get(key):
            values[field] = _date(unescaped(value)) if key == "BDAY" else unescaped(value)
        else:
            unknown_key(key, _KEYS, problems)
    values = present({**values, **lists})
    return Explanation(
        _ID, values, (*problems.found, *field_checks.value_problems(_ID, FIELDS, values))
    )


def _name(value: str, problems: ProblemList) -> dict[str, str]:
    family, *given = [unescaped(part) for part in split_escaped(value, ",")]
    if len(given) > 1:
        problems.add(
            "given_name",
            "too_many_parts",
            "The name has more than two parts.",
            "Escape a comma in a name by a backslash.",
        )
    # Joined again rather than lost.
    return {"family_name": family, "given_name": ",".join(given)}


def _address(value: str, problems: ProblemList) -> dict[str, str]:
    parts = [unescaped(part) for part in split_escaped(value, ",")]
    if len(parts) == len(_ADDRESS):
        return dict(zip(_ADDRESS, parts, strict=True))
    problems.add(
        "street",
        "bad_address",
        f"The address has {len(parts)} parts; MeCard has {len(_ADDRESS)}, separated by commas.",
        f"Write {', '.join(_ADDRESS)}; leave empty what is absent.",
    )
    return {"street": ",".join(parts)}


def _date(text: str) -> str:
    if len(text) == 8 and text.isdecimal():
        return f"{text[:4]}-{text[4:6]}-{text[6:]}"
    return text


def _text(name: str, title: str, description: str, example: str) -> Field:
    return Field(name, title, description, example, pattern=_TEXT)


FIELDS = (
    Field(
        "family_name",
        "Family name",
        "The family name, or the whole name.",
        "Lovelace",
        required=True,
        pattern=_TEXT,
    ),
    _text("given_name", "Given name", "The given name.", "Ada"),
    _text("reading", "Reading", "The name in kana, as it is pronounced.", "エイダ"),
    _text("nickname", "Nickname", "The nickname.", "Countess"),
    _text("organization", "Organisation", "Not part of the standard, but widely read.", "ACME"),
    Field(
        "phone",
        "Telephone",
        "Digits, with + and the country code.",
        "+442071234567",
        pattern=_TEXT,
        repeated=True,
    ),
    Field(
        "video_phone",
        "Video telephone",
        "A number for video calls.",
        "+442071234568",
        pattern=_TEXT,
        repeated=True,
    ),
    Field("email", "E-mail", "An e-mail address.", "ada@example.com", pattern=_TEXT, repeated=True),
    _text("url", "Web page", "An address with https://.", "https://example.com"),
    _text("po_box", "P.O. box", "The post office box.", "12"),
    _text("room", "Room", "Room or floor.", "3rd floor"),
    _text("street", "Street", "Street and house number.", "St James's Square 12"),
    _text("city", "City", "The town.", "London"),
    _text("region", "Region", "Prefecture, state or county.", "Greater London"),
    _text("postal_code", "Postal code", "The postal code.", "SW1Y 4JH"),
    _text("country", "Country", "The country's name.", "United Kingdom"),
    Field(
        "birthday",
        "Birthday",
        "A date such as 1815-12-10.",
        "1815-12-10",
        pattern="[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])",
    ),
    _text("note", "Note", "One line of text.", "Met at the fair"),
)

CONTENT_TYPE = ContentType(
    id=_ID,
    title="Contact (MeCard)",
    standard="NTT DoCoMo, functions of QR readers, MeCard",
    family="contact",
    description="Saves a contact; shorter than a vCard.",
    fields=FIELDS,
    symbologies=("qr", "aztec", "datamatrix", "pdf417"),
    build=build,
    recognise=recognise,
    explain=explain,
    synonyms=("address book", "business card", "phone book"),
)
