"""A batch as a ZIP file: a picture for every good row, drawn while it is sent, and a report."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from msgspec import structs

from common.barcode import pipeline
from common.barcode.model.errors import BarcodeError
from common.barcode.render import image_format
from common.operations.batches import report, zip_stream
from common.operations.batches.rows import Row, in_column
from common.operations.batches.zip_stream import DeflatedFile, File, deflated, stored
from common.tables.filenames import RESERVED
from common.tables.table import Pause, no_pause

# The other image formats are compressed already: deflate would only cost time.
_COMPRESSIBLE_KINDS = ("vector", "text")
_COMPRESSIBLE_FORMATS = ("BMP", "PCX", "ZPL")


def write(
    files: tuple[str, ...],
    rows: Iterable[Row],
    moment: datetime,
    *,
    pause: Pause = no_pause,
    offload: pipeline.Offload = pipeline.in_place,
) -> Iterator[bytes]:
    """Yield the ZIP file of *rows* in pieces.

    Args:
        files: names of the tables, by the index that rows refer to.
        rows: the rows of all tables, in order.
        moment: the modification time of every file in the archive.
        pause: called after each picture.
        offload: wraps the drawing of a large picture, for an edge whose thread serves others.
    """
    return zip_stream.write(_files(files, rows, pause, offload), moment)


def _files(
    files: tuple[str, ...], rows: Iterable[Row], pause: Pause, offload: pipeline.Offload
) -> Iterator[File]:
    # The report grows while pictures are sent, and is kept compressed to bound memory.
    growing_report = DeflatedFile()
    growing_report.add(report.head())
    for row in rows:
        reported = row
        if row.options is not None:
            try:
                picture = pipeline.draw(row.options, offload)
            except BarcodeError as error:
                # Only the self-check can fail here: the rest was checked with the batch.
                reported = failed(row, error)
            else:
                # Each picture is a whole entry: nothing but the report is kept until the end.
                pack = deflated if _is_compressible(picture.image_format) else stored
                yield pack(row.filename, picture.body)
            pause()
        growing_report.add(report.line(files, reported))
    yield growing_report.finish(RESERVED)


def failed(row: Row, error: BarcodeError) -> Row:
    """Return *row* as a bad row with the problems of *error*."""
    return structs.replace(
        row, options=None, filename="", problems=tuple(map(in_column, error.problems))
    )


def _is_compressible(name: str) -> bool:
    return image_format.find(name).kind in _COMPRESSIBLE_KINDS or name in _COMPRESSIBLE_FORMATS
