"""XLSX: hostile files first, then damage by spreadsheets, then files of other writers.

Expectations: ECMA-376-1; openpyxl and XlsxWriter write the files.
"""

import datetime as dt
import io
import re
import struct
import zipfile
from collections.abc import Callable
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.worksheet.worksheet import Worksheet

from common.tables import xlsx_package
from common.tables.errors import TableError, TableTooLarge
from common.tables.file_type import read
from common.tables.table import HIDDEN_ROW, Cell, Table
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


def test_zip_bomb_is_refused() -> None:
    """Spaces deflate a thousandfold: 64 MiB are sent as 64 KiB."""
    bomb = changed(workbook(HEADER), SHEET, lambda _: b" " * (xlsx_package.MAX_EXPANDED_BYTES + 1))
    assert len(bomb) < 200_000
    assert refusal(bomb) == "table.bomb"


def test_archive_with_false_sizes_is_refused() -> None:
    """Zipfile unpacks the declared size only, and then the checksum is wrong."""
    original = workbook(HEADER, ("1", "2"))
    at = original.index(b"PK\x01\x02")
    while original[at + 46 : at + 46 + len(SHEET)] != SHEET.encode():
        at = original.index(b"PK\x01\x02", at + 4)
    false = original[: at + 24] + struct.pack("<L", 10) + original[at + 28 :]
    assert refusal(false) == "table.broken_xlsx"


def test_entities_are_refused() -> None:
    """Nested entities ("billion laughs") need a document type, which no workbook has."""
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
def test_markup_with_superlinear_cost_is_refused(hostile: bytes) -> None:
    """Expat scans an open tag again for each piece (CVE-2023-52425), and stores open elements."""
    content = changed(
        workbook(HEADER), SHEET, lambda body: body.replace(b"</sheetData>", hostile, 1)
    )
    assert refusal(content) == "table.broken_xlsx"


def test_too_many_styles_are_refused() -> None:
    """Excel allows 65,490 (Excel specifications and limits)."""
    styles = b"<styleSheet><cellXfs>" + b"<xf/>" * 70_000 + b"</cellXfs></styleSheet>"
    assert (
        refusal(changed(workbook(HEADER), "xl/styles.xml", lambda _: styles)) == "table.broken_xlsx"
    )


def test_long_number_is_truncated_in_the_report() -> None:
    """A cell has at most 32,767 characters."""
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
    """Openpyxl writes a sheet without rows."""
    assert refusal(workbook()) == "table.no_rows"


@pytest.mark.parametrize("part", [SHEET, "xl/workbook.xml", "xl/styles.xml", "_rels/.rels"])
@pytest.mark.parametrize("broken", [b"", b"<a", b"\xff\xfe\x00", b"PK\x03\x04"])
def test_broken_part_is_refused(part: str, broken: bytes) -> None:
    """None of these is an XML document."""
    content = changed(workbook(HEADER, ("1", "2")), part, lambda _: broken)
    assert refusal(content).startswith("table.")


@pytest.mark.parametrize("size", [4, 30, 100, 1_000, -1, -30])
def test_truncated_file_is_refused(size: int) -> None:
    """The end of central directory record is missing or incomplete."""
    assert refusal(workbook(HEADER, ("1", "2"))[:size]) == "table.broken_xlsx"


