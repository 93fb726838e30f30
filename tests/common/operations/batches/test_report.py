"""The report as CSV: cells that a spreadsheet would run first, then what a reader gets.

Expectations: OWASP, CSV Injection; RFC 4180.
"""

import csv
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from common.operations.batches import report
from common.operations.batches.rows import Row

FORMULA_STARTS = tuple("=+-@\t\r\n\uff1d\uff0b\uff0d\uff20")
DELIMITERS = ",;\t|"


def rows_of(data: str, delimiter: str = ",") -> list[list[str]]:
    """Return the cells of the report on one row, as a program with this delimiter reads them."""
    text = b"".join(report.write(("a.csv",), [Row(0, 2, data, "qr")])).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))


def cell_of(data: str) -> str:
    return rows_of(data)[1][report.HEADER.index("data")]


@pytest.mark.parametrize("start", FORMULA_STARTS)
def test_formula_is_text(start: str) -> None:
    """An apostrophe before a formula makes it text."""
    assert cell_of(f"{start}cmd") == f"'{start}cmd"


@pytest.mark.parametrize("delimiter", [";", "\t", "|"])
@pytest.mark.parametrize("between", ["", " ", '"'])
def test_formula_after_another_delimiter_is_text(delimiter: str, between: str) -> None:
    """Spreadsheets split at the list separator of their locale, often a semicolon."""
    data = f"1{delimiter}{between}=1+1"
    assert cell_of(data) == f"1{delimiter}'{between}=1+1"


def test_formula_on_another_line_of_a_cell_is_text() -> None:
    """A program that splits at semicolons ignores our quotation marks around the line end."""
    assert cell_of("1;2\n=1+1") == "1;2\n'=1+1"


@pytest.mark.parametrize(
    "data", ["123", "A-1", "a=b", "1,-5", "x@example.com", "WIFI:T:WPA;S:net;P:secret;;"]
)
def test_other_data_is_unchanged(data: str) -> None:
    """These characters start no formula in the middle of a cell."""
    assert cell_of(data) == data


@settings(max_examples=300, deadline=None)
@given(st.text("=+-@\t\r\n,;|\"' a1", max_size=10), st.sampled_from(DELIMITERS))
def test_no_program_reads_a_formula(data: str, delimiter: str) -> None:
    """Python's csv module reads the report with each delimiter."""
    cells = [cell for row in rows_of(data, delimiter) for cell in row]
    assert [cell for cell in cells if cell.lstrip(' "').startswith(FORMULA_STARTS)] == []


def test_report_names_every_row_and_problem() -> None:
    """One line for each row, after the header."""
    header, line = rows_of("123")
    assert (tuple(header), line[:6]) == (
        report.HEADER,
        ["a.csv", "2", "failed", "", "qr", "123"],
    )
