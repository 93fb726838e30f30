#!/usr/bin/env bash
# ReportLab adds a check character to Interleaved 2 of 5 and Code 39 by default.
#
# Expected: both symbologies define the check character as optional, so data drawn without
# an option reads back as the same data.
# Instead: "1234" reads back as "012348" (a mod-10 digit is appended, which makes the length odd,
# so a 0 is put in front) and "ABC123" as "ABC123$" (the mod-43 character).
# Why it matters: a warehouse system that compares what was scanned with what was printed
# finds nothing. checksum=0 is what most users need.
# Versions: reportlab 5.1.0, read with zxing-cpp 3.1.1.
# Source: ISO/IEC 16390 and ISO/IEC 16388 (the symbol check character is optional in both).
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


print("reportlab", importlib.metadata.version("reportlab"))
changed = False
for kind, value, known in [("I2of5", "1234", "012348"), ("Standard39", "ABC123", "ABC123$")]:
    seen = drawn(kind, value)
    print(f"{kind}: input {value!r}, expected {value!r}, seen {seen!r}")
    changed |= seen != known
sys.exit("changed" if changed else 0)
PYTHON
