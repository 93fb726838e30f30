"""CSV, delimited by comma, semicolon, tab or bar: the one that fits the first records best."""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import partial

from msgspec import structs

from common.tables.columns import fold, is_headless, is_undelimited_header
from common.tables.encodings import Decoded
from common.tables.errors import TableError, too_large, too_wide, unreadable
from common.tables.header_row import looks_like_names
from common.tables.table import (
    MAX_CELL_CHARACTERS,
    MAX_COLUMNS,
    Cell,
    CellProblem,
    Pause,
    Record,
    Sheet,
    no_pause,
)

DELIMITERS = ",;\t|"
_SAMPLE_RECORDS = 30
# A table of tabs may have one line of another width among so many.
_PARTS = 5
_LINES_PER_PAUSE = 32
_SAMPLE_CHARACTERS = 65_536
# Of one record. A cell may contain them too, but not as many.
_MAX_DELIMITERS = MAX_COLUMNS + MAX_CELL_CHARACTERS
_MAX_LINES = 2 * _MAX_DELIMITERS
# Excel reads and writes this line, which names the delimiter; other programs show it as a row.
_SEPARATOR_LINE = re.compile(r'"?sep=(.)"?(?:\r\n?|\n)', re.IGNORECASE)
# The file is in memory already, and a cell that is too long makes only its row bad.
csv.field_size_limit(2**31 - 1)
# Authors write ="00123" so that Excel reads text and keeps the zeros.
_TEXT_FORMULA = re.compile(r'="([^"]*)"')
# Spreadsheets mark a number that is meant as text so: '00123. A word may begin with one: 's, '90s.
_MARKED_TEXT = re.compile(r"'(?=[A-Z./-]*[0-9])[0-9A-Z][0-9A-Z.,/-]*")
_SCIENTIFIC = re.compile(r"[+-]?[0-9](?:[.,][0-9]+)?E\+[0-9]{2,3}")
# What Excel makes of codes such as 1-2 or MAR1 when it opens a CSV file.
_EXCEL_DATE = re.compile(
    r"(?:[0-3]?[0-9]-)?(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)(?:-[0-9]{1,4})?"
)
# Excel writes error values in the language of its user, here ten of them; Sheets adds #ERROR!.
_ERRORS = """
    #N/A #REF! #VALUE! #NAME? #DIV/0! #NUM! #NULL! #ERROR! #SPILL! #CALC! #FIELD! #GETTING_DATA
    #NV #BEZUG! #WERT! #ZAHL! #ÜBERLAUF! #VALEUR! #NOM? #NOMBRE! #NUL! #PROPAGATION!
    #N/D #¡REF! #¡VALOR! #¿NOMBRE? #¡DIV/0! #¡NUM! #¡NULO! #RIF! #VALORE! #NOME? #NULLO!
    #VALOR! #NÚM! #NULO! #N/B #VERW! #WAARDE! #NAAM? #DEEL/0! #GETAL! #LEEG!
    #N/D! #ADR! #ARG! #NAZWA? #DZIEL/0! #LICZBA! #ZERO! #YOK #BAŞV! #DEĞER! #AD? #SAYI/0!
    #SAYI! #BOŞ! #Н/Д #ССЫЛКА! #ЗНАЧ! #ИМЯ? #ДЕЛ/0! #ЧИСЛО! #ПУСТО!
    #SAKNAS! #REFERENS! #VÄRDEFEL! #NAMN? #DIVISION/0! #OGILTIGT! #I/T #VÆRDI! #NAVN?
"""
SPREADSHEET_ERRORS = frozenset(_ERRORS.split())


