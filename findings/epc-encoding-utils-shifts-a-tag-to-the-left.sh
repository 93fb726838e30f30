#!/usr/bin/env bash
# The Python package epc-encoding-utils writes an RFID tag with another header once the serial number is large.
#
# Expected: SGTIN-96 has 38 bits for the serial, so one of 274877906944 or more is written as SGTIN-198, or refused.
# Instead: the 39th bit moves all other fields one place to the left. The header 0x30 becomes 0x60, which names no scheme, and the filter, company
# prefix and item move with it. The result still has 96 bits, and tag_uri says "sgtin-96" with the large serial.
# Why it matters: most serials of 12 digits are that large, and the tag is written without an error. Readers take it for no GS1 tag, and the
# library itself refuses to decode it. Call tag_size(SGTIN.SIZE_198) with the serial as a string, or keep serials below 2 to the power of 38.
# Versions: epc-encoding-utils 1.3.
# Source: GS1 EPC Tag Data Standard, SGTIN-96 coding table (header 00110000, serial 38 bits, thus at most 274877906943).
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv --without-pip venv
python3 -m pip --python venv install --quiet --no-compile --disable-pip-version-check epc-encoding-utils==1.3 setuptools==80.9.0
venv/bin/python - <<'PYTHON'
import sys

from epc.schemes import SGTIN

seen = {}
for serial in ("274877906943", "300000000000"):
    tag = SGTIN()
    tag.decode_gtin("09501101530003", 7, serial_number=serial)
    written = hex(tag)
    try:
        back = SGTIN(epc=written).tag_uri
    except ValueError as error:
        back = str(error)
    seen[serial] = (written, back)
    print(f"epc-encoding-utils 1.3, input GTIN 09501101530003, serial {serial}, {tag.tag_uri}")
    print(f" tag {written}, decoded again: {back}")
print("expected a tag of SGTIN-198 (header 0x36) or an error for the second one")
sys.exit(
    seen["274877906943"] != ("0x301643e6b433c23fffffffff", "urn:epc:tag:sgtin-96:0.9501101.053000.274877906943")
    or seen["300000000000"][0] != "0x602c87cd68678445d964b800"
    or not seen["300000000000"][1].startswith("Header `0x60`")
)
PYTHON
