"""Create, find and delete batches: the use cases behind ``batches`` and ``bulk``.

    NoSuchBatch    no batch has that id, or it belongs to another user
    BatchRefused   a strict batch has bad rows; its problems name the first of them

Rows are checked when the batch is created and drawn while its files are downloaded. Drawing is a
pure function, so that any process can serve any download at any time: there is no job to queue,
resume or lose.
"""

import secrets
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import msgspec
from msgspec import Struct, structs

from common.barcode.encode import symbology
from common.barcode.model import options
from common.barcode.model.errors import BarcodeError, DataError, OptionError, Problem
from common.barcode.render import image_format
from common.operations import isolated_parsing
from common.operations.batches import content_columns, rate_bounds
from common.operations.batches.rows import Checker, Row
from common.operations.batches.storage import StorageMeter
from common.operations.quota import Quota, quota_exceeded
from common.services.container import Services
from common.services.principal import Principal
from common.services.store.batches import Batch as StoredBatch
from common.tables import column_choices
from common.tables.columns import CONTENT, Column, Columns, MappedColumn
from common.tables.errors import TableTooLarge, too_large, unreadable
from common.tables.format_proposal import FormatProposal
from common.tables.survey import Survey
from common.tables.table import Pause, Table, no_pause, replace_lone_surrogates

MAX_FILES = 5
# Quota and usage are counted by symbology, but one batch may have many symbologies.
USAGE_NAME = "batch"
_MAX_PROBLEMS = 20
# 144 bits: an id can't be guessed, and grants access to a batch without credentials.
_ID_BYTES = 18

# Called with the rows done and the rows in total.
Progress = Callable[[int, int], None]

_encoder = msgspec.json.Encoder()
_decoder = msgspec.json.Decoder(Row)


def _no_progress(done: int, total: int) -> None:
    """Ignore progress."""


class NoSuchBatch(Exception):
    """No batch has the id, or it belongs to another user."""


class BatchRefused(DataError):
    """A strict batch has bad rows."""


class Reading(Struct, frozen=True):
    """How to read the tables of a request.

    Attributes:
        encoding: encoding of text files; empty to detect it.
        header_row: number of the row with the names of the columns, 0 if there is none; None to
            find it.
        columns: columns by what they become, or the other way round: see
            `common.tables.column_choices`.
    """

    encoding: str = ""
    header_row: int | None = None
    columns: dict[str, str] = {}


AS_FOUND = Reading()


class Source(Struct, frozen=True):
    """A table as the client sent it: name, Content-Type and bytes of the file."""

    name: str
    media_type: str
    content: bytes


class Sent(Struct, frozen=True):
    """What a client sent for a batch.

    Attributes:
        sources: the tables.
        defaults: options for rows that don't set them.
        reading: how to read the tables.
        tolerant: True to continue with the other files if one can't be read.
        fallback_format: symbology of rows without a format and a content type; may be empty.
    """

    sources: tuple[Source, ...]
    defaults: dict[str, Any]
    reading: Reading
    tolerant: bool = False
    fallback_format: str = ""

    def packed(self) -> bytes:
        """Return it as the store holds it."""
        # The fastest level: most of what is large is compressed already.
        return zlib.compress(msgspec.msgpack.encode(self), 1)


class FileMapping(Struct, frozen=True, omit_defaults=True):
    """How a file was read.

    Attributes:
        header_row: number of the row with the names of the columns; 0 if there is none.
        columns: what each column became, and why.
        format: the symbology of rows that set none, and why; None if the request sets it.
    """

    header_row: int
    columns: tuple[MappedColumn, ...]
    format: FormatProposal | None = None

    def lines(self) -> Iterator[str]:
        """Yield what each column became, and the symbology, a line each."""
        if self.format:
            yield f"Format: {self.format.format}. {self.format.reason}"
        for column in self.columns:
            yield f"Column {column.name!r}: {column.option or column.use}. {column.reason}"


class FileReport(Struct, frozen=True, omit_defaults=True):
    """The result of checking one file.

    Attributes:
        name: the file's name.
        kind: ``CSV``, ``XLSX``, ``TXT`` or ``JSON``; empty if it can't be read.
        media_type: the Content-Type that the client sent.
        valid: number of rows that can be drawn.
        invalid: number of rows that can't.
        columns: the columns and the options that they set.
        notes: facts about the file that its author should know, one sentence each.
        problems: why the file can't be read.
        mapping: what each column became, and why.
    """

    name: str
    kind: str = ""
    media_type: str = ""
    valid: int = 0
    invalid: int = 0
    columns: tuple[Column, ...] = ()
    notes: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()
    mapping: FileMapping | None = None


