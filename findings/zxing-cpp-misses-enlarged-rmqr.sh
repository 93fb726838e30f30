#!/usr/bin/env bash
# An rMQR Code that was enlarged smoothly is not read at all, and many Micro QR and Aztec Codes are not either.
#
# Expected: a flawless symbol is read at any size, whether its pixels were repeated or interpolated. QR Code and
# Data Matrix are.
# Instead: of rMQR Codes enlarged 3 or 4 times with bicubic interpolation none is read, of Micro QR Codes and of Aztec
# Codes of 27 modules only some. With repeated pixels all of them are read: such a picture takes a path of its own in the
# reader, and tests with rendered symbols see no other.
# Why it matters: browsers, word processors and phones interpolate when they enlarge a picture, so that what is read as a
# file is not read as a screenshot.
# Versions: zxing-cpp 3.1.1, pillow 13.0.0.
# Source: ISO/IEC 23941 (rMQR), ISO/IEC 18004 (Micro QR), ISO/IEC 24778 (Aztec); QR Code and Data Matrix for comparison.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv --without-pip "$work/venv"
python3 -m pip --python "$work/venv" install --quiet --no-compile --disable-pip-version-check \
  zxing-cpp==3.1.1 pillow==13.0.0 numpy==2.4.6
"$work/venv/bin/python" - <<'PYTHON'
import importlib.metadata
import random
import string
import sys

import numpy
import zxingcpp
from PIL import Image

for name in ("zxing-cpp", "pillow"):
    print(name, importlib.metadata.version(name))
formats = zxingcpp.BarcodeFormat
characters = random.Random(1)
changed = False
for format, length in [
    (formats.RMQRCode, 20),
    (formats.MicroQRCode, 9),
    (formats.Aztec, 53),
    (formats.QRCode, 20),
    (formats.DataMatrix, 20),
]:
    read = {"repeated": 0, "interpolated": 0}
    for _ in range(20):
        text = "".join(characters.choices(string.ascii_letters + string.digits, k=length))
        modules = numpy.array(zxingcpp.create_barcode(text, format).to_image(scale=1))
        small = Image.fromarray(numpy.pad(modules, 10, constant_values=255))
        for scale in (3, 4):
            size = small.width * scale, small.height * scale
            for name, filter in (("repeated", Image.Resampling.NEAREST), ("interpolated", Image.Resampling.BICUBIC)):
                seen = zxingcpp.read_barcodes(small.resize(size, filter))
                read[name] += [one.text for one in seen] == [text]
    print(f"input 40 pictures of {format}, expected 40 read, seen", read)
    expected = {formats.RMQRCode: range(1), formats.MicroQRCode: range(36), formats.Aztec: range(36)}
    changed |= read["repeated"] != 40 or read["interpolated"] not in expected.get(format, [40])
sys.exit("changed" if changed else 0)
PYTHON
