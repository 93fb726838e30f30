"""What can be wrong with a table as a whole.

    TableError
    └── TableTooLarge   it has more rows, columns or bytes than are taken

What is wrong with one row is no error here: the row's cells say it, and the other rows go on.
"""

from common.barcode.model.errors import BarcodeError


class TableError(BarcodeError):
    """A table that can't be read."""


class TableTooLarge(TableError):
    """A table with more than is taken."""


def unreadable(name: str, code: str, message: str, fix: str) -> TableError:
    """Return the error of the file called *name*."""
    return TableError.of(_field(name), f"table.{code}", message, fix)


def too_large(name: str, code: str, message: str, fix: str) -> TableTooLarge:
    """Return the error of the file called *name*."""
    return TableTooLarge.of(_field(name), f"table.{code}", message, fix)


def _field(name: str) -> str:
    return name[:100] or "body"
