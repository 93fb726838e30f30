"""zpl-renderer-js, which shares no code with the project, draws our labels as they are meant.

`make interop` installs it and runs this.
"""

import base64
import io
import json
import random
import subprocess
from itertools import groupby
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image, ImageChops

from common.barcode.labels import zpl
from common.barcode.labels.label import Barcode, Label
from common.barcode.render.formats import zpl as bitmaps
from tests.common.barcode.labels.composing import compose
from tests.interop.environments import HERE, NODE

SCRIPT = Path(__file__).parent / "clients" / "zpl.cjs"
SIZE, DPI, DOTS = (70, 40), 203, (560, 320)
NATIVE = {
    "code128": ("ABC-1", "123456", "123456ab", "ab^c~d_e\\&f", "^XA^FD~JA"),
    "gs1_128": ("(01)09501101530003(10)ABC", "(01)09501101530003", "(00)376123450000010039"),
    "code39": ("ABC-1", "$/+%", "A B."),
    "itf": ("12345678", "0012"),
}


def render(text: str) -> list[Image.Image]:
    done = subprocess.run(
        [NODE, SCRIPT, *map(str, SIZE)],
        cwd=HERE,
        input=text.encode(),
        capture_output=True,
        check=True,
        timeout=60,
    )
    drawn = [base64.b64decode(each) for each in json.loads(done.stdout)]
    return [Image.open(io.BytesIO(each)).convert("L") for each in drawn]


def label(data: str, format: str, title: str = "", *lines: str) -> Label:
    return compose(data, format, SIZE, title, lines, dpi=DPI, show_text=False)


def formats(*labels: Label) -> str:
    return b"".join(zpl.write(labels, SIZE, round(8 * 25.4))).decode()


def bars(image: Image.Image, barcode: Barcode) -> list[tuple[bool, int]]:
    """Return the runs of dots in the middle row of *barcode*, without the margins."""
    top = round((barcode.top + barcode.drawing.size[1] * 25.4 / DPI / 2) * 8)
    row = image.crop((0, top, image.width, top + 1)).tobytes()
    runs = [(dark, len(list(run))) for dark, run in groupby(value < 128 for value in row)]
    return runs[1:-1]


@pytest.mark.parametrize("format", NATIVE)
def test_bars_of_the_printer_are_ours(format: str) -> None:
    """A printer's own bars have the widths of the bitmap, and zxing-cpp reads the data."""
    digits = random.Random(1)
    numbers = [f"{digits.randrange(10**9):010d}" for _ in range(10)]
    every = (*NATIVE[format], *(numbers if format in ("code128", "itf", "code39") else ()))
    labels = [label(data, format) for data in every]
    text = formats(*labels)
    assert "^GF" not in text
    drawn = render(text)
    drawings = [each.barcodes[0] for each in labels]
    as_bitmaps = "".join(
        f"^XA{bitmaps.field(each.drawing, round(each.left * 8), round(each.top * 8))}^XZ"
        for each in drawings
    )
    for one, other, barcode in zip(drawn, render(as_bitmaps), drawings, strict=True):
        assert bars(one, barcode) == bars(other, barcode)
        (read,) = zxingcpp.read_barcodes(one)
        assert read.bytes == (barcode.symbol.reading.content or barcode.symbol.data.encode())


EXAMPLES = (
    ("5901234123457", "ean13"),
    ("HTTPS://EXAMPLE.COM/1", "qr"),
    ("DATA MATRIX", "datamatrix"),
    ("Text 1", "pdf417"),
    ("A40156B", "codabar"),
)


@pytest.mark.parametrize(("data", "format"), EXAMPLES)
def test_compressed_bitmaps_read_back(data: str, format: str) -> None:
    """Decoded by zxing-cpp from the picture of the renderer."""
    (image,) = render(formats(label(data, format, "Title", "one", "two")))
    (read,) = zxingcpp.read_barcodes(image)
    assert read.text == data


def test_text_with_commands_is_only_text() -> None:
    """The label is one label, its barcode reads back, and the hostile text is drawn as text."""
    hostile = "^XZ^XA^FO0,0^GB500,300,300^FS~JA\\&_5E"
    (image,) = render(formats(label("ABC-1", "code128", hostile, hostile)))
    (read,) = zxingcpp.read_barcodes(image)
    assert read.text == "ABC-1"
    (plain,) = render(formats(label("ABC-1", "code128", "x" * len(hostile), "x" * len(hostile))))
    # A box of the hostile command would be dark everywhere.
    difference = ImageChops.difference(image, plain).point(lambda value: 255 * (value > 128))
    assert difference.histogram()[255] < 0.05 * image.width * image.height
