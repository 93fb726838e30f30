"""What a request says of columns: ``columns[data]=EAN`` or ``columns[Type]=ignore``.

A key is a use, and its value a column; or a key is a column, and its value ``ignore``, ``text`` or
``title``. A column is named as in the header, ignoring case, or by its letter in a spreadsheet.
"""

import difflib
from collections.abc import Mapping

import msgspec
from msgspec import Struct

from common.barcode.model.errors import OptionError, Problem
from common.tables.columns import CONTENT, COPIES, FILENAME, OPTIONS, fold, is_field
from common.tables.errors import TableError
from common.tables.table import Table, column_letter

IGNORED, TEXT, TITLE = "ignored", "text", "title"
_USES_OF_COLUMNS = {"ignore": IGNORED, "ignored": IGNORED, "text": TEXT, "title": TITLE}


class Choices(Struct, frozen=True):
    """The choices of a request, for one table.

    Attributes:
        by_use: the column of each option, counted from 0; None if no column may set it.
        by_column: how labels use a column that sets no option.
    """

    by_use: dict[str, int | None]
    by_column: dict[int, str]

    @property
    def locked(self) -> frozenset[int]:
        """Return the columns that the request has decided."""
        chosen = {at for at in self.by_use.values() if at is not None}
        return frozenset({*chosen, *self.by_column})


def resolve(table: Table, given: Mapping[str, str]) -> Choices:
    """Return the columns that *given* chooses.

    Raises:
        TableError: a column or a use is unknown; every such choice is named.
    """
    choices = Choices({}, {})
    problems: list[Problem] = []
    for key, value in given.items():
        try:
            _add(choices, table, key.strip(), value.strip())
        except TableError as error:
            problems += error.problems
    if problems:
        raise TableError(*problems)
    return choices


def parse(text: str) -> dict[str, str]:
    """Return the choices in *text*, a JSON object of texts; none if it is empty.

    Raises:
        OptionError: it is no such object.
    """
    if not text:
        return {}
    try:
        return msgspec.json.decode(text, type=dict[str, str])
    except msgspec.MsgspecError:
        raise OptionError.of(
            "columns",
            "option.bad_value",
            "columns must be the text of a JSON object of texts.",
            'Give one such as {"data": "EAN", "copies": "Stock"}.',
        ) from None


def _add(choices: Choices, table: Table, key: str, value: str) -> None:
    # A column that is called as a use, such as "title", is meant only if the value is no column.
    use_of_column = _USES_OF_COLUMNS.get(value.casefold())
    if use_of_column and _find(table, key) is not None and _find(table, value) is None:
        at = _require(table, key, key)
        choices.by_column[at] = use_of_column
        return
    use = fold(key)
    if use in (TEXT, TITLE, "lines"):
        for name in value.split(","):
            choices.by_column[_require(table, name, key)] = TITLE if use == TITLE else TEXT
        return
    if use not in OPTIONS and use not in (FILENAME, COPIES, CONTENT) and not is_field(use):
        raise _unknown_use(table, key)
    choices.by_use[use] = _require(table, value, key) if value else None


def _require(table: Table, name: str, key: str) -> int:
    at = _find(table, name)
    if at is None:
        # All names are listed as well: the table is the caller's, and its header may not be the
        # row expected.
        near = difflib.get_close_matches(name, table.columns, n=1)
        known = ", ".join(repr(each[:40]) for each in table.columns[:20])
        raise TableError.of(
            f"columns[{key[:40]}]",
            "table.unknown_column",
            f"No column is called {name[:40]!r}.",
            f"There are {known}.",
            suggestion=near[0] if near else "",
        )
    return at


def _find(table: Table, name: str) -> int | None:
    folded = fold(name)
    for at, each in enumerate(table.columns):
        if fold(each) == folded:
            return at
    # A name goes before a letter, since a column may be called B.
    letter = name.strip().upper()
    for at in range(len(table.columns)):
        if column_letter(table.first_column + at) == letter:
            return at
    return None


def _unknown_use(table: Table, key: str) -> TableError:
    # Both directions are accepted, so that the error says which one the key was taken for.
    if _find(table, key) is not None:
        fix = "Give ignore, text or title for a column; or columns[USE]=COLUMN."
        return TableError.of(
            f"columns[{key[:40]}]", "table.unknown_use", "A column can't become that.", fix
        )
    return TableError.of(
        f"columns[{key[:40]}]",
        "table.unknown_use",
        f"{key[:40]!r} is neither an option nor a column.",
        "Give data, format, copies, title, text, filename, or an option.",
    )