def read(name: str, decoded: Decoded, pause: Pause = no_pause) -> Sheet:
    """Return the rows in *decoded*; *pause* is called between lines.

    Raises:
        TableError: the delimiter can't be detected.
    """
    text = decoded.text
    # The line is an instruction, not a record, and decides the delimiter.
    separator = _SEPARATOR_LINE.match(text)
    if separator:
        text = text[separator.end() :]
    delimiter = separator[1] if separator else detect_delimiter(text)
    skipped_lines = 1 if separator else 0
    # Spreadsheets export empty rows above a table.
    first = next((cells for cells in _records(name, text, delimiter, pause) if any(cells)), [])
    if len(first) == 1 and is_headless(first) and is_undelimited_header(first[0]):
        raise unreadable(
            name,
            "delimiter",
            f"The header {first[0][:40]!r} has none of the delimiters , ; | and tab.",
            "Put one of them between the columns, or sep= and your delimiter in a line above.",
        )
    # Typed by hand: "SKU, Name". Without this, a quotation mark after the space would be data.
    is_spaced = len(first) > 1 and all(cell.startswith(" ") for cell in first[1:])
    # Chosen once and not for each cell: a table has up to ten million cells.
    read_cell = partial(_cell_of_guess, guess_note(decoded)) if decoded.guessed else cell_of

    def rows() -> Iterator[Record]:
        records = _records(name, text, delimiter, pause, is_spaced=is_spaced)
        for number, cells in enumerate(records, skipped_lines + 1):
            if any(cells):
                if any(cells[MAX_COLUMNS:]):
                    raise too_wide(name, number)
                yield Record(number, tuple([read_cell(cell) for cell in cells]))

    return Sheet(name, "CSV", rows, notes_on(decoded))


def notes_on(decoded: Decoded) -> tuple[str, ...]:
    """Return what the author should know of the encoding of the file."""
    if not decoded.guessed:
        return ()
    note = f"The file is not UTF-8 and was read as {decoded.encoding}, a guess"
    return (f"{note}: check accented letters, or name the encoding.",)


def guess_note(decoded: Decoded) -> str:
    """Return the note of a value that the guessed encoding of *decoded* changes."""
    return f"The value was read as {decoded.encoding}, a guess: send UTF-8, or name the encoding."


def is_table(text: str) -> bool:
    """Return True if *text* has cells, not a barcode in each line.

    Lines with as many tabs are cells, as pasted from a spreadsheet. Data can contain the other
    delimiters, so that they need a row that names the columns.
    """
    delimiter = detect_delimiter(text)
    records = _sampled(text[:_SAMPLE_CHARACTERS], delimiter)
    width = _usual_width(records)
    if width < 2:
        return False
    usual = sum(len(cells) == width for cells in records)
    # Barcodes have commas and semicolons, hardly ever tabs.
    if delimiter == "\t" and usual * _PARTS > len(records) * (_PARTS - 1):
        return True
    return any(
        len(cells) > 1 and ("data" in map(fold, cells) or looks_like_names(cells))
        for cells in records
    )


def _records(
    name: str, text: str, delimiter: str, pause: Pause, *, is_spaced: bool = False
) -> Iterator[list[str]]:
    # The delimiters and lines of the record that is being read, those in quotation marks too.
    delimiters = lines_so_far = 0

    def lines() -> Iterator[str]:
        nonlocal delimiters, lines_so_far
        for line in lines_of(text, pause):
            delimiters += line.count(delimiter)
            lines_so_far += 1
            # csv would first make a list of as many texts.
            if delimiters > _MAX_DELIMITERS:
                raise too_large(
                    name,
                    "too_many_columns",
                    f"Line {reader.line_num:,} has {delimiters:,} delimiters or more.",
                    f"Send at most {MAX_COLUMNS} columns.",
                )
            # A quotation mark that is not closed makes a record of all lines of the file.
            if lines_so_far > _MAX_LINES:
                error = csv.Error(f"a record has more than {_MAX_LINES:,} lines")
                raise _broken(name, reader.line_num, error)
            yield line

    # Not strict, the module would silently repair quotation marks, and change the data.
    reader = csv.reader(
        lines(),
        delimiter=delimiter,
        strict=True,
        skipinitialspace=is_spaced,
    )
    try:
        for cells in reader:
            delimiters = lines_so_far = 0
            yield cells
    except csv.Error as error:
        raise _broken(name, reader.line_num, error) from None


