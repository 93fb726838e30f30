#!/usr/bin/env bash
# Barcode Bakery draws other characters than the text in full ASCII Code 39.
#
# Expected: small letters, and signs that Code 39 lacks, are two characters each: the letter "a" is "+A", "!" is "/A".
# Instead: each of the four shift characters stands where another one belongs: "a" is drawn as "%A" and "!" as "+A", so
# that a reader that knows full ASCII returns a control character or nothing for the one, and "a" for the other.
# Why it matters: the symbol scans without an error, as Code 39 has no check character, and what it says looks like data.
# Versions: @barcode-bakery/barcode-1d 3.0.0, drawn on @napi-rs/canvas 1.1.1, read with zxing-cpp 3.1.1.
# Source: ISO/IEC 16388, annex A (full ASCII: "+" for small letters, "/" for "!" to ":").
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --silent --no-audit --no-fund --ignore-scripts @barcode-bakery/barcode-1d@3.0.0 @napi-rs/canvas@1.1.1
python3 -m venv --without-pip "$work/venv"
python3 -m pip --python "$work/venv" install --quiet --no-compile --disable-pip-version-check \
  zxing-cpp==3.1.1 pillow==13.0.0 numpy==2.4.6
cat >draw.cjs <<'JS'
const { BCGcode39extended } = require("@barcode-bakery/barcode-1d");
const { BCGDrawing } = require("@barcode-bakery/barcode-common");
const { createCanvas } = require("@napi-rs/canvas");
const fs = require("fs");

const [, , text, file] = process.argv;
const barcode = new BCGcode39extended();
barcode.setScale(3);
barcode.parse(text);
const surface = (width, height) => ({
  context: createCanvas(width + 80, height).getContext("2d"),
  createSurface: surface,
});
const drawing = new BCGDrawing(surface);
barcode.setOffsetX(15);
drawing.draw(barcode);
fs.writeFileSync(file, drawing.getImage().context.canvas.toBuffer("image/png"));
JS
cat >read.py <<'PYTHON'
import sys

import zxingcpp
from PIL import Image

known = {"code": "%C%O%D%E", "10!": "10+A"}
right = {"code": "+C+O+D+E", "10!": "10/A"}
text, file = sys.argv[1:]
picture = Image.open(file).convert("L")
seen = [one.text for one in zxingcpp.read_barcodes(picture, formats=zxingcpp.BarcodeFormat.Code39Std)]
print(f"input {text!r}, expected characters {right[text]!r}, seen {seen}")
sys.exit(0 if seen == [known[text]] else "changed")
PYTHON
echo "@barcode-bakery/barcode-1d 3.0.0"
for text in 'code' '10!'; do
  node draw.cjs "$text" bars.png
  "$work/venv/bin/python" read.py "$text" bars.png
done
