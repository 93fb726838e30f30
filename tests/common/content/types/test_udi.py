"""UDIs of all issuing entities."""

import pytest

from common.content.catalogue import build, explain, find
from tests.common.content.single_problem import problems, refused

ID = "udi"
GS1 = "(01)51022222233336(11)141231(17)150707(10)A213B1(21)1234"
HIBCC = "+H123PARTNO1234567890120/$$420020216LOT123456789012345/SXYZ456789012345678/16D20130202"
ICCBBA = "=/A9999XYZ100T0476=,000025=A99971312345600=>014032=}013032&,1000000000000XYZ123"


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        (
            {"agency": "gs1", "device_identifier": "51022222233337"},
            ("device_identifier", "gs1.bad_check_digit", "51022222233336"),
        ),
        (
            {"agency": "hibcc", "device_identifier": "9999999"},
            ("device_identifier", "bad_primary", ""),
        ),
        (
            {"agency": "iccbba", "device_identifier": "A9999XYZ100T0476", "serial": "1"},
            ("serial", "malformed", ""),
        ),
        (
            {"agency": "iccbba", "device_identifier": "A9999"},
            ("device_identifier", "malformed", ""),
        ),
        (
            {"agency": "gs1", "device_identifier": "51022222233336", "lot": "A B"},
            ("lot", "gs1.bad_character", ""),
        ),
        (
            {"agency": "hibcc", "device_identifier": "A99912345", "lot": "a b"},
            ("lot", "malformed", ""),
        ),
        (
            {"agency": "ifa", "device_identifier": "110375286415"},
            ("device_identifier", "bad_check_digits", "110375286414"),
        ),
        (
            {
                "agency": "gs1",
                "device_identifier": "51022222233336",
                "donation_number": "A999713123456",
            },
            ("donation_number", "not_applicable", ""),
        ),
    ],
)
def test_wrong_data_are_refused(fields: dict[str, str], expected: tuple[str, str, str]) -> None:
    """The rules of the issuing entity hold, and the problem is at the field of the UDI."""
    assert expected == refused(ID, fields)


@pytest.mark.parametrize(
    ("text", "agency", "identifier", "lot", "serial", "expiry"),
    [
        (GS1, "gs1", "51022222233336", "A213B1", "1234", "2015-07-07"),
        (
            HIBCC + "H",
            "hibcc",
            "H123PARTNO1234567890120",
            "LOT123456789012345",
            "XYZ456789012345678",
            "2020-02-02T16",
        ),
        (ICCBBA, "iccbba", "A9999XYZ100T0476", "000000000000XYZ123", "000025", "2014-02-01"),
    ],
)
def test_examples_of_the_fda_are_explained(
    text: str, agency: str, identifier: str, lot: str, serial: str, expiry: str
) -> None:
    """The FDA's table of UDI formats by issuing agency."""
    found = find(ID).explain(text)
    wanted = {
        "agency": agency,
        "device_identifier": identifier,
        "lot": lot,
        "serial": serial,
        "expiry": expiry,
    }
    assert wanted.items() <= found.fields.items()
    assert found.problems == ()


def test_the_gs1_example_of_the_fda_comes_back() -> None:
    """The same symbol is built from the fields of the explanation."""
    assert build(ID, find(ID).explain(GS1).fields).text == GS1


def test_the_hibc_example_of_the_fda_keeps_its_meaning() -> None:
    """The production date comes first, as in ANSI/HIBC 2.6, 2.3.2; the FDA has it last."""
    fields = find(ID).explain(HIBCC + "H").fields
    assert fields == find(ID).explain(build(ID, fields).text).fields


def test_the_example_of_iccbba_comes_back() -> None:
    """ST-017, section 5: six structures in a compound message, which is recognised as a UDI."""
    text = "=+06000=/A9999XYZ100T0476=,000025=A99971712345600=>019032=}017032&,1000000000000XYZ123"
    found = explain(text)
    assert found is not None
    assert (ID, text) == (found.type, build(ID, found.fields).text)


def test_the_check_character_of_the_fdas_example_is_wrong() -> None:
    """The FDA's HIBC example ends in C; modulo 43 of the data is H (ANSI/HIBC 2.6, 4.2)."""
    assert ("", "bad_check_character") in problems(ID, HIBCC + "C")


def test_an_unknown_form_is_named() -> None:
    """Text of no issuing entity has no agency."""
    assert "agency" in [field for field, _ in problems(ID, "hello")]
