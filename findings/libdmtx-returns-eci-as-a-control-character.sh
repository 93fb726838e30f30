#!/usr/bin/env bash
# libdmtx puts a character set designator into the data.
#
# Expected: an ECI says how the following bytes are to be read; it is applied, reported or dropped.
# Instead: codeword 241 is skipped and the number after it is decoded as data, one less than itself: a symbol with
# ECI 7 (Cyrillic) and the byte B6 is returned as 07 B6.
# Why it matters: a control character precedes the text, and appears inside it if the set changes; nothing
# says that the bytes are Cyrillic. pylibdmtx and other wrappers of libdmtx inherit it.
# Versions: libdmtx 0.7.8 in arbez-dmtx 0.0.3; zxing-cpp 3.1.1 for comparison; drawn by zint-bindings 1.2.2.
# Source: ISO/IEC 16022, 5.4 (extended channel interpretation, codeword 241).
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv --without-pip "$work/venv"
python3 -m pip --python "$work/venv" install --quiet --no-compile --disable-pip-version-check \
  arbez-dmtx==0.0.3 zint-bindings==1.2.2 zxing-cpp==3.1.1 pillow==13.0.0 numpy==2.4.6
"$work/venv/bin/python" - <<'PYTHON'
import importlib.metadata
import sys

import arbez_dmtx
import numpy
import zint
import zxingcpp
from PIL import Image

symbol = zint.Symbol()
symbol.symbology, symbol.input_mode, symbol.eci = zint.Symbology.DATAMATRIX, zint.InputMode.UNICODE, 7
symbol.encode("Ж")
rows = numpy.unpackbits(numpy.asarray(symbol.encoded_data), axis=1, bitorder="little")
dark = numpy.kron(numpy.pad(rows[: symbol.rows, : symbol.width], 4), numpy.ones((6, 6), numpy.uint8))
picture = Image.fromarray((255 * (1 - dark)).astype(numpy.uint8)).convert("RGB")
seen = arbez_dmtx.decode(picture)[0].data
print("arbez-dmtx", importlib.metadata.version("arbez-dmtx"), "with libdmtx", arbez_dmtx.dmtxVersion())
print(f"input 'Ж' with ECI 7, expected {zxingcpp.read_barcodes(picture)[0].bytes!r} as from zxing-cpp, seen {seen!r}")
sys.exit("changed" if seen != b"\x07\xb6" else 0)
PYTHON
