"""The row that names the columns: refused numbers first, then tables as people have them.

Expectations: docs/batches.md, the table.
"""

import pytest

from common.tables import csv_file, encodings
from common.tables.errors import TableError
from common.tables.file_type import read
from common.tables.selection import select
from common.tables.table import Table
from tests.common.tables.workbooks import workbook


def table(text: str, media_type: str = "text/csv", header_row: int | None = None) -> Table:
    return read("", text.encode(), media_type=media_type, header_row=header_row)


def rows(found: Table) -> list[tuple[str, ...]]:
    return [tuple(cell.text for cell in record.cells) for record in found.records()]


@pytest.mark.parametrize("number", [3, 99])
def test_row_without_cells_is_no_header(number: int) -> None:
    """The error names the first row that could be one."""
    with pytest.raises(TableError) as caught:
        table("EAN,Name\n1,Tea\n\n", header_row=number)
    assert caught.value.problems[0].code == "table.no_header_row"
    assert "is 1" in caught.value.problems[0].fix


@pytest.mark.parametrize(
    ("text", "header_row", "columns"),
    [
        ("Stock list\n\nEAN;Name;Preis\n4006381333931;Tee;1,20\n", 3, ("EAN", "Name", "Preis")),
        (
            "List of today;by Anna\nEAN;Name;Preis\n4006381333931;Tee;1,20\n",
            2,
            ("EAN", "Name", "Preis"),
        ),
        (
            "Goods,,Store,\nSKU,Name,EAN,Qty\nA,Tea,4006381333931,3\n",
            2,
            ("SKU", "Name", "EAN", "Qty"),
        ),
        ("\n\n,EAN,Name\n,4006381333931,Tea\n", 3, ("", "EAN", "Name")),
        ("Foo,Bar\nTea,A1\nInk,A2\n", 1, ("Foo", "Bar")),
        ("4006381333931,Tea\n4006381333948,Ink\n", 0, ("A", "B")),
        ("EAN,,Name\n1,x,Tea\n2,y,Ink\n", 1, ("EAN", "B", "Name")),
        ('"EAN\ncode",Name\n1,Tea\n', 1, ("EAN code", "Name")),
        ("商品名,条形码\n茶,6901234567892\n", 1, ("商品名", "条形码")),
    ],
)
def test_header_is_found(text: str, header_row: int, columns: tuple[str, ...]) -> None:
    """Titles and empty rows above it are no rows of the table."""
    found = table(text)
    assert (found.header_row, found.columns) == (header_row, columns)


def test_rows_above_the_header_are_noted() -> None:
    """Nothing is skipped without a note."""
    found = table("Stock list\n\nEAN,Name\n4006381333931,Tea\n")
    assert found.notes == ("Row 1 is above the header in row 3, and not read.",)
    assert [record.number for record in found.records()] == [4]


@pytest.mark.parametrize(
    ("text", "columns", "count"),
    [
        ("EAN\n4006381333931\n4006381333948\n", ("EAN",), 2),
        ("Our goods\nA-1\nA-2\n", ("Our goods",), 2),
        ("Tea\nInk\nPen\n", ("data",), 3),
        ("A-1\nA-2\n", ("data",), 2),
        ("WIFI:T:WPA;S:a;P:b;;\nWIFI:T:WPA;S:c;P:d;;\n", ("data",), 2),
        ("Smith, John\nDoe, Jane\n", ("data",), 2),
    ],
)
def test_only_column_has_a_header_if_it_differs(
    text: str, columns: tuple[str, ...], count: int
) -> None:
    """A header must not become a barcode, and a barcode not a header."""
    found = table(text, "text/plain")
    assert (found.columns, len(rows(found))) == (columns, count)


def test_request_overrules_what_is_found() -> None:
    """0 makes every row one of the table; the note names the option."""
    assert "header_row=0" in table("EAN\n1\n2\n", "text/plain").notes[0]
    assert rows(table("EAN\n1\n2\n", "text/plain", header_row=0)) == [("EAN",), ("1",), ("2",)]
    assert rows(table("a,b\nc,d\n1,2\n", header_row=2)) == [("1", "2")]


@pytest.mark.parametrize("media_type", ["text/plain", ""])
@pytest.mark.parametrize("delimiter", ["\t", ";", "|", ","])
def test_pasted_table_is_a_table(delimiter: str, media_type: str) -> None:
    """Spreadsheets copy cells as text with tabs; the first line is no barcode."""
    lines = [("SKU", "Name", "EAN"), ("A", "Tea", "4006381333931"), ("B", "Ink", "4006381333948")]
    found = table("\n".join(map(delimiter.join, lines)), media_type)
    assert (found.columns, rows(found)) == (lines[0], lines[1:])


def test_remark_beside_the_table_of_a_workbook_is_left_out() -> None:
    """Only in CSV an additional cell may be a part of another."""
    book = workbook(["EAN", "Name"], ["4006381333931", "Tea", "ask Anna"])
    found = read("a.xlsx", book)
    assert rows(found) == [("4006381333931", "Tea")]
    assert any("not read" in note for note in found.notes)


def test_other_work_proceeds_while_the_header_is_looked_for() -> None:
    """In each of the rows that are looked at, beyond the pauses of reading them."""
    rows = [",".join(["x"] * 200)] * 60
    pauses: list[int] = []
    sheet = csv_file.read("a.csv", encodings.decode("a.csv", "\n".join(rows).encode()))
    select([sheet], pause=lambda: pauses.append(1))
    assert len(pauses) >= len(rows) + 60
