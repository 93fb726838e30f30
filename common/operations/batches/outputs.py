"""The files of a batch, drawn while they are written: ZIP, PDF sheets, ZPL and the report."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime

from common.barcode.labels import label_options
from common.barcode.labels.zpl import RESOLUTIONS
from common.barcode.model.errors import OptionError
from common.operations.batches import barcodes_zip, report
from common.operations.batches.labels import ZPL_DPI, Labels, proposed_title
from common.operations.batches.lifecycle import Batch
from common.operations.batches.rows import Row
from common.tables.columns import is_for_labels
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
    batch: Batch,
    rows: Iterable[Row],
    suffix: str,
    chosen: Mapping[str, object],
    pause: Pause = no_pause,
) -> Iterator[bytes]:
    """Return a file of *batch* in pieces.

    Args:
        batch: the batch.
        rows: its rows.
        suffix: one of `SUFFIXES`.
        chosen: options of labels as in a query, and for ZPL the resolution ``dpi``.
        pause: called after each picture or label.

    Raises:
        OptionError: an option of labels is malformed, or names an unknown column.
    """
    if suffix == ".zip":
        moment = datetime.fromtimestamp(batch.created_at, UTC)
        return barcodes_zip.write(batch.names, rows, moment, pause=pause)
    if suffix == ".csv":
        return report.write(batch.names, rows, pause)
    options, dpi = _parsed(suffix, {**_title(batch), **chosen})
    labels = Labels(options, _label_columns(batch))
    if suffix == ".pdf":
        return labels.pdf(batch.names, rows, pause)
    return labels.zpl(batch.names, rows, dpi, pause)


def _parsed(suffix: str, chosen: Mapping[str, object]) -> tuple[label_options.LabelOptions, int]:
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


def _title(batch: Batch) -> dict[str, str]:
    mappings = [file.mapping for file in batch.files if file.mapping]
    return proposed_title(column for mapping in mappings for column in mapping.columns)
