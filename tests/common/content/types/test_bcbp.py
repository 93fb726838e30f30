"""Boarding passes."""

import pytest

from common.content.catalogue import build, explain, find
from tests.common.content.single_problem import problems, refused

ID = "bcbp"
ONE_LEG = "M1DESMARAIS/LUC       EABC123 YULFRAAC 0834 226F001A0025 100"
SIGNATURE = (
    "GIWVC5EH7JNT684FVNJ91W2QA4DVN5J8K4F0L0GEQ3DF5TGBN8709HKT5D3DW3GBHFCVHMY7J5T6HFR41W2QA4DVN5J8"
    "K4F0L0GE"
)
TWO_LEGS = (
    "M2DESMARAIS/LUC       EABC123 YULFRAAC 0834 226F001A0025 14D>6181WW6225BAC 00141234560032A014"
    "1234567890 1AC AC 1234567890123    20KYLX58ZDEF456 FRAGVALH 3664 227C012C0002 12E2A0140987654"
    f"321 1AC AC 1234567890123    2PCNWQ^164{SIGNATURE}"
)
FIELDS: dict[str, str | list[str]] = {
    "passenger_name": "DESMARAIS/LUC",
    "pnr": ["ABC123"],
    "origin": ["YUL"],
    "destination": ["FRA"],
    "carrier": ["AC"],
    "flight_number": ["0834"],
    "flight_day": ["226"],
    "compartment": ["F"],
    "seat": ["001A"],
    "sequence": ["0025"],
    "passenger_status": ["1"],
}


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"passenger_name": "A" * 21}, ("passenger_name", "malformed", "")),
        ({"origin": ["YUL", "FRA"]}, ("origin", "wrong_count", "")),
        ({"flight_day": ["367"]}, ("flight_day", "bad_date", "")),
        ({"flight_day": ["000"]}, ("flight_day", "bad_date", "")),
        ({"origin": ["YU"]}, ("origin", "malformed", "")),
        ({"security_type": "1"}, ("security_data", "missing_field", "")),
        ({"airline_data": ["X" * 255]}, ("airline_data", "too_long", "")),
    ],
)
def test_wrong_passes_are_refused(
    changes: dict[str, str | list[str]], expected: tuple[str, str, str]
) -> None:
    """Lengths, days and the number of values are checked (Resolution 792, attachment A)."""
    assert expected == refused(ID, {**FIELDS, **changes})


def test_five_legs_are_refused() -> None:
    """A pass has up to four legs."""
    fields = {name: one * 5 if isinstance(one, list) else one for name, one in FIELDS.items()}
    assert refused(ID, fields) == ("pnr", "too_many", "")


def test_short_numbers_are_filled() -> None:
    """Flight, seat and sequence have zeros in front of their digits."""
    fields = {**FIELDS, "flight_number": ["834"], "seat": ["1A"], "sequence": ["25"]}
    assert build(ID, fields).text == ONE_LEG


@pytest.mark.parametrize("text", [ONE_LEG, TWO_LEGS])
def test_examples_of_the_guide_come_back(text: str) -> None:
    """The examples of IATA's BCBP Implementation Guide, byte for byte."""
    found = explain(text)
    assert found is not None
    assert (found.type, found.problems) == (ID, ())
    assert text == build(ID, found.fields).text


def test_items_of_two_legs_are_read() -> None:
    """Each list has a value for each leg; the unique items are of the pass."""
    fields = find(ID).explain(TWO_LEGS).fields
    assert (fields["baggage_allowance"], fields["airline_data"]) == (
        ["20K", "2PC"],
        ["LX58Z", "WQ"],
    )
    assert (fields["issuance_day"], fields["baggage_tag"]) == ("6225", "0014123456003")
    assert fields["security_data"] == SIGNATURE


def test_a_day_has_no_year() -> None:
    """The day of the year is kept; no year is added."""
    assert find(ID).explain(ONE_LEG).fields["flight_day"] == ["226"]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (ONE_LEG[:-2] + "0G", "bad_size"),
        (ONE_LEG[:-2] + "0A>6", "bad_size"),
        (ONE_LEG + "ABC", "trailing_data"),
        ("M1X", "bad_head"),
    ],
)
def test_broken_passes_are_named(text: str, reason: str) -> None:
    """Sizes that are no numbers or too large, and data behind the last item."""
    assert ("", reason) in problems(ID, text)


def test_blanks_at_the_end_are_ignored() -> None:
    """Airlines fill up Aztec symbols with blanks."""
    assert find(ID).explain(ONE_LEG + " " * 20).fields == FIELDS
    assert problems(ID, ONE_LEG + " " * 20) == []


def test_the_version_and_the_type_of_the_security_data_come_back() -> None:
    """Version 7 and security data of type 2; a paper ticket has L."""
    fields = {
        **FIELDS,
        "electronic_ticket": "L",
        "version": "7",
        "security_type": "2",
        "security_data": "AB",
    }
    text = build(ID, fields).text
    assert text.endswith("106>70000^202AB")
    assert fields == find(ID).explain(text).fields
