"""Take a batch in, tell of it, forget it: the use cases behind ``batches`` and ``bulk``.

    NoSuchBatch    there is none with that id, or none that this caller may see
    BatchRefused   a strict batch has bad rows; its problems name the first of them

Rows are checked when they come and drawn while they are downloaded: drawing is a pure function, so
any process can serve any download at any time, and there is nothing to queue, resume or lose.
"""

import secrets
from collections.abc import Callable, Iterator, Mapping, Sequence

import msgspec
from msgspec import Struct, structs

from common.barcode.encode import symbology
from common.barcode.model import options
from common.barcode.model.errors import BarcodeError, DataError, OptionError, Problem
from common.barcode.render import image_format
from common.operations import isolated_parsing
from common.operations.batches import rate_bounds
from common.operations.batches.rows import Checker, Row
from common.operations.quota import Quota, beyond
from common.services.container import Services
from common.services.principal import Principal
from common.tables import columns
from common.tables.columns import Column, Columns
from common.tables.errors import TableTooLarge, too_large, unreadable
from common.tables.table import Pause, Table, unhurried, whole

MOST_FILES = 5
# Quota and usage are told by symbology; a batch may hold many.
USAGE_NAME = "batch"
_MOST_TOLD = 20
_ID_BYTES = 18

# Rows done, and rows in all.
Progress = Callable[[int, int], None]

_encoder = msgspec.json.Encoder()
_decoder = msgspec.json.Decoder(Row)


def _unheard(done: int, total: int) -> None:
    """Drop a report of progress: nobody asked for it."""


class NoSuchBatch(Exception):
    """There is no such batch, or none for this caller."""


class BatchRefused(DataError):
    """A strict batch has bad rows."""


class Source(Struct, frozen=True):
    """A file as its author sent it."""

    name: str
    media_type: str
    content: bytes


class FileReport(Struct, frozen=True, omit_defaults=True):
    """What was found in one file.

    Attributes:
        name: as its author calls it.
        kind: ``CSV``, ``XLSX``, ``TXT`` or ``JSON``; empty where it can't be read.
        media_type: as the client said.
        valid: rows that can be drawn.
        invalid: rows that can't.
        columns: what each column was taken for.
        notes: what its author should know.
        problems: why it can't be read.
    """

    name: str
    kind: str = ""
    media_type: str = ""
    valid: int = 0
    invalid: int = 0
    columns: tuple[Column, ...] = ()
    notes: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()


