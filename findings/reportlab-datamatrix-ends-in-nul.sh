#!/usr/bin/env bash
# ReportLab's Data Matrix appends a NUL character to many texts.
#
# Expected: a Data Matrix holds its data and then padding codewords, which a reader drops.
# Instead: the encoder fills incomplete C40 triplets with the shift to set 1 followed by NUL,
# and never returns to ASCII, so "hello" reads back as six characters, "hello" and U+0000.
# Why it matters: the extra character is invisible on a screen, but lookups fail, and PostgreSQL
# refuses it in text.
# Versions: reportlab 5.1.0, read with zxing-cpp 3.1.1.
# Source: ISO/IEC 16022, 5.2.5.2 (how C40 ends: unlatch and ASCII, or pad with shift 1 only).
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
for value, known in [("hello", "hello\0"), ("1234567890", "1234567890\0"), ("HELLO 123", "HELLO 123")]:
    seen = drawn("ECC200DataMatrix", value)
    print(f"input {value!r}, expected {value!r}, seen {seen!r}")
    changed |= seen != known
sys.exit("changed" if changed else 0)
PYTHON
