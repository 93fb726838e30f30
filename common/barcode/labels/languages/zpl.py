"""ZPL II, for Zebra and compatible printers: native fields where they are exact."""

from collections.abc import Iterable, Iterator

from common.barcode.labels import zpl
from common.barcode.labels.label import Label
from common.barcode.labels.language import Job, Language


def write(labels: Iterable[Label], job: Job) -> Iterator[bytes]:
    """Yield a format for each label."""
    return zpl.write(labels, job.stock.label, job.dpi)


LANGUAGE = Language(
    id="zpl",
    title="ZPL II: Zebra and compatible label printers",
    media_type="application/zpl",
    resolutions=(203, 152, 300, 600),
    write=write,
)
