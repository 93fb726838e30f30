"""vCards: read by vobject, and read from what other writers make."""

import vobject
from segno import helpers

from common.content.catalogue import build
from tests.common.content.types.explained import fields_and_codes

_FIELDS: dict[str, str | list[str]] = {
    "version": "3.0",
    "name": "Ada; Lovelace, \\ née Byron",
    "family_name": "Lovelace",
    "given_name": "Ada",
    "organization": "ACME; Sons, Ltd.",
    "department": "Engines",
    "mobile": ["+447700900123"],
    "email": ["ada@example.com", "b@example.com"],
    "street": "St James's Square 12",
    "city": "London",
    "note": "first line\nsecond; line, \\ end",
    "url": ["https://example.com/?a=1&b=2"],
}


def test_vobject_reads_what_was_meant() -> None:
    """Vobject is an independent reader of RFC 2426."""
    card = vobject.readOne(build("vcard", _FIELDS).text)
    assert card.fn.value == _FIELDS["name"]
    assert (card.n.value.family, card.n.value.given) == ("Lovelace", "Ada")
    assert card.org.value == ["ACME; Sons, Ltd.", "Engines"]
    assert card.note.value == _FIELDS["note"]
    assert [one.value for one in card.contents["email"]] == _FIELDS["email"]
    assert card.adr.value.city == "London"
    assert (card.tel.value, card.tel.params) == ("+447700900123", {"TYPE": ["CELL"]})
    assert card.url.value == "https://example.com/?a=1&b=2"


def test_raw_line_break_and_backslash_of_segno_are_read() -> None:
    """Segno leaves line breaks and backslashes in NOTE as they are; both are problems."""
    payload = helpers.make_vcard_data("Doe;John", "John Doe", memo="line1\nline2 a\\b")
    assert fields_and_codes(payload) == (
        {
            "version": "3.0",
            "name": "John Doe",
            "family_name": "Doe",
            "given_name": "John",
            "note": "line1\nline2 a\\b",
        },
        ["raw_line_break", "bad_escape"],
    )


def test_card_of_vobject_is_read() -> None:
    """Vobject folds lines and sorts properties."""
    card = vobject.vCard()
    card.add("fn").value = "Ada Lovelace"
    card.add("n").value = vobject.vcard.Name(family="Lovelace", given="Ada")
    card.add("note").value = "x" * 100 + "\ny"
    fields, codes = fields_and_codes(card.serialize())
    assert (fields["note"], fields["family_name"], codes) == ("x" * 100 + "\ny", "Lovelace", [])


def test_example_of_version_4_is_read() -> None:
    """The example of RFC 6350, 7.1, with groups, URIs and preferences."""
    payload = (
        "BEGIN:VCARD\r\nVERSION:4.0\r\nFN:Simon Perreault\r\n"
        "N:Perreault;Simon;;;ing. jr,M.Sc.\r\nBDAY:--0203\r\nANNIVERSARY:20090808T1430-0500\r\n"
        "GENDER:M\r\nLANG;PREF=1:fr\r\nORG;TYPE=work:Viagenie\r\n"
        "ADR;TYPE=work:;Suite D2-630;2875 Laurier;\r\n Quebec;QC;G1V 2M2;Canada\r\n"
        'TEL;VALUE=uri;TYPE="work,voice";PREF=1:tel:+1-418-656-9254;ext=102\r\n'
        'TEL;VALUE=uri;TYPE="work,cell,voice,video,text":tel:+1-418-262-6501\r\n'
        "EMAIL;TYPE=work:simon.perreault@viagenie.ca\r\n"
        "GEO;TYPE=work:geo:46.772673,-71.282945\r\n"
        "URL;TYPE=home:http://nomis80.org\r\nEND:VCARD\r\n"
    )
    fields, codes = fields_and_codes(payload)
    assert fields["city"] == "Quebec"
    assert fields["work_phone"] == ["+1-418-656-9254;ext=102"]
    assert fields["mobile"] == ["+1-418-262-6501"]
    assert codes == ["malformed"]  # A birthday without a year has no form among the fields.


def test_quoted_printable_of_version_2_1_is_read() -> None:
    """Version 2.1 of vCard, 2.1.3: soft line breaks and a character set of the value's own."""
    payload = (
        "BEGIN:VCARD\nVERSION:2.1\nN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:M=C3=BCller;J=\n"
        "=C3=B6rg\nFN:J M\nTEL;CELL;PREF:+491\nEND:VCARD"
    )
    fields, codes = fields_and_codes(payload)
    assert (fields["family_name"], fields["given_name"]) == ("Müller", "Jörg")
    assert fields["mobile"] == ["+491"]
    assert codes == ["quoted_printable", "bad_choice"]


def test_missing_end_is_a_problem() -> None:
    """RFC 2426, 4: a vCard ends in END:VCARD."""
    _, codes = fields_and_codes("BEGIN:VCARD\nVERSION:3.0\nN:A;;;;\nFN:A")
    assert codes == ["no_end"]
