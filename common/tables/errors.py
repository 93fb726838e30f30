"""Errors of a table as a whole.

    TableError
    └── TableTooLarge   it has more rows, columns or bytes than are accepted

A bad row raises no error: its cells have problems, and the other rows are read.
"""

from common.barcode.model.errors import BarcodeError
from common.tables.table import MAX_COLUMNS


class TableError(BarcodeError):
    """A table that can't be read."""


class TableTooLarge(TableError):
    """A table with more rows, columns or bytes than are accepted."""


def unreadable(name: str, code: str, message: str, fix: str) -> TableError:
    """Return the error ``table.<code>`` of the file *name*."""
    return TableError.of(_field(name), f"table.{code}", message, fix)


def too_large(name: str, code: str, message: str, fix: str) -> TableTooLarge:
    """Return the error ``table.<code>`` of the file *name*, which is too large."""
    return TableTooLarge.of(_field(name), f"table.{code}", message, fix)


def too_wide(name: str, row: int) -> TableTooLarge:
    """Return the error of the file *name*, whose row *row* has more cells than a table may have."""
    return too_large(
        name,
        "too_many_columns",
        f"Row {row:,} has a cell beyond column {MAX_COLUMNS}.",
        f"Use at most {MAX_COLUMNS} columns.",
    )


def too_many_rows(name: str) -> TableTooLarge:
    """Return the error of the file *name*, which has more rows than a batch may have."""
    return too_large(
        name,
        "too_many_rows",
        "There are more rows than one batch may have.",
        "Send them in several batches.",
    )


def _field(name: str) -> str:
    return name[:100] or "body"
