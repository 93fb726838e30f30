"""Which table of a file is read: bad choices first, then files with several tables and sheets.

Expectations: docs/batches.md, "Which table".
"""

import io
import zipfile
from collections.abc import Callable

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from common.tables.errors import TableError
from common.tables.file_type import read
from common.tables.table import Table
from tests.common.tables.test_other_files import ods, sheet

EANS = ("4006381333931", "4006381333948", "4006381333955", "4006381333962")
GOODS = [("SKU", "Name", "EAN"), *((f"P-{at}", "Tea", ean) for at, ean in enumerate(EANS))]
SALES = [("Region", "Manager", "Sales"), ("North", "Anna", 105), ("South", "Otto", 99)]


def put(sheet: Worksheet, rows: list[tuple[object, ...]], row: int = 1, column: int = 1) -> None:
    for number, cells in enumerate(rows, row):
        for at, value in enumerate(cells, column):
            sheet.cell(row=number, column=at, value=value)


def book(**sheets: Callable[[Worksheet], None]) -> bytes:
    """Return a workbook with *sheets*, by their names."""
    made = openpyxl.Workbook()
    made.remove(made.active)
    for name, fill in sheets.items():
        fill(made.create_sheet(name))
    file = io.BytesIO()
    made.save(file)
    return file.getvalue()


def table(content: bytes, sheet: str = "", cells: str = "", name: str = "a.xlsx") -> Table:
    return read(name, content, sheet=sheet, cells=cells)


def rows(found: Table) -> list[tuple[str, ...]]:
    return [tuple(cell.text for cell in record.cells) for record in found.records()]


def place(found: Table) -> tuple[str, str]:
    assert found.place is not None
    return found.place.sheet, found.place.range


THREE = book(
    Cover=lambda sheet: put(sheet, [("Our goods", "2026"), ("by", "Anna")]),
    Goods=lambda sheet: put(sheet, GOODS),
    Old=lambda sheet: put(sheet, GOODS[:2]),
)


@pytest.mark.parametrize(
    ("sheet", "cells", "code"),
    [
        ("Prices", "", "table.unknown_sheet"),
        ("4", "", "table.unknown_sheet"),
        ("0", "", "table.unknown_sheet"),
        ("Goods", "B3", "table.bad_range"),
        ("Goods", ":", "table.bad_range"),
        ("Goods", "B3:F40:G7", "table.bad_range"),
        ("Goods", "A0:C3", "table.bad_range"),
        ("Goods", "A1:ZZZ9", "table.bad_range"),
        ("Goods", "A1:C1048577", "table.bad_range"),
        ("Goods", "A9:C12", "table.no_rows"),
        ("Goods", "F1:H12", "table.no_rows"),
    ],
)
def test_bad_choice_is_refused(sheet: str, cells: str, code: str) -> None:
    """The error names what there is, or how a range is written."""
    with pytest.raises(TableError) as caught:
        table(THREE, sheet, cells)
    (problem,) = caught.value.problems
    assert (problem.code, bool(problem.fix)) == (code, True)


def test_unknown_sheet_is_suggested() -> None:
    """Sheets are named in the error; one that is like it is the suggestion."""
    with pytest.raises(TableError) as caught:
        table(THREE, "Godds")
    (problem,) = caught.value.problems
    assert (problem.field, problem.suggestion) == ("sheet", "Goods")
    assert problem.fix == "There are 'Cover', 'Goods', 'Old'."


@pytest.mark.parametrize("option", ["sheet", "cells"])
def test_json_has_no_sheets(option: str) -> None:
    """A choice without meaning is refused, and not ignored."""
    with pytest.raises(TableError) as caught:
        read("", b'[{"data": "1"}]', **{option: "A1:B2"})  # type: ignore[arg-type]
    assert caught.value.problems[0].code == "table.no_sheets"


def test_text_file_has_one_sheet() -> None:
    """Its table can still be cut out by a range."""
    content = b"Stock list,,\n,EAN,Name\n,4006381333931,Tea\n,4006381333948,Ink\n,,total 2\n"
    with pytest.raises(TableError, match="leave sheet out"):
        table(content, "Goods", name="a.csv")
    found = table(content, cells="b2:c4", name="a.csv")
    assert (found.columns, len(rows(found)), found.header_row) == (("EAN", "Name"), 2, 2)


