"""A batch as a ZIP file: a picture for every good row, drawn while it is sent, and a report."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from msgspec import structs

from common.barcode import pipeline
from common.barcode.model.errors import BarcodeError
from common.barcode.render import image_format
from common.operations.batches import report, zip_stream
from common.operations.batches.rows import Row
from common.operations.batches.zip_stream import File, ZipStream, deflated, stored
from common.tables.filenames import RESERVED
from common.tables.table import Pause, no_pause

# Those that are compressed already gain nothing from it.
_PACKED_KINDS = ("vector", "text")
_PACKED_FORMATS = ("BMP", "PCX", "ZPL")


def write(
    files: tuple[str, ...], rows: Iterable[Row], moment: datetime, *, pause: Pause = no_pause
) -> Iterator[bytes]:
    """Yield the ZIP file of *rows*, which stand in *files*.

    Args:
        files: names of the tables.
        rows: of all of them, in order.
        moment: when the batch was made; every file is dated so.
        pause: called after each picture.
    """
    return zip_stream.write(_files(files, rows, pause), moment)


def _files(files: tuple[str, ...], rows: Iterable[Row], pause: Pause) -> Iterator[File]:
    told = ZipStream()
    told.add(report.head())
    for row in rows:
        drawn = row
        if row.options is not None:
            try:
                picture = pipeline.draw(row.options)
            except BarcodeError as error:
                # Only reading back can fail here: all else was checked when the batch was made.
                drawn = failed(row, error)
            else:
                pack = deflated if _is_packed(picture.image_format) else stored
                yield pack(row.filename, picture.body)
            pause()
        told.add(report.line(files, drawn))
    yield told.file(RESERVED)


def failed(row: Row, error: BarcodeError) -> Row:
    """Return *row* as one that could not be drawn."""
    return structs.replace(row, asked=None, filename="", problems=error.problems)


def _is_packed(name: str) -> bool:
    return image_format.find(name).kind in _PACKED_KINDS or name in _PACKED_FORMATS
