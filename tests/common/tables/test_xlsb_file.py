"""XLSB: hostile files first, then every kind of cell, in a file that is written here.

Records and fields follow [MS-XLSB], 2.4. tests/interop reads what SheetJS writes.
"""

import struct
from collections.abc import Iterable

import pytest

from common.tables.errors import TableError
from common.tables.file_type import read
from common.tables.table import HIDDEN_ROW, MAX_COLUMNS, Cell, Table
from tests.common.tables.test_other_files import archive

RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
SHEET_PART = "xl/worksheets/sheet1.bin"


def record(kind: int, body: bytes = b"") -> bytes:
    """2.1.4: type and size, seven bits a byte."""
    head = bytes([kind]) if kind < 128 else bytes([kind & 127 | 128, kind >> 7])
    size = len(body)
    while size >= 128:
        head, size = head + bytes([size & 127 | 128]), size >> 7
    return head + bytes([size]) + body


def wide(text: str) -> bytes:
    content = text.encode("utf-16-le", "surrogatepass")
    return struct.pack("<I", len(content) // 2) + content


def row(number: int, *cells: bytes, hidden: bool = False) -> bytes:
    flags = bytes([0, 0x10 if hidden else 0, 0])
    head = struct.pack("<IIH", number - 1, 0, 300) + flags + struct.pack("<I", 0)
    return record(0, head) + b"".join(cells)


def cell(kind: int, value: bytes = b"", column: int = 0, style: int = 0) -> bytes:
    return record(kind, struct.pack("<II", column, style) + value)


def short(kind: int, value: bytes = b"", style: int = 0) -> bytes:
    return record(kind, struct.pack("<I", style) + value)


def rk(value: int, *, whole: bool = True, hundredths: bool = False) -> bytes:
    return struct.pack("<i", value << 2 | whole << 1 | hundredths)


def relations(*targets: tuple[str, str]) -> str:
    every = "".join(
        f'<Relationship Id="r{at}" Type="{RELATIONS}/{kind}" Target="{part}"/>'
        for at, (kind, part) in enumerate(targets, 1)
    )
    return (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f"{every}</Relationships>"
    )


def book(
    *rows: bytes,
    texts: Iterable[str] = (),
    formats: Iterable[tuple[int, str]] = (),
    styles: Iterable[int] = (0,),
    before: bytes = b"",
    after: bytes = record(0),  # some writers leave zeros below the cells
    since_1904: bool = False,
    sheets: Iterable[tuple[str, int]] = (("Goods", 0),),
) -> bytes:
    """Return a workbook whose sheets are all *rows*."""
    declared = b"".join(
        record(156, struct.pack("<II", state, 1) + wide("r1") + wide(title))
        for title, state in sheets
    )
    properties = record(153, struct.pack("<II", since_1904, 0) + wide(""))
    strings = b"".join(record(19, b"\0" + wide(text)) for text in texts)
    codes = b"".join(record(44, struct.pack("<H", number) + wide(code)) for number, code in formats)
    each = b"".join(record(47, struct.pack("<HH", 0, number) + bytes(12)) for number in styles)
    other = record(47, struct.pack("<HH", 0xFFFF, 14) + bytes(12))
    return archive(
        **{
            "_rels/.rels": relations(("officeDocument", "xl/workbook.bin")),
            "xl/workbook.bin": properties + declared,
            "xl/_rels/workbook.bin.rels": relations(
                ("worksheet", "worksheets/sheet1.bin"),
                ("sharedStrings", "sharedStrings.bin"),
                ("styles", "styles.bin"),
            ),
            "xl/sharedStrings.bin": strings,
            "xl/styles.bin": codes + other + record(617) + each + record(618) + other,
            SHEET_PART: before + record(145) + b"".join(rows) + record(146) + after,
        }
    )


def first(content: bytes, **options: str) -> Table:
    return read("a.xlsb", content, header_row=0, **options)  # type: ignore[arg-type]


def cells(*each: bytes, **options: object) -> tuple[Cell, ...]:
    """Return the cells of the only row, which has *each*."""
    (only,) = first(book(row(1, *each), **options)).records()  # type: ignore[arg-type]
    return only.cells


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (book(record(0, b"\0")), "table.broken_xlsx"),
        (book(row(1_048_577, cell(7, bytes(4)))), "table.broken_xlsx"),
        (book(row(1, record(7, b"\0"))), "table.broken_xlsx"),
        (book(row(1, cell(7, bytes(4)))), "table.broken_xlsx"),
        (book(row(1, cell(2, rk(1), style=9))), "table.broken_xlsx"),
        (book(row(1, cell(6, struct.pack("<I", 0x7FFFFFFF)))), "table.broken_xlsx"),
        (book(row(1), record(128)[:1]), "table.broken_xlsx"),
        (book(row(1, cell(2, rk(1), column=MAX_COLUMNS))), "table.too_many_columns"),
        (book(row(1, cell(2, rk(1), column=0xFFFFFFFF))), "table.too_many_columns"),
        (book(row(1)), "table.no_rows"),
        (book(sheets=[("a", 1), ("b", 2)]), "table.no_sheet"),
    ],
)
def test_broken_or_hostile_file_is_refused(content: bytes, code: str) -> None:
    """A record that lies about its size, a row or a column that no sheet has."""
    with pytest.raises(TableError) as caught:
        list(first(content).records())
    assert caught.value.problems[0].code == code


