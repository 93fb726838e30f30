"""XLSB, the binary form of XLSX. calamine reads it, without number formats.

Source: [MS-XLSB].
"""

import datetime as dt
import io
import re

from python_calamine import CalamineError, CalamineWorkbook, SheetVisibleEnum

from common.tables.csv_file import SCIENTIFIC, spreadsheet_error
from common.tables.errors import too_large, unreadable
from common.tables.number_formats import find
from common.tables.table import MAX_COLUMNS, Cell, Record, Sheet
from common.tables.xlsx_cells import EMPTY, date_problem, number_cell, text_cell
from common.tables.xlsx_package import Package

_SHEET = re.compile(r"xl/worksheets/[^/]+\.bin", re.IGNORECASE)
# BrtShortBlank to BrtShortIsst (2.3.2).
_SHORT_CELLS = range(12, 19)
_GENERAL = find(0, "")
Value = int | float | str | bool | dt.date | dt.time | dt.timedelta


def read(package: Package, content: bytes) -> Sheet:
    """Return the rows of the first visible sheet with cells.

    Args:
        package: the archive, whose size is checked.
        content: its bytes.

    Raises:
        TableError: it is broken or too large.
    """
    package.require_small()
    name = package.name
    for part in package.names():
        if _SHEET.fullmatch(part):
            _require_whole_cells(name, package.content(part))
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        visible = [
            sheet.name
            for sheet in book.sheets_metadata
            if sheet.visible is SheetVisibleEnum.Visible
        ]
        title, rows = "", []
        for each in visible:
            title = each
            rows = book.get_sheet_by_name(each).to_python(skip_empty_area=False)
            if rows:
                break
    except (CalamineError, ValueError, OSError) as error:
        raise _broken(name, str(error)) from None
    except BaseException as error:
        # A panic of the Rust library is no Exception (PyO3).
        if type(error).__name__ != "PanicException":
            raise
        raise _broken(name, "it is damaged") from None
    notes = ["Number formats of .xlsb are not read: an .xlsx file keeps leading zeros."]
    if len(visible) > 1:
        notes.append(f"Only the sheet {title[:40]!r} was read of {len(visible)}.")
    every = [Record(number, _cells(name, number, row)) for number, row in enumerate(rows, 1)]
    records = [each for each in every if any(cell.text or cell.problem for cell in each.cells)]
    return Sheet(name, "XLSB", lambda: iter(records), tuple(notes))


def _require_whole_cells(name: str, content: bytes) -> None:
    """Refuse a sheet with cells in the short form, which calamine 0.9 passes over."""
    at = 0
    while at + 2 <= len(content):
        kind, at = _number(content, at, 2)
        size, at = _number(content, at, 4)
        if kind in _SHORT_CELLS:
            raise _broken(name, "it has cells in the short form, which SheetJS writes")
        at += size


def _number(content: bytes, at: int, most: int) -> tuple[int, int]:
    """Return the number at *at*, seven bits a byte, and the place after it (2.1.4)."""
    value = 0
    for place in range(most):
        byte = content[at + place] if at + place < len(content) else 0
        value |= (byte & 0x7F) << 7 * place
        if not byte & 0x80:
            return value, at + place + 1
    return value, at + most


def _cells(name: str, number: int, row: list[Value]) -> tuple[Cell, ...]:
    cells = tuple(map(_cell, row))
    if any(cell.text for cell in cells[MAX_COLUMNS:]):
        raise too_large(
            name,
            "too_many_columns",
            f"Row {number:,} has a cell beyond column {MAX_COLUMNS}.",
            f"Use at most {MAX_COLUMNS} columns.",
        )
    return cells


def _cell(value: Value) -> Cell:
    if isinstance(value, str):
        if value.startswith("#") and value.rstrip("!?") in ("#REF", "#VALUE", "#NAME", "#NUM"):
            return Cell(value, problem=spreadsheet_error(value))
        return text_cell(value) if value else EMPTY
    if isinstance(value, bool):
        return Cell("true", shown="TRUE") if value else Cell("false", shown="FALSE")
    if isinstance(value, int | float):
        number = float(value)
        if abs(number) < 1e15:
            return number_cell(repr(number), _GENERAL)
        return Cell(repr(value), True, problem=SCIENTIFIC)
    text = str(value).removesuffix(" 00:00:00")
    return Cell(text, problem=date_problem(text))


def _broken(name: str, reason: str) -> Exception:
    return unreadable(
        name,
        "broken_xlsx",
        f"The file can't be read as XLSB: {reason[:80]}.",
        "Save it again as .xlsx without a password, or as CSV.",
    )
