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
from common.barcode.model.errors import DataError, OptionError, Problem
from common.barcode.render import image_format
from common.operations.batches import content_columns, label_choices, rate_bounds
from common.operations.batches.files import (
    AS_FOUND,
    FileReport,
    ParsedFile,
    Reading,
    Source,
    parse_all,
    report,
    require_rows,
)
from common.operations.batches.rows import Checker, Row
from common.operations.batches.storage import StorageMeter
from common.operations.quota import Quota
from common.services.container import Services
from common.services.principal import Principal
from common.services.store.batches import Batch as StoredBatch
from common.tables.columns import CONTENT, COPIES
from common.tables.edits import RowEdit
from common.tables.mapping import MAX_COPIES
from common.tables.table import Pause, no_pause

MAX_FILES = 5
# Quota and usage are counted by symbology, but one batch may have many symbologies.
USAGE_NAME = "batch"
_MAX_PROBLEMS = 20
# 144 bits: an id can't be guessed, and grants access to a batch without credentials.
_ID_BYTES = 18
# What is compressed in one step, in which other requests wait.
_PIECE_BYTES = 128 << 10

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


class Sent(Struct, frozen=True):
    """What a client sent for a batch.

    Attributes:
        sources: the tables.
        defaults: options for rows that don't set them.
        reading: how to read the tables.
        tolerant: True to continue with the other files if one can't be read.
        own_readings: how to read single tables, by their number from 0, as text.
    """

    sources: tuple[Source, ...]
    defaults: dict[str, Any]
    reading: Reading
    tolerant: bool = False
    own_readings: dict[str, Reading] = {}

    def reading_of(self, index: int) -> Reading:
        """Return how to read the table number *index*."""
        return self.own_readings.get(str(index), self.reading)

    def packed(self, pause: Pause = no_pause) -> bytes:
        """Return it as the store holds it."""
        content = memoryview(msgspec.msgpack.encode(self))
        # The fastest level: most of what is large is compressed already.
        compressor = zlib.compressobj(1)
        parts = []
        for first in range(0, len(content), _PIECE_BYTES):
            pause()
            parts.append(compressor.compress(content[first : first + _PIECE_BYTES]))
        return b"".join(parts) + compressor.flush()


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
        labels: the options of its labels, as `label_choices` has them.
    """

    id: str
    created_at: int
    expires_at: int
    valid: int
    invalid: int
    files: tuple[FileReport, ...]
    stored: StoredBatch
    labels: dict[str, Any] = {}

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
    """The rows of a batch as the store holds them, and a report of each file.

    Attributes:
        rows: the rows, as JSON.
        reports: the files.
        labels: options of labels that tables in JSON have beside their rows.
    """

    rows: list[str]
    reports: tuple[FileReport, ...]
    labels: dict[str, Any] = {}

    def request(self) -> str:
        """Return the reports as the store holds them."""
        return _encoder.encode(self.reports).decode()


def create(
    quota: Quota,
    sources: Sequence[Source],
    defaults: Mapping[str, object],
    *,
    strict: bool = False,
    reading: Reading = AS_FOUND,
    labels: Mapping[str, object] = {},
    tolerant: bool = False,
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
        labels: options of labels for the files of the batch, as `label_choices.prepare` takes them.
        tolerant: True to continue with the other files if one can't be read.
        pause: called after each row.
        progress: called after each row with the rows checked and the rows in total.

    Raises:
        TableError: a file can't be read, has too many rows, or lacks a chosen column.
        OptionError: a default or an option of labels is bad.
        BatchRefused: *strict* is set and a row is bad.
        LimitReached, TooManyBatches: the caller has to wait or to send fewer rows; nothing was
            stored.
        BatchStorageFull: the caller, or all callers together, have stored as much as they may.
    """
    services, caller = quota.services, quota.caller.key
    # What is wrong with them is cheap to see before any row is checked.
    prepared = label_choices.prepare(services, caller, labels)
    sent = Sent(tuple(sources), dict(defaults), reading, tolerant)
    checked = check(quota, sent, strict=strict, pause=pause, progress=progress)
    if checked.labels:
        # What the request gives goes before what the file has.
        both = label_choices.merged(checked.labels, labels)
        prepared = label_choices.prepare(services, caller, both)
    label_choices.require_columns(services, caller, prepared, checked.reports)
    id = secrets.token_urlsafe(_ID_BYTES)
    packed, chosen = sent.packed(pause), label_choices.as_json(prepared)
    stored = services.batches.add(id, caller, checked.request(), checked.rows, packed, chosen)
    batch = _batch(stored, checked.reports)
    interface = quota.caller.interface
    services.metrics.count("batch_rows", by=batch.valid, interface=interface)
    return batch


def check(
    quota: Quota,
    sent: Sent,
    *,
    strict: bool = False,
    edits: Sequence[Sequence[RowEdit]] = (),
    pause: Pause = no_pause,
    progress: Progress = _no_progress,
) -> Checked:
    """Check every row of *sent*, with the *edits* of each file.

    The other arguments and the errors are those of `create`.
    """
    services = quota.services
    # Charge the burst before anything is parsed: a caller over the limit causes no work.
    sent_bytes = sum(len(source.content) for source in sent.sources)
    left = quota.charge(format=USAGE_NAME, requests=quota.requests_for(sent_bytes))
    rate_bounds.record(services, rate_bounds.CREATED, quota.caller.key)
    meter = StorageMeter(services.batches, quota.caller.key)
    options_for_all = check_defaults(sent.defaults)
    files = parse_all(
        quota,
        sent.sources,
        options_for_all,
        [sent.reading_of(index) for index in range(len(sent.sources))],
        sent.tolerant,
        edits,
        pause,
    )
    total = require_rows(files)
    # Refuse what can never be drawn before any row is checked.
    if total > 2 * left.limit:
        raise quota.exceeded(left, total)
    rate_bounds.record_rows(services, quota.caller.key, total)

    def check_limits(checked: int, good: int) -> None:
        bad = checked - good
        if good > left.limit:
            raise quota.exceeded(left, total - bad)
        if bad > left.limit:
            raise quota.exceeded(left, total)
        pause()
        progress(checked, total)

    checker = Checker(options_for_all)
    stored_rows, reports = _check(files, checker, strict, meter, check_limits)
    return Checked(stored_rows, reports, label_choices.in_tables(files))


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


