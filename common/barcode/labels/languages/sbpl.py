"""SBPL, for SATO label printers. A label is one bitmap.

Source: SATO Programming Reference: ESC A (start), V and H (place in dots, from 1), GH (blocks of
8 × 8 dots across and down, a row of dots after the other in hexadecimal digits, a 1 is printed), Q
(quantity), Z (end). The size of the label is that of the printer's settings.
"""

from collections.abc import Iterable, Iterator

from common.barcode.labels import language
from common.barcode.labels.label import Label
from common.barcode.labels.language import Job, Language

_BLOCK = 8  # dots
_ESC = b"\x1b"


def write(labels: Iterable[Label], job: Job) -> Iterator[bytes]:
    """Yield the commands of each label."""
    for page in language.pages(labels, job):
        body, stride = language.packed(page)
        down = -(-page.height // _BLOCK)
        # Rows below the label make its last blocks whole.
        body += bytes(stride * (down * _BLOCK - page.height))
        commands = (b"A", b"V0001", b"H0001", graphic(body, stride, down), b"Q1", b"Z")
        yield b"".join(_ESC + command for command in commands)


def graphic(body: bytes, across: int, down: int) -> bytes:
    """Return the command for the rows of dots in *body*, *across* by *down* blocks."""
    return f"GH{across:03}{down:03}{body.hex().upper()}".encode()


LANGUAGE = Language(
    id="sbpl",
    title="SBPL: SATO label printers",
    media_type="application/octet-stream",
    resolutions=(203, 305, 609),
    write=write,
    max_dots=999 * _BLOCK,
)
