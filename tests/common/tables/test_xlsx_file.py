"""XLSX: hostile files first, then the traps of spreadsheets, then what any writer writes.

Expectations: ECMA-376-1; openpyxl and XlsxWriter write the files.
"""

import datetime as dt
import io
import re
import struct
import zipfile
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.worksheet.worksheet import Worksheet

from common.tables import xlsx_package
from common.tables.errors import TableError, TableTooLarge
from common.tables.file_type import read
from common.tables.table import Cell, Table
from tests.common.tables.workbooks import as_excel, changed, workbook

SHEET = "xl/worksheets/sheet1.xml"
HEADER = ("data", "title")


def table(content: bytes) -> Table:
    return read("book.xlsx", content)


def cells(content: bytes) -> list[tuple[Cell, ...]]:
    return [record.cells for record in table(content).records()]


def first(content: bytes) -> Cell:
    return cells(content)[0][0]


def refusal(content: bytes) -> str:
    with pytest.raises(TableError) as caught:
        list(table(content).records())
    return caught.value.problems[0].code


def test_archive_that_unpacks_to_much_more_is_refused() -> None:
    """Zeros deflate a thousandfold: 65 MiB come in as 65 KiB."""
    bomb = changed(workbook(HEADER), SHEET, lambda _: b" " * (xlsx_package.MAX_EXPANDED_BYTES + 1))
    assert len(bomb) < 200_000
    assert refusal(bomb) == "table.bomb"


def test_archive_that_lies_about_its_sizes_is_refused() -> None:
    """Zipfile unpacks no more than the directory declares, and then the sum is wrong."""
    true = workbook(HEADER, ("1", "2"))
    at = true.index(b"PK\x01\x02")
    while true[at + 46 : at + 46 + len(SHEET)] != SHEET.encode():
        at = true.index(b"PK\x01\x02", at + 4)
    lie = true[: at + 24] + struct.pack("<L", 10) + true[at + 28 :]
    assert refusal(lie) == "table.broken_xlsx"


def test_entities_are_refused() -> None:
    """A billion laughs needs a document type, which no workbook has."""
    laughs = b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]>'
    content = changed(
        workbook(HEADER), SHEET, lambda body: laughs + body[body.index(b"<worksheet") :]
    )
    assert refusal(content) == "table.broken_xlsx"


@pytest.mark.parametrize(
    "hostile",
    [
        b'<row x="' + b"x" * (xlsx_package.MAX_TAG_BYTES + 100_000) + b'"/>',
        b"<!--" + b"x" * (xlsx_package.MAX_TAG_BYTES + 100_000) + b"-->",
        b"<a>" * xlsx_package.MAX_DEPTH,
    ],
    ids=["attribute", "comment", "depth"],
)
def test_what_costs_a_parser_more_than_its_size_is_refused(hostile: bytes) -> None:
    """An open tag is read anew with every piece (CVE-2023-52425), an open element is kept."""
    content = changed(
        workbook(HEADER), SHEET, lambda body: body.replace(b"</sheetData>", hostile, 1)
    )
    assert refusal(content) == "table.broken_xlsx"


def test_more_styles_than_any_program_writes_are_refused() -> None:
    styles = b"<styleSheet><cellXfs>" + b"<xf/>" * 70_000 + b"</cellXfs></styleSheet>"
    assert (
        refusal(changed(workbook(HEADER), "xl/styles.xml", lambda _: styles)) == "table.broken_xlsx"
    )


def test_endless_number_is_cut_where_it_is_told() -> None:
    content = changed(
        workbook(HEADER, (7, "x")),
        SHEET,
        lambda body: body.replace(b">7<", b">%s<" % (b"7" * 40_000)),
    )
    assert (len(first(content).text), getattr(first(content).problem, "code", "")) == (
        40,
        "cell_too_long",
    )


def test_empty_sheet_is_refused() -> None:
    assert refusal(workbook()) == "table.no_rows"


@pytest.mark.parametrize("part", [SHEET, "xl/workbook.xml", "xl/styles.xml", "_rels/.rels"])
@pytest.mark.parametrize("torn", [b"", b"<a", b"\xff\xfe\x00", b"PK\x03\x04"])
def test_torn_part_is_refused(part: str, torn: bytes) -> None:
    content = changed(workbook(HEADER, ("1", "2")), part, lambda _: torn)
    assert refusal(content).startswith("table.")


