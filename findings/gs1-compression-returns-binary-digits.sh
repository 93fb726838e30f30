#!/usr/bin/env bash
# The Python package gs1-compression gives a GS1 Digital Link back with other counts, prices and lots.
#
# Expected: decompress_gs1_digital_link(compress_gs1_digital_link(link), False) is the link.
# Instead: a number of variable length comes back in base 2: the count 30=8 as 30=1000, the price 3922=1234 as 3922=10011010010 and the serial
# 8011/123456 as 11110001001000000. Lots and serials of digits alone lose their leading zeros: lot 0273 is lot 273.
# Why it matters: 1000 is a valid count and 273 a valid lot, so no check can notice. Eight pieces are booked as a thousand, and a recall of lot
# 0273 does not find the pack. Decompress a link and compare it before it is printed.
# Versions: gs1-compression 0.1.3.
# Source: GS1 General Specifications, section 3: AI (30) is N..8, (392n) N..15, (8011) N..12 and (10) X..20.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv --without-pip venv
python3 -m pip --python venv install --quiet --no-compile --disable-pip-version-check gs1-compression==0.1.3
venv/bin/python - <<'PYTHON'
import sys

from gs1 import compress_gs1_digital_link, decompress_gs1_digital_link

known = {
    "01/09501101530003/10/A273": "01/09501101530003/10/A273",
    "01/09501101530003/10/0273": "01/09501101530003/10/273",
    "01/09501101530003?30=8&3922=1234": "01/09501101530003?30=1000&3922=10011010010",
    "8010/9501101ABC/8011/123456": "8010/9501101ABC/8011/11110001001000000",
}
print("gs1-compression 0.1.3")
changed = False
for path, wrong in known.items():
    link = f"https://example.com/{path}"
    back = decompress_gs1_digital_link(compress_gs1_digital_link(link), False)
    print(f"input {link}\n expected the same, seen {back}")
    changed |= back != f"https://example.com/{wrong}"
sys.exit(changed)
PYTHON
