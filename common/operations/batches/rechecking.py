"""Check the rows of a batch again with other columns or options, without sending the tables again.

NoSource   the batch was stored by an earlier version, without its tables
"""

from collections.abc import Mapping
from typing import Any

from msgspec import structs

from common.barcode.model.errors import DataError, OptionError
from common.operations.batches import label_choices, lifecycle
from common.operations.batches.files import Reading
from common.operations.batches.lifecycle import Batch, Sent
from common.operations.quota import Quota
from common.services.container import Services
from common.tables.table import Pause, no_pause


class NoSource(DataError):
    """The batch was stored without its tables."""


def require_source(services: Services, batch: Batch) -> Sent:
    """Return what was sent for *batch*.

    Raises:
        NoSource: it is not stored.
    """
    sent = lifecycle.sent_for(services, batch)
    if sent is None:
        raise NoSource.of(
            "id",
            "batch.no_source",
            "The batch was made before an upgrade of the server, without its tables.",
            "Send the tables again.",
        )
    return sent


def check_again(
    quota: Quota,
    batch: Batch,
    changes: Mapping[str, object],
    reading: Mapping[str, Any],
    labels: Mapping[str, object] = {},
    *,
    file: str = "",
    strict: bool = False,
    pause: Pause = no_pause,
) -> Batch:
    """Return *batch* with its rows checked again; what *changes* and *reading* don't name stays.

    Args:
        quota: the quota of the request, which pays for the check as for a new batch.
        batch: the batch.
        changes: options for rows that don't set them; None removes one.
        reading: ``encoding``, ``header_row``, and ``columns``, whose members change one by one;
            None removes one.
        labels: options of labels for the files of the batch; None removes one, and a template all
            that are stored.
        file: name of the file that *reading* is about; empty for all files.
        strict: True to keep the batch as it is if any row is bad.
        pause: called after each row.

    Raises:
        NoSource: its tables are not stored.
        OptionError: the batch has no such file.
        BatchChanged: another request replaced its rows first, or deleted it.
        TableError, OptionError, BatchRefused, LimitReached, TooManyBatches, BatchStorageFull: as
            for a new batch; the batch stays as it is.
    """
    sent = require_source(quota.services, batch)
    changed = structs.replace(
        _read_anew(sent, batch, reading, file), defaults=_merged(sent.defaults, changes)
    )
    options = label_choices.changed(batch.labels, labels)
    prepared = label_choices.prepare(quota.services, quota.caller.key, options)
    # Rows that were mended stay mended under another mapping.
    every = [file.edits for file in batch.files]
    checked = lifecycle.check(quota, changed, strict=strict, edits=every, pause=pause)
    return lifecycle.replace(quota, batch, changed, checked, prepared, pause)


def index_of(batch: Batch, name: str) -> int | None:
    """Return the number of the file *name*, from 0; a name can be omitted if there is one file."""
    if not name and len(batch.files) == 1:
        return 0
    return next((at for at, file in enumerate(batch.files) if file.name == name), None)


def _read_anew(sent: Sent, batch: Batch, reading: Mapping[str, Any], file: str) -> Sent:
    """Return *sent* with *reading* for all of its files, or for *file* alone."""
    if not file:
        # What is for all files also changes those that have a reading of their own.
        own = {at: _read_as(before, reading) for at, before in sent.own_readings.items()}
        return structs.replace(sent, reading=_read_as(sent.reading, reading), own_readings=own)
    index = index_of(batch, file)
    if index is None:
        known = ", ".join(repr(name[:40]) for name in batch.names)
        raise OptionError.of(
            "file", "batch.unknown_file", f"No file is called {file[:40]!r}.", f"There are {known}."
        )
    one = {str(index): _read_as(sent.reading_of(index), reading)}
    return structs.replace(sent, own_readings={**sent.own_readings, **one})


def _read_as(before: Reading, changes: Mapping[str, Any]) -> Reading:
    given = dict(changes)
    columns = _merged(before.columns, given.pop("columns", {}))
    encoding = given.pop("encoding", before.encoding) or ""
    return structs.replace(before, columns=columns, encoding=encoding, **given)


def _merged(before: Mapping[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    """Return *before* with *changes*, of which None removes a member (RFC 7396)."""
    merged = {**before, **changes}
    return {name: value for name, value in merged.items() if value is not None}
