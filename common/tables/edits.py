"""Cells of a table that its author changes after it was sent, by row and column."""

from collections.abc import Collection, Iterator, Mapping, Sequence

from msgspec import Struct, structs

from common.tables.columns import CONTENT, COPIES, FILENAME, OPTIONS, Column, fold, is_field
from common.tables.table import Cell, Record, Table


class RowEdit(Struct, frozen=True):
    """Changed cells of one row.

    Attributes:
        row: number of the row, as the author's program counts.
        cells: the new texts, by the name of the column. An option that no column sets is a column
            of its own.
    """

    row: int
    cells: dict[str, str]


def name_of(key: str, columns: Sequence[Column]) -> str:
    """Return the column of *columns* that *key* means: by what it sets, or by its name.

    Returns:
        Its name; the name of an option that no column sets; empty if there is neither.
    """
    folded = fold(key)
    for column in columns:
        # What a column sets comes first: the page sends changes by option.
        if column.option and column.option == folded:
            return column.name
    names = [column.name for column in columns]
    if key in names:
        return key
    if folded in OPTIONS or folded in (FILENAME, COPIES, CONTENT) or is_field(folded):
        return _unused(folded, names)
    return next((name for name in names if fold(name) == folded), "")


def option_of(name: str) -> str:
    """Return the option that a column which `name_of` added sets."""
    return name.partition(_SUFFIX)[0]


_SUFFIX = " (changed)"


def _unused(option: str, names: Collection[str]) -> str:
    """Return a name for a column of *option*; one of that name sets something else."""
    return f"{option}{_SUFFIX}" if option in map(fold, names) else option


def merged(before: Sequence[RowEdit], changes: Sequence[RowEdit]) -> tuple[RowEdit, ...]:
    """Return *before* with *changes*, in the order of rows."""
    by_row: dict[int, dict[str, str]] = {}
    for edit in (*before, *changes):
        by_row.setdefault(edit.row, {}).update(edit.cells)
    return tuple([RowEdit(row, cells) for row, cells in sorted(by_row.items())])


def added(table: Table, edits: Sequence[RowEdit]) -> tuple[str, ...]:
    """Return the columns of *edits* that *table* does not have."""
    known = set(table.columns)
    names = dict.fromkeys(name for edit in edits for name in edit.cells if name not in known)
    return tuple(names)


def apply(table: Table, edits: Sequence[RowEdit]) -> Table:
    """Return *table* with the cells of *edits*."""
    if not edits:
        return table
    by_row: Mapping[int, Mapping[str, str]] = {edit.row: edit.cells for edit in edits}
    new = added(table, edits)
    columns = (*table.columns, *new)

    def records() -> Iterator[Record]:
        for record in table.records():
            # The file stays as it was sent; changes are put over it whenever it is read.
            cells = by_row.get(record.number)
            yield record if cells is None else _edited(record, cells, columns)

    choices = {**table.choices, **{option_of(name): name for name in new}}
    return structs.replace(table, columns=columns, records=records, choices=choices)


def _edited(record: Record, cells: Mapping[str, str], columns: tuple[str, ...]) -> Record:
    if record.names:
        by_name = dict(zip(record.names, record.cells, strict=False))
        by_name |= {name: Cell(text) for name, text in cells.items()}
        names = tuple(by_name)
        return structs.replace(record, names=names, cells=tuple(by_name.values()))
    changed = list(record.cells)
    for at, name in enumerate(columns):
        # Of several columns with the same name, the first one is meant.
        if name in cells and columns.index(name) == at:
            changed += [Cell("")] * (at + 1 - len(changed))
            changed[at] = Cell(cells[name])
    return structs.replace(record, cells=tuple(changed))