class Batch(Struct, frozen=True):
    """A batch without its rows.

    Attributes:
        id: nobody can guess it.
        created_at: in seconds since 1970-01-01 UTC.
        expires_at: when it is forgotten, likewise.
        valid: rows that can be drawn.
        invalid: rows that can't.
        files: what they stand in.
    """

    id: str
    created_at: int
    expires_at: int
    valid: int
    invalid: int
    files: tuple[FileReport, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """Return the names of the files."""
        return tuple(file.name for file in self.files)


class Opened(Struct, frozen=True):
    """A file whose rows are counted, or one that can't be read."""

    source: Source
    count: int = 0
    table: Table | None = None
    columns: Columns | None = None
    problems: tuple[Problem, ...] = ()


def take(
    quota: Quota,
    sources: Sequence[Source],
    defaults: Mapping[str, object],
    *,
    strict: bool = False,
    encoding: str = "",
    tolerant: bool = False,
    pause: Pause = unhurried,
    progress: Progress = _unheard,
) -> Batch:
    """Check every row of *sources* and keep what can be drawn, on *quota*.

    Args:
        quota: of the request; every row that can be drawn costs as one barcode does. Bad rows
            cost nothing but work, so that there may be no more than the whole quota of a day.
        sources: up to `MOST_FILES` tables.
        defaults: options for all rows, as a query string has them.
        strict: refuse the whole where a row is bad.
        encoding: of text files; empty to find it out.
        tolerant: go on with the other files where one can't be read.
        pause: called after each row.
        progress: told of rows checked and rows in all, after each.

    Raises:
        TableError: a file can't be read, or has more rows than are taken.
        OptionError: the defaults are bad, or nothing says the format.
        BatchRefused: a row is bad and the batch strict.
        LimitReached, TooManyBatches: the caller has to wait; nothing was kept.
    """
    left = quota.charge(format=USAGE_NAME)
    rate_bounds.note(quota.services, rate_bounds.TAKEN, quota.caller.key)
    shared = check_defaults(defaults)
    most = quota.services.settings.batch_max_rows
    opened: list[Opened] = []
    for source in [structs.replace(each, name=whole(each.name)) for each in sources]:
        opened.append(_open(quota, source, encoding, tolerant, most, pause))
        most -= opened[-1].count
    _require_format(opened, shared)
    count = _require_rows(opened)
    if count > left.remaining + left.limit:
        raise beyond(left, count)

    def watch(checked: int, good: int) -> None:
        bad = checked - good
        if good > left.remaining:
            raise beyond(left, count - bad)
        if bad > left.limit:
            raise beyond(left, count)
        pause()
        progress(checked, count)

    rows, files = _check(opened, Checker(shared), strict, watch)
    cost = sum(file.valid for file in files)
    # Others may have used up meanwhile what was left.
    with quota.charged(format=USAGE_NAME, cost=cost, requests=0):
        batch = _keep(quota, rows, files)
    interface = quota.caller.interface
    quota.services.metrics.count("batch_rows", by=batch.valid, interface=interface)
    return batch


def find(services: Services, caller: Principal, id: str) -> Batch:
    """Return the batch *id*.

    One that was made with credentials opens to the same user alone, any other to whoever knows
    its id.

    Raises:
        NoSuchBatch: there is none, or none for *caller*.
    """
    kept = services.batches.get(id)
    if kept is None or (kept.caller.startswith("user:") and kept.caller != caller.key):
        raise NoSuchBatch(id)
    files = msgspec.json.decode(kept.request, type=tuple[FileReport, ...])
    return _told(kept.id, kept.created_at, kept.expires_at, files)


def rows(services: Services, batch: Batch, after: int = 0) -> Iterator[Row]:
    """Yield the rows of *batch* behind the first *after*, read as they are taken."""
    for kept in services.batches.rows(batch.id, after):
        yield _decoder.decode(kept)


def delete(services: Services, caller: Principal, id: str) -> None:
    """Forget the batch *id*.

    Raises:
        NoSuchBatch: there is none, or none for *caller*.
    """
    services.batches.delete(find(services, caller, id).id)


def check_defaults(defaults: Mapping[str, object]) -> dict[str, str]:
    """Return *defaults* where each is an option with a value that it takes.

    Raises:
        OptionError: one is not; every such option is named.
        UnknownSymbology, UnknownFormat: nothing is called so.
    """
    if "data" in defaults:
        raise OptionError.of(
            "data",
            "option.misplaced",
            "data stands in the rows, not beside them.",
            "Leave it out of the options for all rows.",
        )
    parsed = options.parse({"data": "1", "format": "code128", **defaults}, strings=True)
    symbology.find(parsed.format)
    image_format.find(parsed.image_format)
    return {name: str(value) for name, value in defaults.items()}


def _open(
    quota: Quota, source: Source, encoding: str, tolerant: bool, most: int, pause: Pause
) -> Opened:
    """Read *source* once to its end, and count its rows, of which it may have *most*."""
    try:
        table = isolated_parsing.read_table(
            quota.services,
            quota.caller.key,
            source.name,
            source.content,
            media_type=source.media_type,
            encoding=encoding,
            pause=pause,
        )
        assigned = columns.assign(source.name, table.columns)
        count = 0
        for count, _ in enumerate(table.records(), 1):
            pause()
            if count > most:
                raise _too_many(source.name)
        return Opened(source, count, table, assigned)
    except BarcodeError as error:
        if not tolerant or isinstance(error, TableTooLarge):
            raise
        return Opened(source, problems=error.problems)


def _require_format(opened: Sequence[Opened], defaults: Mapping[str, str]) -> None:
    for each in opened:
        if each.columns and not each.columns.sets("format") and "format" not in defaults:
            raise OptionError.of(
                "format",
                "option.missing",
                "Nothing says the format of the barcodes.",
                "Give format=code128 in the query, or a column called format.",
            )


def _require_rows(opened: Sequence[Opened]) -> int:
    """Return how many rows there are."""
    count = sum(each.count for each in opened)
    if not count and not any(each.problems for each in opened):
        raise unreadable(
            opened[0].source.name, "no_rows", "The table has no rows.", "Send one row or more."
        )
    return count


def _too_many(name: str) -> TableTooLarge:
    return too_large(
        name,
        "too_many_rows",
        "There are more rows than one batch may have.",
        "Send them in several batches.",
    )


def _check(
    opened: Sequence[Opened], checker: Checker, strict: bool, watch: Callable[[int, int], None]
) -> tuple[list[str], tuple[FileReport, ...]]:
    """Return the rows as they are kept, and what was found in each file."""
    kept: list[str] = []
    files = []
    refused: list[Problem] = []
    good = 0
    for number, each in enumerate(opened):
        valid = invalid = 0
        for row in _rows_of(number, each, checker):
            kept.append(_encoder.encode(row).decode())
            if row.asked:
                valid += 1
                good += 1
            else:
                invalid += 1
                if len(refused) < _MOST_TOLD:
                    refused += _placed(each.source.name, row)
            watch(len(kept), good)
        files.append(_report(each, valid, invalid))
    if strict and refused:
        raise BatchRefused(*refused[:_MOST_TOLD])
    return kept, tuple(files)


def _rows_of(number: int, opened: Opened, checker: Checker) -> Iterator[Row]:
    if opened.table is None or opened.columns is None:
        return iter(())
    return checker.check(number, opened.table, opened.columns)


def _placed(name: str, row: Row) -> list[Problem]:
    where = f"{name} row {row.number}".strip()
    return [
        Problem(f"{where}: {each.field}", each.code, each.message, each.fix, each.suggestion)
        for each in row.problems
    ]


def _report(opened: Opened, valid: int, invalid: int) -> FileReport:
    source, table = opened.source, opened.table
    if table is None or opened.columns is None:
        return FileReport(source.name, media_type=source.media_type, problems=opened.problems)
    every = opened.columns.every
    return FileReport(
        source.name, table.kind, source.media_type, valid, invalid, every, table.notes
    )


def _keep(quota: Quota, kept: list[str], files: tuple[FileReport, ...]) -> Batch:
    request = _encoder.encode(files).decode()
    id = secrets.token_urlsafe(_ID_BYTES)
    stored = quota.services.batches.add(id, quota.caller.key, request, kept)
    return _told(id, stored.created_at, stored.expires_at, files)


def _told(id: str, created_at: int, expires_at: int, files: tuple[FileReport, ...]) -> Batch:
    valid, invalid = sum(file.valid for file in files), sum(file.invalid for file in files)
    return Batch(id, created_at, expires_at, valid, invalid, files)
