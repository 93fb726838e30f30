"""The first sheet of labels, or the first label of a roll, as a PNG picture."""

import io
from collections.abc import Iterable, Iterator
from itertools import islice

from PIL import Image

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
    for number, label in enumerate(islice(labels, stock.count - start + 1), start - 1):
        left, top = (round(side * dpi / MM_PER_INCH) for side in stock.place(number))
        dark = bitmap.render(label, stock.label, dpi)
        page.paste(0, (left, top), dark)
    body = io.BytesIO()
    page.save(body, "PNG", dpi=(dpi, dpi))
    yield body.getvalue()
