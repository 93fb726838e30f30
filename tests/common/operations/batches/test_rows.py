"""Rows of a batch: damaged data first, then options, names and notes.

Expectations: docs/batches.md, unless a test names another source.
"""

import datetime as dt
import io
import json

import pytest
import xlsxwriter
from openpyxl.worksheet.worksheet import Worksheet
from stdnum import ean

from common.barcode import styling
from common.operations.batches.rows import Checker, Row
from common.tables.columns import assign
from common.tables.file_type import read
from tests.common.tables.workbooks import workbook


def check(content: str, name: str = "a.csv", **defaults: str) -> list[Row]:
    table = read(name, content.encode())
    return list(Checker(defaults).check(0, table, assign(name, table.columns)))


def check_json(*rows: object, **defaults: str) -> list[Row]:
    return check(json.dumps(rows), "a.json", **defaults)


@pytest.mark.parametrize(
    ("format", "number", "whole"),
    [
        ("upca", 12345678905, "012345678905"),
        ("ean13", 36000291452, "0036000291452"),
        ("ean13", 123456789013, ""),
        ("ean8", 1234565, "01234565"),
    ],
)
def test_number_that_may_have_lost_a_zero_is_refused(format: str, number: int, whole: str) -> None:
    """012345678905 is the UPC-A of GS1's examples; as a number it begins with 1.

    With a check digit added, 12345678905 would be another valid barcode. If no reading with zeros
    ends in its right check digit, the number is unambiguous, or has a wrong length.
    """
    (row,) = check_json({"data": number, "format": format})
    codes = [problem.code for problem in row.problems]
    assert ("table.lost_zero" in codes) == bool(whole)
    if whole:
        assert whole in row.problems[0].message
        assert row.problems[0].suggestion == whole


def test_text_of_the_same_digits_is_accepted() -> None:
    """A JSON text has every digit that its author wrote."""
    (row,) = check_json({"data": "12345678905", "format": "upca"})
    assert row.data == "123456789050"
    assert [notice.suggestion for notice in row.notices] == ["012345678905"]


def test_possible_lost_zero_in_csv_is_noted() -> None:
    """CSV does not distinguish numbers from text."""
    (row,) = check("data,format\n12345678905,upca\n")
    assert row.data == "123456789050"
    assert "012345678905" in row.notes[0]


@pytest.mark.parametrize(
    ("format", "body"), [("upca", "00600029145"), ("ean8", "0034567"), ("ean13", "000638133393")]
)
def test_digits_that_lack_only_zeros_have_the_whole_number(format: str, body: str) -> None:
    """CSV has no numbers: the length shows it. python-stdnum finds the check digit."""
    whole = body + ean.calc_check_digit(body)
    lost, other = check(f"data,format\n{whole.lstrip('0')},{format}\n1234567891,{format}\n")
    assert [problem.suggestion for problem in lost.problems] == [whole]
    assert lost.problems[0].code == "table.lost_zero"
    assert other.problems[0].code == f"{format}.bad_length"


def test_whole_number_with_a_decimal_zero_is_repaired_with_a_note() -> None:
    """Pandas writes columns with gaps so."""
    (row,) = check("data,format\n4006381333931.0,ean13\n")
    assert row.data == "4006381333931"
    assert "4006381333931.0" in row.notes[0]


def test_repeated_barcode_and_line_break_are_noted() -> None:
    """Both may be meant; neither is seen in a sheet of hundreds of rows."""
    first, second, third, other = check('data,format\nA,qr\nA,qr\nA,code128\n"A\nB",qr\n')
    assert (first.notes, third.notes) == ((), ())
    assert "earlier row" in second.notes[0]
    assert "line break" in other.notes[0]


def test_formula_that_was_never_calculated_is_no_barcode() -> None:
    """XlsxWriter writes the value 0, and openpyxl none. A label says so in a note of its row."""
    for write, code in (
        (as_excel_formulas, "formula_of_zero"),
        (workbook, "formula_without_value"),
    ):
        table = read("a.xlsx", write(("data", "Price"), ("=1+1", "=1+1"), ("A1", "=1+1")))
        columns = assign("a.xlsx", table.columns)
        bad, good = Checker({"format": "qr"}).check(0, table, columns)
        assert [problem.code for problem in bad.problems] == [f"table.{code}"]
        assert [note.startswith("Price: The ") for note in good.notes] == [True]


def as_excel_formulas(*rows: tuple[str, ...]) -> bytes:
    file = io.BytesIO()
    with xlsxwriter.Workbook(file) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    return file.getvalue()


def test_fix_for_a_number_of_a_wrong_length_names_lost_zeros() -> None:
    """EAN-13 has 12 or 13 digits."""
    (row,) = check_json({"data": 123, "format": "ean13"})
    assert "zeros were lost" in row.problems[0].fix


