#!/usr/bin/env bash
# The package code128 leaves a tilde out of the symbol.
#
# Expected: "~" is value 94 of code set B, an ordinary printable character; or else an error.
# Instead: the character is neither encoded nor refused: "A~B" reads back as "AB".
# Why it matters: the check character fits the shorter data, so no reader can notice.
# Versions: code128 0.3, read with zxing-cpp 3.1.1.
# Source: ISO/IEC 15417, table 1 (values 94 and 95 of code set B are "~" and DEL).
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv --without-pip "$work/venv"
python3 -m pip --python "$work/venv" install --quiet --no-compile --disable-pip-version-check \
  code128==0.3 zxing-cpp==3.1.1 pillow==13.0.0 numpy==2.4.6
"$work/venv/bin/python" - <<'PYTHON'
import importlib.metadata
import sys

import code128
import zxingcpp

value, known = "A~B", "AB"
picture = code128.image(value, height=60, thickness=3)
seen = zxingcpp.read_barcodes(picture, text_mode=zxingcpp.TextMode.Plain)[0].text
print("code128", importlib.metadata.version("code128"))
print(f"input {value!r}, expected {value!r}, seen {seen!r}")
sys.exit("changed" if seen != known else 0)
PYTHON
