#!/usr/bin/env bash
# zxing-cpp returns the rows of one Codablock F symbol as separate Code 128 barcodes.
#
# Expected: a reader without Codablock F finds nothing.
# Instead: each row is a valid Code 128 inside, so zxing-cpp reports several barcodes. Each begins with a row
# indicator that looks like data, and the last ends with the check characters of the whole.
# Why it matters: nothing marks the pieces as such, and one of them can pass for a complete reading.
# Versions: zxing-cpp 3.1.1, symbol drawn by zint-bindings 1.2.2.
# Source: AIM Europe, Uniform Symbology Specification Codablock F (rows, row indicators, check characters).
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv --without-pip "$work/venv"
python3 -m pip --python "$work/venv" install --quiet --no-compile --disable-pip-version-check \
  zint-bindings==1.2.2 zxing-cpp==3.1.1 pillow==13.0.0 numpy==2.4.6
"$work/venv/bin/python" - <<'PYTHON'
import importlib.metadata
import sys

import numpy
import zint
import zxingcpp

text = "Blood bag 47, keep at 4 to 8 degrees"
symbol = zint.Symbol()
symbol.symbology = zint.Symbology.CODABLOCKF
symbol.encode(text)
rows = numpy.unpackbits(numpy.asarray(symbol.encoded_data), axis=1, bitorder="little")
dark = numpy.pad(rows[: symbol.rows, : symbol.width].repeat(12, axis=0), 12)
picture = (255 * (1 - numpy.kron(dark, numpy.ones((3, 3), numpy.uint8)))).astype(numpy.uint8)
seen = [(found.format.name, found.text) for found in zxingcpp.read_barcodes(picture)]
print("zxing-cpp", importlib.metadata.version("zxing-cpp"))
print(f"input {text!r} in {symbol.rows} rows, expected [] or the text, seen {seen}")
sys.exit("changed" if len(seen) < 2 or {name for name, _ in seen} != {"Code128"} else 0)
PYTHON
