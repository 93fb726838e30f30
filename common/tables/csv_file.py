"""CSV, delimited by comma, semicolon, tab or bar: the one that fits the first records best."""

import csv
import io
import re
from collections.abc import Iterator

from msgspec import structs

from common.tables.columns import fold, is_headless, is_undelimited_header
from common.tables.encodings import Decoded
from common.tables.errors import TableError, too_large, unreadable
from common.tables.table import MAX_CELL_CHARACTERS, MAX_COLUMNS, Cell, CellProblem, Record, Table

DELIMITERS = ",;\t|"
_SAMPLE_RECORDS = 20
_SAMPLE_CHARACTERS = 65_536
# Excel reads and writes this line, which names the delimiter; other programs show it as a row.
_SEPARATOR_LINE = re.compile(r'"?sep=(.)"?(?:\r\n?|\n)', re.IGNORECASE)
# The file is in memory already, and a cell that is too long makes only its row bad.
csv.field_size_limit(2**31 - 1)
# Authors write ="00123" so that Excel reads text and keeps the zeros.
_TEXT_FORMULA = re.compile(r'="([^"]*)"')
_SCIENTIFIC = re.compile(r"[+-]?[0-9](?:[.,][0-9]+)?E\+[0-9]{2,3}")
_EXCEL_DATE = re.compile(
    r"(?:[0-3]?[0-9]-)?(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)(?:-[0-9]{1,4})?"
)
SPREADSHEET_ERRORS = ("#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NUM!", "#NULL!")


def read(name: str, decoded: Decoded) -> Table:
    """Return the table in *decoded*; its first record is the header, optional for one column.

    Raises:
        TableError: the header can't be read.
    """
    text, notes = decoded.text, []
    # The line is an instruction, not a record, and decides the delimiter.
    separator = _SEPARATOR_LINE.match(text)
    if separator:
        text = text[separator.end() :]
    delimiter = separator[1] if separator else _delimiter(text)
    if decoded.guessed:
        notes.append("The file is not UTF-8 and was read as Windows-1252: check accented letters.")
    skipped_lines = 1 if separator else 0
    records = _records(name, text, delimiter)
    # Spreadsheets export empty rows above a table.
    columns = next((cells for cells in records if any(cells)), [])
    headless = is_headless(columns)
    if headless and is_undelimited_header(columns[0]):
        raise unreadable(
            name,
            "delimiter",
            f"The header {columns[0][:40]!r} has none of the delimiters , ; | and tab.",
            "Put one of them between the columns, or sep= and your delimiter in a line above.",
        )
    if len(columns) > MAX_COLUMNS:
        raise too_large(
            name,
            "too_many_columns",
            f"The table has {len(columns):,} columns.",
            f"Send at most {MAX_COLUMNS}.",
        )

    # Chosen once and not for each cell: a table has up to ten million cells.
    read_cell = _cell_of_guess if decoded.guessed else _cell

    def rows() -> Iterator[Record]:
        is_past_header = headless
        for number, cells in enumerate(_records(name, text, delimiter), skipped_lines + 1):
            if not is_past_header:
                # The header is the first record with a cell that is not empty.
                is_past_header = any(cells)
            elif any(cells):
                yield Record(number, tuple([read_cell(cell) for cell in cells]))

    return Table(name, "CSV", ("data",) if headless else tuple(columns), rows, tuple(notes))


def is_table(text: str) -> bool:
    """Return True if the first line has a delimiter and names columns, data among them."""
    # The end of a line may be LF, CR LF or CR.
    first = text.lstrip().partition("\n")[0].partition("\r")[0]
    cells = next(csv.reader([first], delimiter=_delimiter(first)), [])
    return len(cells) > 1 and "data" in map(fold, cells)


def _records(name: str, text: str, delimiter: str) -> Iterator[list[str]]:
    # Not strict, the module would silently repair quotation marks, and change the data.
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        yield from reader
    except csv.Error as error:
        raise _broken(name, reader.line_num, error) from None


def _broken(name: str, line: int, error: csv.Error) -> TableError:
    return unreadable(
        name,
        "broken_csv",
        f"Line {line:,} is not CSV: {str(error).strip()}.",
        'Close every quotation mark, and write one inside a quoted cell twice: "6"" pipe".',
    )


def _delimiter(text: str) -> str:
    """Return the delimiter that splits the first records most uniformly into the most columns."""
    sample = text[:_SAMPLE_CHARACTERS]
    best, score = ",", (0.0, 0)
    for delimiter in DELIMITERS:
        widths = _widths(sample, delimiter)
        if widths and widths[0] > 1:
            # Uniformity comes first: decimal commas split few records.
            uniformity = sum(width == widths[0] for width in widths) / len(widths)
            if (uniformity, widths[0]) > score:
                best, score = delimiter, (uniformity, widths[0])
    return best


def _widths(sample: str, delimiter: str) -> list[int]:
    """Return the number of cells of the first records that are not empty."""
    widths: list[int] = []
    try:
        for cells in csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter):
            if any(cells):
                widths.append(len(cells))
            if len(widths) == _SAMPLE_RECORDS:
                break
    except csv.Error:
        # A broken record is reported when the table is read.
        return widths
    return widths


def _cell(raw: str) -> Cell:
    text = raw.strip()
    if len(text) > MAX_CELL_CHARACTERS:
        return Cell(text[:40], problem=TOO_LONG)
    if text.startswith("="):
        quoted = _TEXT_FORMULA.fullmatch(text)
        return Cell(quoted[1]) if quoted else Cell(text, note=_FORMULA)
    if text in SPREADSHEET_ERRORS:
        return Cell(text, problem=spreadsheet_error(text))
    if _SCIENTIFIC.fullmatch(text):
        return Cell(text, problem=SCIENTIFIC)
    if _EXCEL_DATE.fullmatch(text):
        return Cell(text, note=_LIKE_A_DATE)
    return Cell(text) if text == raw else Cell(text, note=TRIMMED)


def _cell_of_guess(raw: str) -> Cell:
    """Return a cell of a file whose encoding is a guess, with a note if the guess matters."""
    cell = _cell(raw)
    return cell if raw.isascii() else structs.replace(cell, note=GUESSED)


def spreadsheet_error(text: str) -> CellProblem:
    """Return the problem of a cell that holds an error value of its spreadsheet."""
    return CellProblem(
        "spreadsheet_error", f"The cell shows the error {text}.", "Correct its formula."
    )


TOO_LONG = CellProblem(
    "cell_too_long",
    f"The cell has more than {MAX_CELL_CHARACTERS:,} characters.",
    "Look for a quotation mark that is not closed.",
)
SCIENTIFIC = CellProblem(
    "scientific_notation",
    "The spreadsheet wrote the number in scientific notation, and its digits are lost.",
    "Format the column as text, enter the number again and export the file again.",
)
TRIMMED = "Spaces around the value were removed; JSON keeps them."
GUESSED = "The value was read as Windows-1252, a guess: send UTF-8, or name the encoding."
_FORMULA = "The value begins with =, as a formula does, and was read as text."
_LIKE_A_DATE = "The value looks like a date that a spreadsheet made from another value."
