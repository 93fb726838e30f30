"""Facing Identification Marks: the bars of DMM 708.9."""

import pytest

from tests.common.barcode.elements import row


@pytest.mark.parametrize(
    ("mark", "bars"),
    [("A", "110010011"), ("B", "101101101"), ("C", "110101011"), ("D", "111010111")],
)
def test_bars_are_at_the_places_of_the_standard(mark: str, bars: str) -> None:
    """DMM 708.9: the bars of each mark, 1 is dark, at nine places of 1/16 inch."""
    assert "".join(map(str, row("fim", mark)[::2])) == bars
