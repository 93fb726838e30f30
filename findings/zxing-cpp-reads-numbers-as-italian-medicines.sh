#!/usr/bin/env bash
# zxing-cpp turns some six-digit Code 39 numbers into nine-digit ones of another kind.
#
# Expected: "315902" in Code 39 is read as "315902".
# Instead: Italian medicines carry Code 32, a base-32 form of a number with a check digit in six characters of
# Code 39. About one six-digit number in twelve satisfies that check and comes back as "A101884930".
# Why it matters: a batch of labels reads well except for some, which depends on the number alone. Pass
# formats=BarcodeFormat.Code39Std.
# Versions: zxing-cpp 3.1.1.
# Source: Italian Ministry of Health, Code 32 (bollino farmaceutico); ISO/IEC 16388.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv --without-pip "$work/venv"
python3 -m pip --python "$work/venv" install --quiet --no-compile --disable-pip-version-check \
  zxing-cpp==3.1.1 pillow==13.0.0 numpy==2.4.6
"$work/venv/bin/python" - <<'PYTHON'
import importlib.metadata
import random
import sys

import zxingcpp

numbers = random.Random(1).sample(range(10**6), 200)
turned = {}
for number in (f"{value:06}" for value in [315902, *numbers]):
    picture = zxingcpp.create_barcode(number, zxingcpp.BarcodeFormat.Code39Std).to_image(scale=3)
    read = zxingcpp.read_barcodes(picture)[0]
    if read.text != number:
        turned[number] = f"{read.text} ({read.format.name})"
print("zxing-cpp", importlib.metadata.version("zxing-cpp"))
print("input '315902', expected '315902', seen", turned.get("315902"))
print(f"of 200 random six-digit numbers, {len(turned) - 1} are read as another number")
sys.exit("changed" if turned.get("315902") != "A101884930 (Code32)" else 0)
PYTHON
