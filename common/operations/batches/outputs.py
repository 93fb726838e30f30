"""The files of a batch, drawn while they are written: ZIP, PDF sheets, ZPL and the report."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime

from common.barcode.model.errors import OptionError
from common.operations.batches import barcodes_zip, lifecycle, report
from common.operations.batches.labels import Labels, with_title
from common.operations.batches.lifecycle import Batch
from common.operations.batches.rows import Row
from common.operations.labels import fonts, outputs, pictures, saved
from common.services.container import Services
from common.tables.columns import MappedColumn, is_for_labels
from common.tables.table import Pause, no_pause

# The kind of a file by its suffix.
SUFFIXES = (".zip", ".csv", *(f".{kind}" for kind in outputs.kinds()))


def check_labels(
    services: Services, caller: str, suffix: str, chosen: Mapping[str, object]
) -> None:
    """Check the options of a file before its batch is made.

    Args:
        services: the services.
        caller: key of the principal, whose own templates can be named.
        suffix: one of `SUFFIXES`.
        chosen: the options.

    Raises:
        OptionError: an option of labels is malformed, or the file has no labels.
    """
    if suffix not in (".zip", ".csv"):
        outputs.parse(suffix[1:], chosen, saved.finder(services, caller))
    elif chosen:
        raise OptionError.of(
            next(iter(chosen)),
            "option.not_applicable",
            "Only sheets and rolls of labels have this option.",
            "Leave it out, or write a file of labels, such as labels.pdf.",
        )


def write(
    services: Services,
    caller: str,
    batch: Batch,
    suffix: str,
    chosen: Mapping[str, object],
    pause: Pause = no_pause,
) -> Iterator[bytes]:
    """Return a file of *batch* in pieces.

    Args:
        services: the services.
        caller: key of the principal.
        batch: the batch.
        suffix: one of `SUFFIXES`.
        chosen: options of labels as in a query, and ``dpi`` and ``printer``.
        pause: called after each picture or label.

    Raises:
        OptionError: an option of labels is malformed, or names an unknown column.
    """

    def rows() -> Iterator[Row]:
        return lifecycle.rows(services, batch)

    if suffix == ".zip":
        moment = datetime.fromtimestamp(batch.created_at, UTC)
        return barcodes_zip.write(batch.names, rows(), moment, pause=pause)
    if suffix == ".csv":
        return report.write(batch.names, rows(), pause)
    output = outputs.parse(suffix[1:], chosen, saved.finder(services, caller))
    options = with_title(output.chosen, _mapped_columns(batch))
    labels = Labels(
        options,
        _label_columns(batch),
        fonts.typesetter(services.settings.font_dir),
        datetime.fromtimestamp(services.clock.now(), UTC),
        pictures.open_all(services, options.template, caller),
    )
    return labels.write(output.kind, batch.names, rows, output.dpi, pause)


def _label_columns(batch: Batch) -> list[str]:
    """Return the columns that set no option, without duplicates."""
    names = [c.name for file in batch.files for c in file.columns if is_for_labels(c)]
    return list(dict.fromkeys(names))


def _mapped_columns(batch: Batch) -> list[MappedColumn]:
    mappings = [file.mapping for file in batch.files if file.mapping]
    return [column for mapping in mappings for column in mapping.columns]