def test_first_sheet_with_barcodes_is_read() -> None:
    """A cover has cells too, but no column of barcodes; the note says what can be chosen."""
    found = table(THREE)
    assert (place(found), len(rows(found))) == (("Goods", "A1:C5"), 4)
    assert found.notes == (
        (
            "Only the sheet 'Goods' was read of 3, as the first with barcodes. sheet= chooses"
            " another: 'Cover', 'Old'."
        ),
    )
    assert [each.sheet for each in found.others] == ["Cover", "Old"]


@pytest.mark.parametrize("name", ["Old", "old ", "3"])
def test_sheet_is_chosen_by_name_or_number(name: str) -> None:
    """Ignoring case."""
    found = table(THREE, name)
    assert (place(found), len(rows(found)), found.notes) == (("Old", "A1:C2"), 1, ())


def test_tables_beside_each_other_are_two() -> None:
    """They have rows of their own, so that a row of one is none of the other."""

    def fill(sheet: Worksheet) -> None:
        put(sheet, [("Stock 2026",)])
        put(sheet, GOODS, 3)
        put(sheet, SALES, 3, 5)

    found = table(book(a=fill))
    assert rows(found) == GOODS[1:]
    assert place(found) == ("a", "A3:C7")
    assert found.notes[0] == (
        "The sheet has 2 tables. A3:C7 was read: its column 'EAN' is most like barcodes. range="
        " chooses another: E3:G7."
    )
    other = table(book(a=fill), cells="E3:G7")
    assert (rows(other), other.header_row) == (
        [("North", "Anna", "105"), ("South", "Otto", "99")],
        3,
    )


def test_tables_with_names_in_common_are_two() -> None:
    """Also if they have as many rows; the first of equals is read."""

    def fill(sheet: Worksheet) -> None:
        put(sheet, GOODS)
        put(sheet, GOODS, 1, 6)

    found = table(book(a=fill))
    assert (place(found), [each.range for each in found.others]) == (("a", "A1:C5"), ["F1:H5"])


def test_long_tables_beside_each_other_are_two() -> None:
    """Their different length is beyond the rows that are looked at first."""

    def fill(sheet: Worksheet) -> None:
        put(sheet, [GOODS[0], *GOODS[1:] * 30])
        put(sheet, [SALES[0], *SALES[1:] * 100], 1, 5)

    found = table(book(a=fill))
    assert (found.columns, len(rows(found))) == (GOODS[0], 120)


def test_empty_column_within_a_table_is_none_between_two() -> None:
    """Designers leave columns empty as a space."""
    spaced = [(sku, name, None, ean, 3) for sku, name, ean in GOODS]
    found = table(book(a=lambda sheet: put(sheet, spaced)))
    assert (len(found.columns), found.others, found.notes) == (5, (), ())


@pytest.mark.parametrize("goods_first", [True, False])
def test_tables_below_each_other_are_two(goods_first: bool) -> None:
    """The one with barcodes ends where the other begins."""

    def fill(sheet: Worksheet) -> None:
        upper, lower = (GOODS, SALES) if goods_first else (SALES, GOODS)
        put(sheet, upper)
        put(sheet, lower, len(upper) + 3)

    found = table(book(a=fill))
    assert rows(found) == GOODS[1:]
    other = "A8:C10" if goods_first else "A1:C3"
    if goods_first:
        assert [each.range for each in found.others] == [other]
        assert place(found) == ("a", "A1:C5")
    assert table(book(a=fill), cells=other).columns == SALES[0]


def test_parts_with_the_same_header_are_one_table() -> None:
    """Reports repeat the names on each page, and for each warehouse."""
    header, *goods = GOODS
    parts = [("Warehouse 1",), header, *goods[:2], (), header, goods[2], header, goods[3]]
    found = table(book(a=lambda sheet: put(sheet, parts)))
    assert (rows(found), found.header_row) == (goods, 2)
    assert "Rows 6, 8 repeat the names of the columns, and are not read." in found.notes


def test_empty_row_and_totals_are_within_a_table() -> None:
    """Only a row of names begins another one; the sum is none of its rows."""
    found = table(book(a=lambda sheet: put(sheet, [*GOODS[:3], (), *GOODS[3:], (), ("Sum", 4)])))
    assert (len(rows(found)), found.others) == (4, ())


