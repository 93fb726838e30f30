"""HIBC primary data, alone and with secondary data."""

import pytest

from common.content.catalogue import build, explain, find
from tests.common.content.single_problem import problems, refused

ID = "hibc_primary"
PRIMARY = {"labeler": "A999", "product": "1234", "unit_of_measure": "5"}


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"labeler": "9999"}, ("labeler", "malformed", "")),
        ({"product": "AB-1"}, ("product", "malformed", "")),
        ({"unit_of_measure": "A"}, ("unit_of_measure", "malformed", "")),
        ({"lot": "A" * 19}, ("lot", "malformed", "")),
        ({"expiry": "2027-02-30"}, ("expiry", "bad_date", "")),
        ({"expiry": "2027-02-03T24"}, ("expiry", "bad_date", "")),
        ({"expiry": "2027-02", "expiry_format": "YYJJJ"}, ("expiry_format", "conflict", "")),
        ({"expiry_format": "YYJJJ"}, ("expiry", "missing_field", "")),
        ({"quantity": "100000"}, ("quantity", "malformed", "")),
        ({"manufactured": "2026-02-30"}, ("manufactured", "bad_date", "")),
    ],
)
def test_wrong_data_are_refused(changes: dict[str, str], expected: tuple[str, str, str]) -> None:
    """The labeler begins with a letter, the unit is a digit, dates exist (ANSI/HIBC 2.6, 2.2)."""
    assert expected == refused(ID, {**PRIMARY, **changes})


@pytest.mark.parametrize(
    "text",
    [
        "+A123BJC5D6E71G",  # appendix B.2.0
        "+H123ABC01234567890D",  # appendix C.3
        "+A99912345/$$52001510X33",  # 2.2.1.1
        "+A123BJC5D6E71/$$52001510X3C",  # 4.3.3
        "+A99912345/$$52001510X3/16D20111212/S77DEFG457",  # 2.3.2
        "+A99912345/$10X3/16D20111231/14D202001313",  # 2.3.2.3
        "+A99912349/$10X3/16D20111231/14D20200131/Q500Z",  # 2.3.2.4
        "+J123AQ3451/$$3231231BC34567/S4012R",
    ],
)
def test_examples_of_the_standard_come_back(text: str) -> None:
    """The worked examples of ANSI/HIBC 2.6, with their check characters."""
    found = explain(text)
    assert found is not None
    assert (found.type, found.problems) == (ID, ())
    assert text == build(ID, found.fields).text


@pytest.mark.parametrize(
    ("secondary", "expected"),
    [
        ("$$09053C001", {"expiry": "2005-09", "lot": "3C001"}),
        ("$$20928053C001", {"expiry": "2005-09-28", "expiry_format": "MMDDYY", "lot": "3C001"}),
        ("$$30509283C001", {"expiry": "2005-09-28", "lot": "3C001"}),
        ("$$4050928223C001", {"expiry": "2005-09-28T22", "lot": "3C001"}),
        ("$$5052713C001", {"expiry": "2005-09-28", "expiry_format": "YYJJJ", "lot": "3C001"}),
        (
            "$$605271223C001",
            {"expiry": "2005-09-28T22", "expiry_format": "YYJJJHH", "lot": "3C001"},
        ),
        ("$$73C001", {"lot": "3C001"}),
        ("$$+09050001", {"expiry": "2005-09", "serial": "0001"}),
        ("$+0001", {"serial": "0001"}),
        ("$$8240905" + "3C001", {"quantity": "24", "expiry": "2005-09", "lot": "3C001"}),
        ("$$90010030509283C001", {"quantity": "100", "expiry": "2005-09-28", "lot": "3C001"}),
        ("052713C001", {"expiry": "2005-09-28", "expiry_format": "YYJJJ", "lot": "3C001"}),
    ],
)
def test_all_secondary_forms_are_read(secondary: str, expected: dict[str, str]) -> None:
    """The example data of ANSI/HIBC 2.6, table F1, and of the older editions."""
    found = find(ID).explain(f"+A99912345/{secondary}0").fields
    assert expected == {name: value for name, value in found.items() if name not in PRIMARY}


def test_a_wrong_check_character_is_named() -> None:
    """The right one is in the message (4.2)."""
    [problem] = find(ID).explain("+A123BJC5D6E71X").problems
    assert problem.code == "content.hibc_primary.bad_check_character"
    assert "must be 'G'" in problem.message


def test_unknown_secondary_data_are_named() -> None:
    """17D is not an identifier of secondary data."""
    assert ("", "bad_secondary") in problems(ID, "+A99912345/17D201112310")


def test_printed_text_is_understood() -> None:
    """Asterisks at both ends are printed and not encoded."""
    assert find(ID).explain("*+A123BJC5D6E71G*").problems == ()