class Batch(Struct, frozen=True):
    """A batch without its rows.

    Attributes:
        id: an unguessable id.
        created_at: seconds since 1970-01-01 UTC.
        expires_at: time of deletion, in seconds since 1970-01-01 UTC.
        valid: number of rows that can be drawn.
        invalid: number of rows that can't.
        files: the files that hold the rows.
        stored: the batch in the store.
    """

    id: str
    created_at: int
    expires_at: int
    valid: int
    invalid: int
    files: tuple[FileReport, ...]
    stored: StoredBatch

    @property
    def cost(self) -> int:
        """Return how many barcodes its next download costs."""
        return 0 if self.stored.charged else self.valid

    @property
    def names(self) -> tuple[str, ...]:
        """Return the names of the files."""
        return tuple(file.name for file in self.files)


_sent_decoder = msgspec.msgpack.Decoder(Sent)


class Checked(Struct, frozen=True):
    """The rows of a batch as the store holds them, and a report of each file."""

    rows: list[str]
    reports: tuple[FileReport, ...]

    def request(self) -> str:
        """Return the reports as the store holds them."""
        return _encoder.encode(self.reports).decode()


class _ParsedFile(Struct, frozen=True):
    """A file and the number of its rows, or the problems of one that can't be read."""

    source: Source
    count: int = 0
    table: Table | None = None
    columns: Columns | None = None
    problems: tuple[Problem, ...] = ()


def create(
    quota: Quota,
    sources: Sequence[Source],
    defaults: Mapping[str, object],
    *,
    strict: bool = False,
    reading: Reading = AS_FOUND,
    tolerant: bool = False,
    fallback_format: str = "",
    pause: Pause = no_pause,
    progress: Progress = _no_progress,
) -> Batch:
    """Check every row of *sources* and store the batch.

    Args:
        quota: the quota of the request. Checking costs burst only; `charging.charge` charges the
            rows when they are drawn. A batch may have as many good rows, and as many bad ones, as
            the quota of a day.
        sources: up to `MAX_FILES` tables.
        defaults: options for rows that don't set them, as in a query string.
        strict: True to refuse the batch if any row is bad.
        reading: how to read the tables.
        tolerant: True to continue with the other files if one can't be read.
        fallback_format: symbology of rows without a format and a content type; empty to use the
            one that fits the values.
        pause: called after each row.
        progress: called after each row with the rows checked and the rows in total.

    Raises:
        TableError: a file can't be read, has too many rows, or lacks a chosen column.
        OptionError: a default is bad.
        BatchRefused: *strict* is set and a row is bad.
        LimitReached, TooManyBatches: the caller has to wait or to send fewer rows; nothing was
            stored.
        BatchStorageFull: the caller, or all callers together, have stored as much as they may.
    """
    sent = Sent(tuple(sources), dict(defaults), reading, tolerant, fallback_format)
    checked = check(quota, sent, strict=strict, pause=pause, progress=progress)
    id = secrets.token_urlsafe(_ID_BYTES)
    stored = quota.services.batches.add(
        id, quota.caller.key, checked.request(), checked.rows, sent.packed()
    )
    batch = _batch(stored, checked.reports)
    interface = quota.caller.interface
    quota.services.metrics.count("batch_rows", by=batch.valid, interface=interface)
    return batch


