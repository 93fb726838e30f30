#!/usr/bin/env bash
# Two encoders write UTF-8 into Code 128, which has no UTF-8.
#
# Expected: "é" is a character of Latin-1, which Code 128 carries with FNC4; or an error.
# Instead: bwip-js and zint-bindings turn the string into UTF-8 and draw each of its bytes, so
# "café" scans as "cafÃ©", two characters longer. There is no ECI in Code 128 to say so.
# Why it matters: the same string in the same libraries' QR codes is right, as readers guess UTF-8 there.
# bwip-js needs binarytext, zint-bindings InputMode.UNICODE.
# Versions: bwip-js 4.11.4, zint-bindings 1.2.2, read with zxing-cpp 3.1.1.
# Source: ISO/IEC 15417, character set (values 128 to 255 are those of ISO/IEC 8859-1).
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv --without-pip venv
python3 -m pip --python venv install --quiet --no-compile --disable-pip-version-check \
  zint-bindings==1.2.2 zxing-cpp==3.1.1 pillow==13.0.0 numpy==2.4.6
npm install --silent --no-audit --no-fund --ignore-scripts --prefix "$work" \
  bwip-js@4.11.4
cat >draw.js <<'NODE'
const bwip = require("bwip-js");
bwip
  .toBuffer({ bcid: "code128", text: "café", scale: 4, padding: 10, backgroundcolor: "FFFFFF" })
  .then((bytes) => require("node:fs").writeFileSync("bwip.png", bytes));
NODE
node draw.js
venv/bin/python - <<'PYTHON'
import importlib.metadata
import json
import sys

import numpy
import zint
import zxingcpp
from PIL import Image

plain = zxingcpp.TextMode.Plain
symbol = zint.Symbol()
symbol.symbology = zint.Symbology.CODE128
symbol.encode("café")
row = numpy.unpackbits(numpy.asarray(symbol.encoded_data)[0], bitorder="little")[: symbol.width]
modules = numpy.pad(row, 12).repeat(3)
picture = numpy.tile((255 * (1 - modules)).astype(numpy.uint8), (90, 1))
seen = [
    zxingcpp.read_barcodes(Image.open("bwip.png").convert("RGB"), text_mode=plain)[0].text,
    zxingcpp.read_barcodes(picture, text_mode=plain)[0].text,
]
print("bwip-js", json.load(open("node_modules/bwip-js/package.json"))["version"])
print("zint-bindings", importlib.metadata.version("zint-bindings"))
print(f"input 'café', expected 'café' from both, seen {seen}")
sys.exit("changed" if seen != ["cafÃ©", "cafÃ©"] else 0)
PYTHON
