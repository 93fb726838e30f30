"""MicroPDF417 of a requested number of rows. ISO/IEC 24728:2006, table 1."""

import pytest

from common.barcode.decode import verification
from tests.common.barcode.drawing import make, refusal


@pytest.mark.parametrize(("rows", "columns"), [(24, 1), (11, 2), (10, 3), (8, 4)])
def test_the_rows_choose_the_columns(rows: int, columns: int) -> None:
    """Each number of columns has sizes of its own; zxing-cpp reads the symbol."""
    symbol = make("micropdf417", "MicroPDF417 abcdef", symbol_rows=rows)
    assert len(symbol.rows) == rows
    assert symbol == make("micropdf417", "MicroPDF417 abcdef", symbol_columns=columns)
    assert verification.check(symbol) == "true"


@pytest.mark.parametrize(
    ("options", "suggestion"),
    [
        ({"symbol_rows": 44}, "24"),
        ({"symbol_rows": 7}, "8"),
        ({"symbol_rows": 8, "symbol_columns": 1}, "24"),
    ],
)
def test_other_numbers_of_rows_are_refused_with_those_that_work(
    options: dict[str, object], suggestion: str
) -> None:
    """The data makes 24, 11, 10 or 8 rows in one to four columns."""
    problem = refusal("micropdf417", "MicroPDF417 abcdef", **options)
    assert (problem.field, problem.code) == ("symbol_rows", "micropdf417.does_not_fit")
    assert problem.suggestion == suggestion
    assert make("micropdf417", "MicroPDF417 abcdef", **{**options, "symbol_rows": int(suggestion)})


def test_data_that_no_size_holds_is_refused_as_such() -> None:
    """Up to 150 bytes."""
    assert refusal("micropdf417", "ü" * 160, symbol_rows=44).code == "micropdf417.too_long"