@pytest.mark.parametrize("cut", [4, 30, 100, 1_000, -1, -30])
def test_cut_file_is_refused(cut: int) -> None:
    assert refusal(workbook(HEADER, ("1", "2"))[:cut]) == "table.broken_xlsx"


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"PK\x03\x04", "its archive is broken or incomplete"),
        (changed(workbook(HEADER), SHEET, lambda _: b"<a"), "a part is malformed"),
        (
            changed(workbook(HEADER), SHEET, lambda _: b"<!DOCTYPE x><a/>"),
            "a document type is declared, which no workbook needs",
        ),
    ],
    ids=["archive", "part", "doctype"],
)
def test_what_is_wrong_is_told_without_the_parsers_words(content: bytes, told: str) -> None:
    """BadZipFile and ExpatError say nothing to whoever saved a table."""
    with pytest.raises(TableError) as caught:
        list(table(content).records())
    assert caught.value.problems[0].message == f"The file can't be read as XLSX: {told}."


def test_other_archives_are_refused() -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("../../etc/passwd", "x")
    assert refusal(file.getvalue()) == "table.not_a_workbook"


def test_old_or_locked_workbook_is_refused() -> None:
    """Excel locks a workbook by wrapping it into the container of the old format."""
    assert refusal(bytes.fromhex("D0CF11E0A1B11AE1") + bytes(512)) == "table.old_or_locked"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'r="A2"', b'r="!!"'),
        (b'<row r="2"', b'<row r="x"'),
        (b"<v>2</v>", b"<v>99</v>"),
        (b"<v>2</v>", b"<v>-1</v>"),
        (b"<v>2</v>", b"<v>x</v>"),
    ],
)
def test_cell_that_refers_to_nothing_is_refused(old: bytes, new: bytes) -> None:
    def change(body: bytes) -> bytes:
        assert old in body
        return body.replace(old, new)

    assert refusal(changed(as_excel(HEADER, ("1", "2")), SHEET, change)) == "table.broken_xlsx"


def test_unknown_encoding_is_refused() -> None:
    """Expat raises another kind of error for it than for broken XML."""
    head = b'<?xml version="1.0" encoding="UTF-9"?>'
    content = changed(workbook(HEADER), SHEET, lambda body: head + body)
    assert refusal(content) == "table.broken_xlsx"


def test_sheet_without_its_relation_is_refused() -> None:
    content = changed(
        workbook(HEADER),
        "xl/workbook.xml",
        lambda body: re.sub(rb' [a-z0-9]+:id="[^"]*"', b"", body),
    )
    assert refusal(content) == "table.no_sheet"


def test_half_of_a_surrogate_pair_is_told() -> None:
    """ECMA-376-1, 22.9.2.19 lets a file spell any code unit."""
    found = first(workbook(HEADER, ("a_xD800_", "")))
    assert found.problem is not None
    assert (found.text, found.problem.code) == ("a?", "half_pair")


def test_cell_far_to_the_right_is_refused() -> None:
    """A row of 16,384 cells from a file of 5 KiB."""

    def fill(sheet: object) -> None:
        sheet["XFD2"] = "x"  # type: ignore[index]

    with pytest.raises(TableTooLarge):
        cells(workbook(HEADER, fill=fill))


def test_row_far_below_costs_nothing() -> None:
    def fill(sheet: object) -> None:
        sheet["A1048576"] = "x"  # type: ignore[index]

    assert [record.number for record in table(workbook(HEADER, fill=fill)).records()] == [1_048_576]


def test_date_is_told() -> None:
    """Excel makes 2026-02-01 of a part number 1-2; what was typed is lost."""
    cell = first(workbook(HEADER, (dt.date(2026, 2, 1), "")))
    assert cell.problem is not None
    assert (cell.text, cell.problem.code) == ("2026-02-01", "date")


@pytest.mark.parametrize(
    ("value", "code", "is_told"),
    [
        *((12, code, False) for code in ("General", "0", "#,##0", "@", "0000", "[Red]0000")),
        *((12, code, True) for code in ("0.00", '"SKU-"0000', "00-00", "0%", "0.00E+00")),
        (1.25, "0.00", False),
        (1.25, "0.0", True),
    ],
)
def test_number_that_its_format_shows_otherwise_is_told(
    value: float, code: str, is_told: bool
) -> None:
    def fill(sheet: Worksheet) -> None:
        sheet["A2"].number_format = code

    assert bool(first(workbook(HEADER, (value, "x"), fill=fill)).note) == is_told


