#!/usr/bin/env bash
# Two GS1-128 encoders put the brackets of the printed text into the symbol.
#
# Expected: (01)09501101530003 is the human-readable form; brackets are never encoded.
# Instead: python-barcode's gs1_128 and JsBarcode's ean128 only add FNC1 in front and encode the rest
# unchanged. A scanner announces GS1 data (]C1) and transmits "(01)09501101530003".
# Why it matters: the text below the bars looks exactly right. Other encoders (bwip-js, zint) demand
# the brackets as input, so the same string is right in one library and wrong in another.
# Versions: python-barcode 0.16.1, jsbarcode 3.12.3, read with zxing-cpp 3.1.1.
# Source: GS1 General Specifications, 4.14 (brackets are printed around AIs, not encoded).
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
require("jsbarcode")(drawn, "(01)09501101530003", { format: "CODE128", ean128: true });
console.log(drawn.encodings.map(({ data }) => data).join(""));
NODE
venv/bin/python - <<'PYTHON'
import importlib.metadata
import json
import sys

import barcode
import numpy
import zxingcpp

value = "(01)09501101530003"


def read(modules: str) -> tuple[str, str]:
    """Return the AIM identifier and the data of drawn modules."""
    row = numpy.array([255 * (bit == "0") for bit in "0" * 12 + modules + "0" * 12], numpy.uint8)
    found = zxingcpp.read_barcodes(numpy.tile(row.repeat(3), (90, 1)), text_mode=zxingcpp.TextMode.Plain)[0]
    return found.symbology_identifier, found.text


seen = [read(barcode.get("gs1_128", value).build()[0]), read(open("modules.txt").read().strip())]
print("python-barcode", importlib.metadata.version("python-barcode"))
print("jsbarcode", json.load(open("node_modules/jsbarcode/package.json"))["version"])
print(f"input {value}, expected ]C1 0109501101530003 from both, seen {seen}")
sys.exit("changed" if seen != [("]C1", value)] * 2 else 0)
PYTHON
