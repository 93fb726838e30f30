#!/usr/bin/env bash
# Code 128 encoders use ordinary letters as names of function characters.
#
# Expected: "ñ" is encoded (it is in Latin-1) or refused.
# Instead: python-barcode uses ñ, ò, ó and ô as names of FNC1 to FNC4 and JsBarcode È to Ï for FNC and
# code set switches. "Españ" becomes "Espa" and a separator, and "PÏT" becomes "P", FNC1, "T".
# Why it matters: Spanish and French words reach these encoders, and the result scans as something
# else or turns plain data into GS1 data.
# Versions: python-barcode 0.16.1, jsbarcode 3.12.3, read with zxing-cpp 3.1.1.
# Source: ISO/IEC 15417, table 1 (function characters are symbol values, not letters).
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv --without-pip venv
python3 -m pip --python venv install --quiet --no-compile --disable-pip-version-check \
  python-barcode==0.16.1 zxing-cpp==3.1.1 numpy==2.4.6
npm install --silent --no-audit --no-fund --ignore-scripts --prefix "$work" \
  jsbarcode@3.12.3
node - >modules.txt <<'NODE'
const drawn = {};
require("jsbarcode")(drawn, "PÏT", { format: "CODE128" });
console.log(drawn.encodings.map(({ data }) => data).join(""));
NODE
venv/bin/python - <<'PYTHON'
import importlib.metadata
import json
import sys

import barcode
import numpy
import zxingcpp


def read(modules: str) -> str:
    """Return the data of drawn modules."""
    row = numpy.array([255 * (bit == "0") for bit in "0" * 12 + modules + "0" * 12], numpy.uint8)
    return zxingcpp.read_barcodes(numpy.tile(row.repeat(3), (90, 1)), text_mode=zxingcpp.TextMode.Plain)[0].text


seen = [read(barcode.get("code128", "Españ").build()[0]), read(open("modules.txt").read().strip())]
print("python-barcode", importlib.metadata.version("python-barcode"))
print("jsbarcode", json.load(open("node_modules/jsbarcode/package.json"))["version"])
print(f"input 'Españ' and 'PÏT', expected the same or an error, seen {seen}")
sys.exit("changed" if seen[0] != "Espa\x1d" or seen[1] == "PÏT" else 0)
PYTHON
