#!/usr/bin/env bash
# A SEPA payment code that obeys its standard is garbled by every reader.
#
# Expected: segno's make_epc_qr picks the smallest character set that fits, ISO 8859-2 for "Łódź", and
# says so in the third line, as the standard demands; readers show "Łódź".
# Instead: the line speaks of bytes, but readers convert bytes to text before a program sees line 3, and
# there is no ECI. Polish letters come out as Latin-1: "£ód¼".
# Why it matters: only a program that keeps the raw bytes can read the beneficiary. Write UTF-8 (encoding=1).
# Versions: segno 1.6.6, read with zxing-cpp 3.1.1.
# Source: EPC069-12, Quick Response Code guidelines, third element (character set 1 to 8).
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv --without-pip "$work/venv"
python3 -m pip --python "$work/venv" install --quiet --no-compile --disable-pip-version-check \
  segno==1.6.6 zxing-cpp==3.1.1 pillow==13.0.0 numpy==2.4.6
"$work/venv/bin/python" - <<'PYTHON'
import importlib.metadata
import sys

import numpy
import segno.helpers
import zxingcpp


def read(modules: list[list[int]]) -> str:
    """Read drawn modules with a quiet zone of six."""
    dark = numpy.kron(numpy.pad(numpy.array(modules, numpy.uint8), 6), numpy.ones((4, 4), numpy.uint8))
    return zxingcpp.read_barcodes((255 * (1 - dark)).astype(numpy.uint8), text_mode=zxingcpp.TextMode.Plain)[0].text


code = segno.helpers.make_epc_qr(name="Łódź", iban="DE71110220330123456789", amount=12.3, text="Zażółć")
lines = read([list(row) for row in code.matrix]).split("\n")
print("segno", importlib.metadata.version("segno"))
print(f"input 'Łódź' and 'Zażółć', expected the same, seen {lines[5]!r} and {lines[10]!r} (line 3: {lines[2]})")
sys.exit("changed" if (lines[2], lines[5]) != ("3", "£ód¼") else 0)
PYTHON