def check(
    quota: Quota,
    sent: Sent,
    *,
    strict: bool = False,
    pause: Pause = no_pause,
    progress: Progress = _no_progress,
) -> Checked:
    """Check every row of *sent*; the arguments and errors are those of `create`."""
    services = quota.services
    # Charge the burst before anything is parsed: a caller over the limit causes no work.
    sent_bytes = sum(len(source.content) for source in sent.sources)
    left = quota.charge(format=USAGE_NAME, requests=quota.requests_for(sent_bytes))
    rate_bounds.record(services, rate_bounds.CREATED, quota.caller.key)
    meter = StorageMeter(services.batches, quota.caller.key)
    options_for_all = check_defaults(sent.defaults)
    files = _parse_all(quota, sent.sources, options_for_all, sent.reading, sent.tolerant, pause)
    total = _require_rows(files)
    # Refuse what can never be drawn before any row is checked.
    if total > 2 * left.limit:
        raise quota_exceeded(left, total)
    rate_bounds.record_rows(services, quota.caller.key, total)

    def check_limits(checked: int, good: int) -> None:
        bad = checked - good
        if good > left.limit:
            raise quota_exceeded(left, total - bad)
        if bad > left.limit:
            raise quota_exceeded(left, total)
        pause()
        progress(checked, total)

    checker = Checker(options_for_all, sent.fallback_format)
    stored_rows, reports = _check(files, checker, strict, meter, check_limits)
    return Checked(stored_rows, reports)


def parse_reading(columns: str, header_row: int | None) -> Reading:
    """Return how to read a table whose *columns* are the text of a JSON object.

    Raises:
        OptionError: it is no object of texts.
    """
    return Reading("", header_row, column_choices.parse(columns))


def find(services: Services, caller: Principal, id: str) -> Batch:
    """Return the batch *id*.

    Only its user can open a batch that was created with credentials. Any caller that knows the id
    can open another batch.

    Raises:
        NoSuchBatch: no batch has the id, or it belongs to another user.
    """
    stored = services.batches.get(id)
    # One error for both cases, so that ids of other users' batches can't be probed.
    if stored is None or (stored.caller.startswith("user:") and stored.caller != caller.key):
        raise NoSuchBatch(id)
    return _batch(stored, msgspec.json.decode(stored.request, type=tuple[FileReport, ...]))


def sent_for(services: Services, batch: Batch) -> Sent | None:
    """Return what was sent for *batch*; None if an earlier version has stored it."""
    packed = services.batches.source(batch.id)
    return _sent_decoder.decode(zlib.decompress(packed)) if packed else None


def replace(quota: Quota, batch: Batch, sent: Sent, checked: Checked) -> Batch:
    """Store the rows of *checked*, made of *sent*, in place of those of *batch*.

    Raises:
        BatchStorageFull: the caller, or all callers together, have stored as much as they may.
        BatchChanged: another request replaced them first, or deleted the batch.
    """
    batches = quota.services.batches
    stored = batches.replace(batch.stored, checked.request(), checked.rows, sent.packed())
    return _batch(stored, checked.reports)


def rows(services: Services, batch: Batch, after: int = 0) -> Iterator[Row]:
    """Yield the rows of *batch* without the first *after*, read from the store as needed."""
    for row in services.batches.rows(batch.id, after, batch.stored.revision):
        yield _decoder.decode(row)


def delete(services: Services, caller: Principal, id: str) -> None:
    """Delete the batch *id*.

    Raises:
        NoSuchBatch: no batch has the id, or it belongs to another user.
    """
    services.batches.delete(find(services, caller, id).id)


def check_defaults(defaults: Mapping[str, object]) -> dict[str, str]:
    """Return *defaults* as text, after checking each of them.

    Raises:
        OptionError: an option is unknown or malformed; every such option is named.
        UnknownSymbology, UnknownFormat: no symbology or image format has the name.
    """
    if "data" in defaults:
        raise OptionError.of(
            "data",
            "option.misplaced",
            "data can't be an option for all rows: each row has its own.",
            "Leave it out of the options for all rows.",
        )
    checked = content_columns.check_defaults(defaults)
    drawing = {name: value for name, value in checked.items() if not name.startswith(CONTENT)}
    # The data and format of rows are not known here: any valid ones will do.
    parsed = options.parse({"data": "1", "format": "code128", **drawing}, strings=True)
    symbology.find(parsed.format)
    image_format.find(parsed.image_format)
    return {name: str(value) for name, value in checked.items()}


def _parse_all(
    quota: Quota,
    sources: Sequence[Source],
    defaults: Mapping[str, str],
    reading: Reading,
    tolerant: bool,
    pause: Pause,
) -> list[_ParsedFile]:
    """Parse every file; all together may have as many rows as a batch."""
    rows_left = quota.services.settings.batch_max_rows
    files: list[_ParsedFile] = []
    for source in sources:
        # The name goes into JSON and headers, which can't carry a lone surrogate.
        named = structs.replace(source, name=replace_lone_surrogates(source.name))
        files.append(_parse(quota, named, defaults, reading, tolerant, rows_left, pause))
        # The bound is for all files of a batch together.
        rows_left -= files[-1].count
    return files


