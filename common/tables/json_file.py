"""JSON: an array of objects or of texts, or an object that holds one under ``rows``."""

import json
from collections.abc import Iterator
from typing import Any

from msgspec import structs

from common.tables import json_errors
from common.tables.encodings import Decoded
from common.tables.errors import too_large, unreadable
from common.tables.table import (
    LONE_SURROGATE,
    MAX_COLUMNS,
    Cell,
    CellProblem,
    Record,
    Table,
    replace_lone_surrogates,
)

_EXAMPLE = 'Send [{"data": "123456789", "format": "code128"}, …] or ["123456789", …].'
_MAX_DIGITS = 4_000


class _Number(str):
    """A number as the document writes it, to the last digit."""

    __slots__ = ()


class _Twice(dict[str, Any]):
    """An object in which names stand twice, so that nobody knows which value is meant."""


def read(name: str, decoded: Decoded) -> Table:
    """Return the table in *decoded*; every row names its own cells.

    Raises:
        TableError: it is no JSON, or holds no array of rows.
    """
    try:
        document = json.loads(
            decoded.text,
            parse_int=_Number,
            parse_float=_Number,
            parse_constant=json_errors.refuse_constant,
            object_pairs_hook=_object,
        )
    except (ValueError, RecursionError) as error:
        message = f"The file is no JSON: {json_errors.reason(error)}."
        raise unreadable(name, "not_json", message, _EXAMPLE) from None
    return of_rows(name, _array(name, document))


def of_rows(name: str, rows: list[Any]) -> Table:
    """Return the table of *rows*, each an object or a scalar of JSON.

    Raises:
        TableError: a row is neither, or the rows have too many names in all.
    """
    if not rows:
        raise unreadable(name, "no_rows", "The array has no rows.", _EXAMPLE)
    columns: dict[str, None] = {}
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
                "Name the cells of every row alike.",
            )

    def records() -> Iterator[Record]:
        for number, row in enumerate(rows, 1):
            cells = row if isinstance(row, dict) else {"data": row}
            read_cell = _cell_twice if isinstance(row, _Twice) else _cell
            yield Record(
                number,
                tuple([read_cell(cell) for cell in cells.values()]),
                tuple(map(replace_lone_surrogates, cells)),
            )

    return Table(name, "JSON", tuple(columns), records)


def _array(name: str, document: Any) -> list[Any]:
    rows = document.get("rows") if isinstance(document, dict) else document
    if not isinstance(rows, list):
        raise unreadable(name, "no_rows", "The JSON holds no array of rows.", _EXAMPLE)
    if isinstance(document, dict) and len(document) > 1:
        other = next(key for key in document if key != "rows")
        raise unreadable(
            name,
            "unknown_key",
            f"Beside rows stands {other[:40]!r}, which means nothing here.",
            "Give options that hold for every row in the query string.",
        )
    return rows


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    return found if len(found) == len(pairs) else _Twice(found)


def _cell_twice(value: Any) -> Cell:
    return structs.replace(_cell(value), problem=_TWICE)


def _cell(value: Any) -> Cell:
    if value is None:
        return Cell("")
    if isinstance(value, bool):
        return Cell(str(value).lower())
    if isinstance(value, _Number) or (isinstance(value, int) and value.bit_length() < _MAX_DIGITS):
        return Cell(str(value), is_number=True)
    if isinstance(value, str):
        text = replace_lone_surrogates(value)
        return Cell(text, problem=None if text == value else LONE_SURROGATE)
    if isinstance(value, float):
        return Cell(repr(value), is_number=True)
    return Cell("", problem=_NESTED)


_NESTED = CellProblem(
    "nested", "The cell holds an array or an object.", "Give text, a number or null."
)


_TWICE = CellProblem("name_twice", "The row names a cell twice.", "Give each name once.")
