#!/usr/bin/env bash
# The Python package epcpy halves a serial number that is too large for the RFID tag.
#
# Expected: SGTIN-96 has 38 bits for the serial, thus 274877906943 at most, and hex() refuses SGTIN-96 for a larger one.
# Instead: the serial takes 39 or 40 bits, and what is beyond the 96th bit is in a seventh word, which no decoder of SGTIN-96 looks at. The serial
# 300000000000 is read as 150000000000, and 999999999999 as 249999999999, with the correct header, company prefix and item.
# Why it matters: the tag is valid and names another item, perhaps one that exists, and two serials that differ by 1 become one. It is seen only
# by decoding the tag again. Use SGTIN_198 for serials of 2 to the power of 38 or more.
# Versions: epcpy 0.1.8.
# Source: GS1 EPC Tag Data Standard, SGTIN-96 coding table (serial 38 bits, thus at most 274877906943).
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv --without-pip venv
python3 -m pip --python venv install --quiet --no-compile --disable-pip-version-check epcpy==0.1.8
venv/bin/python - <<'PYTHON'
import sys

from epcpy import hex_to_tag_encodable
from epcpy.epc_schemes.sgtin import SGTIN, SGTINFilterValue

known = {
    "274877906943": "274877906943",
    "300000000000": "150000000000",
    "300000000001": "150000000000",
    "999999999999": "249999999999",
}
print("epcpy 0.1.8")
changed = False
for serial, wrong in known.items():
    item = SGTIN(f"urn:epc:id:sgtin:9501101.053000.{serial}")
    tag = item.hex(binary_coding_scheme=SGTIN.BinaryCodingScheme.SGTIN_96, filter_value=SGTINFilterValue.ALL_OTHERS)
    seen = hex_to_tag_encodable(tag).epc_uri
    print(f"input {item.epc_uri}, tag {tag}, expected the same or an error, seen {seen}")
    changed |= seen != f"urn:epc:id:sgtin:9501101.053000.{wrong}"
sys.exit(changed)
PYTHON
