"""Dates of two-digit years and of days of the year."""

import pytest

from common.content import calendar_dates


@pytest.mark.parametrize(
    ("digits", "day"),
    [
        ("260200", "2026-02-28"),
        ("280200", "2028-02-29"),
        ("261231", "2026-12-31"),
        ("770101", "1977-01-01"),
        ("760101", "2076-01-01"),
        ("260230", ""),
        ("261301", ""),
    ],
)
def test_day_of_six_digits(digits: str, day: str) -> None:
    """Day 00 is the month's last day, in leap years too (GS1 General Specifications, 3.4)."""
    assert day == calendar_dates.from_yymmdd(digits)


@pytest.mark.parametrize(
    ("digits", "day"),
    [("20015", "2020-01-15"), ("20366", "2020-12-31"), ("21366", ""), ("21000", "")],
)
def test_day_of_the_year(digits: str, day: str) -> None:
    """Day 366 exists in leap years only; the first is 001 (ANSI/HIBC 2.6, table 2)."""
    assert day == calendar_dates.from_yyjjj(digits)
