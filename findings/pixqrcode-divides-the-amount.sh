#!/usr/bin/env bash
# pixqrcode moves the decimal point of an amount.
#
# Expected: the amount "10" of a PIX code is 10.00 BRL and "10.5" is 10.50 BRL.
# Instead: the dot is removed and the last two digits become cents: 0.10 and 1.05.
# Only amounts with exactly two decimals are right.
# Why it matters: the payment code is well-formed and requests a hundredth of the price.
# Versions: pixqrcode 1.1.0.
# Source: EMV QR Code Specification, merchant-presented mode, ID 54 ("." before the cents).
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv --without-pip "$work/venv"
python3 -m pip --python "$work/venv" install --quiet --no-compile --disable-pip-version-check \
  pixqrcode==1.1.0
"$work/venv/bin/python" - <<'PYTHON'
import importlib.metadata
import sys

from pixqrcode import PixQrCode


def amount(payload: str) -> str:
    """Return the value of field 54."""
    while payload:
        field, size = payload[:2], int(payload[2:4])
        if field == "54":
            return payload[4 : 4 + size]
        payload = payload[4 + size :]
    return ""


print("pixqrcode", importlib.metadata.version("pixqrcode"))
changed = False
for given, expected, known in [("10", "10.00", "0.10"), ("10.5", "10.50", "1.05"), ("10.50", "10.50", "10.50")]:
    payload = PixQrCode("Fulano", "11987654321", "Recife", given, "TX1").generate_code()
    seen = amount(payload)
    print(f"input {given!r}, expected {expected!r}, seen {seen!r}")
    changed |= seen != known
sys.exit("changed" if changed else 0)
PYTHON
