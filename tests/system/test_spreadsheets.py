"""LibreOffice, an independent program, shows cells as our reader does."""

import io
import shutil
import subprocess
import xml.etree.ElementTree as ET
import zipfile
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from common.tables.file_type import read
from tests.common.tables.number_formats import SHOWN
from tests.common.tables.workbooks import workbook

TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
CONVERT_SECONDS = 120


def convert(content: bytes, ending: str, folder: Path) -> bytes:
    """Return the XLSX file *content* as LibreOffice saves it with *ending*."""
    source = folder / "table.xlsx"
    source.write_bytes(content)
    profile = (folder / "profile").as_uri()
    command = ["soffice", f"-env:UserInstallation={profile}", "--headless", "--convert-to", ending]
    subprocess.run(
        [*command, "--outdir", str(folder / "out"), str(source)],
        check=True,
        capture_output=True,
        timeout=CONVERT_SECONDS,
    )
    saved = (folder / "out" / f"table.{ending.partition(':')[0]}").read_bytes()
    shutil.rmtree(folder / "profile")
    return saved


def workbook_of_formats() -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["Shown"])
    for row, (value, code, _) in enumerate(SHOWN, 2):
        cell = sheet.cell(row=row, column=1, value=value)
        cell.number_format = code
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


@pytest.mark.parametrize("ending", ["ods", "xls", "html"])
def test_files_of_libreoffice_are_read_alike(ending: str, tmp_path: Path) -> None:
    """One table in three formats: the same header, values for barcodes, and texts for labels."""

    def fill(sheet: Worksheet) -> None:
        sheet["C4"].number_format = '#,##0.00 "€"'
        sheet["D4"].number_format = "00000"

    rows = (("Goods",), (), ("EAN", "Name", "Price", "No."), ("4006381333931", "Tea", 47.2, 42))
    content = convert(workbook(*rows, fill=fill), ending, tmp_path)
    table = read(f"table.{ending}", content)
    (record,) = table.records()
    assert (table.header_row, table.columns) == (3, ("EAN", "Name", "Price", "No."))
    assert [cell.label for cell in record.cells] == ["4006381333931", "Tea", "47.20 €", "00042"]
    assert record.cells[3].data == "00042"


@pytest.mark.parametrize("ending", ["ods", "xls"])
def test_columns_that_libreoffice_hides_are_noted(ending: str, tmp_path: Path) -> None:
    """LibreOffice saves a workbook with hidden columns in two other formats."""

    def fill(sheet: Worksheet) -> None:
        for letter in "BCE":
            sheet.column_dimensions[letter].hidden = True

    rows = (("EAN", "Name", "Price", "No.", "Shelf"), ("4006381333931", "Tea", 47.2, 42, "B2"))
    content = convert(workbook(*rows, fill=fill), ending, tmp_path)
    table = read(f"table.{ending}", content)
    assert len(list(table.records())) == 1
    assert "Columns that the sheet hides were read too: B, C, E." in table.notes
    assert table.hidden_columns == {1, 2, 4}


def test_cells_are_shown_as_libreoffice_shows_them(tmp_path: Path) -> None:
    """OpenDocument, part 3, 19.385: text:p has what the program shows."""
    content = workbook_of_formats()
    document = zipfile.ZipFile(io.BytesIO(convert(content, "ods", tmp_path))).read("content.xml")
    shown = []
    for row in ET.fromstring(document).iter(f"{TABLE}table-row"):
        paragraph = row.find(f"{TABLE}table-cell/{TEXT}p")
        if paragraph is not None:
            shown.append("".join(paragraph.itertext()).strip())
    ours = [record.cells[0].label for record in read("a.xlsx", content, header_row=1).records()]
    assert ours == shown[1:]
    assert ours == [text for _, _, text in SHOWN]
