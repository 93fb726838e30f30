"""Placeholders: columns, counters and dates, and what is malformed."""

from datetime import datetime

import pytest

from common.barcode.labels import placeholders
from common.barcode.labels.placeholders import Counter, Values
from common.barcode.model.errors import OptionError

COUNTERS = {"n": Counter()}
VALUES = Values({"name": "Tea", "unit_price": "3.20"}, {"n": 7}, datetime(2026, 1, 31, 9, 5, 6))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ""),
        ("plain", "plain"),
        ("{name}", "Tea"),
        ("{Name}: {Unit price}", "Tea: 3.20"),
        ("{unknown}", ""),
        ("{{name}}", "{name}"),
        ("{n}-{n:00000}", "7-00007"),
        ("{today}", "2026-01-31"),
        ("{today:DD.MM.YY hh:mm:ss}", "31.01.26 09:05:06"),
        ("{today+1:YYYYMMDD}", "20260201"),
        ("{today-1w}", "2026-01-24"),
        ("{today+1m}", "2026-02-28"),  # January 31 and a month
        ("{today+2y}", "2028-01-31"),
    ],
)
def test_placeholders_are_filled(text: str, expected: str) -> None:
    """The syntax that docs/labels.md describes; dates by the calendar."""
    assert placeholders.compile_pattern(text, COUNTERS, "text").fill(VALUES) == expected


@pytest.mark.parametrize(
    "text", ["{", "a}", "{}", "{ }", "{name:000}", "{n:9}", "{n:" + "0" * 21 + "}", "{today:x}"]
)
def test_malformed_placeholders_are_errors_of_their_field(text: str) -> None:
    with pytest.raises(OptionError) as raised:
        placeholders.compile_pattern(text, COUNTERS, "elements[1].text")
    (problem,) = raised.value.problems
    assert (problem.field, problem.code) == ("elements[1].text", "template.bad_placeholder")


@pytest.mark.parametrize("text", ["{today+9999y}", "{today-99999m}"])
def test_dates_outside_the_calendar_are_errors(text: str) -> None:
    """Datetime has the years 1 to 9999."""
    pattern = placeholders.compile_pattern(text, COUNTERS, "text")
    with pytest.raises(OptionError, match="years 1 to 9999"):
        pattern.fill(VALUES)


def test_columns_are_folded() -> None:
    pattern = placeholders.compile_pattern("{Unit price} {n} {today}", COUNTERS, "text")
    assert pattern.columns == ("unit_price",)
