"""Rows that are no records: sums and titles of groups, as reports and subtotals of Excel have them.

The numbers are examples of GTINs that python-stdnum accepts.
"""

import pytest

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
