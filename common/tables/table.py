"""The table that every parser returns: a header and records of cells."""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from msgspec import Struct

# Called between the steps of long work, so that the caller can let other requests run.
Pause = Callable[[], None]

# What is on a label and on which stock; a table in JSON can have these options beside its rows. The
# others say where on a sheet labels begin, and belong to one download.
LABEL_OPTIONS = ("template", "stock", "label_width", "label_height", "title", "lines")
MAX_COLUMNS = 200
MAX_CELL_CHARACTERS = 32_767  # as in a cell of Excel


def no_pause() -> None:
    """Continue without a pause: nothing else waits for this thread."""


# Cells refer to no other objects that could refer back, so that the garbage collector, which would
# look at each of a million of them again and again, need not know them.
class CellProblem(Struct, frozen=True, gc=False):
    """Why a cell can't be used.

    Attributes:
        code: stable, such as ``formula_without_value``.
        message: one sentence.
        fix: what the author can do, one sentence.
    """

    code: str
    message: str
    fix: str


# The escapes of JSON and XLSX can write half of a surrogate pair, which no encoding can carry.
LONE_SURROGATE = CellProblem(
    "half_pair",
    "The cell holds half of a surrogate pair.",
    "Write whole Unicode characters.",
)


def replace_lone_surrogates(text: str) -> str:
    """Return *text* with a question mark in place of every lone surrogate."""
    return text if text.isascii() else text.encode(errors="replace").decode()


class Cell(Struct, frozen=True, array_like=True, omit_defaults=True, gc=False):
    """One cell.

    Attributes:
        text: the content as text; empty for an empty cell.
        is_number: True if the file holds a number, which has no leading zeros.
        note: a change or doubt that the author should know, one sentence.
        problem: why the cell can't be used, or None.
        shown: what the spreadsheet shows, such as ``47.20 €``; empty if that is *text*.
    """

    text: str
    is_number: bool = False
    note: str = ""
    problem: CellProblem | None = None
    shown: str = ""

    @property
    def label(self) -> str:
        """Return what a label prints: the cell as the spreadsheet shows it."""
        return self.shown or self.text

    @property
    def data(self) -> str:
        """Return what a barcode of the cell says.

        It is the number itself, unless its format only adds zeros and characters to the digits: a
        number 12 that is shown as SKU-0012 is that code for its author.
        """
        if not self.shown or (self.is_number and not _is_code(self.shown, self.text)):
            return self.text
        return self.shown


def _is_code(shown: str, text: str) -> bool:
    digits = "".join(re.findall(r"[0-9]", shown))
    is_padded = digits.lstrip("0") == text.lstrip("0")
    # A comma or the sign of a currency make it a price, and no code.
    return is_padded and re.fullmatch(r"[A-Za-z0-9/_#-]+", shown) is not None


class Record(Struct, frozen=True, array_like=True, omit_defaults=True, gc=False):
    """One row.

    Attributes:
        number: as the author's program counts rows; the first row of the file is 1.
        cells: by position; a short row has fewer than the header.
        names: names of the cells if the rows have no common header, as in JSON.
        note: what the author should know of the row, one sentence.
    """

    number: int
    cells: tuple[Cell, ...]
    names: tuple[str, ...] = ()
    note: str = ""


def column_letter(index: int) -> str:
    """Return how spreadsheets name the column *index*, which counts from 0: A, B, … Z, AA."""
    letters = ""
    index += 1
    while index:
        # Base 26 without a digit 0: Z is followed by AA.
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


HIDDEN_ROW = "The row is hidden in the sheet."


# Merged cells of one sheet that are filled.
MAX_MERGED = 10_000


class Merged(Struct, frozen=True, array_like=True):
    """A cell that stands for several rows: its column, counted from 0, and its rows, from 1."""

    column: int
    first_row: int
    last_row: int


class Sheet(Struct, frozen=True):
    """One sheet of a workbook, or the only one of another file, before its header is found.

    Attributes:
        name: name of the file.
        kind: as of a `Table`.
        records: returns a new iterator over the rows that are not empty.
        notes: facts about the whole file that the author should know, one sentence each.
        title: name of the sheet; empty if a file of this kind has one only.
        is_hidden: True if the program does not show it.
        hidden_columns: receives the hidden columns, counted from 0, when rows are read.
        merged: receives cells that stand for several rows, when all rows are read.
    """

    name: str
    kind: str
    records: Callable[[], Iterator[Record]]
    notes: tuple[str, ...] = ()
    title: str = ""
    is_hidden: bool = False
    hidden_columns: set[int] = set()
    merged: list[Merged] = []


class Place(Struct, frozen=True, omit_defaults=True):
    """Where a table is.

    Attributes:
        sheet: name of the sheet; empty if the file has none.
        range: its cells with the header, such as ``B3:F40``.
        columns: the names of its columns.
    """

    sheet: str
    range: str
    columns: tuple[str, ...] = ()


class Table(Struct, frozen=True):
    """The table in one file.

    Attributes:
        name: name of the file.
        kind: ``CSV``, ``TXT``, ``JSON``, ``XLSX``, ``XLS``, ``XLSB``, ``ODS``, ``HTML`` or ``XML``.
        columns: names of the columns; for JSON every name that occurs.
        records: returns a new iterator over the rows below the header.
        notes: facts about the whole file that the author should know, one sentence each.
        header_row: number of the row with the names of the columns; 0 if there is none.
        choices: what the file itself says of its columns, as the request may.
        labels: options of labels that the file itself has, of `LABEL_OPTIONS`.
        place: where the table is; None in JSON.
        others: other tables of the file.
        first_column: the sheet's column of the first one, counted from 0.
        hidden_columns: those of its columns that the sheet hides, counted from 0.
    """

    name: str
    kind: str
    columns: tuple[str, ...]
    records: Callable[[], Iterator[Record]]
    notes: tuple[str, ...] = ()
    header_row: int = 0
    choices: Mapping[str, str] = {}
    labels: Mapping[str, Any] = {}
    place: Place | None = None
    others: tuple[Place, ...] = ()
    first_column: int = 0
    hidden_columns: frozenset[int] = frozenset()
