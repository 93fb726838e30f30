"""XLS: hostile files first, then workbooks that xlwt writes.

Expectations: docs/batches.md, and [MS-XLS] for the files.
"""

import datetime as dt
import io
from collections.abc import Callable

import pytest
import xlwt
from hypothesis import given, settings
from hypothesis import strategies as st

from common.tables.errors import TableError
from common.tables.file_type import read
from common.tables.table import HIDDEN_ROW, MAX_COLUMNS, Cell

HEADER = ("EAN", "Name", "Price")


def workbook(
    *rows: tuple[object, ...], fill: Callable[[xlwt.Workbook], None] | None = None
) -> bytes:
    book = xlwt.Workbook()
    sheet = book.add_sheet("Stock", cell_overwrite_ok=True)
    for number, row in enumerate(rows):
        for at, value in enumerate(row):
            sheet.write(number, at, value)
    if fill:
        fill(book)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def cells(content: bytes) -> list[tuple[Cell, ...]]:
    return [record.cells for record in read("a.xls", content).records()]


BOOK = workbook(HEADER, ("4006381333931", "Tea", 3.2))


@pytest.mark.parametrize(
    "content",
    [
        BOOK[:600],
        BOOK[:-2_000],
        BOOK[:8] + bytes(600),
        BOOK.replace("Workbook".encode("utf-16-le"), "Porkbook".encode("utf-16-le")),
        BOOK + "EncryptedPackage".encode("utf-16-le"),
    ],
    ids=["head", "truncated", "empty container", "no workbook", "encrypted"],
)
def test_broken_workbook_is_refused(content: bytes) -> None:
    """An .xls and an encrypted .xlsx are in the same container ([MS-OFFCRYPTO], 2.3.4.4)."""
    with pytest.raises(TableError) as caught:
        cells(content)
    assert caught.value.problems[0].code == "table.old_or_locked"


def test_cell_far_to_the_right_is_refused() -> None:
    """A table has at most 200 columns."""
    row = ("",) * MAX_COLUMNS + ("x",)
    with pytest.raises(TableError) as caught:
        cells(workbook(HEADER, row))
    assert caught.value.problems[0].code == "table.too_many_columns"


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_damaged_workbook_is_a_table_or_a_table_error(data: st.DataObject) -> None:
    """Xlrd checks little of what it reads."""
    content = bytearray(BOOK)
    for _ in range(data.draw(st.integers(1, 8))):
        content[data.draw(st.integers(512, len(content) - 1))] = data.draw(st.integers(0, 255))
    try:
        found = cells(bytes(content))
    except TableError:
        return
    assert all(isinstance(cell, Cell) for row in found for cell in row)


def test_cells_have_their_values_and_what_the_sheet_shows() -> None:
    """A format of zeros keeps those of an article number; a price has its currency."""

    def fill(book: xlwt.Workbook) -> None:
        sheet = book.get_sheet(0)
        style = {
            code: xlwt.easyxf(num_format_str=code) for code in ("00000", '0.00 "€"', "D-MMM-YY")
        }
        sheet.write(1, 0, 42, style["00000"])
        sheet.write(1, 2, 47.2, style['0.00 "€"'])
        sheet.write(1, 3, dt.date(2026, 12, 24), style["D-MMM-YY"])
        sheet.write(1, 4, True)
        sheet.write(1, 5, xlwt.Formula("1+1"))

    (row,) = cells(workbook((*HEADER, "Day", "New", "Sum"), ("", "Tea"), fill=fill))
    assert (row[0].text, row[0].is_number) == ("00042", False)
    assert [cell.label for cell in row[1:5]] == ["Tea", "47.20 €", "24-Dec-26", "TRUE"]
    assert row[3].problem is not None
    assert row[3].problem.code == "date"


def test_first_visible_sheet_with_cells_is_read() -> None:
    """Hidden and empty sheets are passed over, with a note."""

    def fill(book: xlwt.Workbook) -> None:
        book.get_sheet(0).visibility = 1
        book.add_sheet("Empty")
        last = book.add_sheet("Goods")
        for at, name in enumerate(HEADER):
            last.write(0, at, name)
            last.write(1, at, "4006381333931")
        last.row(1).hidden = True

    book = workbook(HEADER, ("1", "hidden", "3"), fill=fill)
    table = read("a.xls", book)
    (record,) = table.records()
    assert record.cells[0].text == "4006381333931"
    assert record.note == HIDDEN_ROW
    assert "'Goods'" in table.notes[0]
