"""MeCards: what other writers make of them."""

from segno import helpers

from common.content.catalogue import build
from tests.common.content.types.explained import fields_and_codes


def test_example_of_docomo_is_explained() -> None:
    """The example of NTT DoCoMo's documentation."""
    payload = (
        "MECARD:N:Owen,Sean;ADR:76 9th Avenue, 4th Floor, New York, NY 10011;TEL:12125551212;"
        "EMAIL:srowen@example.com;;"
    )
    fields, codes = fields_and_codes(payload)
    assert (fields["family_name"], fields["given_name"]) == ("Owen", "Sean")
    assert fields["street"] == "76 9th Avenue, 4th Floor, New York, NY 10011"
    assert codes == ["bad_address"]


def test_card_of_segno_is_read() -> None:
    """Segno writes the note as MEMO, which is named as a problem."""
    payload = helpers.make_mecard_data(
        name="Mustermann,Max",
        phone=["+491"],
        url="https://e.example",
        city="C",
        memo="hi; there",
        birthday="19990101",
    )
    assert fields_and_codes(payload) == (
        {
            "family_name": "Mustermann",
            "given_name": "Max",
            "phone": ["+491"],
            "url": "https://e.example",
            "city": "C",
            "note": "hi; there",
            "birthday": "1999-01-01",
        },
        ["wrong_key"],
    )


def test_commas_in_names_are_escaped() -> None:
    """A comma separates family name and given name."""
    payload = build("mecard", {"family_name": "Smith, Jr.", "given_name": "J"})
    assert payload.text == "MECARD:N:Smith\\, Jr.,J;;"
