"""The first sheet of labels, or the first label of a roll, as a PNG picture.

The picture is in dots of a printer (`write`), or in shades of grey for a screen (`shaded`).
"""

import struct
import zlib
from collections.abc import Callable, Iterable, Iterator
from itertools import islice

from PIL import Image, ImageOps

from common.barcode.labels import bitmap
from common.barcode.labels.label import MM_PER_INCH, Label
from common.barcode.labels.label_stock import Stock
from common.barcode.render.formats import png

# In one piece, the pixels of a page take more than ten milliseconds to compress.
_ROWS = 100
_LEVEL = 4
# The depth in bits of a grey pixel (11.2.2).
_DEPTHS = {"1": 1, "L": 8}


def write(
    labels: Iterable[Label],
    stock: Stock,
    start: int,
    dpi: int,
    pause: Callable[[], None] = lambda: None,
) -> Iterator[bytes]:
    """Yield the bytes of the picture.

    Args:
        labels: the labels in order; those of further sheets are not drawn.
        stock: the sheet or roll.
        start: the first label of the sheet to print, counted from 1.
        dpi: resolution in dots per inch.
        pause: called between the steps of the work.
    """
    size = [bitmap.dots(side, dpi) for side in stock.page]
    page = Image.new("1", (size[0], size[1]), 1)
    # One sheet: a picture has no second page.
    for number, label in enumerate(islice(labels, stock.count - start + 1), start - 1):
        left, top = (round(side * dpi / MM_PER_INCH) for side in stock.place(number))
        dark = bitmap.render(label, stock.label, dpi)
        pause()
        page.paste(0, (left, top), dark)
    yield _as_png(page, dpi, pause)


def shaded(
    labels: Iterable[tuple[Label, int]],
    stock: Stock,
    start: int,
    dpi: int,
    pause: Callable[[], None] = lambda: None,
) -> bytes:
    """Return the picture in shades of grey.

    Args:
        labels: the labels of the sheet, each with the resolution for which it was composed.
        stock: the sheet or roll.
        start: the first label of the sheet to print, counted from 1.
        dpi: resolution in dots per inch; bars that are thinner than a dot become grey.
        pause: called between the steps of the work.
    """
    size = [bitmap.dots(side, dpi) for side in stock.page]
    page = Image.new("L", (size[0], size[1]), 255)
    area = (bitmap.dots(stock.label[0], dpi), bitmap.dots(stock.label[1], dpi))
    for number, (label, own_dpi) in enumerate(labels, start - 1):
        left, top = (round(side * dpi / MM_PER_INCH) for side in stock.place(number))
        dark = bitmap.render(label, stock.label, own_dpi).convert("L")
        # Either takes the mean of all dots, so that no thin bar is lost; whole steps are faster.
        step, rest = divmod(own_dpi, dpi)
        small = dark.resize(area, Image.Resampling.BOX) if rest else dark.reduce(step)
        page.paste(ImageOps.invert(small), (left, top))
        pause()
    return _as_png(page, dpi, pause)


def _as_png(page: Image.Image, dpi: int, pause: Callable[[], None]) -> bytes:
    """Return *page*, of mode 1 or L, as PNG (ISO/IEC 15948)."""
    compressor = zlib.compressobj(_LEVEL)
    parts = []
    for first in range(0, page.height, _ROWS):
        pause()
        strip = page.crop((0, first, page.width, min(first + _ROWS, page.height)))
        pixels = strip.tobytes()
        stride = len(pixels) // strip.height
        # The filter type None before each row (9.2).
        rows = [b"\0" + pixels[at : at + stride] for at in range(0, len(pixels), stride)]
        parts.append(compressor.compress(b"".join(rows)))
    parts.append(compressor.flush())
    return b"".join(
        (
            png.SIGNATURE,
            png.chunk(b"IHDR", struct.pack(">IIBBBBB", *page.size, _DEPTHS[page.mode], 0, 0, 0, 0)),
            png.resolution(dpi),
            png.chunk(b"IDAT", b"".join(parts)),
            png.END,
        )
    )