@pytest.mark.parametrize(
    ("content", "reason"),
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
def test_reason_is_in_plain_words(content: bytes, reason: str) -> None:
    """The texts of BadZipFile and ExpatError are for programmers."""
    with pytest.raises(TableError) as caught:
        list(table(content).records())
    assert caught.value.problems[0].message == f"The file can't be read as XLSX: {reason}."


def test_other_archives_are_refused() -> None:
    """A ZIP file without a workbook."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("../../etc/passwd", "x")
    assert refusal(file.getvalue()) == "table.not_a_workbook"


def test_old_or_encrypted_workbook_is_refused() -> None:
    """[MS-CFB] contains .xls, and by [MS-OFFCRYPTO] encrypted workbooks too."""
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
def test_invalid_reference_is_refused(old: bytes, new: bytes) -> None:
    """A cell, a row, and indices into the shared texts."""

    def change(body: bytes) -> bytes:
        assert old in body
        return body.replace(old, new)

    assert refusal(changed(as_excel(HEADER, ("1", "2")), SHEET, change)) == "table.broken_xlsx"


def test_unknown_encoding_is_refused() -> None:
    """Expat raises LookupError for it, and ExpatError for broken XML."""
    head = b'<?xml version="1.0" encoding="UTF-9"?>'
    content = changed(workbook(HEADER), SHEET, lambda body: head + body)
    assert refusal(content) == "table.broken_xlsx"


def test_sheet_without_a_relation_is_refused() -> None:
    """18.2.19: r:id is required."""
    content = changed(
        workbook(HEADER),
        "xl/workbook.xml",
        lambda body: re.sub(rb' [a-z0-9]+:id="[^"]*"', b"", body),
    )
    assert refusal(content) == "table.no_sheet"


def test_lone_surrogate_makes_the_cell_bad() -> None:
    """22.9.2.19: an escape can write any code unit."""
    cell = first(workbook(HEADER, ("a_xD800_", "")))
    assert cell.problem is not None
    assert (cell.text, cell.problem.code) == ("a?", "half_pair")


def test_cell_far_to_the_right_is_refused() -> None:
    """A file of 5 KiB could make rows of 16,384 cells."""

    def fill(sheet: object) -> None:
        sheet["XFD2"] = "x"  # type: ignore[index]

    with pytest.raises(TableTooLarge):
        cells(workbook(HEADER, fill=fill))


def test_empty_rows_are_not_created() -> None:
    """The last row that a sheet can have."""

    def fill(sheet: object) -> None:
        sheet["A1048576"] = "x"  # type: ignore[index]

    assert [record.number for record in table(workbook(HEADER, fill=fill)).records()] == [1_048_576]


def test_date_makes_the_cell_bad() -> None:
    """Excel turns the part number 1-2 into 2026-02-01, and the original is lost."""
    cell = first(workbook(HEADER, (dt.date(2026, 2, 1), "")))
    assert cell.problem is not None
    assert (cell.text, cell.problem.code) == ("2026-02-01", "date")


@pytest.mark.parametrize(
    ("value", "code", "has_note"),
    [
        *((12, code, False) for code in ("General", "0", "#,##0", "@", "0000", "[Red]0000")),
        *((12, code, True) for code in ("0.00", '"SKU-"0000', "00-00", "0%", "0.00E+00")),
        (1.25, "0.00", False),
        (1.25, "0.0", True),
    ],
)
def test_number_that_its_format_shows_differently_has_a_note(
    value: float, code: str, has_note: bool
) -> None:
    """18.8.30 and 18.8.31."""

    def fill(sheet: Worksheet) -> None:
        sheet["A2"].number_format = code

    assert bool(first(workbook(HEADER, (value, "x"), fill=fill)).note) == has_note


def test_number_format_of_zeros_sets_leading_zeros() -> None:
    """18.8.31: 0 shows a digit even if it is not significant."""

    def fill(sheet: object) -> None:
        sheet["A2"] = 123  # type: ignore[index]
        sheet["A2"].number_format = "000000"  # type: ignore[index]

    assert first(workbook(HEADER, fill=fill)) == Cell("000123")


@pytest.mark.parametrize("value", [1e15, 1e20, 12345678901234567890, 1e-7])
def test_number_with_lost_digits_makes_the_cell_bad(value: float) -> None:
    """Excel keeps 15 digits (Excel specifications and limits)."""
    problem = first(workbook(HEADER, (value, ""))).problem
    assert problem is not None
    assert problem.code == "scientific_notation"


def test_largest_exact_number_is_accepted() -> None:
    """It has 15 digits."""
    assert first(workbook(HEADER, (999_999_999_999_999, ""))) == Cell("999999999999999", True)


def test_formula_without_a_value_makes_the_cell_bad() -> None:
    """Openpyxl writes formulas without values, as programs that don't calculate do."""
    problem = first(workbook(HEADER, ("=1+1", ""))).problem
    assert problem is not None
    assert problem.code == "formula_without_value"


def test_formula_with_a_value_is_accepted_with_a_note() -> None:
    """18.3.1.96: v is the last calculated value."""
    content = changed(
        workbook(HEADER, ("=1+1", "")), SHEET, lambda body: body.replace(b"<v />", b"<v>2</v>")
    )
    cell = first(content)
    assert (cell.text, cell.is_number, bool(cell.note)) == ("2", True, True)


def test_error_value_makes_the_cell_bad() -> None:
    """18.18.11: type e is an error."""

    def fill(sheet: object) -> None:
        sheet["A2"] = "#N/A"  # type: ignore[index]
        sheet["A2"].data_type = "e"  # type: ignore[index]

    problem = first(workbook(HEADER, fill=fill)).problem
    assert problem is not None
    assert problem.code == "spreadsheet_error"


PLAIN = (
    ("Name", "EAN", "Price"),
    ("Tea & <milk>", "4006381333931", 3.2),
    ("two\nlines ", 4006381333931, True),
    ("_x000D_ é 中文 😀", "", -1.5),
    ("", "=1+1", None),
)


@pytest.mark.parametrize("write", [workbook, as_excel], ids=["openpyxl", "XlsxWriter"])
@pytest.mark.parametrize(
    "change",
    [
        lambda body: body.replace(b"<sheetData>", b"<!-- --><sheetData>"),
        lambda body: body.replace(b"</row>", b"</row><!-- <row> -->"),
        lambda body: body.replace(b"<row ", b"<row\n").replace(b"<c ", b"<c\n"),
        lambda body: body.replace(b"</row>", b"</row>\n  "),
    ],
    ids=["comment before", "comments within", "other form", "spaces"],
)
def test_every_form_of_a_sheet_has_the_same_cells(
    write: Callable[..., bytes], change: Callable[[bytes], bytes]
) -> None:
    """XML 1.0: comments, and white space in tags and between elements, change nothing."""
    plain = write(*PLAIN)
    other = changed(plain, SHEET, change)
    assert list(table(other).records()) == list(table(plain).records())
    assert len(list(table(plain).records())) == 4


def test_hidden_rows_and_columns_are_noted() -> None:
    """A filter hides rows that its author does not want to print."""

    def fill(sheet: Worksheet) -> None:
        sheet.row_dimensions[2].hidden = True
        sheet.column_dimensions["B"].hidden = True

    found = table(workbook(HEADER, ("1", "x"), ("2", "y"), fill=fill))
    assert [record.note for record in found.records()] == [HIDDEN_ROW, ""]
    assert "Columns that the sheet hides were read too: B." in found.notes


def test_row_in_a_comment_is_no_row() -> None:
    """XML 1.0, 2.5."""
    hidden = b'<!--<row r="2"><c r="A2"><v>7</v></c></row>--></sheetData>'
    content = changed(
        workbook(HEADER, ("1", "x")), SHEET, lambda body: body.replace(b"</sheetData>", hidden)
    )
    assert [record.cells[0].text for record in table(content).records()] == ["1"]


def test_undeclared_entity_is_refused() -> None:
    """XML 1.0, 4.1: only five entities need no declaration."""
    for name in (b"&nope;", b"&#x110000;"):
        content = changed(
            workbook(HEADER, ("TEXT", "x")),
            SHEET,
            lambda body, name=name: body.replace(b"TEXT", name),
        )
        assert refusal(content) == "table.broken_xlsx"


def test_only_the_first_visible_sheet_is_read_with_a_note() -> None:
    """18.18.68: a sheet may be hidden."""

    def fill(sheet: object) -> None:
        sheet.parent.create_sheet("more").append(["x"])  # type: ignore[attr-defined]
        hidden = sheet.parent.create_sheet("hidden", 0)  # type: ignore[attr-defined]
        hidden.append(["y", "z"])
        hidden.sheet_state = "hidden"

    sheet = table(workbook(HEADER, ("1", "2"), fill=fill))
    assert sheet.columns == HEADER
    assert "Only the sheet" in sheet.notes[0]


def test_header_of_one_column_is_optional() -> None:
    """The first row is data, unless it is called data."""
    sheet = table(workbook(("123",), ("456",)))
    assert sheet.columns == ("data",)
    assert [record.cells[0].text for record in sheet.records()] == ["123", "456"]


TEXTS = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), min_size=1, max_size=20
).filter(lambda text: text.strip() == text and text[0] != "=" and "_x" not in text)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(TEXTS, TEXTS), min_size=1, max_size=5))
def test_texts_are_read_unchanged(rows: list[tuple[str, str]]) -> None:
    """Both writers: texts in cells, and shared texts."""
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
def test_damaged_workbook_is_a_table_or_a_table_error(
    part: str, place: int, junk: bytes, lost: int
) -> None:
    """No other error is raised."""

    def damage(body: bytes) -> bytes:
        at = place % len(body)
        return body[:at] + junk + body[at + lost :]

    content = changed(as_excel(HEADER, ("1", 2), ("x", 1.5)), part, damage)
    with suppress(TableError):
        for record in table(content).records():
            assert record.cells
