"""The files of a batch, drawn while they are written: ZIP, PDF sheets, ZPL and the report."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime

from common.barcode.labels import label_options
from common.barcode.labels.label_options import Chosen
from common.barcode.labels.zpl import RESOLUTIONS
from common.barcode.model.errors import OptionError
from common.operations.batches import barcodes_zip, lifecycle, report
from common.operations.batches.labels import ZPL_DPI, Labels, with_title
from common.operations.batches.lifecycle import Batch
from common.operations.batches.rows import Row
from common.operations.labels import fonts, pictures
from common.services.container import Services
from common.tables.columns import MappedColumn, is_for_labels
from common.tables.table import Pause, no_pause

# The kind of a file by its suffix.
SUFFIXES = (".zip", ".pdf", ".zpl", ".csv")


def check_labels(suffix: str, chosen: Mapping[str, object]) -> None:
    """Check the options of a file before its batch is made.

    Raises:
        OptionError: an option of labels is malformed, or the file has no labels.
    """
    if suffix in (".pdf", ".zpl"):
        _parsed(suffix, chosen)
    elif chosen:
        raise OptionError.of(
            next(iter(chosen)),
            "option.not_applicable",
            "Only sheets and rolls of labels have this option.",
            "Leave it out, or write a file that ends in .pdf or .zpl.",
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
        chosen: options of labels as in a query, and for ZPL the resolution ``dpi``.
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
    parsed, dpi = _parsed(suffix, chosen)
    options = with_title(parsed, _mapped_columns(batch))
    labels = Labels(
        options,
        _label_columns(batch),
        fonts.typesetter(services.settings.font_dir),
        datetime.fromtimestamp(services.clock.now(), UTC),
        pictures.open_all(services, options.template, caller),
    )
    if suffix == ".pdf":
        return labels.pdf(batch.names, rows, pause)
    return labels.zpl(batch.names, rows, dpi, pause)


def _parsed(suffix: str, chosen: Mapping[str, object]) -> tuple[Chosen, int]:
    if suffix == ".pdf":
        return label_options.parse(chosen), ZPL_DPI
    query = dict(chosen)
    dpi = _resolution(query.pop("dpi", ZPL_DPI))
    # The only template of label printers.
    return label_options.parse({"template": "roll", **query}), dpi


def _resolution(value: object) -> int:
    choices = [str(dpi) for dpi in RESOLUTIONS]
    if str(value) not in choices:
        raise OptionError.of(
            "dpi",
            "option.bad_value",
            f"Label printers print at {', '.join(choices)} dpi.",
            "Give one of these.",
        )
    return int(str(value))


def _label_columns(batch: Batch) -> list[str]:
    """Return the columns that set no option, without duplicates."""
    names = [c.name for file in batch.files for c in file.columns if is_for_labels(c)]
    return list(dict.fromkeys(names))


def _mapped_columns(batch: Batch) -> list[MappedColumn]:
    mappings = [file.mapping for file in batch.files if file.mapping]
    return [column for mapping in mappings for column in mapping.columns]
