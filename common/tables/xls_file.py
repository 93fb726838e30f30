"""XLS, the binary workbooks of Excel 97 to 2003, with the formats of their numbers.

Source: [MS-XLS]. xlrd reads the file; other readers do not report number formats, which hold the
leading zeros of article numbers. It is written in Python, so that it runs in a limited process.
"""

import io
from collections.abc import Iterator

import xlrd
from xlrd.sheet import Sheet as XlsSheet

from common.barcode.model.errors import BarcodeError
from common.tables.csv_file import spreadsheet_error
from common.tables.errors import too_wide, unreadable
from common.tables.number_formats import NumberFormat, find
from common.tables.table import (
    HIDDEN_ROW,
    MAX_COLUMNS,
    MAX_MERGED,
    Cell,
    Merged,
    Record,
    Sheet,
)
from common.tables.xlsx_cells import EMPTY, number_cell, text_cell

# Names of streams in the container, in UTF-16 ([MS-OFFCRYPTO], 2.3.4.4).
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_VISIBLE = 0


def read(name: str, content: bytes) -> list[Sheet]:
    """Return the sheets.

    Raises:
        TableError: it is broken, encrypted, or no workbook.
    """
    if _ENCRYPTED in content:
        raise _unreadable(name, "The workbook is protected by a password.")
    try:
        book = xlrd.open_workbook(
            file_contents=content, logfile=io.StringIO(), formatting_info=True, ragged_rows=True
        )
        formats = [
            find(form.format_key, _code(book.format_map[form.format_key].format_str))
            for form in book.xf_list
        ]
        sheets = [
            _sheet(name, sheet, formats, since_1904=bool(book.datemode)) for sheet in book.sheets()
        ]
    except xlrd.XLRDError as error:
        raise _unreadable(name, f"The file can't be read as XLS: {str(error)[:80]}.") from None
    except (BarcodeError, MemoryError):
        raise
    except Exception as error:  # xlrd checks little, and raises what Python raises
        message = f"The file can't be read as XLS: it is broken ({type(error).__name__})."
        raise _unreadable(name, message) from None
    return sheets


def _sheet(name: str, sheet: XlsSheet, formats: list[NumberFormat], *, since_1904: bool) -> Sheet:
    rows = list(_rows(name, sheet, formats, since_1904=since_1904))
    hidden = {at for at, info in sheet.colinfo_map.items() if info.hidden and at < MAX_COLUMNS}
    return Sheet(
        name,
        "XLS",
        lambda: iter(rows),
        title=sheet.name,
        is_hidden=sheet.visibility != _VISIBLE,
        hidden_columns=hidden,
        merged=[
            # xlrd counts from 0, and its end is behind the last row: counted from 1, it is the last
            # row.
            Merged(left, top + 1, bottom)
            for top, bottom, left, _ in sheet.merged_cells[:MAX_MERGED]
            if bottom > top + 1
        ],
    )


def _rows(
    name: str, sheet: XlsSheet, formats: list[NumberFormat], *, since_1904: bool
) -> Iterator[Record]:
    for number in range(sheet.nrows):
        cells = []
        for at in range(sheet.row_len(number)):
            cell = _cell(sheet, number, at, formats, since_1904=since_1904)
            # Formatted cells without a value may reach to the last column.
            if at >= MAX_COLUMNS and (cell.text or cell.problem):
                raise too_wide(name, number + 1)
            cells.append(cell)
        if any(cell.text or cell.problem for cell in cells):
            info = sheet.rowinfo_map.get(number)
            note = HIDDEN_ROW if info is not None and info.hidden else ""
            yield Record(number + 1, tuple(cells), note=note)


def _cell(
    sheet: XlsSheet, row: int, column: int, formats: list[NumberFormat], *, since_1904: bool
) -> Cell:
    kind, value = sheet.cell_type(row, column), sheet.cell_value(row, column)
    if kind == xlrd.XL_CELL_TEXT:
        return text_cell(value)
    if kind in (xlrd.XL_CELL_NUMBER, xlrd.XL_CELL_DATE):
        form = formats[sheet.cell_xf_index(row, column)]
        # repr has the digits that the file means: a float as text may have more.
        return number_cell(repr(value), form, since_1904=since_1904)
    if kind == xlrd.XL_CELL_BOOLEAN:
        return Cell("true", shown="TRUE") if value else Cell("false", shown="FALSE")
    if kind == xlrd.XL_CELL_ERROR:
        text = xlrd.error_text_from_code.get(value, "#N/A")
        return Cell(text, problem=spreadsheet_error(text))
    return EMPTY


def _code(text: str) -> str:
    return "" if text == "General" else text


def _unreadable(name: str, message: str) -> Exception:
    return unreadable(
        name, "old_or_locked", message, "Save it as .xlsx without a password, or as CSV."
    )
