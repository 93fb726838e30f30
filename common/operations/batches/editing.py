"""Change cells of rows of a batch, and check these rows again.

The rows that are not named stay as they are. The changes are kept with the batch, so that they
apply to every later check of it.
"""

import difflib
from collections.abc import Iterator, Mapping, Sequence

import msgspec
from msgspec import Struct, structs

from common.barcode.model.errors import OptionError, Problem
from common.operations.batches import files, lifecycle, rate_bounds
from common.operations.batches.files import FileReport
from common.operations.batches.lifecycle import Batch
from common.operations.batches.rechecking import index_of, require_source
from common.operations.batches.rows import Checker, Row
from common.operations.quota import Quota
from common.tables import edits
from common.tables.columns import COPIES, FILENAME, FORMAT, Column, Columns, MappedColumn
from common.tables.edits import RowEdit
from common.tables.table import Pause, Record, no_pause

MAX_ROWS = 1_000  # of one request
_MAX_PROBLEMS = 20
_decoder = msgspec.json.Decoder(Row)


class Change(Struct, frozen=True):
    """What a request changes of one row.

    Attributes:
        row: number of the row, as the author's program counts.
        cells: the new texts, by the name of the column or the option that it sets.
        file: name of the file; empty if there is one.
    """

    row: int
    cells: dict[str, str]
    file: str = ""


class Edited(Struct, frozen=True):
    """The batch with its changed rows, in order."""

    batch: Batch
    rows: tuple[Row, ...]