def test_damaged_cell_in_a_column_for_labels_is_accepted() -> None:
    """It changes no barcode."""
    (row,) = check("data,format,weight\n1,qr,1.5E+12\n")
    assert row.options is not None
    assert row.labels == {"weight": "1.5E+12"}


def test_labels_show_cells_as_the_sheet_does() -> None:
    """docs/batches.md: a price with its currency, a date in its format, TRUE; data are numbers."""

    def fill(sheet: Worksheet) -> None:
        sheet["B2"].number_format = '#,##0.00 "€"'
        sheet["C2"].number_format = "dd.mm.yyyy"
        sheet["A2"].number_format = "0000"

    header = ("data", "Price", "Best before", "Organic", "format")
    day = dt.date(2026, 12, 24)
    content = workbook(header, (12, 47.2, day, True, "code128"), fill=fill)
    table = read("a.xlsx", content)
    (row,) = Checker({}).check(0, table, assign("a.xlsx", table.columns))
    assert row.labels == {"Price": "47.20 €", "Best before": "24.12.2026", "Organic": "TRUE"}
    assert row.data == "0012"


def test_row_with_more_cells_than_columns_is_refused() -> None:
    """The cell may be part of the data, split by a delimiter."""
    (row,) = check("data,format\n1,qr,lost\n")
    assert row.problems[0].code == "table.too_many_cells"


def test_every_problem_of_a_row_is_reported() -> None:
    """An author can correct all of them at once."""
    (row,) = check("data,format,width,dpi\n1,qr,wide,7\n")
    assert [problem.field for problem in row.problems] == ["width", "dpi"]


def test_invalid_colour_is_found_before_drawing() -> None:
    """Options that drawing would refuse are refused when the batch is created."""
    (row,) = check("data,format,foreground\n1,qr,blurple\n")
    assert row.problems[0].field == "foreground"


def test_file_name_has_the_extension_of_the_image_format() -> None:
    """An extension in the table is not repeated."""
    first, second = check("data,format,file,image_format\n1,qr,a.png,png\n2,qr,b,svg\n")
    assert (first.filename, second.filename) == ("a.png", "b.svg")


def test_bad_row_reserves_no_file_name() -> None:
    """The next row can use the name."""
    rows = check("data,format,filename\nx,ean13,a\n1,qr,a\n")
    assert [row.filename for row in rows] == ["", "a.png"]


def test_bad_row_has_every_given_cell() -> None:
    """Names of other services become ours, so that rows of several tables fit into one."""
    good, bad = check("Text,type,Shelf,dpi\nok,code128,1,\n4006381333932,ean13,A 7,300\n")

    assert good.cells == {}
    assert bad.cells == {
        "data": "4006381333932",
        "format": "ean13",
        "Shelf": "A 7",
        "dpi": "300",
    }


def test_doubts_about_a_row_are_notes_and_notices() -> None:
    """As `generate` warns of them; JSON keeps spaces, and a table without a warning hides them."""
    (row,) = check_json({"data": "ABC ", "format": "code128"})
    assert [notice.code for notice in row.notices] == ["data.outer_whitespace"]
    assert row.notes == tuple(notice.text for notice in row.notices)
    (row,) = check_json({"data": "(10)ABC", "format": "gs1_128"})
    assert any("(10)" in note for note in row.notes)


@pytest.mark.parametrize("name", ["a.csv", "a.txt"])
def test_spaces_that_a_table_removes_are_noted(name: str) -> None:
    """docs/batches.md: nothing is changed without a note."""
    content = "data,format\n ABC ,code128\n" if name == "a.csv" else " ABC \r\nDEF\r\n"
    first, *others = check(content, name, format="code128")
    assert (first.data, len(first.notes)) == ("ABC", 1)
    assert [row.notes for row in others] == [()] * len(others)


def test_row_may_have_a_style() -> None:
    """docs/styled.md."""
    good, bad = check(
        "data,format,module_style,frame_text\n"
        "https://example.com/1,qr,dots,SCAN ME\n"
        "123456789,code128,dots,\n"
    )

    assert good.options is not None
    assert (good.options.module_style, good.options.frame_text) == ("dots", "SCAN ME")
    assert [problem.code for problem in bad.problems] == ["option.not_applicable"]


def test_row_may_not_have_a_logo() -> None:
    (row,) = check("data\nhello", format="qr", logo_size="20")

    assert [problem.code for problem in row.problems] == ["style.not_in_tables"]


def test_rows_with_a_style_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(styling, "MAX_STYLED", 2)

    rows = check("data\na\nb\nc\nd", format="qr", module_style="dots")

    assert [[problem.code for problem in row.problems] for row in rows] == [
        *([], []),
        *(["style.too_many"], ["style.too_many"]),
    ]
