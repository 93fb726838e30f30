"""Detects the kind of table in a file, and reads it."""

from common.tables import (
    archive,
    columns,
    csv_file,
    html_file,
    json_file,
    ods_file,
    printed_text,
    text_file,
    xls_file,
    xlsb_file,
    xlsx_file,
    xml_file,
)
from common.tables.encodings import Decoded, declared, decode
from common.tables.errors import TableError, unreadable
from common.tables.selection import MAX_RECORDS, Selected, TableChoice, select
from common.tables.table import Pause, Sheet, Table, no_pause
from common.tables.xlsx_package import Package

ZIP = b"PK\x03\x04"
# The container of .xls, and of workbooks encrypted with a password ([MS-CFB], 2.2).
COMPOUND_FILE = bytes.fromhex("D0CF11E0A1B11AE1")
# The namespace is in the first element, below comments.
_HEAD_BYTES = 4_096
_ENDINGS = {
    "csv": "CSV",
    "tsv": "CSV",
    "tab": "CSV",
    "txt": "TXT",
    "text": "TXT",
    "json": "JSON",
}
_MEDIA_TYPES = {
    "text/csv": "CSV",
    "application/csv": "CSV",
    "text/tab-separated-values": "CSV",
    "text/plain": "TXT",
    "application/json": "JSON",
}


class NotByRows(Exception):
    """The file must be parsed as a whole, by a parser whose time is not bounded by its size."""


def read(
    name: str,
    content: bytes,
    *,
    media_type: str = "",
    encoding: str = "",
    header_row: int | None = None,
    sheet: str = "",
    cells: str = "",
    pause: Pause = no_pause,
    most: int = MAX_RECORDS,
) -> Table:
    """Return the table in one file.

    Args:
        name: name of the file; its ending decides the kind, unless the content does.
        content: the bytes of the file.
        media_type: Content-Type of the client; it decides if the name does not.
        encoding: encoding of a text file; empty to use that of *media_type*, or to detect it.
        header_row: number of the row that names the columns, 0 if none does; None to find it.
        sheet: name or number of the sheet; empty to find it.
        cells: the range of the table, such as ``B3:F40``; empty to find them.
        pause: called between the steps of long work.
        most: the largest number of rows of a sheet.

    Raises:
        TableError: it is not a table, broken, or too large.
    """
    found = find(
        name, content, media_type, encoding, TableChoice(sheet, cells, header_row), pause, most
    )
    return found.table if isinstance(found, Selected) else found


def find(
    name: str,
    content: bytes,
    media_type: str,
    encoding: str,
    wanted: TableChoice,
    pause: Pause,
    most: int,
    *,
    only_rows: bool = False,
) -> Selected | Table:
    """Return the table in one file as `read` does: of JSON itself, else with the rows around it.

    Args:
        name: as of `read`, like the other arguments.
        content: the bytes of the file.
        media_type: Content-Type of the client.
        encoding: encoding of a text file.
        wanted: the place of the table in the file.
        pause: called between the steps of long work.
        most: the largest number of rows of a sheet.
        only_rows: True to read only what is read row by row, or is JSON.

    Raises:
        TableError: it is not a table, broken, or too large.
        NotByRows: *only_rows* is set, and the file is a workbook or a page.
    """
    if only_rows and is_workbook(content):
        raise NotByRows
    if content.startswith(ZIP):
        package = Package(name, content, pause)
        kind = archive.kind_of(package)
        if kind != "ZIP":
            return select(_workbook(kind, package), wanted, pause, most)
        # An archive in an archive is no table: `only_table` returns none.
        name, content = archive.only_table(package)
        # It was that of the archive.
        media_type = ""
        if content.startswith(ZIP):
            package = Package(name, content, pause)
            return select(_workbook(archive.kind_of(package), package), wanted, pause, most)
    if content.startswith(COMPOUND_FILE):
        return select(xls_file.read(name, content), wanted, pause, most)
    if _is_xml_spreadsheet(content):
        return select(xml_file.read(name, content, pause), wanted, pause, most)
    decoded = decode(name, content, encoding or declared(content, media_type))
    if not decoded.text.strip():
        raise unreadable(name, "empty", "The file is empty.", "Send a table with rows.")
    kind = _declared_kind(name, media_type) or _detected_kind(decoded.text)
    if kind == "JSON":
        _require_no_place(wanted)
        return json_file.read(name, decoded, most)
    # Decided by the text: in another encoding, the bytes of a page begin with none of its marks.
    if only_rows and html_file.is_html(decoded.text):
        raise NotByRows
    return select(_of_text(name, kind, decoded, pause, most), wanted, pause, most)


def _require_no_place(wanted: TableChoice) -> None:
    for option in ("sheet", "range"):
        if getattr(wanted, option):
            raise TableError.of(
                option,
                "table.no_sheets",
                f"JSON has no sheets and no cells, so that {option} has no meaning.",
                "Leave it out.",
            )


def _workbook(kind: str, package: Package) -> list[Sheet]:
    if kind == "XLSB":
        return xlsb_file.read(package)
    return ods_file.read(package) if kind == "ODS" else xlsx_file.read(package)


def _of_text(name: str, kind: str, decoded: Decoded, pause: Pause, most: int) -> list[Sheet]:
    # Web applications call HTML .xls.
    if html_file.is_html(decoded.text):
        return html_file.read(name, decoded, most)
    if sheet := printed_text.read_bars(name, decoded, pause):
        return [sheet]
    # Excel saves a table with tabs as "Text (*.txt)", and pastes one.
    if csv_file.is_table(decoded.text):
        return [csv_file.read(name, decoded, pause)]
    if sheet := printed_text.read_columns(name, decoded, pause):
        return [sheet]
    return [(text_file if kind == "TXT" else csv_file).read(name, decoded, pause)]


def is_workbook(content: bytes) -> bool:
    """Return True for a file that only a parser of workbooks or archives reads."""
    return content.startswith((ZIP, COMPOUND_FILE)) or _is_xml_spreadsheet(content)


def _is_xml_spreadsheet(content: bytes) -> bool:
    head = content[:_HEAD_BYTES]
    return b"<?xml" in head[:64] and xml_file.NAMESPACE.encode() in head


def _declared_kind(name: str, media_type: str) -> str:
    ending = name.rpartition(".")[2].casefold() if "." in name else ""
    kind = media_type.partition(";")[0].strip().lower()
    return _ENDINGS.get(ending) or _MEDIA_TYPES.get(kind, "")


def _detected_kind(text: str) -> str:
    # No CSV header begins so; a file of plain text may, and then needs its ending .txt.
    head = text.lstrip()[:1]
    if head in ("[", "{"):
        return "JSON"
    first = text.lstrip().partition("\n")[0]
    if not columns.is_headless([first]) or csv_file.is_table(text):
        return "CSV"
    return "CSV" if any(delimiter in first for delimiter in csv_file.DELIMITERS) else "TXT"
