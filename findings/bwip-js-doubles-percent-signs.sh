#!/usr/bin/env bash
# bwip-js puts two percent signs into a GS1 QR code for one, if the data has small letters.
#
# Expected: only the alphanumeric mode writes "%" as "%%" where FNC1 is in first position; the byte mode, which
# small letters need, holds each character as it is. The lot "a%b" is read as "a%b".
# Instead: the sign is doubled before the modes are chosen. In capitals it comes back as one, in small letters as
# two, and readers that follow the standard return the lot "a%%b".
# Why it matters: the same data is right or wrong by the case of another letter, and both symbols scan.
# Versions: bwip-js 4.11.4; drawn by zint-bindings 1.2.2 for comparison; read by zxing-cpp 3.1.1.
# Source: ISO/IEC 18004, 7.4.8.2 (FNC1 in first position: "%" and "%%" in alphanumeric mode, GS in byte mode).
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --silent --no-audit --no-fund --ignore-scripts --prefix "$work" bwip-js@4.11.4
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check \
  zxing-cpp==3.1.1 zint-bindings==1.2.2 pillow==13.0.0 numpy==2.4.6
node - <<'NODE'
const bwip = require("bwip-js");
const fs = require("fs");
(async () => {
  for (const [name, lot] of [["capitals", "A%B"], ["small", "a%b"]]) {
    const text = `(01)09501101530003(10)${lot}`;
    const options = { bcid: "gs1qrcode", scale: 4, padding: 12, backgroundcolor: "FFFFFF" };
    fs.writeFileSync(`${name}.png`, await bwip.toBuffer({ ...options, text }));
  }
})();
NODE
venv/bin/python - <<'PYTHON'
from importlib.metadata import version
import json
import sys

import numpy
import zint
import zxingcpp
from PIL import Image

print("bwip-js", json.load(open("node_modules/bwip-js/package.json"))["version"], end=", ")
print(", ".join(f"{name} {version(name)}" for name in ("zint-bindings", "zxing-cpp")))


def by_zint(lot):
    symbol = zint.Symbol()
    symbol.symbology, symbol.input_mode = zint.Symbology.QRCODE, zint.InputMode.GS1
    symbol.scale = 2
    symbol.encode(f"[01]09501101530003[10]{lot}")
    symbol.buffer(0)
    pixels = numpy.array(symbol.bitmap, numpy.uint8)
    return Image.fromarray(numpy.pad(pixels, ((20, 20), (20, 20), (0, 0)), constant_values=255))


def lot_of(picture):
    (barcode,) = zxingcpp.read_barcodes(picture)
    return barcode.bytes.decode().removeprefix("010950110153000310")


seen = {
    lot: (lot_of(Image.open(file).convert("L")), lot_of(by_zint(lot)))
    for lot, file in (("A%B", "capitals.png"), ("a%b", "small.png"))
}
for lot, (bwip, other) in seen.items():
    print(f"lot {lot}: expected {lot}, drawn by bwip-js {bwip}, drawn by zint {other}")
sys.exit(seen != {"A%B": ("A%B", "A%B"), "a%b": ("a%%b", "a%b")})
PYTHON
