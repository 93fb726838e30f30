#!/usr/bin/env bash
# candybar draws a hyphen for each character that Code 39 does not have.
#
# Expected: Code 39 has no small letters and no underscore, so "Rack_a1" is drawn as full ASCII, or refused.
# Instead: every such character becomes "-". "Rack_a1", "Rack_b1" and "R-----1" are one and the same symbol, and nothing says so.
# Why it matters: the hyphen is an ordinary character of Code 39, so the symbol scans as a plausible number, and shelves or parts that
# differ only in small letters share one barcode. Check the text before the call: A to Z, 0 to 9, space and "-.$/+%".
# Versions: candybar 0.1.5, read with zxing-cpp 3.1.1.
# Source: ISO/IEC 16388 (the 43 data characters of Code 39; the full ASCII form is its annex A).
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv --without-pip venv
python3 -m pip --python venv install --quiet --no-compile --disable-pip-version-check \
  candybar==0.1.5 zxing-cpp==3.1.1 pillow==13.0.0
venv/bin/python - <<'PYTHON'
import io
import sys

import zxingcpp
from candybar.CandyBarCode39 import CandyBar39
from PIL import Image, ImageOps

seen = {}
for text in ("RACK-A1", "Rack_a1", "Rack_b1"):
    picture = Image.open(io.BytesIO(CandyBar39(text, width=1200, height=200).generate_barcode())).convert("L")
    seen[text] = [barcode.text for barcode in zxingcpp.read_barcodes(ImageOps.expand(picture, 40, 255))]
    print(f"candybar 0.1.5, input {text!r}, expected {text!r} or an error, seen {seen[text]}")
sys.exit(seen != {"RACK-A1": ["RACK-A1"], "Rack_a1": ["R-----1"], "Rack_b1": ["R-----1"]})
PYTHON
