"""Brother's raster language, for QL label printers.

Source: Brother, Software Developer's Manual, Raster Command Reference QL-8xx: initialise, switch to
raster mode, print information, modes, margin, raster lines, print.
"""

from collections.abc import Iterable, Iterator

from PIL import Image as Pillow

from common.barcode.labels import language
from common.barcode.labels.label import Label
from common.barcode.labels.language import Job, Language

_NARROW_PINS, _WIDE_PINS = 720, 1296  # of the head: QL-8xx and QL-1xxx
_NARROW_TAPE = 62.0  # mm, the widest of the narrow head
# Zeros end a command that an interrupted job has left incomplete.
_INVALIDATE = bytes(400)
_INITIALISE = b"\x1b@"
_RASTER_MODE = b"\x1bia\x01"
_AUTO_CUT, _CUT_EACH, _CUT_AT_END = b"\x1biM\x40", b"\x1biA\x01", b"\x1biK\x08"
_KIND, _WIDTH, _LENGTH, _RECOVERY = 0x02, 0x04, 0x08, 0x80  # valid fields of print information
_CONTINUOUS, _DIE_CUT = 0x0A, 0x0B
_FEED = 35  # dots before and after a label of continuous tape
_UNCOMPRESSED = b"M\x00"
_PRINT, _PRINT_LAST = b"\x0c", b"\x1a"
# Pins from the right edge of the head to the tape's first printable dot, by the tape's width.
_OFFSETS = {12: 29, 17: 0, 23: 42, 29: 6, 38: 12, 50: 12, 60: 18, 62: 12, 102: 12, 103: 12}


def write(labels: Iterable[Label], job: Job) -> Iterator[bytes]:
    """Yield the raster data of each label; the last one is followed by the final print command."""
    stock = job.stock
    across, along = stock.page[::-1] if stock.turned else stock.page
    pins = _NARROW_PINS if across <= _NARROW_TAPE else _WIDE_PINS
    yield _INVALIDATE + _INITIALISE
    # A label is held back until it is known whether another one follows: the print command of the
    # last one is different.
    previous = b""
    for number, page in enumerate(language.pages(labels, job)):
        if previous:
            yield previous + _PRINT
        lines = _lines(page, pins, _OFFSETS.get(round(across), 0))
        length = 0 if stock.continuous else round(along)
        valid = _RECOVERY | _KIND | _WIDTH | (0 if stock.continuous else _LENGTH)
        information = bytes(
            (
                *(valid, _CONTINUOUS if stock.continuous else _DIE_CUT, round(across), length),
                *page.height.to_bytes(4, "little"),
                # 0 marks the first label of the job.
                *(0 if number == 0 else 1, 0),
            )
        )
        margin = (_FEED if stock.continuous else 0).to_bytes(2, "little")
        previous = b"".join(
            (
                *(_RASTER_MODE, b"\x1biz", information, _AUTO_CUT, _CUT_EACH, _CUT_AT_END),
                *(b"\x1bid", margin, _UNCOMPRESSED, lines),
            )
        )
    if previous:
        yield previous + _PRINT_LAST


def _lines(page: Pillow.Image, pins: int, offset: int) -> bytes:
    """Return the raster lines of *page*; the first pin is at the right of the printed label."""
    head = Pillow.new("1", (pins, page.height), 0)
    head.paste(page.transpose(Pillow.Transpose.FLIP_LEFT_RIGHT), (offset, 0))
    body, stride = language.packed(head)
    start = b"g\x00" + bytes((stride,))
    return b"".join([start + body[at : at + stride] for at in range(0, len(body), stride)])


LANGUAGE = Language(
    id="ql",
    title="Brother QL: raster language of Brother's QL label printers",
    media_type="application/octet-stream",
    resolutions=(300,),
    write=write,
    makers=("dk-",),
)
