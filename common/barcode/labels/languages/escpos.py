"""ESC/POS, for receipt printers of Epson and others. A label is a raster image, and a cut.

Source: Epson ESC/POS Command Reference: ESC @, GS v 0 (a 1 is printed), GS V.
"""

from collections.abc import Iterable, Iterator

from common.barcode.labels import language
from common.barcode.labels.label import Label
from common.barcode.labels.language import Job, Language

_INITIALISE = b"\x1b@"
# Small printers have room for a part of a label only; the parts join without a gap.
_ROWS = 128
_CUT = b"\x1dV\x42\x00"  # function B: feeds to the cutter, then cuts and leaves a point


def write(labels: Iterable[Label], job: Job) -> Iterator[bytes]:
    """Yield the raster images of each label, and the cut."""
    for page in language.pages(labels, job):
        body, stride = language.packed(page)
        parts = [_INITIALISE]
        for top in range(0, page.height, _ROWS):
            rows = body[top * stride : (top + _ROWS) * stride]
            count = len(rows) // stride
            # Bytes of a row, then the number of rows, the low byte of each first.
            size = stride.to_bytes(2, "little") + count.to_bytes(2, "little")
            parts.append(b"\x1dv0\x00" + size + rows)
        parts.append(_CUT)
        yield b"".join(parts)


LANGUAGE = Language(
    id="escpos",
    title="ESC/POS: receipt printers of Epson and others",
    media_type="application/octet-stream",
    resolutions=(203, 180),
    write=write,
)
