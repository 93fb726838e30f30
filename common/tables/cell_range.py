"""Ranges of cells as spreadsheets write them: ``B3:F40``, whole columns ``B:F``, or ``B3:F``."""

import re

from msgspec import Struct

from common.tables.errors import TableError
from common.tables.table import MAX_COLUMNS, Record, column_letter

FIELD = "range"
# Dollar signs, as in $B$3, matter only if a formula is copied.
_CORNER = r"\$?([A-Z]{1,3})?\$?([0-9]{1,7})?"
_RANGE = re.compile(rf"{_CORNER}(?::{_CORNER})?")
# As many rows as a sheet of Excel has.
LAST_ROW = 1_048_576


class CellRange(Struct, frozen=True):
    """Cells of a sheet; rows count from 1, columns from 0, and both ends are inside.

    Attributes:
        first_row: the first row.
        last_row: the last row; `LAST_ROW` if there is no end.
        first_column: the first column.
        last_column: the last column; None if there is no end.
    """

    first_row: int = 1
    last_row: int = LAST_ROW
    first_column: int = 0
    last_column: int | None = None

    def __str__(self) -> str:
        end = column_letter(self.last_column) if self.last_column is not None else ""
        row = self.last_row if self.last_row < LAST_ROW else ""
        return f"{column_letter(self.first_column)}{self.first_row}:{end}{row}"

    @property
    def has_all_columns(self) -> bool:
        """Return True if no column of the sheet is outside."""
        return not self.first_column and self.last_column is None

    def cut(self, record: Record) -> Record:
        """Return *record* with its cells inside."""
        if self.has_all_columns:
            return record
        end = None if self.last_column is None else self.last_column + 1
        return Record(record.number, record.cells[self.first_column : end], note=record.note)


def parse(text: str) -> CellRange:
    """Return the range that *text* writes, such as ``B3:F40``.

    Raises:
        TableError: it is none, or a corner is outside of what is read.
    """
    found = _RANGE.fullmatch(text.strip().upper())
    if found is None or not any(found.groups()) or ":" not in text:
        raise _bad(f"{text[:40]!r} is no range of cells.")
    left, top, right, bottom = found.groups()
    first_column = _column(left) if left else 0
    last_column = _column(right) if right else None
    first_row, last_row = int(top or 1), int(bottom or LAST_ROW)
    # Any two opposite corners make a range, as in a spreadsheet.
    if last_column is not None and last_column < first_column:
        first_column, last_column = last_column, first_column
    first_row, last_row = min(first_row, last_row), max(first_row, last_row)
    if first_row < 1 or last_row > LAST_ROW or max(first_column, last_column or 0) >= MAX_COLUMNS:
        raise _bad(
            f"Columns after {column_letter(MAX_COLUMNS - 1)} and rows after {LAST_ROW:,} are not"
            " read."
        )
    return CellRange(first_row, last_row, first_column, last_column)


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        # Base 26 without a digit 0: A is 1.
        number = number * 26 + ord(letter) - 64
    return number - 1


def _bad(message: str) -> TableError:
    fix = "Give the corners of the table with its header, such as B3:F40, or columns, such as B:F."
    return TableError.of(FIELD, "table.bad_range", message, fix)
