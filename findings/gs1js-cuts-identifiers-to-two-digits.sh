#!/usr/bin/env bash
# The npm package gs1js cuts GS1 application identifiers down to two digits.
#
# Expected: the net weight 3103 of a code is found as 3103, and its national number 710 as 710.
# Instead: every identifier has two digits, and the rest of it is at the front of the value: the weight of 1.250 kg is AI 31 with
# "03001250", and the national number ABC123 is AI 71 with "0ABC123". Two measures of one code are both AI 31, of which a look-up finds only
# the last.
# Why it matters: another number and a weight without its decimal point come without an error. Use it for identifiers of two digits only.
# Versions: gs1js 0.0.2, gs1-barcode-parser-mod 1.2.1, biip 5.2.0.
# Source: GS1 General Specifications, 3.2 (table of application identifiers of two to four digits) and 7.8 (where an identifier ends).
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --silent --no-audit --no-fund --ignore-scripts --prefix "$work" gs1js@0.0.2 gs1-barcode-parser-mod@1.2.1
python3 -m venv --without-pip venv
python3 -m pip --python venv install --quiet --no-compile --disable-pip-version-check biip==5.2.0
cat >codes.json <<'JSON'
["010952123454321331030012503113000420", "0109521234543213710ABC123\u001d10LOT"]
JSON
node - <<'NODE' | tee seen
const { GS1Reader } = require("gs1js/dist/GS1Reader.js");
const { parseBarcode } = require("gs1-barcode-parser-mod");
for (const code of require("./codes.json")) {
  const reader = new GS1Reader(code);
  console.log("gs1js:", reader.getApplicationIdentifiers().map(({ identifier, value }) => `${identifier}=${value}`).join(" "));
  console.log("gs1js, 3103, 31, 710:", ["3103", "31", "710"].map((ai) => reader.getApplicationIdentifierById(ai)?.value).join(", "));
  console.log("gs1-barcode-parser-mod:", parseBarcode(`]C1${code}`).parsedCodeItems.map(({ ai, data }) => `${ai}=${data}`).join(" "));
}
NODE
venv/bin/python - <<'PYTHON' | tee --append seen
import json
from pathlib import Path

from biip.gs1_messages import GS1Message

for code in json.loads(Path("codes.json").read_text()):
    print("biip:", *(f"{element.ai.ai}={element.decimal or element.value}" for element in GS1Message.parse(code).element_strings))
PYTHON
printf '%s\n' 'gs1js: 01=09521234543213 31=03001250 31=13000420' 'gs1js, 3103, 31, 710: , 13000420, ' \
  'gs1-barcode-parser-mod: 01=09521234543213 3103=1.25 3113=0.42' 'gs1js: 01=09521234543213 71=0ABC123 10=LOT' \
  'gs1js, 3103, 31, 710: , , ' 'gs1-barcode-parser-mod: 01=09521234543213 710=ABC123 10=LOT' \
  'biip: 01=09521234543213 3103=1.250 3113=0.420' 'biip: 01=09521234543213 710=ABC123 10=LOT' | cmp seen -
