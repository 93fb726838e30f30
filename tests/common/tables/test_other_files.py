"""ODS, XML Spreadsheet 2003, HTML and archives: broken files first, then files made by hand.

tests/system and tests/interop read those of LibreOffice and SheetJS. Expectations: docs/batches.md.
"""

import io
import zipfile

import pytest

from common.tables.errors import TableError
from common.tables.file_type import read
from common.tables.html_file import is_html
from common.tables.table import HIDDEN_ROW, MAX_COLUMNS, Table
from common.tables.xlsx_package import MAX_ALL_BYTES, MAX_EXPANDED_BYTES
from tests.common.tables.workbooks import workbook

ODS_HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"
 xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0">
<office:automatic-styles><style:style style:name="hid" style:family="table">
<style:table-properties table:display="false"/></style:style></office:automatic-styles>
<office:body><office:spreadsheet>"""
ODS_END = "</office:spreadsheet></office:body></office:document-content>"
HEADER_ROW = "".join(
    f'<table:table-cell office:value-type="string"><text:p>{name}</text:p></table:table-cell>'
    for name in ("EAN", "Name", "Price", "Day")
)
XML = """<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>
<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"
 xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet">
<Styles><Style ss:ID="s1"><NumberFormat ss:Format="00000"/></Style>
<Style ss:ID="s2"><NumberFormat ss:Format="0.00\\ &quot;€&quot;"/></Style></Styles>
<Worksheet ss:Name="a"><Table><Row><Cell><Data ss:Type="String">EAN</Data></Cell>
<Cell><Data ss:Type="String">Name</Data></Cell>
<Cell ss:Index="4"><Data ss:Type="String">Price</Data></Cell></Row>%s
</Table></Worksheet></Workbook>"""


def archive(**parts: str | bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as out:
        for name, body in parts.items():
            out.writestr(name, body)
    return file.getvalue()


def ods(*sheets: str) -> bytes:
    body = ODS_HEAD + "".join(sheets) + ODS_END
    return archive(**{"META-INF/manifest.xml": "", "content.xml": body})


def sheet(*rows: str, style: str = "", name: str = "a") -> str:
    content = "".join(
        row if row.startswith("<table:table-row") else f"<table:table-row>{row}</table:table-row>"
        for row in rows
    )
    return f'<table:table table:name="{name}" table:style-name="{style}">{content}</table:table>'


def labels(table: Table) -> list[tuple[str, ...]]:
    return [tuple(cell.label for cell in record.cells) for record in table.records()]


def refusal(content: bytes, name: str = "") -> str:
    with pytest.raises(TableError) as caught:
        list(read(name, content).records())
    assert caught.value.problems[0].fix
    return caught.value.problems[0].code


def stored_zeros(count: int, size: int) -> bytes:
    return archive(**{f"{n}.bin": bytes(size) for n in range(count)}, **{"xl/workbook.bin": ""})


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (archive(**{"a.csv": "1", "b.csv": "2"}), "table.not_a_workbook"),
        (archive(**{"a.png": "1"}), "table.not_a_workbook"),
        (archive(**{"Index/Document.iwa": "1"}), "table.not_a_workbook"),
        (archive(**{"a.csv": bytes(MAX_EXPANDED_BYTES + 1)}), "table.bomb"),
        (archive(**{"b.xlsx": archive(**{"a.csv": "1"})}), "table.not_a_workbook"),
        (archive(**{"xl/workbook.bin": "x"}), "table.not_a_workbook"),
        (stored_zeros(3, MAX_ALL_BYTES // 3 + 1), "table.bomb"),
        (archive(**{"META-INF/manifest.xml": "", "content.xml": "<a"}), "table.broken_xlsx"),
        (ods(), "table.no_sheet"),
        (ods(sheet(HEADER_ROW, style="hid")), "table.no_sheet"),
        (
            ods(sheet('<table:table-cell table:number-columns-repeated="99999999"/>')),
            "table.no_rows",
        ),
        ((XML % "<Row>").encode(), "table.broken_xml"),
        ((XML % '<Row><Cell ss:Index="201"/></Row>').encode(), "table.too_many_columns"),
        (
            (XML % '<Row><Cell><Data ss:Type="Number">x</Data></Cell></Row>').encode(),
            "table.broken_xml",
        ),
        (b"<html><body><p>Sorry</p></body></html>", "table.no_rows"),
        (b"<table><tr>" + b"<td>x</td>" * (MAX_COLUMNS + 1), "table.too_many_columns"),
    ],
)
def test_broken_or_hostile_file_is_refused(content: bytes, code: str) -> None:
    """Each error has a stable code and a fix; sizes are bounded before anything is unpacked."""
    assert refusal(content) == code


def test_hidden_columns_of_xml_are_noted() -> None:
    """XML Spreadsheet Reference, Column: Index, and Span, the number of columns after it."""
    columns = '<Column/><Column ss:Hidden="1" ss:Span="1"/><Column ss:Index="-7" ss:Hidden="1"/>'
    content = (XML % "").replace("<Table>", f"<Table>{columns}")
    table = read("a.xls", content.encode())
    assert table.hidden_columns == {1, 2}
    assert "Columns that the sheet hides were read too: B, C." in table.notes


def test_repeated_cells_are_bounded() -> None:
    """OpenDocument 1.3, part 3, 19.675 and 19.679: one element can stand for many cells."""
    repeated = 'table:number-columns-repeated="16384"'
    cell = f"<table:table-cell {repeated}><text:p>x</text:p></table:table-cell>"
    assert refusal(ods(sheet(HEADER_ROW, cell))) == "table.too_many_columns"
    row = f'<table:table-row table:number-rows-repeated="999999">{HEADER_ROW}</table:table-row>'
    assert refusal(ods(sheet(row, row))) == "table.too_many_rows"


def test_cells_of_ods_are_as_shown() -> None:
    """19.385 and 6.1: the value for the barcode, text:p for labels, remarks for nobody."""
    row = (
        '<table:table-cell office:value-type="float" office:value="42"><text:p>00042</text:p>'
        "</table:table-cell><table:table-cell><office:annotation><text:p>ask Anna</text:p>"
        "</office:annotation><text:p>Green<text:s/>tea</text:p><text:p>20 bags</text:p>"
        '</table:table-cell><table:table-cell office:value-type="currency" office:value="47.2">'
        '<text:p>47,20 €</text:p></table:table-cell><table:table-cell office:value-type="date"'
        ' office:date-value="2026-12-24"><text:p>24.12.26</text:p></table:table-cell>'
    )
    hidden = f'<table:table-row table:visibility="filter">{row}</table:table-row>'
    table = read("a.ods", ods(sheet(HEADER_ROW, row, hidden), sheet(name="b")))
    first, second = table.records()
    assert labels(table)[0] == ("00042", "Green tea\n20 bags", "47,20 €", "24.12.26")
    assert (first.cells[0].data, first.cells[2].text) == ("00042", "47.2")
    assert (first.note, second.note, second.number) == ("", HIDDEN_ROW, 3)
    assert "of 2" in table.notes[0]


def test_cells_of_xml_are_as_shown() -> None:
    """XML Spreadsheet Reference: ss:Index leaves cells and rows out."""
    row = (
        '<Row ss:Index="5" ss:Hidden="1"><Cell ss:StyleID="s1"><Data ss:Type="Number">42</Data>'
        '</Cell><Cell><Data ss:Type="String">A &amp; B</Data></Cell><Cell ss:Index="4" '
        'ss:StyleID="s2"><Data ss:Type="Number">47.2</Data></Cell></Row>'
    )
    table = read("export.xls", (XML % row).encode())
    (record,) = table.records()
    assert (table.kind, record.number, record.note) == ("XML", 5, HIDDEN_ROW)
    assert labels(table) == [("00042", "A & B", "", "47.20 €")]


def test_largest_table_of_a_page_is_read() -> None:
    """Web applications save HTML as .xls; x:num has the digits that the cell does not show."""
    page = """<html><head><meta charset="utf-8"><style>td {color: red}</style></head><body>
    <table><tr><td>Shop</td></tr></table>
    <table><thead><tr><th>EAN</th><th colspan="2">Name</th><th>Price</th></tr></thead>
    <tr><td x:num="4006381333931">4,00638E+12<td>Green&nbsp;tea<br>20 bags</td><td>x</td>
    <td>3,20&nbsp;€</td></tr></table></body></html>"""
    table = read("export.xls", page.encode())
    assert table.columns == ("EAN", "Name", "C", "Price")
    assert labels(table) == [("4006381333931", "Green tea\n20 bags", "x", "3,20 €")]
    assert (table.kind, "Only 'table 2' was read of 2" in table.notes[0]) == ("HTML", True)


def test_page_that_ends_within_a_cell_keeps_it() -> None:
    """HTML, 13.1.2.4: end tags of cells and rows may be left out; a browser shows all of it."""
    table = read("export.xls", b"<table><tr><th>EAN<th>Name<tr><td>4006381333931<td>Tea")
    assert labels(table) == [("4006381333931", "Tea")]


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("list/Goods.CSV", b"EAN;Name\r\n4006381333931;Tea\r\n"),
        ("a.xlsx", workbook(("EAN", "Name"), ("4006381333931", "Tea"))),
        ("a.json", b'[{"EAN": "4006381333931", "Name": "Tea"}]'),
    ],
)
def test_zipped_table_is_read(name: str, body: bytes) -> None:
    """MacOS adds a folder of its own."""
    content = archive(**{name: body, "__MACOSX/._a.csv": b"x", ".DS_Store": b"x"})
    assert labels(read("goods.zip", content)) == [("4006381333931", "Tea")]


def test_list_of_tables_by_numbers_is_passed_over() -> None:
    """Numbers writes a sheet "Export Summary" before the others."""

    def fill(sheet: object) -> None:
        book = sheet.parent  # type: ignore[attr-defined]
        summary = book.create_sheet("Export Summary", 0)
        summary.append(["This document was exported from Numbers."])

    table = read("a.xlsx", workbook(("EAN", "Name"), ("4006381333931", "Tea"), fill=fill))
    assert labels(table) == [("4006381333931", "Tea")]


@pytest.mark.parametrize(
    ("encoding", "name", "text"),
    [
        ("cp1252", "Windows-1252", "Artikel;Größe\nKäse;groß\nMüsli;süß\n"),
        ("cp1250", "Windows-1250", "Nazwa;Półka\nŻółty ser;Świeże\nŁosoś;Chłodnia\nGęś;Mięso\n"),
        ("cp1251", "Windows-1251", "Название;Цена\nСыр жёлтый;3,20\nРыба копчёная;4,50\n"),
        ("cp932", "Shift_JIS (cp932)", "商品名,バーコード\nお茶,4901234567894\nせんべい,1\n"),
        ("gb18030", "GB 18030", "商品名称,条码\n绿茶,6901234567892\n饼干,6901234567893\n"),
        ("cp1255", "Windows-1255", "שם פריט,ברקוד\nחלב,7290000000008\nלחם,7290000000015\n"),
        ("cp1256", "Windows-1256", "المنتج,الباركود\nشاي,6281234567897\nقهوة,1\n"),
        ("cp1253", "Windows-1253", "Περιγραφή;Barcode\nΤσάι;5201234567892\nΝερό;1\n"),
        ("cp1254", "Windows-1254", "Ürün adı;Barkod\nÇay;8691234567895\nIşık;1\n"),
        ("cp874", "Windows-874", "ชื่อสินค้า,บาร์โค้ด\nน้ำปลา,8851234567890\nชา,1\n"),
    ],
)
def test_detected_encoding_is_named(encoding: str, name: str, text: str) -> None:
    """A guess is never silent: the file and every changed value have a note."""
    table = read("a.csv", text.encode(encoding), header_row=1)
    assert any(name in note for note in table.notes)
    first = next(table.records()).cells[0]
    assert first.text == text.splitlines()[1].replace(",", ";").split(";")[0]
    assert name in first.note


def test_comments_before_text_are_no_page() -> None:
    """They are compared once, however many they are."""
    assert not is_html("<!-- -->" * 500 + "data")
    assert is_html("<!-- -->" * 500 + "<table>")
