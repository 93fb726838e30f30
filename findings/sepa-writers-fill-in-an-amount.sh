#!/usr/bin/env bash
# Two npm packages for SEPA payment codes ask for an amount that nobody gave.
#
# Expected: the amount is optional, so that a code without one lets the payer decide, as on a donation slip. What is left out stays empty.
# Instead: iban-qr-code fills in the values of its example: 19.05 EUR, the bank code DEZZZYYYXXX and the reference "Testsubject".
# sepa-qr asks for 0.01 EUR; that one default is in its documentation. Both codes are valid, and a banking app shows them as they are.
# Why it matters: every donor's form is filled in with 19.05 EUR. Give each option, an empty text where nothing is meant; sepa-qr has no
# way to leave the amount out, for an empty text becomes a bare "EUR".
# Versions: iban-qr-code 1.0.0, sepa-qr 0.0.2, read by zxing-cpp 3.1.1.
# Source: EPC069-12, Quick Response Code: Guidelines to Enable Data Capture for the Initiation of a SEPA Credit Transfer, data elements
# (amount, purpose, remittance information and, since version 002, BIC are optional).
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --silent --no-audit --no-fund --ignore-scripts --prefix "$work" iban-qr-code@1.0.0 sepa-qr@0.0.2
python3 -m venv --without-pip venv
python3 -m pip --python venv install --quiet --no-compile --disable-pip-version-check zxing-cpp==3.1.1 pillow==13.0.0
node - <<'NODE'
const fs = require("node:fs");
const donation = { name: "Example Charity", iban: "DE89370400440532013000" };
const { girocode } = require("iban-qr-code");
fs.writeFileSync("lines.json", JSON.stringify(girocode({ ...donation, version: "002" }).split("\n")));
require("sepa-qr")({ ...donation, size: 4 }).pipe(fs.createWriteStream("sepa-qr.png"));
NODE
venv/bin/python - <<'PYTHON'
import json
import sys
from pathlib import Path

import zxingcpp
from PIL import Image

(barcode,) = zxingcpp.read_barcodes(Image.open("sepa-qr.png"))
seen = {"iban-qr-code": json.loads(Path("lines.json").read_text()), "sepa-qr": barcode.text.split("\n")}
for package, lines in seen.items():
    version = json.loads(Path(f"node_modules/{package}/package.json").read_text())["version"]
    print(f"{package} {version}: BIC {lines[4]!r}, amount {lines[7]!r}, text {lines[10]!r}; expected three empty lines")
wrong = (["DEZZZYYYXXX", "EUR19.05", "Testsubject"], ["", "EUR0.01", ""])
sys.exit(tuple([lines[4], lines[7], lines[10]] for lines in seen.values()) != wrong)
PYTHON