def test_number_with_a_format_of_zeros_keeps_them() -> None:
    def fill(sheet: object) -> None:
        sheet["A2"] = 123  # type: ignore[index]
        sheet["A2"].number_format = "000000"  # type: ignore[index]

    assert first(workbook(HEADER, fill=fill)) == Cell("000123")


@pytest.mark.parametrize("value", [1e15, 1e20, 12345678901234567890, 1e-7])
def test_number_with_lost_digits_is_told(value: float) -> None:
    """A spreadsheet keeps 15 digits (Excel specifications and limits)."""
    wrong = first(workbook(HEADER, (value, ""))).problem
    assert wrong is not None
    assert wrong.code == "scientific_notation"


def test_largest_exact_number_is_taken() -> None:
    assert first(workbook(HEADER, (999_999_999_999_999, ""))) == Cell("999999999999999", True)


def test_formula_without_its_value_is_told() -> None:
    """Openpyxl writes formulas without values, as programs that don't calculate do."""
    wrong = first(workbook(HEADER, ("=1+1", ""))).problem
    assert wrong is not None
    assert wrong.code == "formula_without_value"


def test_formula_with_its_value_is_taken_and_told() -> None:
    content = changed(
        workbook(HEADER, ("=1+1", "")), SHEET, lambda body: body.replace(b"<v />", b"<v>2</v>")
    )
    cell = first(content)
    assert (cell.text, cell.is_number, bool(cell.note)) == ("2", True, True)


def test_error_of_the_spreadsheet_is_told() -> None:
    def fill(sheet: object) -> None:
        sheet["A2"] = "#N/A"  # type: ignore[index]
        sheet["A2"].data_type = "e"  # type: ignore[index]

    wrong = first(workbook(HEADER, fill=fill)).problem
    assert wrong is not None
    assert wrong.code == "spreadsheet_error"


def test_only_the_first_visible_sheet_is_read_and_that_is_told() -> None:
    def fill(sheet: object) -> None:
        sheet.parent.create_sheet("more").append(["x"])  # type: ignore[attr-defined]
        hidden = sheet.parent.create_sheet("hidden", 0)  # type: ignore[attr-defined]
        hidden.append(["y", "z"])
        hidden.sheet_state = "hidden"

    found = table(workbook(HEADER, ("1", "2"), fill=fill))
    assert found.columns == HEADER
    assert "first sheet" in found.notes[0]


def test_one_column_may_lack_its_header() -> None:
    found = table(workbook(("123",), ("456",)))
    assert found.columns == ("data",)
    assert [record.cells[0].text for record in found.records()] == ["123", "456"]


TEXTS = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), min_size=1, max_size=20
).filter(lambda text: text.strip() == text and text[0] != "=" and "_x" not in text)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(TEXTS, TEXTS), min_size=1, max_size=5))
def test_texts_come_out_as_they_were_written(rows: list[tuple[str, str]]) -> None:
    for written in (workbook(HEADER, *rows), as_excel(HEADER, *rows)):
        assert [tuple(cell.text for cell in row) for row in cells(written)] == rows


PARTS = (SHEET, "xl/workbook.xml", "xl/sharedStrings.xml", "xl/_rels/workbook.xml.rels")
JUNK = (
    b"<",
    b">",
    b'"',
    b"0",
    b"-1",
    b"9" * 30,
    b"nan",
    b"1e999",
    b"</c>",
    b"<row>",
    b"&#0;",
    b"_x",
)


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(PARTS), st.integers(0, 1_500), st.sampled_from(JUNK), st.integers(0, 3))
def test_damaged_workbook_is_a_table_or_a_refusal(
    part: str, place: int, junk: bytes, lost: int
) -> None:
    def damage(body: bytes) -> bytes:
        at = place % len(body)
        return body[:at] + junk + body[at + lost :]

    content = changed(as_excel(HEADER, ("1", 2), ("x", 1.5)), part, damage)
    with suppress(TableError):
        for record in table(content).records():
            assert record.cells
