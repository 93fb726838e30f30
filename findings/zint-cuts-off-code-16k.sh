#!/usr/bin/env bash
# The zint of Debian 12 leaves out the last row of some Code 16K symbols, with both check characters.
#
# Expected: a symbol has a row for every five characters, of which one says how many rows there are and two are check
# characters; 8 capitals need 11 characters, thus three rows, and the program fails if it can't draw them.
# Instead: texts of 8, 13, 18 and 23 capitals, with which the next row begins, are drawn with a row less than they need.
# The program ends with status 0. No reader can return them, since both check characters are missing.
# Why it matters: a test print of 7 characters scans, and the labels of 8 characters do not.
# Versions: zint 2.11.1-1 (Debian 12); zint 2.15 in zint-bindings 1.2.2, where it is right.
# Source: EN 12323, structure of the symbol (rows, the first character, the two check characters).
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
apt-get download --quiet=2 zint=2.11.1-1 libzint2.11=2.11.1-1 libpng16-16
for package in *.deb; do dpkg-deb --extract "$package" root; done
python3 -m venv --without-pip venv
python3 -m pip --python venv install --quiet --no-compile --disable-pip-version-check zint-bindings==1.2.2
LD_LIBRARY_PATH=$(find "$PWD/root" -name '*.so.*' -printf '%h:') venv/bin/python - <<'PYTHON'
import string
import subprocess
import sys

import zint

fewer = []
for length in range(5, 26):
    text = string.ascii_uppercase[:length]
    command = ["root/usr/bin/zint", "--barcode=CODE16K", f"--data={text}", "--dump"]
    drawn = len(subprocess.run(command, capture_output=True, check=True, text=True).stdout.split("\n")) - 1
    symbol = zint.Symbol()
    symbol.symbology = zint.Symbology.CODE16K
    symbol.encode(text)
    needed = -(-(1 + length + 2) // 5)
    print(f"{length} capitals: {needed} rows needed, zint 2.15 draws {symbol.rows}, zint 2.11.1 draws {drawn}")
    if symbol.rows != needed:
        sys.exit("zint 2.15 differs")
    if drawn < needed:
        fewer.append(length)
print("cut off:", fewer)
sys.exit(fewer != [8, 13, 18, 23])
PYTHON
