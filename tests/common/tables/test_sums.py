"""Rows that are no records: sums and titles of groups, as reports and subtotals of Excel have them.

The numbers are examples of GTINs that python-stdnum accepts.
"""

import io

import pytest
import xlsxwriter

from common.tables.file_type import read
from common.tables.sums import is_sum
from common.tables.table import Table
from tests.common.tables.workbooks import workbook

PENS, INK, CAP = "4006381333931", "4006381333948", "4006381333955"


def numbers(table: Table) -> list[int]:
    return [record.number for record in table.records()]


def test_products_without_a_number_are_kept() -> None:
    """They must be mended, and not left out; so must a name that has a word of a sum."""
    text = f"No.,Name,EAN\n1,Pens,{PENS}\n2,Ink,\n,Total care,{INK}\n,Cap,\n3,Total care,\n"
    table = read("a.csv", text.encode())
    assert (numbers(table), table.notes) == ([2, 3, 4, 5, 6], ())


@pytest.mark.parametrize("header", ["Name,Company,Room", "Guest,Code,Room"])
def test_labels_without_sure_barcodes_are_kept(header: str) -> None:
    """A label may have one text only."""
    assert numbers(read("a.csv", f"{header}\nAnn,ACME,7\nBob,,\n".encode())) == [2, 3]


def test_groups_and_their_sums_are_not_read() -> None:
    """Excel's Subtotal writes the sums, and a merged cell is the title of a group."""
    table = read(
        "a.xlsx",
        workbook(
            ("No.", "Name", "EAN", "Stock"),
            ("Drinks", None, None, None),
            (1, "Tea", PENS, 3),
            ("Drinks Total", None, None, 3),
            ("Paper", None, None, None),
            (2, "Pens", INK, 4),
            ("Paper Total", None, None, 4),
            ("Grand Total", None, None, 7),
            fill=lambda sheet: sheet.merge_cells("A2:D2"),
        ),
    )
    assert numbers(table) == [3, 6]
    note = "Rows 2, 4, 5, 7, 8 are sums or titles of groups, and are not read."
    assert note in table.notes


def test_sum_with_a_barcode_is_kept() -> None:
    """The column of the barcodes decides, whatever the first cell says."""
    text = f"Name,EAN,Price\nPens,{PENS},1\nTotal,{INK},2\nTotal,,3\n"
    assert numbers(read("a.csv", text.encode())) == [2, 3]


def test_names_for_programs_below_names_are_not_read() -> None:
    """Marketplaces have two rows of names in their templates."""
    text = (
        "Seller SKU\tProduct ID\tItem Name\nitem_sku\tproduct_id\titem_name\n"
        f"P-1\t{PENS}\tPens\nP-2\t{INK}\tInk\nP-3\t{CAP}\tCap\n"
    )
    table = read("a.txt", text.encode())
    assert (numbers(table), table.columns[0]) == ([3, 4, 5], "Seller SKU")
    assert "Row 2 names the columns too, and is not read." in table.notes


@pytest.mark.parametrize(
    "text",
    [
        "Total|TOTAL:|Grand total|Subtotal|Tea Total|Summe Getränke|Gesamtergebnis|Sous-total",
        "*|**|合计|小計|Итого:|Razem|Totale generale|Összesen|Yhteensä|합계",
    ],
)
def test_word_for_a_sum_is_known(text: str) -> None:
    """In the first or the last word, in the languages of the names of columns."""
    assert [word for word in text.split("|") if not is_sum(word)] == []
    assert not any(map(is_sum, ("Pens", "Totality", "Tea, total weight 100 g", "", "1")))


def test_groups_and_sums_do_not_split_a_table_with_an_empty_column() -> None:
    """XlsxWriter, an independent writer: titles of groups, sums, and a column without a name."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file) as book:
        sheet = book.add_worksheet()
        sheet.write(0, 1, "ACME Ltd.")
        sheet.write_row(2, 1, ("Code", "Name", "EAN", "", "Qty", "Cost"))
        for at, (title, ean) in enumerate((("Tea", PENS), ("Ink", INK), ("Paint", CAP))):
            row = 3 + 3 * at
            sheet.write(row, 1, title)
            sheet.write_row(row + 1, 1, (f"P{at}", f"{title} 1", ean, "", 2, 1.25))
            sheet.write(row + 2, 1, f"Subtotal {title}")
            sheet.write(row + 2, 6, 1.25)
    table = read("a.xlsx", file.getvalue())
    assert (numbers(table), table.header_row, table.others) == ([5, 8, 11], 3, ())
    assert [record.cells[3].text for record in table.records()] == [PENS, INK, CAP]


def test_word_of_a_sum_over_merged_cells_is_no_barcode() -> None:
    """Web applications merge the word over several columns, that of the barcodes among them."""
    cells = "<td colspan=2>Razem</td><td></td><td>3</td>"
    page = (
        "<table><tr><th>Lp.<th>EAN<th>Nazwa<th>Cena</tr>"
        f"<tr><td>1<td>{PENS}<td>Pens<td>1</tr><tr><td>2<td>{INK}<td>Ink<td>2</tr>"
        f"<tr><td></td>{cells}</tr></table>"
    )
    table = read("a.xls", page.encode())
    assert numbers(table) == [2, 3]
    assert "Row 4 is a sum or the title of a group, and is not read." in table.notes
    # A code of the article is none.
    assert numbers(read("a.csv", f"EAN,Name,A\n{PENS},Pens,1\nTotal 5,Cap,2\n".encode())) == [2, 3]