def test_every_kind_of_cell_is_read() -> None:
    """2.5.123: an RkNumber is a whole number or the upper half of a double, or a hundredth."""
    half = struct.unpack("<q", struct.pack("<d", 3.5))[0] >> 34
    found = cells(
        cell(2, rk(4_006_381), column=0),
        cell(2, rk(325, hundredths=True), column=1),
        cell(2, struct.pack("<i", half << 2), column=2),
        cell(2, rk(-7), column=3),
        cell(5, struct.pack("<d", 4006381333931), column=4),
        cell(6, wide("Tea ä €"), column=5),
        cell(7, struct.pack("<I", 1), column=6),
        cell(4, b"\1", column=7),
        cell(62, b"\0" + wide("rich") + bytes(4), column=8),
        cell(1, column=9),
        cell(3, b"\x2a", column=10),
        texts=["a", "shared"],
    )
    texts = [each.text for each in found]
    assert texts[:5] == ["4006381", "3.25", "3.5", "-7", "4006381333931"]
    assert texts[5:9] == ["Tea ä €", "shared", "true", "rich"]
    assert (found[9].text, found[7].label) == ("", "TRUE")
    assert found[10].problem is not None
    assert found[10].problem.code == "spreadsheet_error"


def test_short_cells_follow_the_cell_before_them() -> None:
    """Apache POI bug 65510: records 12 to 18 have no column of their own."""
    found = cells(
        cell(7, bytes(4), column=2),
        short(13, rk(5)),
        short(16, struct.pack("<d", 0.5)),
        short(12),
        short(17, wide("x")),
        short(18, struct.pack("<I", 1)),
        short(15, b"\0"),
        short(14, b"\x07"),
        texts=["first", "last"],
    )
    assert [each.text for each in found] == [
        *("", "", "first", "5", "0.5", "", "x", "last", "false", "#DIV/0!")
    ]


def test_numbers_are_shown_by_their_format() -> None:
    """Zeros at the start, currencies and dates are in the formats of the cell styles."""
    found = cells(
        cell(2, rk(123), style=1),
        short(13, rk(325, hundredths=True), style=2),
        short(13, rk(46_143), style=3),
        formats=[(164, "00000"), (165, '0.00 "€"')],
        styles=[0, 164, 165, 14],
    )
    assert [each.label for each in found][:2] == ["00123", "3.25 €"]
    assert found[2].text == "2026-05-01"
    moved = cells(cell(2, rk(44_681), style=1), styles=[0, 14], since_1904=True)
    assert moved[0].text == "2026-05-01"


def test_formulas_are_reported() -> None:
    """2.4.664 to 2.4.667: the value comes first, then the formula."""
    end = bytes(10)
    found = cells(
        cell(8, wide("A-1") + end, column=0),
        cell(9, struct.pack("<d", 7) + end, column=1),
        cell(9, struct.pack("<d", 0) + end, column=2),
        cell(8, wide("") + end, column=3),
    )
    assert [each.text for each in found] == ["A-1", "7", "0", ""]
    assert "formula" in found[0].note
    problems = [each.problem.code for each in found if each.problem]
    assert problems == ["formula_of_zero", "formula_without_value"]


def test_hidden_rows_columns_and_sheets_are_noted() -> None:
    """FDyZero of a row, fHidden of a column, hsState of a sheet."""
    hidden = record(60, struct.pack("<IIIIH", 1, 1, 2_560, 0, 1))
    rows = (row(1, cell(2, rk(1))), row(3, cell(2, rk(2)), hidden=True))
    content = book(*rows, before=hidden, sheets=[("secret", 1), ("Goods", 0)])
    table = first(content)
    assert [(each.number, each.note) for each in table.records()] == [(1, ""), (3, HIDDEN_ROW)]
    assert "Columns that the sheet hides were read too: B." in table.notes
    assert table.place is not None
    assert table.place.sheet == "Goods"
    assert len(list(first(content, sheet="secret").records())) == 2


def test_merged_cell_has_its_value_in_each_row() -> None:
    """2.4.716, BrtMergeCell: rows, then columns, counted from 0."""
    rows = [row(1, cell(6, wide("Tea")), short(13, rk(1))), row(2, cell(2, rk(2), column=1))]
    found = first(book(*rows, after=record(176, struct.pack("<IIII", 0, 1, 0, 0))))
    texts = [[each.text for each in record.cells] for record in found.records()]
    assert texts == [["Tea", "1"], ["Tea", "2"]]