def _parse(
    quota: Quota,
    source: Source,
    defaults: Mapping[str, str],
    reading: Reading,
    tolerant: bool,
    max_rows: int,
    pause: Pause,
) -> _ParsedFile:
    """Read *source* to its end and count its rows.

    Counting first refuses an oversized table before any row is checked, and gives the total for
    progress.
    """
    try:
        table = isolated_parsing.read_table(
            quota.services,
            quota.caller.key,
            source.name,
            source.content,
            media_type=source.media_type,
            encoding=reading.encoding,
            header_row=reading.header_row,
            pause=pause,
        )
        survey = Survey(table)
        # The table is read twice rather than kept: its cells may take much more memory than the
        # file.
        for record in table.records():
            survey.add(record)
            pause()
            if survey.rows > max_rows:
                raise too_large(
                    source.name,
                    "too_many_rows",
                    "There are more rows than one batch may have.",
                    "Send them in several batches.",
                )
        assigned = content_columns.assign(table, survey, defaults, reading.columns)
        return _ParsedFile(source, survey.rows, table, assigned)
    except BarcodeError as error:
        # A table that is too large refuses the batch even if others could be read.
        if not tolerant or isinstance(error, TableTooLarge):
            raise
        return _ParsedFile(source, problems=error.problems)


def _require_rows(files: Sequence[_ParsedFile]) -> int:
    """Return the number of rows in all files; raise TableError if there are none."""
    count = sum(file.count for file in files)
    if not count and not any(file.problems for file in files):
        raise unreadable(
            files[0].source.name, "no_rows", "The table has no rows.", "Send one row or more."
        )
    return count


def _check(
    files: Sequence[_ParsedFile],
    checker: Checker,
    strict: bool,
    meter: StorageMeter,
    check_limits: Callable[[int, int], None],
) -> tuple[list[str], tuple[FileReport, ...]]:
    """Return the rows as the store holds them, and a report of each file.

    *check_limits* is called after each row with the rows checked and the good ones among them.
    """
    stored_rows: list[str] = []
    reports: list[FileReport] = []
    problems: list[Problem] = []
    good = 0
    for index, file in enumerate(files):
        valid = invalid = 0
        for row in _rows_of(index, file, checker):
            encoded = _encoder.encode(row)
            meter.add(len(encoded))
            stored_rows.append(encoded.decode())
            if row.options:
                valid += 1
                good += 1
            else:
                invalid += 1
                if len(problems) < _MAX_PROBLEMS:
                    problems += _located(file.source.name, row)
            check_limits(len(stored_rows), good)
        reports.append(_report(file, valid, invalid))
    if strict and problems:
        raise BatchRefused(*problems[:_MAX_PROBLEMS])
    return stored_rows, tuple(reports)


def _rows_of(index: int, file: _ParsedFile, checker: Checker) -> Iterator[Row]:
    if file.table is None or file.columns is None:
        return iter(())
    return checker.check(index, file.table, file.columns)


def _located(name: str, row: Row) -> list[Problem]:
    """Return the problems of *row* with its place in the field, such as ``a.csv row 3: data``."""
    place = f"{name} row {row.number}".strip()
    return [structs.replace(each, field=f"{place}: {each.field}") for each in row.problems]


def _report(file: _ParsedFile, valid: int, invalid: int) -> FileReport:
    source, table = file.source, file.table
    if table is None or file.columns is None:
        return FileReport(source.name, media_type=source.media_type, problems=file.problems)
    mapped = FileMapping(table.header_row, file.columns.mapped, file.columns.format)
    return FileReport(
        source.name,
        table.kind,
        source.media_type,
        valid,
        invalid,
        file.columns.every,
        (*table.notes, *file.columns.notes),
        mapping=mapped,
    )


def _batch(stored: StoredBatch, reports: tuple[FileReport, ...]) -> Batch:
    valid = sum(report.valid for report in reports)
    invalid = sum(report.invalid for report in reports)
    return Batch(stored.id, stored.created_at, stored.expires_at, valid, invalid, reports, stored)
