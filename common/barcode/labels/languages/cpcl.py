"""CPCL, for mobile printers of Zebra and others. A label is one bitmap.

Source: CPCL Programming Manual: the first line (offset, resolutions, height, quantity), PAGE-WIDTH,
EG (graphics in hexadecimal digits, a 1 is printed), FORM, PRINT.
"""

from collections.abc import Iterable, Iterator

from common.barcode.labels import language
from common.barcode.labels.label import Label
from common.barcode.labels.language import Job, Language


def write(labels: Iterable[Label], job: Job) -> Iterator[bytes]:
    """Yield the session of each label."""
    for page in language.pages(labels, job):
        body, stride = language.packed(page)
        yield (
            f"! 0 {job.dpi} {job.dpi} {page.height} 1\r\nPAGE-WIDTH {page.width}\r\n"
            f"EG {stride} {page.height} 0 0 {body.hex().upper()}\r\nFORM\r\nPRINT\r\n"
        ).encode()


LANGUAGE = Language(
    id="cpcl",
    title="CPCL: mobile printers of Zebra and others",
    media_type="application/octet-stream",
    resolutions=(203, 300),
    write=write,
)
