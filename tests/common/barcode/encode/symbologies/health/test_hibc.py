"""HIBC data: structures that are refused, check characters, and examples of the standard."""

import pytest

from common.barcode.encode.symbology import catalogue
from common.barcode.model.errors import DataError
from common.content import catalogue as contents
from tests.common.barcode.drawing import make, refusal

CARRIERS = [id for id in catalogue() if id.startswith("hibc_")]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ("1A23BJC5D6E71", "secondary data"),
        ("A12", "labeler"),
        ("A123BJC5D6E7Z", "unit of measure"),
        ("A123" + "B" * 19 + "1", "product number"),
        ("A123BJC5D6E71/LOT", "secondary data"),
        ("A123BJC5D6E71/$$1327LOT", "secondary data"),  # month 13
        ("A123BJC5D6E71/$$3270231LOT-TOO-LONG-FOR-IT-1", "secondary data"),
        ("A123BJC5D6E71/$LOT/14D20270230", "no date"),
        ("A123BJC5D6E71/$LOT/Q123456", "secondary data"),
        ("/9U720060FF0", "provider data"),
    ],
)
def test_data_of_another_structure_is_refused(data: str, words: str) -> None:
    """ANSI/HIBC 2.6, 2.2 and 2.3: LIC, product, unit of measure; flags and dates of table 2."""
    problem = refusal("hibc_code128", data)
    assert problem.code == "hibc_code128.bad_form"
    assert words in problem.message
    assert problem.fix


@pytest.mark.parametrize(
    ("data", "suggestions"),
    [
        ("+A123BJC5D6E71H", ["+A123BJC5D6E71G"]),  # a wrong check character
        ("+A123BJC5D6E71", ["+A123BJC5D6E71G", "+A123BJC5D6E7F"]),  # none, or a wrong one
        ("A123BJC5D6E71G", ["+A123BJC5D6E71G"]),  # no +
        ("A123BJC5D6E", []),  # not a unit of measure, whatever the last character is
    ],
)
def test_a_wrong_check_character_suggests_data_that_works(
    data: str, suggestions: list[str]
) -> None:
    """The example of ANSI/HIBC 2.6 is +A123BJC5D6E71G."""
    with pytest.raises(DataError) as refused:
        make("hibc_qr", data)
    assert [one.suggestion for one in refused.value.problems if one.suggestion] == suggestions
    for suggestion in suggestions:
        assert make("hibc_qr", suggestion).data == suggestion


def test_a_check_character_that_may_be_the_unit_of_measure_is_two_readings() -> None:
    """A sum of 7 modulo 43 has the check character 7, which is a unit of measure too."""
    wholes = [make("hibc_qr", f"A123{letter}5").data for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"]
    whole = next(whole for whole in wholes if whole[-1].isdigit())
    with pytest.raises(DataError) as refused:
        make("hibc_qr", whole[1:])
    assert {one.code for one in refused.value.problems} == {"data.two_readings"}
    assert whole in [one.suggestion for one in refused.value.problems]


@pytest.mark.parametrize("id", CARRIERS)
@pytest.mark.parametrize(
    ("data", "whole"),
    [
        ("A123BJC5D6E71", "+A123BJC5D6E71G"),
        ("*+A123BJC5D6E71G*", "+A123BJC5D6E71G"),
        ("+A99912345/$$52001510X33", "+A99912345/$$52001510X33"),
    ],
)
def test_examples_of_the_standard_are_drawn_by_every_carrier(
    id: str, data: str, whole: str
) -> None:
    """ANSI/HIBC 2.6, figures of primary and of concatenated data."""
    assert make(id, data).data == whole


@pytest.mark.parametrize("id", ["hibc_primary", "hibc_secondary", "hibc_pas"])
def test_what_content_types_build_is_taken(id: str) -> None:
    """Both follow the same standard."""
    kind = contents.find(id)
    fields = {
        field.name: [field.example] if field.repeated else field.example
        for field in kind.fields
        if field.name not in ("expiry_format",)
    }
    payload = contents.build(id, fields).text
    assert make("hibc_datamatrix", payload).data == payload


def test_long_data_is_taken() -> None:
    """2.3.2: lot, serial, both dates and quantity together exceed the 70 characters of before."""
    data = "A999" + "1" * 18 + "5/$$+3270131" + "X" * 18 + "/14D20270131/16D20260131/Q99999"
    assert len(make("hibc_datamatrix", data).data) == len(data) + 2