def test_columns_of_a_range_keep_their_letters() -> None:
    """A column without a name has the letter of the sheet."""
    content = book(a=lambda sheet: put(sheet, [("EAN", None, "Name"), (EANS[0], "x", "Tea")], 3, 4))
    assert table(content, cells="D3:F4").columns == ("EAN", "E", "Name")
    assert table(content, cells="D:F").columns == ("EAN", "E", "Name")
    assert place(table(content, cells="D:F")) == ("a", "D3:F4")


def test_file_is_parsed_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """However often its rows are read afterwards."""
    opened: list[str] = []
    open_part = zipfile.ZipFile.open

    def counted(self: zipfile.ZipFile, name: zipfile.ZipInfo, *rest: object) -> object:
        opened.append(name.filename)
        return open_part(self, name, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(zipfile.ZipFile, "open", counted)
    found = table(THREE)
    assert rows(found) == rows(found) == GOODS[1:]
    sheets = [name for name in opened if "sheet" in name.rpartition("/")[2]]
    assert sheets == ["xl/worksheets/sheet1.xml", "xl/worksheets/sheet2.xml"]


def merged_in_xlsx() -> bytes:
    def fill(sheet: Worksheet) -> None:
        put(sheet, [("Group", "EAN"), ("Tea", EANS[0]), (None, EANS[1]), (None, EANS[2])])
        sheet.merge_cells("A2:A3")

    return book(a=fill)


def merged_in_html() -> bytes:
    """HTML, 4.9.12: the cells of the next row begin behind those that go on in it."""
    return f"""<table><tr><th>Group<th>EAN</tr>
    <tr><td rowspan=2>Tea<td>{EANS[0]}</tr><tr><td>{EANS[1]}</tr><tr><td><td>{EANS[2]}</tr>
    </table>""".encode()


def merged_in_ods() -> bytes:
    return ods(
        sheet(
            ods_cells("Group", "EAN"),
            ods_cells("Tea", EANS[0]).replace(" ", ' table:number-rows-spanned="2" ', 1),
            "<table:covered-table-cell/>" + ods_cells(EANS[1]),
            "<table:table-cell/>" + ods_cells(EANS[2]),
        )
    )


def ods_cells(*texts: str) -> str:
    return "".join(
        f'<table:table-cell office:value-type="string"><text:p>{text}</text:p></table:table-cell>'
        for text in texts
    )


@pytest.mark.parametrize(
    ("name", "content"),
    [("a.xlsx", merged_in_xlsx()), ("a.xls", merged_in_html()), ("a.ods", merged_in_ods())],
)
def test_merged_cell_has_its_value_in_each_row(name: str, content: bytes) -> None:
    """As the sheet shows it; the row below them stays empty there."""
    found = table(content, name=name)
    assert rows(found) == [("Tea", EANS[0]), ("Tea", EANS[1]), ("", EANS[2])]
    if name != "a.xls":
        assert found.notes == ("Merged cells have their value in each of their rows: A2:A3.",)


def test_cells_that_go_on_at_the_end_of_a_row_stay_in_their_column() -> None:
    """Also in a row that has no cell of its own; a number of rows of 0 or more is bounded."""
    page = (
        "<table><tr><th>EAN<th>Name<th>Shelf</tr>"
        f"<tr><td>{EANS[0]}<td>Tea<td rowspan=3>B1</tr><tr><td>{EANS[1]}</tr>"
        f"<tr><td rowspan=99999>{EANS[2]}<td colspan=0 rowspan=x>Ink</tr></table>"
    )
    assert rows(table(page.encode(), name="a.html")) == [
        (EANS[0], "Tea", "B1"),
        (EANS[1], "", "B1"),
        (EANS[2], "Ink", "B1"),
    ]


def test_table_beside_an_empty_column_keeps_its_columns_below_a_title() -> None:
    """Its range is cut once, and not once more for the rows that show its names."""
    titled = book(
        A=lambda sheet: (
            put(sheet, [("Goods of November",)], column=2),
            put(sheet, GOODS, row=3, column=2),
            put(sheet, SALES, row=3, column=7),
        )
    )
    found = table(titled)
    assert (found.columns, found.header_row, place(found)[1]) == (GOODS[0], 3, "B3:D7")
    assert rows(found) == GOODS[1:]
