#!/usr/bin/env bash
# The position of a stacked DataBar symbol covers only a part of it.
#
# Expected: the corners enclose the symbol, as they do for the other symbologies of zxing-cpp.
# Instead: for GS1 DataBar Stacked, Stacked Omnidirectional and Expanded Stacked they enclose about half of the dark
# pixels. What is cut out is not read any more. Of the omnidirectional one enough is left outside to be read after the
# position was painted over.
# Why it matters: pictures are cropped to a symbol, and codes painted over before they are passed on.
# Versions: zxing-cpp 3.1.1.
# Source: ISO/IEC 24724 (both rows are one symbol); DataBar Limited and QR Code for comparison.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv --without-pip "$work/venv"
python3 -m pip --python "$work/venv" install --quiet --no-compile --disable-pip-version-check \
  zxing-cpp==3.1.1 numpy==2.4.6
"$work/venv/bin/python" - <<'PYTHON'
import importlib.metadata
import sys

import numpy
import zxingcpp

print("zxing-cpp", importlib.metadata.version("zxing-cpp"))
formats = zxingcpp.BarcodeFormat
seen = []
for format, text in [
    (formats.DataBarStk, "09501101530003"),
    (formats.DataBarStkOmni, "09501101530003"),
    (formats.DataBarExpStk, "[01]09501101530003[10]ABC123"),
    (formats.DataBarLtd, "09501101530003"),
    (formats.QRCode, "09501101530003"),
]:
    picture = numpy.pad(numpy.array(zxingcpp.create_barcode(text, format).to_image(scale=4)), 40, constant_values=255)
    [symbol] = zxingcpp.read_barcodes(picture)
    corners = [getattr(symbol.position, name) for name in ("top_left", "top_right", "bottom_right", "bottom_left")]
    columns, rows = [corner.x for corner in corners], [corner.y for corner in corners]
    inside = slice(min(rows), max(rows) + 1), slice(min(columns), max(columns) + 1)
    covered = (picture[inside] < 128).sum() / (picture < 128).sum()
    cropped = len(zxingcpp.read_barcodes(numpy.pad(picture[inside], 40, constant_values=255)))
    picture[inside] = 255
    painted = len(zxingcpp.read_barcodes(picture))
    print(f"input {format}, expected 100 %, 1 cropped, 0 painted over,", end=" ")
    print(f"seen {covered:.0%}, {cropped} cropped, {painted} painted over")
    seen.append((covered < 0.7, cropped, painted))
sys.exit("changed" if seen != [(True, 0, 0), (True, 0, 1), (True, 0, 0), (False, 1, 0), (False, 1, 0)] else 0)
PYTHON
