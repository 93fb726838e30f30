"""Number formats: hostile codes first, then what spreadsheets show.

Expectations: number_formats.SHOWN, which tests/system compares with LibreOffice, and ECMA-376-1,
18.8.30 and 18.8.31.
"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.tables.number_formats import find
from common.tables.xlsx_cells import number_cell
from tests.common.tables.number_formats import SHOWN


@given(
    st.text('0#?.,%E+-/@;"[]<>=dmyhs\\_*AP €x', max_size=30),
    st.floats(-1e16, 1e16, allow_nan=False),
)
def test_any_format_shows_a_short_text(code: str, value: float) -> None:
    """Formats come from files of strangers: none raises an error, or costs much."""
    form = find(164, code)
    assert len(form.show(value)) < 500


@pytest.mark.parametrize(("value", "code", "shown"), SHOWN)
def test_cell_is_shown_as_the_spreadsheet_does(value: float, code: str, shown: str) -> None:
    """Labels print a price as 47.20 € and not as 47.2."""
    assert number_cell(repr(value), find(164, code)).label == shown


@pytest.mark.parametrize(
    ("number", "value", "shown"),
    [
        (9, 0.5, "50%"),
        (4, 1234.5, "1,234.50"),
        (44, 1234.5, "1,234.50"),
        (14, 45383, "2024-04-01"),
        (22, 45383.5, "2024-04-01T12:00:00"),
        (15, 45383, "1-Apr-24"),
        (18, 45383.75, "6:00 PM"),
        (0, 12, "12"),
    ],
)
def test_built_in_format_has_an_id_only(number: int, value: float, shown: str) -> None:
    """Those of the region show no foreign currency, and dates as ISO 8601 (docs/batches.md)."""
    assert number_cell(repr(value), find(number, "")).label == shown


def test_names_of_months_in_other_languages_are_not_guessed() -> None:
    """[$-407] is German: the sheet shows "1. April 2024" in German words."""
    assert find(164, "[$-407]d. mmmm yyyy").show(45383) == "2024-04-01"
    assert find(164, "[$-409]d mmmm yyyy").show(45383) == "1 April 2024"
    assert find(164, "[$-407]dd.mm.yyyy").show(45383) == "01.04.2024"


@pytest.mark.parametrize(
    ("code", "data"),
    [
        ("General", "12"),
        ("0000", "0012"),
        ('"SKU-"0000', "SKU-0012"),
        ("00-00", "00-12"),
        ("#,##0.00", "12"),
        ('0 "pcs"', "12"),
        ("0%", "12"),
    ],
)
def test_barcode_of_a_number_is_the_code_that_is_shown(code: str, data: str) -> None:
    """A price or a percentage is not a code: the number itself is encoded, with a note."""
    cell = number_cell("12", find(164, code))
    assert cell.data == data
    assert bool(cell.note) == (code not in ("General", "0000"))
