#!/usr/bin/env bash
# A default PNG of bwip-js is all black to Python readers.
#
# Expected: dark bars on a light ground, in every program.
# Instead: the ground is transparent, and its invisible colour is black as well. Pillow's convert("L")
# drops the transparency, and so does zxing-cpp: the picture has one colour and no barcode.
# Why it matters: browsers show it on white, so it looks right where it is made. Pass backgroundcolor, and
# lay a picture with transparency on white before reading.
# Versions: bwip-js 4.11.4, pillow 13.0.0, zxing-cpp 3.1.1.
# Source: bwip-js's documentation, option backgroundcolor (none by default).
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv --without-pip venv
python3 -m pip --python venv install --quiet --no-compile --disable-pip-version-check \
  zxing-cpp==3.1.1 pillow==13.0.0 numpy==2.4.6
npm install --silent --no-audit --no-fund --ignore-scripts --prefix "$work" \
  bwip-js@4.11.4
cat >draw.js <<'NODE'
const bwip = require("bwip-js");
bwip
  .toBuffer({ bcid: "code128", text: "ABC123", scale: 3, padding: 10 })
  .then((bytes) => require("node:fs").writeFileSync("code.png", bytes));
NODE
node draw.js
venv/bin/python - <<'PYTHON'
import json
import sys

import zxingcpp
from PIL import Image

picture = Image.open("code.png")
white = Image.new("RGBA", picture.size, "white")
white.alpha_composite(picture)
direct = [found.text for found in zxingcpp.read_barcodes(picture)]
on_white = [found.text for found in zxingcpp.read_barcodes(white.convert("L"))]
print("bwip-js", json.load(open("node_modules/bwip-js/package.json"))["version"])
print("input ABC123 as Code 128, expected ['ABC123']")
print(f"seen {direct}, grey levels {picture.convert('L').getextrema()}; laid on white {on_white}")
sys.exit("changed" if direct or on_white != ["ABC123"] else 0)
PYTHON
