#!/usr/bin/env bash
# A GS1 serial number loses its leading zeros on its way through an RFID tag.
#
# Expected: the serial "00123" is one that SGTIN-96, which holds a number, can't carry, so the longer SGTIN-198
# is chosen, as the library does for letters; or an error.
# Instead: pyepc writes SGTIN-96 with the number 123. The URI made from the same object has "00123", the one
# decoded from the tag "123".
# Why it matters: barcode and tag on one item name two different items.
# Versions: pyepc 0.5.0.
# Source: GS1 EPC Tag Data Standard, SGTIN-96 (serial numbers without leading zeros only).
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv --without-pip "$work/venv"
python3 -m pip --python "$work/venv" install --quiet --no-compile --disable-pip-version-check \
  pyepc==0.5.0
"$work/venv/bin/python" - <<'PYTHON'
import importlib.metadata
import sys

import pyepc

tag = pyepc.SGTIN.from_sgtin("09501101530003", "00123", 7)
seen = pyepc.decode(tag.encode()).pure_identity_uri
print("pyepc", importlib.metadata.version("pyepc"))
print(f"input (01)09501101530003(21)00123, tag {tag.encode()}")
print(f"expected {tag.pure_identity_uri}, seen {seen}")
sys.exit("changed" if (tag.pure_identity_uri[-5:], seen[-4:]) != ("00123", ".123") else 0)
PYTHON
