"""SheetJS, an independent writer, writes one table in nine formats, and each is read alike.

`make interop` installs it. Its .xlsb files have cells in a short form, without their column.
"""

import json
import subprocess
from pathlib import Path

import pytest

from common.tables.file_type import read
from common.tables.table import Table
from tests.interop.environments import HERE, NODE

ROWS = [
    ["Price list"],
    [],
    ["SKU", "Name", "EAN", "Price", "New"],
    ["P-1", "Tea", "4006381333931", 3.2, True],
    ["P-2", "Ink", "4006381333948", 47.25, False],
]
SCRIPT = """
const X = require("xlsx"), [rows, type, file] = JSON.parse(process.argv[1]);
const sheet = X.utils.aoa_to_sheet(rows), book = X.utils.book_new();
X.utils.book_append_sheet(book, sheet, "Goods");
X.writeFile(book, file, { bookType: type });
"""
SHOWN = [
    ["P-1", "Tea", "4006381333931", "3.2", "TRUE"],
    ["P-2", "Ink", "4006381333948", "47.25", "FALSE"],
]


def written(rows: list[list[object]], kind: str, folder: Path) -> Table:
    """Return the table of *rows* as SheetJS writes it."""
    file = folder / f"goods.{kind}"
    command = [str(NODE), "-e", SCRIPT, json.dumps([rows, kind, str(file)])]
    subprocess.run(command, check=True, timeout=60, cwd=HERE)
    return read(file.name, file.read_bytes())


@pytest.mark.parametrize(
    "kind", ["xlsx", "xlsb", "biff8", "biff5", "ods", "xlml", "html", "csv", "txt"]
)
def test_table_is_the_same_in_every_format(kind: str, tmp_path: Path) -> None:
    """Cells as the sheet shows them, and the row with the names below the title."""
    table = written(ROWS, kind, tmp_path)
    assert table.header_row == 3
    assert [[cell.label for cell in record.cells] for record in table.records()] == SHOWN
