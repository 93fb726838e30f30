#!/usr/bin/env bash
# ReportLab's ISBN barcode turns a valid ISBN-10 into an unrelated article number.
#
# Expected: an ISBN-10 is drawn as its EAN-13 form: 978, the first nine digits, a new check digit.
# Instead: the ten digits are filled up with zeros on the left like a short GTIN, and the tenth,
# the ISBN-10's own check digit, is encoded as data.
# Why it matters: the picture scans without an error, as a number that belongs to another prefix.
# Versions: reportlab 5.1.0, read with zxing-cpp 3.1.1.
# Source: ISBN Users' Manual, 7th edition (the bar code of a book is its ISBN-13 as EAN-13).
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv --without-pip "$work/venv"
python3 -m pip --python "$work/venv" install --quiet --no-compile --disable-pip-version-check \
  reportlab==5.1.0 pypdfium2==5.15.2 zxing-cpp==3.1.1 pillow==13.0.0 numpy==2.4.6
"$work/venv/bin/python" - <<'PYTHON'
import importlib.metadata
import sys

import pypdfium2
import zxingcpp
from PIL import ImageOps
from reportlab.graphics import renderPDF
from reportlab.graphics.barcode import createBarcodeDrawing


def drawn(kind: str, value: str) -> str:
    """Draw a barcode, render its PDF and return what a reader gets from it."""
    drawing = createBarcodeDrawing(kind, value=value)
    page = pypdfium2.PdfDocument(renderPDF.drawToString(drawing))[0]
    picture = ImageOps.expand(page.render(scale=6).to_pil().convert("L"), 100, 255)
    found = zxingcpp.read_barcodes(picture, text_mode=zxingcpp.TextMode.Plain)
    return found[0].text if found else ""


value, expected, known = "0306406152", "9780306406157", "0003064061529"
seen = drawn("ISBN", value)
print("reportlab", importlib.metadata.version("reportlab"))
print(f"input {value!r}, expected {expected!r}, seen {seen!r}")
sys.exit("changed" if seen != known else 0)
PYTHON
