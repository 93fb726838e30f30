"""The tool that writes the table of ISBN ranges."""

import pytest

from common.barcode.encode.isbn_ranges import RANGES
from tools import isbn_ranges

MESSAGE = """<ISBNRangeMessage>
<MessageDate>Wed, 1 Apr 2031 06:27:48 GMT</MessageDate>
<EAN.UCCPrefixes><EAN.UCC><Prefix>978</Prefix><Agency>International</Agency>
<Rules>{rules}</Rules></EAN.UCC></EAN.UCCPrefixes>
<RegistrationGroups><Group><Prefix>978-99</Prefix><Rules></Rules></Group></RegistrationGroups>
</ISBNRangeMessage>"""
RULE = "<Rule><Range>{range}</Range><Length>{length}</Length></Rule>"


def written(rules: str) -> dict[str, object]:
    """Return the names of the source that the tool writes."""
    names: dict[str, object] = {}
    exec(isbn_ranges.write(MESSAGE.format(rules=rules)), names)  # the tool's own output
    return names


def test_ranges_are_cut_to_their_lengths_and_undefined_ones_left_out() -> None:
    """The agency's message: seven digits, and 0 if a range is not defined for use."""
    rules = [("0000000-5999999", 1), ("6000000-6499999", 3), ("6500000-9999999", 0)]
    names = written("".join(RULE.format(range=each, length=length) for each, length in rules))
    assert names["DATE"] == "2031-04-01"
    assert names["RANGES"] == {"978": "0-5 600-649", "978-99": ""}


@pytest.mark.parametrize(("numbers", "length"), [("00-59", 1), ("0000000-5999999", 8), ("", 1)])
def test_a_rule_of_an_unknown_form_is_refused(numbers: str, length: int) -> None:
    """A newer message may say what this product does not know yet."""
    with pytest.raises(ValueError, match="978 has a rule"):
        written(RULE.format(range=numbers, length=length))


def test_a_message_without_a_date_is_refused() -> None:
    """The table names the date that it is of."""
    with pytest.raises(ValueError, match="date"):
        isbn_ranges.write("<ISBNRangeMessage/>")


def test_the_table_has_the_groups_of_both_prefixes() -> None:
    """ISO 2108:2017, 4.2: 978 and 979; 979-0 belongs to ISMN."""
    assert {key[:3] for key in RANGES} == {"978", "979"}
    assert "979-0" not in RANGES


def test_the_tool_needs_a_message(capsys: pytest.CaptureFixture[str]) -> None:
    """Without one it says how it is called."""
    assert isbn_ranges.main([]) == 2
    assert "MESSAGE" in capsys.readouterr().err
