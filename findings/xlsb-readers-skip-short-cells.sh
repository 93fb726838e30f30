#!/usr/bin/env bash
# Two Python readers of XLSB return a table without most of its cells.
#
# Expected: the rows of a spreadsheet, or an error about what the reader does not know.
# Instead: SheetJS stores a cell that follows another in a record without column number (types 12 to 18), as some other
# writers do. python-calamine returns an empty text for each of them, pyxlsb None for more: a complete sheet of
# one column. SheetJS reads the file back in full.
# Why it matters: labels are printed from such lists, and the missing columns look like empty ones.
# Versions: xlsx (npm) 0.18.5, python-calamine 0.9.1, pyxlsb 1.0.10.
# Source: Apache POI bug 65510 describes the short records, which [MS-XLSB] left out; SheetJS issue 2172.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv --without-pip venv
python3 -m pip --python venv install --quiet --no-compile --disable-pip-version-check \
  python-calamine==0.9.1 pyxlsb==1.0.10
npm install --silent --no-audit --no-fund --ignore-scripts --prefix "$work" \
  xlsx@0.18.5
node - <<'NODE'
const sheets = require("xlsx");
const rows = [["sku", "name", "price"], ["A1", "Tea", 5], [1, 2, 3], ["A3", null, 7]];
const book = sheets.utils.book_new();
sheets.utils.book_append_sheet(book, sheets.utils.aoa_to_sheet(rows), "Goods");
sheets.writeFile(book, "goods.xlsb");
const read = sheets.utils.sheet_to_json(sheets.readFile("goods.xlsb").Sheets.Goods, { header: 1 });
console.log("input   ", JSON.stringify(rows));
console.log("xlsx", sheets.version, "reads", JSON.stringify(read));
process.exit(JSON.stringify(read) === JSON.stringify(rows) ? 0 : 1);
NODE
venv/bin/python - <<'PYTHON'
import importlib.metadata
import sys

import pyxlsb
import python_calamine

with_calamine = python_calamine.CalamineWorkbook.from_path("goods.xlsb").get_sheet_by_index(0).to_python()
with pyxlsb.open_workbook("goods.xlsb") as book, book.get_sheet(1) as sheet:
    with_pyxlsb = [[cell.v for cell in row] for row in sheet.rows()]
for name, seen in [("python-calamine", with_calamine), ("pyxlsb", with_pyxlsb)]:
    print(f"{name} {importlib.metadata.version(name)}, expected the input, seen {seen}")
known = [["sku", "", ""], ["A1", "", ""], [1, "", ""], ["A3", "", 7]]
sys.exit("changed" if with_calamine != known or [row[1:] for row in with_pyxlsb[:3]] != 3 * [[None, None]] else 0)
PYTHON
