#!/usr/bin/env bash
# python-stdnum fills variable-length GS1 elements with spaces.
#
# Expected: encode() without a separator raises an error when one is needed, or uses FNC1.
# Instead: a lot of two characters becomes twenty: "AB" and eighteen spaces. The string needs no
# separator any more, and info() strips the spaces, so a round trip inside the library hides it.
# Why it matters: any other system reads a lot number with spaces, a character that GS1 allows in
# no element. Pass separator="\x1d".
# Versions: python-stdnum 2.2.
# Source: GS1 General Specifications, 7.8 (FNC1 ends an element) and 7.11 (permitted characters).
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv --without-pip "$work/venv"
python3 -m pip --python "$work/venv" install --quiet --no-compile --disable-pip-version-check \
  python-stdnum==2.2
"$work/venv/bin/python" - <<'PYTHON'
import importlib.metadata
import sys

from stdnum import gs1_128

elements = {"10": "AB", "21": "X"}
expected, known = "10AB\x1d21X", "10AB" + 18 * " " + "21X"
seen = gs1_128.encode(elements)
print("python-stdnum", importlib.metadata.version("python-stdnum"))
print(f"input {elements}, expected {expected!r}, seen {seen!r}")
print("read by the library itself:", gs1_128.info(seen))
sys.exit("changed" if seen != known else 0)
PYTHON
