"""JSON: an array of objects or of texts, or an object with such an array under ``rows``."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

import msgspec
from msgspec import Struct, structs

from common.tables import json_errors
from common.tables.columns import CONTENT, FIELD_PREFIX
from common.tables.encodings import Decoded
from common.tables.errors import too_large, too_many_rows, unreadable
from common.tables.table import (
    LABEL_OPTIONS,
    LONE_SURROGATE,
    MAX_CELL_CHARACTERS,
    MAX_COLUMNS,
    Cell,
    CellProblem,
    Record,
    Table,
    replace_lone_surrogates,
)

_EXAMPLE = 'Send [{"data": "123456789", "format": "code128"}, …] or ["123456789", …].'
_MEMBERS = ("rows", "columns", *LABEL_OPTIONS)
# About 1,200 digits: Python converts ints of up to 4,300 digits to text.
_MAX_BITS = 4_000


class _Number(str):
    """A number as written in the document, with every digit."""

    __slots__ = ()


class _LabelOptions(Struct, frozen=True):
    """The options of labels in an object; msgspec passes over the rows."""

    template: Any = None
    stock: Any = None
    label_width: Any = None
    label_height: Any = None
    title: Any = None
    lines: Any = None

    def given(self) -> dict[str, Any]:
        """Return the options that the object has."""
        return {name: value for name, value in structs.asdict(self).items() if value is not None}


class _Rows(Struct, frozen=True):
    """The rows of an object, each as it is written."""

    rows: list[msgspec.Raw] = []


class _DuplicateNames(dict[str, Any]):
    """An object with duplicate names, whose meaning is undefined (RFC 8259, 4)."""


def read(name: str, decoded: Decoded, most: int) -> Table:
    """Return the table in *decoded*; every row names its cells.

    Args:
        name: name of the file, for errors.
        decoded: the text.
        most: the largest number of rows.

    Raises:
        TableError: it is not JSON, has no array of rows, or too many rows.
    """
    if _has_more(decoded.text, most):
        raise too_many_rows(name)
    try:
        document = json.loads(
            decoded.text,
            # Digits are kept as written: 00123 is no JSON, but 12345678901234567890 and 1.10 must
            # not change.
            parse_int=_Number,
            parse_float=_Number,
            parse_constant=json_errors.refuse_constant,
            object_pairs_hook=_object,
        )
    except (ValueError, RecursionError) as error:
        message = f"The file is not JSON: {json_errors.reason(error)}."
        raise unreadable(name, "not_json", message, _EXAMPLE) from None
    table = of_rows(name, *_parts(name, document))
    if isinstance(document, dict) and any(option in document for option in LABEL_OPTIONS):
        return structs.replace(table, labels=_labels(name, decoded.text))
    return table


def _has_more(text: str, most: int) -> bool:
    """Return True if *text* is JSON of more rows than *most*.

    Counting them takes a hundredth of the time and memory of reading them.
    """
    # A row and the comma after it have two characters at least.
    if len(text) <= 2 * most:
        return False
    try:
        found = msgspec.json.decode(text, type=list[msgspec.Raw] | _Rows)
    except (msgspec.DecodeError, RecursionError):
        # Explained where it is read.
        return False
    return len(found.rows if isinstance(found, _Rows) else found) > most


def _labels(name: str, text: str) -> dict[str, Any]:
    """Return the options of labels in *text*, which is an object."""
    try:
        # Read again, since numbers are texts in the document that has the rows.
        return msgspec.json.decode(text, type=_LabelOptions).given()
    except (msgspec.DecodeError, RecursionError) as error:
        message = f"The file is not JSON: {str(error)[:100]}."
        raise unreadable(name, "not_json", message, _EXAMPLE) from None


def of_rows(name: str, rows: list[Any], choices: Mapping[str, str] = {}) -> Table:
    """Return the table of *rows*, each an object or a scalar, with the *choices* of columns.

    Raises:
        TableError: a row is an array, or the rows have too many different names.
    """
    if not rows:
        raise unreadable(name, "no_rows", "The array has no rows.", _EXAMPLE)
    # A dict keeps the names in order of first appearance.
    columns: dict[str, None] = {}
    rows = [_flat(row) if isinstance(row, dict) else row for row in rows]
    for number, row in enumerate(rows, 1):
        if isinstance(row, list):
            raise unreadable(name, "bad_row", f"Row {number:,} is an array.", _EXAMPLE)
        columns.update(
            dict.fromkeys(map(replace_lone_surrogates, row) if isinstance(row, dict) else ("data",))
        )
        if len(columns) > MAX_COLUMNS:
            raise too_large(
                name,
                "too_many_columns",
                f"The rows have more than {MAX_COLUMNS} different names.",
                "Use the same names in every row.",
            )

    def records() -> Iterator[Record]:
        for number, row in enumerate(rows, 1):
            cells = row if isinstance(row, dict) else {"data": row}
            read_cell = _cell_of_duplicates if isinstance(row, _DuplicateNames) else _cell
            yield Record(
                number,
                tuple([read_cell(cell) for cell in cells.values()]),
                tuple(map(replace_lone_surrogates, cells)),
            )

    return Table(name, "JSON", tuple(columns), records, choices=choices)


def _parts(name: str, document: Any) -> tuple[list[Any], dict[str, str]]:
    """Return the rows in *document*, and what it says of columns."""
    rows = document.get("rows") if isinstance(document, dict) else document
    if not isinstance(rows, list):
        raise unreadable(name, "no_rows", "The JSON has no array of rows.", _EXAMPLE)
    if not isinstance(document, dict):
        return rows, {}
    other = next((key for key in document if key not in _MEMBERS), None)
    if other is not None:
        raise unreadable(
            name,
            "unknown_key",
            f"The object has {other[:40]!r} in addition to rows, which has no meaning here.",
            "Give options for all rows in the query string.",
        )
    choices = document.get("columns", {})
    # A number of the document is a str too, but of a class of its own.
    if not isinstance(choices, dict) or not all(type(value) is str for value in choices.values()):
        raise unreadable(
            name,
            "bad_columns",
            "The member columns is not an object of texts.",
            'Send {"rows": […], "columns": {"data": "EAN"}}.',
        )
    return rows, choices


def _flat(row: dict[str, Any]) -> dict[str, Any]:
    """Return *row* with the fields of an object in ``content`` as members of their own."""
    content = row.get(CONTENT)
    members = list(row.items())
    if isinstance(content, dict):
        fields = [
            (CONTENT if name == "type" else FIELD_PREFIX + name, value)
            for name, value in content.items()
        ]
        members = [*(pair for pair in members if pair[0] != CONTENT), *fields]
    # A name that is there twice, in either of the two, stays a problem of the row.
    is_duplicate = isinstance(row, _DuplicateNames) or isinstance(content, _DuplicateNames)
    flat = [
        (name, _lines(value) if name.startswith(FIELD_PREFIX) else value) for name, value in members
    ]
    return _DuplicateNames(flat) if is_duplicate else _object(flat)


def _lines(value: Any) -> Any:
    """Return the values of a repeated field as lines, as a cell of a spreadsheet has them."""
    if isinstance(value, list) and all(
        isinstance(item, str) and "\n" not in item for item in value
    ):
        return "\n".join(value)
    return value


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    return members if len(members) == len(pairs) else _DuplicateNames(members)


def _cell_of_duplicates(value: Any) -> Cell:
    return structs.replace(_cell(value), problem=_DUPLICATE)


def _cell(value: Any) -> Cell:
    if value is None:
        return Cell("")
    if isinstance(value, bool):
        return Cell(str(value).lower())
    if isinstance(value, str) and len(value) > MAX_CELL_CHARACTERS:
        return Cell(replace_lone_surrogates(value[:40]), problem=_TOO_LONG)
    # An int comes from an edge that has parsed the JSON itself.
    if isinstance(value, _Number) or (isinstance(value, int) and value.bit_length() < _MAX_BITS):
        return Cell(str(value), is_number=True)
    if isinstance(value, str):
        text = replace_lone_surrogates(value)
        return Cell(text, problem=None if text == value else LONE_SURROGATE)
    if isinstance(value, float):
        return Cell(repr(value), is_number=True)
    return Cell("", problem=_NESTED)


# That of CSV names quotation marks, which JSON can't leave open.
_TOO_LONG = CellProblem(
    "cell_too_long",
    f"The cell has more than {MAX_CELL_CHARACTERS:,} characters.",
    "Send the data of one barcode in each row.",
)

_NESTED = CellProblem(
    "nested", "The cell holds an array or an object.", "Give text, a number or null."
)


_DUPLICATE = CellProblem("name_twice", "The row names a cell twice.", "Give each name once.")
