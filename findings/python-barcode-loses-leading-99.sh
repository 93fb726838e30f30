#!/usr/bin/env bash
# python-barcode drops the digits 99 at the start of a Code 128.
#
# Expected: "9901" reads back as "9901".
# Instead: value 99 is also the switch to code set C, and the encoder removes it where the symbol
# already starts in C. The printed text below the bars still shows 9901.
# Why it matters: the symbol is valid, so it scans, as "01"; a person who compares the text sees
# nothing wrong.
# Versions: python-barcode 0.16.1, read with zxing-cpp 3.1.1.
# Source: ISO/IEC 15417, table 1 (99 is data in code set C and a switch in A and B).
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv --without-pip "$work/venv"
python3 -m pip --python "$work/venv" install --quiet --no-compile --disable-pip-version-check \
  python-barcode==0.16.1 zxing-cpp==3.1.1 numpy==2.4.6
"$work/venv/bin/python" - <<'PYTHON'
import importlib.metadata
import sys

import barcode
import numpy
import zxingcpp

value, known = "9901", "01"
drawn = barcode.get("code128", value)
modules = numpy.array([255 * (bit == "0") for bit in "0" * 12 + drawn.build()[0] + "0" * 12], numpy.uint8)
picture = numpy.tile(modules.repeat(3), (90, 1))
seen = zxingcpp.read_barcodes(picture, text_mode=zxingcpp.TextMode.Plain)[0].text
print("python-barcode", importlib.metadata.version("python-barcode"))
print(f"input {value!r}, printed text {drawn.get_fullcode()!r}, expected {value!r}, seen {seen!r}")
sys.exit("changed" if seen != known else 0)
PYTHON
