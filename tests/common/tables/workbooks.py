"""XLSX files for tests, from two writers that are independent of our reader.

openpyxl writes texts into cells; XlsxWriter writes shared texts, as Excel does.
"""

import io
import zipfile
from collections.abc import Callable, Iterable

import openpyxl
import xlsxwriter
from openpyxl.worksheet.worksheet import Worksheet

Fill = Callable[[Worksheet], None]


def workbook(*rows: Iterable[object], fill: Fill | None = None) -> bytes:
    """Return a workbook whose first sheet has *rows*, after *fill* has changed it."""
    book = openpyxl.Workbook()
    sheet = book.active
    for row in rows:
        sheet.append(list(row))
    if fill:
        fill(sheet)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def as_excel(*rows: Iterable[object]) -> bytes:
    """Return a workbook as Excel writes it, with shared texts."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(
        file, {"strings_to_formulas": False, "strings_to_urls": False}
    ) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    return file.getvalue()


def changed(content: bytes, part: str, change: Callable[[bytes], bytes]) -> bytes:
    """Return the workbook *content* with *part* changed."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            body = old.read(name)
            new.writestr(name, change(body) if name == part else body)
    return out.getvalue()
