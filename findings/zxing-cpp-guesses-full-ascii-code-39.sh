#!/usr/bin/env bash
# zxing-cpp translates plain Code 39 into other characters.
#
# Expected: "/" and "C" are two characters of Code 39; pairs mean full ASCII only where sender and
# receiver have agreed on it, since the symbol can't say so.
# Instead: a symbol whose pairs all happen to be legal is read as Code 39 Extended: "AB12/C" as "AB12#".
# Why it matters: part numbers with a slash, and every HIBC label that starts with "+A", change silently.
# The formats argument can exclude Code39Ext.
# Versions: zxing-cpp 3.1.1.
# Source: ISO/IEC 16388, annex on full ASCII (to be used by agreement only).
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv --without-pip "$work/venv"
python3 -m pip --python "$work/venv" install --quiet --no-compile --disable-pip-version-check \
  zxing-cpp==3.1.1 pillow==13.0.0 numpy==2.4.6
"$work/venv/bin/python" - <<'PYTHON'
import importlib.metadata
import sys

import zxingcpp

print("zxing-cpp", importlib.metadata.version("zxing-cpp"))
changed = False
for text, known in [("AB12/C", "AB12#"), ("+A123", "a123")]:
    picture = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.Code39Std).to_image(scale=3)
    read = zxingcpp.read_barcodes(picture)[0]
    print(f"input {text!r} as plain Code 39, expected {text!r}, seen {read.text!r} ({read.format.name})")
    changed |= read.text != known
sys.exit("changed" if changed else 0)
PYTHON
