"""Tables in text as programs print them.

psql, mysql and SAP's list are copied by hand from what these programs print; rich, an independent
library, draws the boxes. The numbers are GTINs that python-stdnum accepts.
"""

import io

import pytest
from rich import box
from rich.console import Console
from rich.table import Table as RichTable

from common.tables.file_type import read

ROWS = [
    ("EAN", "Name", "Price"),
    ("4006381333931", "Tea, green", "1,20"),
    ("4006381333948", "Ink", "12,00"),
]
SAP = """\
29.11.2026               Dynamische Listenausgabe              1

----------------------------------------------------------------
|Material  |Materialkurztext    |EAN/UPC       |  Frei verw.|BME|
----------------------------------------------------------------
|0000100001|Schraube M4 x 40    |4006381333931 |   1.234,000|ST |
|0000100002|Mutter | M4         |4006381333948 |      12,000|ST |
----------------------------------------------------------------
"""
PSQL = """\
      ean      | name |  price
---------------+------+---------
 4006381333931 | Tea  |    1.20
               | Ink  |   12.00
(2 rows)
"""
FIXED = """\
Stock list of 29 November, all of the articles in each of the rooms

Article  Description           EAN            Price
=======  ====================  =============  ======
   100   Screw M4 x 40         4006381333931    1.20
 10001   Screw M5 x 60, zinc   4006381333948   12.00
  9999   A description without 4006381333955    3.00
Sum of all of the articles in all of the rooms  16.20
"""


def shown(text: str, name: str = "list.txt") -> list[list[str]]:
    table = read(name, text.encode())
    header = [list(table.columns)]
    return header + [[cell.text for cell in record.cells] for record in table.records()]


def drawn(style: box.Box) -> str:
    """Return `ROWS` as rich draws them."""
    table = RichTable(*ROWS[0], box=style)
    for row in ROWS[1:]:
        table.add_row(*row)
    out = io.StringIO()
    Console(file=out, width=80).print(table)
    return out.getvalue()


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("EAN|Name\n1|Tea\n|\n2|Ink\n", [["EAN", "Name"], ["1", "Tea"], ["2", "Ink"]]),
        ("ABC 123  Tea\nABC 124  Ink\n", [["data"], ["ABC 123  Tea"], ["ABC 124  Ink"]]),
        ("--\n==\n", [["data"], ["--"], ["=="]]),
        ("----\n|7\n", [["data"], ["----"], ["|7"]]),
        ("EAN  Name\n", [["data"], ["EAN  Name"]]),
    ],
)
def test_other_text_is_no_printed_table(text: str, rows: list[list[str]]) -> None:
    """Bars without a rule delimit CSV, and text without known names is a barcode a line."""
    assert shown(text) == rows


@pytest.mark.parametrize("name", ["list.txt", "list.csv", ""])
@pytest.mark.parametrize(
    "style",
    [box.ASCII, box.ASCII2, box.MARKDOWN, box.SQUARE, box.HEAVY_HEAD, box.DOUBLE, box.ROUNDED],
    ids=str,
)
def test_drawn_table_is_read(style: box.Box, name: str) -> None:
    """In each style of lines, by the name of the file or without one."""
    assert shown(drawn(style), name) == [list(row) for row in ROWS]


def test_empty_first_cell_stays_empty() -> None:
    """Psql draws no frame, so that its line begins with a space and the bar."""
    assert shown(PSQL) == [
        ["ean", "name", "price"],
        ["4006381333931", "Tea", "1.20"],
        ["", "Ink", "12.00"],
    ]


def test_list_of_sap_is_read_with_a_note() -> None:
    """The title has no bars. A bar in a text adds a cell, for which its row is refused."""
    table = read("list.txt", SAP.encode("cp1252"))
    assert table.header_row == 4
    assert [len(record.cells) for record in table.records()] == [5, 6]
    assert next(table.records()).cells[2].text == "4006381333931"
    assert "Lines without bars are no rows of the table, and not read: 1." in table.notes


def test_columns_at_fixed_places_are_read() -> None:
    """Numbers end below the end of their name, texts begin below its begin; no word is cut."""
    assert shown(FIXED) == [
        ["Article", "Description", "EAN", "Price"],
        ["100", "Screw M4 x 40", "4006381333931", "1.20"],
        ["10001", "Screw M5 x 60, zinc", "4006381333948", "12.00"],
        ["9999", "A description without", "4006381333955", "3.00"],
    ]
    notes = read("list.txt", FIXED.encode()).notes
    assert "Row 8 is a sum or the title of a group, and is not read." in notes


def test_escaped_bar_is_a_character() -> None:
    """GitHub Flavored Markdown, 4.10: a bar inside a cell is escaped."""
    text = "| EAN | Name |\n|---|---|\n| 4006381333931 | Tea \\| Ink |\n"
    assert shown(text)[1:] == [["4006381333931", "Tea | Ink"]]