def lines_of(text: str, pause: Pause = no_pause) -> Iterator[str]:
    """Yield the lines of *text* with their ends, and call *pause* between them.

    Files may have millions of lines that are no rows.
    """
    for number, line in enumerate(_all_lines(text)):
        if not number % _LINES_PER_PAUSE:
            pause()
        yield line


def _all_lines(text: str) -> Iterable[str]:
    if text.count("\r") != text.count("\r\n"):
        return io.StringIO(text, newline="")
    # StringIO would hold another copy, of four bytes a character.
    return _lines_of_line_feeds(text)


def _lines_of_line_feeds(text: str) -> Iterator[str]:
    start = 0
    while start < len(text):
        end = text.find("\n", start) + 1 or len(text)
        yield text[start:end]
        start = end


def _broken(name: str, line: int, error: csv.Error) -> TableError:
    return unreadable(
        name,
        "broken_csv",
        f"Line {line:,} is not CSV: {str(error).strip()}.",
        'Close every quotation mark, and write one inside a quoted cell twice: "6"" pipe".',
    )


def detect_delimiter(text: str) -> str:
    """Return the delimiter that splits the first records most uniformly into the most columns."""
    sample = text[:_SAMPLE_CHARACTERS]
    best, score = ",", (0.0, 0)
    for delimiter in DELIMITERS:
        records = _sampled(sample, delimiter)
        width = _usual_width(records)
        if width > 1:
            # Uniformity comes first: decimal commas split few records. Titles above the table
            # count against each delimiter alike.
            uniformity = sum(len(cells) == width for cells in records) / len(records)
            if (uniformity, width) > score:
                best, score = delimiter, (uniformity, width)
    return best


def _usual_width(records: Sequence[Sequence[str]]) -> int:
    """Return the most frequent number of cells, of those above 1 if there are any."""
    widths = Counter(len(cells) for cells in records if len(cells) > 1)
    return max(widths, key=lambda width: (widths[width], width)) if widths else 1


def _sampled(sample: str, delimiter: str) -> list[list[str]]:
    """Return the first records that are not empty."""
    records: list[list[str]] = []
    try:
        for cells in csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter):
            if any(cells):
                records.append(cells)
            if len(records) == _SAMPLE_RECORDS:
                break
    except csv.Error:
        # A broken record is reported when the table is read.
        return records
    return records


def cell_of(raw: str) -> Cell:
    """Return the cell of *raw*, with what spreadsheets do to values in text files."""
    text = raw.strip()
    if len(text) > MAX_CELL_CHARACTERS:
        return Cell(text[:40], problem=TOO_LONG)
    # Some programs write ="00123" so that a spreadsheet keeps the zeros.
    if text.startswith("="):
        quoted = _TEXT_FORMULA.fullmatch(text)
        return Cell(quoted[1]) if quoted else Cell(text, note=_FORMULA)
    if text.startswith("'") and _MARKED_TEXT.fullmatch(text):
        return structs.replace(cell_of(text[1:]), note=_APOSTROPHE)
    if text in SPREADSHEET_ERRORS:
        return Cell(text, problem=spreadsheet_error(text))
    if is_scientific(text):
        return Cell(text, problem=SCIENTIFIC)
    if _EXCEL_DATE.fullmatch(text):
        return Cell(text, note=_LIKE_A_DATE)
    return Cell(text) if text == raw else Cell(text, note=TRIMMED)


def _cell_of_guess(note: str, raw: str) -> Cell:
    """Return a cell of a file whose encoding is a guess, with *note* if the guess matters."""
    cell = cell_of(raw)
    return cell if raw.isascii() else structs.replace(cell, note=note)


def is_scientific(text: str) -> bool:
    """Return True if a spreadsheet has shortened a number to *text*, such as ``4.00638E+12``."""
    return _SCIENTIFIC.fullmatch(text) is not None


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
_APOSTROPHE = "The apostrophe that marks a text in spreadsheets was removed."
_FORMULA = "The value begins with =, as a formula does, and was read as text."
_LIKE_A_DATE = "The value looks like a date that a spreadsheet made from another value."
