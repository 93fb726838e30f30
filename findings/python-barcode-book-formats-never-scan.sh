#!/usr/bin/env bash
# Three formats of python-barcode draw what no reader reads.
#
# Expected: isbn10, issn and ean14 (also called gtin) draw EAN-13 and ITF-14 symbols.
# Instead: isbn10 and issn draw an EAN symbol with the number of digits that the name says (10 and 8),
# cut from the right number, and ean14 one with 14 digits; EAN has 8 or 13.
# Why it matters: the pictures look like barcodes and have text below them; only a scanner notices.
# Versions: python-barcode 0.16.1, tried with zxing-cpp 3.1.1, all symbologies.
# Source: ISO/IEC 15420 (EAN-13 and EAN-8); GS1 General Specifications, 5.3 (ITF-14).
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


def read(name: str, value: str) -> list[str]:
    """Draw with whole modules and a wide quiet zone, and read."""
    row = "0" * 12 + barcode.get(name, value).build()[0].replace("G", "1") + "0" * 12
    modules = numpy.array([255 * (bit == "0") for bit in row], numpy.uint8)
    return [found.text for found in zxingcpp.read_barcodes(numpy.tile(modules.repeat(3), (90, 1)))]


print("python-barcode", importlib.metadata.version("python-barcode"))
changed = read("ean13", "4006381333931") != ["4006381333931"]
for name, value, expected in [
    ("isbn10", "0306406152", "9780306406157"),
    ("issn", "03178471", "9770317847001"),
    ("ean14", "09501101530003", "09501101530003"),
]:
    seen = read(name, value)
    print(f"{name}: input {value}, expected {expected}, seen {seen}")
    changed |= seen != []
sys.exit("changed" if changed else 0)
PYTHON
