"""CSV: comma, semicolon, tab or bar, whatever fits the first lines best."""

import csv
import io
import re
from collections.abc import Iterator

from msgspec import structs

from common.tables.columns import fold, is_headless, is_uncut_header
from common.tables.encodings import Decoded
from common.tables.errors import TableError, too_large, unreadable
from common.tables.table import MAX_CELL_CHARACTERS, MAX_COLUMNS, Cell, CellProblem, Record, Table

DELIMITERS = ",;\t|"
_SAMPLED = 20  # records
_SAMPLE = 65_536  # characters
# Excel's own way of naming the delimiter, which other programs show as a row.
_SEPARATOR_LINE = re.compile(r'"?sep=(.)"?(?:\r\n?|\n)', re.IGNORECASE)
# The whole file is in memory already, and a cell that is too long refuses its row alone.
csv.field_size_limit(2**31 - 1)
# ="00123" keeps Excel from reading a number.
_KEPT_TEXT = re.compile(r'="([^"]*)"')
_SCIENTIFIC = re.compile(r"[+-]?[0-9](?:[.,][0-9]+)?E\+[0-9]{2,3}")
_EXCEL_DATE = re.compile(
    r"(?:[0-3]?[0-9]-)?(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)(?:-[0-9]{1,4})?"
)
ERRORS = ("#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NUM!", "#NULL!")


def read(name: str, decoded: Decoded) -> Table:
    """Return the table in *decoded*, whose first record is the header; one column may lack it.

    Raises:
        TableError: its header can't be read.
    """
    text, notes = decoded.text, []
    separator = _SEPARATOR_LINE.match(text)
    if separator:
        text = text[separator.end() :]
    delimiter = separator[1] if separator else _delimiter(text)
    if decoded.guessed:
        notes.append("The file is no UTF-8 and was read as Windows-1252: check letters with marks.")
    skipped = 1 if separator else 0
    records = _records(name, text, delimiter)
    columns = next((cells for cells in records if any(cells)), [])
    headless = is_headless(columns)
    if headless and is_uncut_header(columns[0]):
        raise unreadable(
            name,
            "delimiter",
            f"The header {columns[0][:40]!r} has none of the delimiters , ; | and tab.",
            "Put one of them between the columns, or sep= and yours into a line above.",
        )
    if len(columns) > MAX_COLUMNS:
        raise too_large(
            name,
            "too_many_columns",
            f"The table has {len(columns):,} columns.",
            f"Send at most {MAX_COLUMNS}.",
        )

    read_cell = _guessed if decoded.guessed else _cell

    def rows() -> Iterator[Record]:
        headed = headless
        for number, cells in enumerate(_records(name, text, delimiter), skipped + 1):
            if not headed:
                headed = any(cells)
            elif any(cells):
                yield Record(number, tuple([read_cell(cell) for cell in cells]))

    return Table(name, "CSV", ("data",) if headless else tuple(columns), rows, tuple(notes))


def is_table(text: str) -> bool:
    """Say whether the first line names columns, data among them, with a delimiter between."""
    first = text.lstrip().partition("\n")[0].partition("\r")[0]
    cells = next(csv.reader([first], delimiter=_delimiter(first)), [])
    return len(cells) > 1 and "data" in map(fold, cells)


def _records(name: str, text: str, delimiter: str) -> Iterator[list[str]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        yield from reader
    except csv.Error as error:
        raise _broken(name, reader.line_num, error) from None


def _broken(name: str, line: int, error: csv.Error) -> TableError:
    return unreadable(
        name,
        "broken_csv",
        f"Line {line:,} is no CSV: {str(error).strip()}.",
        'Close every quotation mark, and write one inside a quoted cell twice: "6"" pipe".',
    )


def _delimiter(text: str) -> str:
    """Return the delimiter that cuts the first records into most columns, equally many each."""
    sample = text[:_SAMPLE]
    best, score = ",", (0.0, 0)
    for delimiter in DELIMITERS:
        widths = _widths(sample, delimiter)
        if widths and widths[0] > 1:
            alike = sum(width == widths[0] for width in widths) / len(widths)
            if (alike, widths[0]) > score:
                best, score = delimiter, (alike, widths[0])
    return best


def _widths(sample: str, delimiter: str) -> list[int]:
    widths: list[int] = []
    try:
        for cells in csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter):
            if any(cells):
                widths.append(len(cells))
            if len(widths) == _SAMPLED:
                break
    except csv.Error:
        # What is broken is told when it is read in earnest.
        return widths
    return widths


def _cell(raw: str) -> Cell:
    text = raw.strip()
    if len(text) > MAX_CELL_CHARACTERS:
        return Cell(text[:40], problem=TOO_LONG)
    if text.startswith("="):
        kept = _KEPT_TEXT.fullmatch(text)
        return Cell(kept[1]) if kept else Cell(text, note=_FORMULA)
    if text in ERRORS:
        return Cell(text, problem=spreadsheet_error(text))
    if _SCIENTIFIC.fullmatch(text):
        return Cell(text, problem=SCIENTIFIC)
    if _EXCEL_DATE.fullmatch(text):
        return Cell(text, note=_LIKE_A_DATE)
    return Cell(text) if text == raw else Cell(text, note=TRIMMED)


def _guessed(raw: str) -> Cell:
    """Read a cell of a file whose encoding nobody knows: in another one it says something else."""
    cell = _cell(raw)
    return cell if raw.isascii() else structs.replace(cell, note=GUESSED)


def spreadsheet_error(text: str) -> CellProblem:
    """Return what is wrong with a cell that shows an error of its spreadsheet."""
    return CellProblem(
        "spreadsheet_error", f"The cell shows the error {text}.", "Mend its formula."
    )


TOO_LONG = CellProblem(
    "cell_too_long",
    f"The cell has more than {MAX_CELL_CHARACTERS:,} characters.",
    "Look for a quotation mark that is not closed.",
)
SCIENTIFIC = CellProblem(
    "scientific_notation",
    "The spreadsheet wrote the number in scientific notation, and its digits are lost.",
    "Format the column as text, enter the number again and export the file anew.",
)
TRIMMED = "Spaces around it were left out; JSON keeps them."
GUESSED = "It was read as Windows-1252, a guess: send UTF-8, or name the encoding."
_FORMULA = "It begins with =, as a formula does, and was taken as text."
_LIKE_A_DATE = "It looks like a date that a spreadsheet made of something else."
