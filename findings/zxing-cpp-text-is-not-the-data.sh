#!/usr/bin/env bash
# The attribute text of a zxing-cpp result is not what the symbol holds.
#
# Expected: text is the data as a string, as the name says.
# Instead: the default is a form for people: GS1 data gets brackets that are not in the symbol, and in data that
# isn't plain text each control character becomes a name in angle brackets, e.g. five characters "<ESC>".
# Why it matters: such text looks the same as data that really has brackets or angle brackets. Pass
# text_mode=TextMode.Plain, or use bytes.
# Versions: zxing-cpp 3.1.1.
# Source: zxing-cpp's documentation, TextMode (HRI is the default); ISO/IEC 15424 (transmission).
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


def picture(symbology: zint.Symbology, data: str, mode: zint.InputMode) -> numpy.ndarray:
    """Draw a matrix symbol."""
    symbol = zint.Symbol()
    symbol.symbology, symbol.input_mode = symbology, mode
    symbol.encode(data)
    rows = numpy.unpackbits(numpy.asarray(symbol.encoded_data), axis=1, bitorder="little")
    dark = numpy.pad(rows[: symbol.rows, : symbol.width], 4)
    return (255 * (1 - numpy.kron(dark, numpy.ones((4, 4), numpy.uint8)))).astype(numpy.uint8)


print("zxing-cpp", importlib.metadata.version("zxing-cpp"))
changed = False
for data, mode, expected, known in [
    ("[01]09501101530003[10]AB", zint.InputMode.GS1, "010950110153000310AB", "(01)09501101530003(10)AB"),
    ("A\x1bB", zint.InputMode.UNICODE, "A\x1bB", "A<ESC>B"),
]:
    drawn = picture(zint.Symbology.DATAMATRIX, data, mode)
    seen = zxingcpp.read_barcodes(drawn)[0].text
    plain = zxingcpp.read_barcodes(drawn, text_mode=zxingcpp.TextMode.Plain)[0].text
    print(f"input {data!r}, expected {expected!r}, seen {seen!r}, with TextMode.Plain {plain!r}")
    changed |= (seen, plain) != (known, expected)
sys.exit("changed" if changed else 0)
PYTHON
