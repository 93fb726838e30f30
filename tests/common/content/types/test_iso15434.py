"""ISO/IEC 15434 messages with data identifiers."""

import pytest

from common.content.catalogue import build, explain, find
from tests.common.content.single_problem import problems, refused

ID = "iso15434"
RS, GS, EOT = "\x1e", "\x1d", "\x04"


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"quantity": "many"}, ("quantity", "malformed", "")),
        ({"elements": ["1234"]}, ("elements", "malformed", "")),
        ({"customer_part": f"A{GS}B"}, ("customer_part", "malformed", "")),
        ({"supplier_duns": "12345"}, ("supplier_duns", "malformed", "")),
        ({"gs1": "(01)09506000134351"}, ("gs1", "gs1.bad_check_digit", "(01)09506000134352")),
        ({}, ("elements", "empty", "")),
    ],
)
def test_wrong_data_are_refused(
    fields: dict[str, str | list[str]], expected: tuple[str, str, str]
) -> None:
    """Values obey their data identifiers and have no separator in them (MH10.8.2)."""
    assert expected == refused(ID, fields)


def test_a_transport_label_is_written() -> None:
    """The form of AIAG B-16 and Odette GTL: format 06, identifiers, GS between them, RS and EOT."""
    fields = {
        "plate_single": "UN123456789A2B4C6D8E",
        "customer_part": "1234567",
        "quantity": "100",
        "supplier": "98765",
        "elements": ["20L LOT 1"],
    }
    data = ["P1234567", "Q100", "V98765", "1JUN123456789A2B4C6D8E", "20L LOT 1"]
    text = build(ID, {**fields, "elements": ["20L LOT 1"]}).text
    assert f"[)>{RS}06{GS}{GS.join(data)}{RS}{EOT}" == text


def test_several_formats_follow_each_other() -> None:
    """Each format has its trailer, the message one end (ISO/IEC 15434, section 6)."""
    text = build(ID, {"gs1": "(01)09506000134352(10)A", "quantity": "5", "free_text": "x"}).text
    expected = f"[)>{RS}05{GS}0109506000134352{GS}10A{RS}06{GS}Q5{RS}07{GS}x{RS}{EOT}"
    assert expected == text


@pytest.mark.parametrize(
    "text",
    [
        f"[)>{RS}06{GS}PRC0402-1K{GS}1P311-1K{GS}Q100{GS}10D2618{GS}4LTW",
        f">[)>06{GS}PRC0402-1K{GS}1P311-1K{GS}Q100{GS}10D2618{GS}4LTW{RS}{EOT}",
    ],
)
def test_distributors_labels_are_read(text: str) -> None:
    """Labels without a trailer or with > in front are explained, and the fault is named."""
    found = explain(text)
    assert found is not None
    expected = {
        "customer_part": "RC0402-1K",
        "supplier_part": "311-1K",
        "quantity": "100",
        "production_week": "2618",
        "origin_country": "TW",
    }
    assert (ID, expected) == (found.type, found.fields)
    assert problems(ID, text) == [("", "bad_envelope")]


def test_unknown_formats_and_pieces_are_named() -> None:
    """A format that is not explained and a piece without an identifier are problems."""
    text = f"[)>{RS}09{GS}x{RS}06{GS}Q1{GS}?{RS}{EOT}"
    assert problems(ID, text) == [("", "unknown_format"), ("elements", "bad_identifier")]
    assert find(ID).explain(text).fields == {"quantity": "1"}


def test_a_repeated_identifier_is_kept() -> None:
    """The second serial number of a label is among the further data."""
    text = f"[)>{RS}06{GS}S1{GS}S2{GS}20PX{RS}{EOT}"
    assert find(ID).explain(text).fields == {"serial": "1", "elements": ["S2", "20PX"]}
    assert problems(ID, text) == []


def test_text_elements_and_broken_gs1_elements_are_explained() -> None:
    """Format 12 has text elements; a wrong check digit in format 05 is named."""
    text = f"[)>{RS}05{GS}0109506000134351{RS}12{GS}PNO 1234{RS}{EOT}"
    assert find(ID).explain(text).fields["text_elements"] == ["PNO 1234"]
    assert ("gs1", "gs1.bad_check_digit") in problems(ID, text)