def replace(
    quota: Quota,
    batch: Batch,
    sent: Sent,
    checked: Checked,
    labels: Mapping[str, Any],
    pause: Pause = no_pause,
) -> Batch:
    """Store the rows of *checked*, made of *sent*, in place of those of *batch*.

    Args:
        quota: the quota of the request.
        batch: the batch.
        sent: its tables and options.
        checked: its rows.
        labels: the options of its labels.
        pause: called between the steps of the work.

    Raises:
        OptionError: *labels* name a column that no table has.
        BatchStorageFull: the caller, or all callers together, have stored as much as they may.
        BatchChanged: another request replaced them first, or deleted the batch.
    """
    services = quota.services
    label_choices.require_columns(services, quota.caller.key, labels, checked.reports)
    stored = services.batches.replace(
        batch.stored,
        checked.request(),
        checked.rows,
        sent.packed(pause),
        label_choices.as_json(labels),
    )
    return _batch(stored, checked.reports)


def mend(
    quota: Quota,
    batch: Batch,
    reports: tuple[FileReport, ...],
    changed: Mapping[int, Row],
    grown_bytes: int,
) -> Batch:
    """Store the rows of *changed*, by their place from 1, in place of those of *batch*.

    Args:
        quota: the quota of the request. A batch whose rows are charged pays for those of *changed*
            that can be drawn.
        batch: the batch.
        reports: its files.
        changed: the new rows.
        grown_bytes: by how much the rows grow.

    Raises:
        LimitReached: the caller has less left.
        BatchStorageFull: the caller, or all callers together, have stored as much as they may.
        BatchChanged: another request replaced them first, or deleted the batch.
    """
    encoded = {place: _encoder.encode(row).decode() for place, row in changed.items()}
    request = _encoder.encode(reports).decode()
    good = sum(row.options is not None for row in changed.values())
    # A batch that was not drawn yet pays for all of its rows at its first download.
    cost = good if batch.stored.charged else 0
    if not cost:
        stored = quota.services.batches.mend(batch.stored, request, encoded, grown_bytes)
    else:
        with quota.charged(format=USAGE_NAME, cost=cost, requests=0):
            stored = quota.services.batches.mend(batch.stored, request, encoded, grown_bytes)
    return _batch(stored, reports)


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


def _check(
    files: Sequence[ParsedFile],
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
                # The rows have their own problems in the report; these are for the refusal of a
                # strict request.
                if len(problems) < _MAX_PROBLEMS:
                    problems += _located(file.source.name, row)
            # In the loop, so that a table of too many rows stops early.
            check_limits(len(stored_rows), good)
        reports.append(report(file, valid, invalid))
    if strict and problems:
        raise BatchRefused(*problems[:_MAX_PROBLEMS])
    return stored_rows, tuple(reports)


def _rows_of(index: int, file: ParsedFile, checker: Checker) -> Iterator[Row]:
    if file.table is None or file.columns is None:
        return iter(())
    return checker.check(index, file.table, file.columns)


def _located(name: str, row: Row) -> list[Problem]:
    """Return the problems of *row* with its place in the field, such as ``a.csv row 3: data``."""
    place = f"{name} row {row.number}".strip()
    return [structs.replace(each, field=f"{place}: {each.field}") for each in row.problems]


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
    copies = _copies(defaults)
    checked = content_columns.check_defaults(
        {name: value for name, value in defaults.items() if name != COPIES}
    )
    drawing = {name: value for name, value in checked.items() if not name.startswith(CONTENT)}
    # The data and format of rows are not known here: any valid ones will do.
    parsed = options.parse({"data": "1", "format": "code128", **drawing}, strings=True)
    symbology.find(parsed.format)
    image_format.find(parsed.image_format)
    return {**{name: str(value) for name, value in checked.items()}, **copies}


def _copies(defaults: Mapping[str, object]) -> dict[str, str]:
    """Return the number of labels of each row among *defaults*, if it is there.

    Raises:
        OptionError: it is none.
    """
    if COPIES not in defaults:
        return {}
    text = str(defaults[COPIES])
    # The length is checked before the text becomes a number, which is costly for a long one.
    if text.isascii() and text.isdecimal() and len(text) <= 4 and int(text) <= MAX_COPIES:
        return {COPIES: text}
    raise OptionError.of(
        COPIES,
        "option.bad_value",
        f"copies is a whole number from 0 to {MAX_COPIES:,}, not {text[:40]!r}.",
        "Give such a number.",
    )


def _batch(stored: StoredBatch, reports: tuple[FileReport, ...]) -> Batch:
    valid = sum(report.valid for report in reports)
    invalid = sum(report.invalid for report in reports)
    labels = msgspec.json.decode(stored.labels, type=dict[str, Any]) if stored.labels else {}
    times = (stored.created_at, stored.expires_at)
    return Batch(stored.id, *times, valid, invalid, reports, stored, labels)
