"""The first sheet of labels, or the first label of a roll, as a PNG picture.

The picture is in dots of a printer (`write`), or in shades of grey for a screen (`shaded`).
"""

import io
from collections.abc import Iterable, Iterator
from itertools import islice

from PIL import Image, ImageOps

from common.barcode.labels import bitmap
from common.barcode.labels.label import MM_PER_INCH, Label
from common.barcode.labels.label_stock import Stock


def write(labels: Iterable[Label], stock: Stock, start: int, dpi: int) -> Iterator[bytes]:
    """Yield the bytes of the picture.

    Args:
        labels: the labels in order; those of further sheets are not drawn.
        stock: the sheet or roll.
        start: the first label of the sheet to print, counted from 1.
        dpi: resolution in dots per inch.
    """
    size = [bitmap.dots(side, dpi) for side in stock.page]
    page = Image.new("1", (size[0], size[1]), 1)
    # One sheet: a picture has no second page.
    for number, label in enumerate(islice(labels, stock.count - start + 1), start - 1):
        left, top = (round(side * dpi / MM_PER_INCH) for side in stock.place(number))
        dark = bitmap.render(label, stock.label, dpi)
        page.paste(0, (left, top), dark)
    body = io.BytesIO()
    page.save(body, "PNG", dpi=(dpi, dpi))
    yield body.getvalue()


def shaded(labels: Iterable[tuple[Label, int]], stock: Stock, start: int, dpi: int) -> bytes:
    """Return the picture in shades of grey.

    Args:
        labels: the labels of the sheet, each with the resolution for which it was composed.
        stock: the sheet or roll.
        start: the first label of the sheet to print, counted from 1.
        dpi: resolution in dots per inch; bars that are thinner than a dot become grey.
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
    body = io.BytesIO()
    # Seen once: the usual 6 takes longer, for a file that is 4 % smaller.
    page.save(body, "PNG", dpi=(dpi, dpi), compress_level=4)
    return body.getvalue()
