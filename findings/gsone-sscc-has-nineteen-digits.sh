#!/usr/bin/env bash
# The Python package gsone builds SSCCs of 19 digits.
#
# Expected: get_barcode_sscc() gives (00) and 18 digits: extension digit, company prefix and serial reference with 17 digits together, and
# the check digit over all 17.
# Instead: prefix and serial are filled up to 17 digits, the extension digit comes in front of them, and the check digit leaves it out. The
# functions for GTINs put the same "(00)" and an extension digit before the number, unless told not to.
# Why it matters: a GS1-128 label takes 18 digits after (00), so that the last digit is read as the start of another element, and a GTIN is
# labelled as a shipping unit. Give the extension digit as the
# first digit of the prefix, and ext="".
# Versions: gsone 0.1.0, biip 5.2.0, python-stdnum 2.2.
# Source: GS1 General Specifications, chapter 3 (SSCC, AI 00: N2+N18) and 7.9.1 (check digit over all digits before it).
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv --without-pip venv
python3 -m pip --python venv install --quiet --no-compile --disable-pip-version-check \
  gsone==0.1.0 biip==5.2.0 python-stdnum==2.2
venv/bin/python - <<'PYTHON'
import importlib.metadata
import sys

from biip.gs1_messages import GS1Message
from gsone import gsone
from stdnum import ean, gs1_128


def outcome(function, text):
    try:
        return str(function(text))
    except Exception as error:
        return f"{type(error).__name__}: {error}"


digits = "340063810" + "00000123"
expected = "(00)" + digits + ean.calc_check_digit(digits)
built = {
    "SSCC": gsone.get_barcode_sscc("4006381", "123", ext="3"),
    "GTIN-13": gsone.get_barcode_gtin13("4006381", "33393"),
}
print("gsone", importlib.metadata.version("gsone"))
print(f"extension digit 3, prefix 4006381, serial 123: expected {expected}, seen {built['SSCC']}")
print(f"GTIN of prefix 4006381, product 33393: expected 4006381333931, seen {built['GTIN-13']}")
for text in (expected, built["SSCC"]):
    print(text)
    print("  biip:", outcome(GS1Message.parse_hri, text)[:120])
    print("  stdnum:", outcome(gs1_128.info, text.replace("(00)", "00")))
sys.exit(built != {"SSCC": "(00)3400638100000001238", "GTIN-13": "(00)04006381333931"})
PYTHON
