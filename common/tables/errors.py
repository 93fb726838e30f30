"""Errors of a table as a whole.

    TableError
    └── TableTooLarge   it has more rows, columns or bytes than are accepted

A bad row raises no error: its cells have problems, and the other rows are read.
"""

from common.barcode.model.errors import BarcodeError


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


def _field(name: str) -> str:
    return name[:100] or "body"