def edit(quota: Quota, batch: Batch, changes: Sequence[Change], pause: Pause = no_pause) -> Edited:
    """Change cells of *batch* and check their rows again.

    Args:
        quota: the quota of the request. A batch that was drawn pays for the changed rows that can
            be drawn.
        batch: the batch.
        changes: up to `MAX_ROWS` rows.
        pause: called after each row.

    Raises:
        NoSource: its tables are not stored.
        OptionError: a file, row or column of *changes* does not exist.
        TooManyBatches: the caller has to wait.
        LimitReached, BatchStorageFull, BatchChanged: as `lifecycle.mend` raises them.
    """
    # A change reads the whole table: that of a large one counts as several.
    for _ in range(1 + batch.stored.row_count // rate_bounds.EDITED_ROWS):
        rate_bounds.record(quota.services, rate_bounds.EDITS, batch.id)
    sent = require_source(quota.services, batch)
    wanted = _by_file(batch, changes)
    reports = list(batch.files)
    records: dict[tuple[int, int], Record] = {}
    columns: dict[int, Columns] = {}
    for index, own in wanted.items():
        # With earlier changes, since the stored tables are as they were sent.
        merged = edits.merged(reports[index].edits, own)
        table = files.open_table(
            quota,
            sent.sources[index],
            sent.reading_of(index),
            batch.stored.row_count + MAX_ROWS,
            pause,
        )
        columns[index] = _columns(reports[index], edits.added(table, merged))
        numbers = {each.row for each in own}
        for record in edits.apply(table, merged).records():
            if record.number in numbers:
                records[index, record.number] = record
            pause()
        reports[index] = _with_columns(reports[index], columns[index], merged)
    _require_rows(batch, wanted, records)
    checker = Checker(lifecycle.check_defaults(sent.defaults))
    changed, grown = _check(quota, batch, checker, records, columns, pause)
    for before, after in changed.values():
        reports[after.file] = _counted(reports[after.file], before, after)
    rows = {place: after for place, (_, after) in changed.items()}
    return Edited(lifecycle.mend(quota, batch, tuple(reports), rows, grown), tuple(rows.values()))


def _by_file(batch: Batch, changes: Sequence[Change]) -> dict[int, list[RowEdit]]:
    """Return the changes of each file, with the names of its columns.

    Raises:
        OptionError: a file or a column does not exist.
    """
    wanted: dict[int, list[RowEdit]] = {}
    problems: list[Problem] = []
    for at, change in enumerate(changes):
        # All problems are reported at once, so that a caller mends them in one go.
        index = index_of(batch, change.file)
        if index is None:
            problems.append(_unknown_file(batch, at, change))
            continue
        columns = batch.files[index].columns
        cells: dict[str, str] = {}
        for key, text in change.cells.items():
            name = edits.name_of(key, columns)
            if name:
                cells[name] = text
            else:
                problems.append(_unknown_column(at, key, columns))
        wanted.setdefault(index, []).append(RowEdit(change.row, cells))
    if problems:
        raise OptionError(*problems[:_MAX_PROBLEMS])
    return wanted


def _columns(report: FileReport, added: Sequence[str]) -> Columns:
    """Return the columns of the file as its rows were checked, and those that are *added*."""
    known = {column.name for column in report.columns}
    mapped = report.mapping.columns if report.mapping else ()
    # A mended row may set an option that the table has no column for.
    new = [name for name in added if name not in known]
    return Columns(
        (*report.columns, *[Column(name, edits.option_of(name)) for name in new]),
        (*mapped, *[_mapped(name) for name in new]),
        report.mapping.format if report.mapping else None,
    )


def _mapped(name: str) -> MappedColumn:
    option = edits.option_of(name)
    use = option if option in (FORMAT, COPIES, FILENAME) else "option"
    return MappedColumn(name, use, "" if use == option else option, "Cells of it were changed.")


def _with_columns(report: FileReport, columns: Columns, merged: tuple[RowEdit, ...]) -> FileReport:
    mapping = report.mapping and structs.replace(report.mapping, columns=columns.mapped)
    return structs.replace(report, columns=columns.every, mapping=mapping, edits=merged)


def _check(
    quota: Quota,
    batch: Batch,
    checker: Checker,
    records: Mapping[tuple[int, int], Record],
    columns: Mapping[int, Columns],
    pause: Pause,
) -> tuple[dict[int, tuple[Row, Row]], int]:
    """Return the rows of *records* before and after, by their place from 1, and their growth."""
    # The rows are read twice: names of files and labels of those that stay must be known before any
    # changed row is checked.
    places: dict[int, tuple[Row, int]] = {}
    for place, text in enumerate(_stored(quota, batch), 1):
        row = _decoder.decode(text)
        if (row.file, row.number) in records:
            places[place] = (row, len(text.encode()))
        else:
            checker.keep(row)
        pause()
    changed: dict[int, tuple[Row, Row]] = {}
    grown = 0
    # A barcode that occurs twice is reported at the second place, so that the rows above count.
    for place, text in enumerate(_stored(quota, batch), 1):
        if place not in places:
            checker.see(_decoder.decode(text))
            continue
        before, size = places[place]
        record = records[before.file, before.number]
        after = checker.check_again(before.file, record, columns[before.file])
        changed[place] = (before, after)
        grown += len(msgspec.json.encode(after)) - size
        pause()
        # Rows below the last changed one have no influence on it.
        if len(changed) == len(places):
            break
    return changed, grown


def _stored(quota: Quota, batch: Batch) -> Iterator[str]:
    return quota.services.batches.rows(batch.id, 0, batch.stored.revision)


def _counted(report: FileReport, before: Row, after: Row) -> FileReport:
    # 1 if a bad row has become good, -1 if a good one has become bad.
    step = (after.options is not None) - (before.options is not None)
    return structs.replace(report, valid=report.valid + step, invalid=report.invalid - step)


def _require_rows(
    batch: Batch,
    wanted: Mapping[int, Sequence[RowEdit]],
    records: Mapping[tuple[int, int], Record],
) -> None:
    missing = [
        Problem(
            "rows",
            "batch.unknown_row",
            f"{batch.files[index].name or 'The table'} has no row {edit.row} with data.",
            "Give the number of a row of the report.",
        )
        for index, own in wanted.items()
        for edit in own
        if (index, edit.row) not in records
    ]
    if missing:
        raise OptionError(*missing[:_MAX_PROBLEMS])


def _unknown_file(batch: Batch, at: int, change: Change) -> Problem:
    known = ", ".join(repr(name[:40]) for name in batch.names)
    message = f"No file is called {change.file[:40]!r}." if change.file else "file is missing."
    return Problem(f"rows[{at}].file", "batch.unknown_file", message, f"There are {known}.")


def _unknown_column(at: int, key: str, columns: Sequence[Column]) -> Problem:
    # A name is mostly mistyped, so that the nearest one is suggested.
    near = difflib.get_close_matches(key, [column.name for column in columns], n=1)
    known = ", ".join(repr(column.name[:40]) for column in columns[:20])
    return Problem(
        f"rows[{at}].cells",
        "table.unknown_column",
        f"{key[:40]!r} is neither a column nor an option.",
        f"There are {known}.",
        near[0] if near else "",
    )
