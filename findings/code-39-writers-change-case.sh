#!/usr/bin/env bash
# Code 39 encoders write capital letters for small ones, and say nothing.
#
# Expected: Code 39 has no small letters, so "ab-1x" is refused, or drawn as full ASCII.
# Instead: zxing-cpp's writer and ReportLab's Standard39 write "AB-1X".
# Why it matters: licence keys and short links are case-sensitive, and the symbol scans.
# Versions: zxing-cpp 3.1.1, reportlab 5.1.0.
# Source: ISO/IEC 16388, table 1 (43 data characters: digits, capital letters and seven others).
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

value = "ab-1x"
drawing = createBarcodeDrawing("Standard39", value=value, checksum=0)
page = pypdfium2.PdfDocument(renderPDF.drawToString(drawing))[0]
pictures = {
    "zxing-cpp": zxingcpp.create_barcode(value, zxingcpp.BarcodeFormat.Code39Std).to_image(scale=3),
    "reportlab": ImageOps.expand(page.render(scale=6).to_pil().convert("L"), 100, 255),
}
changed = False
for name, picture in pictures.items():
    seen = zxingcpp.read_barcodes(picture)[0].text
    print(f"{name} {importlib.metadata.version(name)}: input {value!r}, expected an error, seen {seen!r}")
    changed |= seen != "AB-1X"
sys.exit("changed" if changed else 0)
PYTHON
