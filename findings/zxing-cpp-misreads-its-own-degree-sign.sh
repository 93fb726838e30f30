#!/usr/bin/env bash
# zxing-cpp does not read back what zxing-cpp writes.
#
# Expected: "25 °C" in a QR code written and read by one library comes back as "25 °C".
# Instead: it is written as the Latin-1 byte B0 without ECI, which the standard makes the default, and the reader
# guesses Shift JIS: "25 ｰC" with a half-width katakana. "£5" becomes "｣5", "½ kg" "ｽ kg", while "é" survives.
# Why it matters: any conforming encoder is affected, and text and format look like a good reading.
# The bytes are right: decode them by what the whole text makes likely.
# Versions: zxing-cpp 3.1.1.
# Source: ISO/IEC 18004, 7.3.2 (default interpretation is ECI 000003, ISO/IEC 8859-1).
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
for text, known in [("25 °C", "25 ｰC"), ("£5", "｣5"), ("½ kg", "ｽ kg"), ("é", "é")]:
    written = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode)
    read = zxingcpp.read_barcodes(written.to_image(scale=4))[0]
    print(f"input {text!r}, expected {text!r}, seen {read.text!r}, bytes {read.bytes!r}")
    changed |= read.text != known
sys.exit("changed" if changed else 0)
PYTHON
