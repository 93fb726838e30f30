#!/usr/bin/env bash
# zxing-cpp reads no add-on of the EAN symbols that bwip-js draws by default.
#
# Expected: the add-on of a magazine or book is read with its EAN-13, at each distance that the standard allows: 7 to 12
# modules, as zint takes them.
# Instead: bars 12 modules away are no add-on to zxing-cpp, and the EAN-13 is returned alone. bwip-js leaves 12 modules.
# With EanAddOnSymbol.Require nothing is read at all. (Of zint's symbols rows through the digits above the add-on are
# returned without it, too.)
# Why it matters: the add-on is the issue of a magazine or the price of a book. Whoever tests with zint, whose default is 7,
# sees it; printers that draw 12 lose it without an error.
# Versions: zxing-cpp 3.1.1, bwip-js 4.11.4, zint-bindings 1.2.2.
# Source: zint's manual (add-on gap: 7 to 12 modules); ISO/IEC 15420 (add-on symbols).
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv --without-pip venv
python3 -m pip --python venv install --quiet --no-compile --disable-pip-version-check \
  zxing-cpp==3.1.1 zint-bindings==1.2.2 pillow==13.0.0 numpy==2.4.6
npm install --silent --no-audit --no-fund --ignore-scripts --prefix "$work" \
  bwip-js@4.11.4
cat >draw.js <<'NODE'
const bwip = require("bwip-js");
bwip
  .toBuffer({ bcid: "ean13", text: "9771473968012 05", scale: 3, padding: 10, backgroundcolor: "FFFFFF" })
  .then((bytes) => require("node:fs").writeFileSync("code.png", bytes));
NODE
node draw.js
venv/bin/python - <<'PYTHON'
import importlib.metadata
import json
import sys

import zint
import zxingcpp
from PIL import Image


def add_on(picture):
    found = zxingcpp.read_barcodes(picture, ean_add_on_symbol=zxingcpp.EanAddOnSymbol.Read)
    return [one.text.removeprefix("9771473968012") for one in found]


def drawn(gap):
    symbol = zint.Symbol()
    symbol.symbology = zint.Symbology.EANX
    symbol.option_2 = gap
    symbol.scale = 2
    symbol.encode("9771473968012+05")
    symbol.buffer()
    height, width, _ = symbol.bitmap.shape
    page = Image.new("L", (width + 80, height + 80), 255)
    page.paste(Image.frombytes("RGB", (width, height), bytes(symbol.bitmap)), (40, 40))
    return page


for name in ("zxing-cpp", "zint-bindings"):
    print(name, importlib.metadata.version(name))
print("bwip-js", json.load(open("node_modules/bwip-js/package.json"))["version"])
seen = {gap: add_on(drawn(gap)) for gap in range(7, 13)}
print("input 9771473968012 with add-on 05 by zint, expected ['05'] at each distance in modules, seen", seen)
other = add_on(Image.open("code.png").convert("L"))
print("the same by bwip-js, expected ['05'], seen", other)
known = all("05" in seen[gap] for gap in range(7, 12)) and seen[12] == other == [""]
sys.exit(0 if known else "changed")
PYTHON
