"""EPL2, for older Zebra (Eltron) label printers. A label is one bitmap.

Source: EPL2 Programmer's Manual, N, q (width), Q (length and gap), GW (a 0 is printed), P. The
manual requires the bytes of GW to be followed by a line feed.
"""

from collections.abc import Iterable, Iterator

from common.barcode.labels import bitmap, language
from common.barcode.labels.label import Label
from common.barcode.labels.language import Job, Language

_GAP = 3.0  # mm between two labels, as on nearly all rolls


def write(labels: Iterable[Label], job: Job) -> Iterator[bytes]:
    """Yield the commands of each label."""
    gap = 0 if job.stock.continuous else bitmap.dots(_GAP, job.dpi)
    for page in language.pages(labels, job):
        body, stride = language.packed(page, is_dark_zero=True)
        head = f"\nN\nq{page.width}\nQ{page.height},{gap}\nGW0,0,{stride},{page.height},"
        yield head.encode() + body + b"\nP1\n"


LANGUAGE = Language(
    id="epl",
    title="EPL2: older Zebra and Eltron label printers",
    media_type="application/octet-stream",
    resolutions=(203, 300),
    write=write,
)
