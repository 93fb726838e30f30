"""The files of a batch, drawn while they are written: ZIP, PDF sheets, ZPL and the report."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime

from common.barcode import pipeline
from common.barcode.model.errors import OptionError
from common.operations.batches import barcodes_zip, label_choices, lifecycle, report
from common.operations.batches.lifecycle import Batch
from common.operations.batches.rows import Row
from common.operations.labels import outputs, saved
from common.services.container import Services
from common.tables.table import Pause, no_pause

# The kind of a file by its suffix.
SUFFIXES = (".zip", ".csv", *(f".{kind}" for kind in outputs.kinds()))


def check_labels(
    services: Services,
    caller: str,
    suffix: str,
    chosen: Mapping[str, object],
    batch: Batch | None = None,
) -> None:
    """Check the options of a file.

    Args:
        services: the services.
        caller: key of the principal, whose own templates can be named.
        suffix: one of `SUFFIXES`.
        chosen: the options.
        batch: the batch, whose stored options the file has too; None before it is made.

    Raises:
        OptionError: an option of labels is malformed, or the file has no labels.
    """
    # Options are checked before the batch is charged, so that a refusal costs nothing.
    if suffix not in (".zip", ".csv"):
        stored = batch.labels if batch else {}
        options = label_choices.merged(stored, chosen)
        outputs.parse(suffix[1:], options, saved.finder(services, caller))
    elif chosen:
        raise OptionError.of(
            next(iter(chosen)),
            "option.not_applicable",
            "Only sheets and rolls of labels have this option.",
            "Leave it out, or write a file of labels, such as labels.pdf.",
        )


def extra_cost(
    services: Services,
    caller: str,
    batch: Batch,
    suffix: str,
    chosen: Mapping[str, object],
    pause: Pause = no_pause,
) -> int:
    """Return how many barcodes a file of labels draws beyond one a row, before it is drawn.

    The batch pays for its rows once. Copies that differ, and several barcodes on a label, are drawn
    again with each file. The arguments and errors are those of `write`.
    """
    # A picture is of the first sheet.
    if suffix in (".zip", ".csv", ".png"):
        return 0
    options = label_choices.merged(batch.labels, chosen)
    output = outputs.parse(suffix[1:], options, saved.finder(services, caller))
    # Without a template, copies are equal.
    if output.chosen.is_standard:
        return 0
    labels = label_choices.labels_of(services, caller, output.chosen, batch.files)
    drawn = labels.estimate(
        batch.names, lambda: lifecycle.rows(services, batch), batch.valid, pause
    )
    return drawn - batch.valid


def write(
    services: Services,
    caller: str,
    batch: Batch,
    suffix: str,
    chosen: Mapping[str, object],
    pause: Pause = no_pause,
    offload: pipeline.Offload = pipeline.in_place,
) -> Iterator[bytes]:
    """Return a file of *batch* in pieces.

    Args:
        services: the services.
        caller: key of the principal.
        batch: the batch.
        suffix: one of `SUFFIXES`.
        chosen: options of labels as in a query, and ``dpi`` and ``printer``; those that are
            stored with the batch apply too.
        pause: called after each picture or label.
        offload: wraps the drawing of a large picture, for an edge whose thread serves others.

    Raises:
        OptionError: an option of labels is malformed, or names an unknown column.
    """

    # Labels may read the rows twice: once to measure texts, once to draw.
    def rows() -> Iterator[Row]:
        return lifecycle.rows(services, batch)

    if suffix == ".zip":
        # The time of the batch, not of the download: repeated downloads are equal byte for byte.
        moment = datetime.fromtimestamp(batch.created_at, UTC)
        return barcodes_zip.write(batch.names, rows(), moment, pause=pause, offload=offload)
    if suffix == ".csv":
        return report.write(batch.names, rows(), pause)
    options = label_choices.merged(batch.labels, chosen)
    output = outputs.parse(suffix[1:], options, saved.finder(services, caller))
    labels = label_choices.labels_of(services, caller, output.chosen, batch.files)
    return labels.write(output.kind, batch.names, rows, output.dpi, pause)
