"""TSPL, for TSC and compatible label printers. A label is one bitmap.

Source: TSPL/TSPL2 Programming Language, SIZE, DIRECTION, CLS, BITMAP (a 0 is printed), PRINT. The
gap is that of the printer's last calibration.
"""

from collections.abc import Iterable, Iterator

from common.barcode.labels import language
from common.barcode.labels.label import Label
from common.barcode.labels.language import Job, Language


def write(labels: Iterable[Label], job: Job) -> Iterator[bytes]:
    """Yield the commands of each label."""
    # The printer measures along its feed, whatever way the label is read.
    width, height = job.stock.label[::-1] if job.stock.turned else job.stock.label
    for page in language.pages(labels, job):
        body, stride = language.packed(page, is_dark_zero=True)
        head = (
            f"SIZE {width:.2f} mm,{height:.2f} mm\r\nDIRECTION 1\r\nCLS\r\n"
            f"BITMAP 0,0,{stride},{page.height},0,"
        )
        yield head.encode() + body + b"\r\nPRINT 1,1\r\n"


LANGUAGE = Language(
    id="tspl",
    title="TSPL: TSC and compatible label printers",
    media_type="application/octet-stream",
    resolutions=(203, 300, 600),
    write=write,
)
