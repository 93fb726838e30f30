#!/usr/bin/env bash
# python-barcode draws bars a pixel too narrow or too wide, even if a module is a whole number of pixels.
#
# Expected: at 200 dpi a module of 0.254 mm is exactly 2 pixels, so that the elements of a Code 128 are 2, 4, 6 and 8
# pixels wide.
# Instead: they are 1 to 8 pixels wide, a bar of one module is half as wide as it should be or half as wide again, and
# many of the pictures are not read. At 100 dpi, where a module is 1 pixel, the default picture raises an error of Pillow.
# Why it matters: 0.254 mm (10 mil) at 203 dpi is the usual choice for label printers, and such a picture is checked by eye
# only. At the default of 300 dpi the bars are uneven as well, but wide enough to be read.
# Versions: python-barcode 0.16.1, pillow 13.0.0, zxing-cpp 3.1.1.
# Source: ISO/IEC 15417 (elements are 1 to 4 modules wide).
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv --without-pip "$work/venv"
python3 -m pip --python "$work/venv" install --quiet --no-compile --disable-pip-version-check \
  python-barcode==0.16.1 pillow==13.0.0 zxing-cpp==3.1.1
"$work/venv/bin/python" - <<'PYTHON'
import importlib.metadata
import io
import itertools
import random
import string
import sys

import barcode
import zxingcpp
from barcode.writer import ImageWriter
from PIL import Image

for name in ("python-barcode", "pillow", "zxing-cpp"):
    print(name, importlib.metadata.version(name))


def draw(text, dpi):
    file = io.BytesIO()
    options = {"module_width": 0.254, "dpi": dpi, "write_text": False}
    barcode.get("code128", text, writer=ImageWriter()).write(file, options=options)
    return Image.open(file).convert("L")


characters = random.Random(1)
texts = ["".join(characters.choices(string.ascii_uppercase + string.digits, k=12)) for _ in range(50)]
widths, read = set(), 0
for text in texts:
    picture = draw(text, 200)
    line = picture.crop((0, picture.height // 2, picture.width, picture.height // 2 + 1)).tobytes()
    widths.update([len(list(run)) for _, run in itertools.groupby(level < 128 for level in line)][1:-1])
    read += [one.text for one in zxingcpp.read_barcodes(picture)] == [text]
print("input 50 Code 128, module 0.254 mm, 200 dpi: expected elements of 2, 4, 6, 8 px, seen", sorted(widths))
print("expected 50 read, seen", read)
try:
    draw(texts[0], 100)
    error = ""
except ValueError as raised:
    error = str(raised)
print("input 100 dpi, expected a picture, seen", error or "a picture")
sys.exit("changed" if widths == {2, 4, 6, 8} or read == 50 or not error else 0)
PYTHON
