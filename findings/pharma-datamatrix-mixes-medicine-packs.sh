#!/usr/bin/env bash
# pharma_datamatrix reports the national number of one medicine pack for the packs scanned after it.
#
# Expected: each call returns what its code holds, and a code without a national number has no NHRN in its result.
# Instead: all calls fill one dictionary of the module. A field that a code lacks keeps the value of an earlier code, and the results that
# were returned before become the newest one.
# Why it matters: a pack is booked under the reimbursement number of another medicine, and a list of scanned packs is the last pack many
# times. Take a copy of each result and look up the national number only if the code starts an element with 710 to 714.
# Versions: pharma_datamatrix 1.4.5, biip 5.2.0, python-stdnum 2.2.
# Source: GS1 General Specifications, chapter 3, AI 710 to 717 (NHRN); pharma_datamatrix's documentation ("Optional NHRN identifiers").
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv --without-pip venv
python3 -m pip --python venv install --quiet --no-compile --disable-pip-version-check \
  pharma-datamatrix==1.4.5 biip==5.2.0 python-stdnum==2.2
venv/bin/python - <<'PYTHON'
import datetime
import importlib.metadata
import sys

from biip.gs1_messages import GS1Message
from pharma_datamatrix import pharma_datamatrix
from stdnum import gs1_128

soon = f"{(datetime.date.today().year + 2) % 100:02}1130"
first = f"]d2010345312000001117{soon}10AB12\x1d21S1\x1d71012345678"
second = f"]d2010952123454321317{soon}10CD34\x1d21S2\x1d"
result = pharma_datamatrix(first)
print("pharma_datamatrix", importlib.metadata.version("pharma_datamatrix"))
print("first pack:", {**result})
later = pharma_datamatrix(second)
print("second pack, which has no NHRN:", later)
print("the first result now:", result)
biip = [element.ai.ai for element in GS1Message.parse(second[3:]).element_strings]
print("biip:", biip, "stdnum:", list(gs1_128.info(second[3:], separator="\x1d")))
print("expected no NHRN in the second result, and the first unchanged")
assert biip == ["01", "17", "10", "21"]
sys.exit(later.get("NHRN") != "12345678" or result["GTIN"] != "09521234543213")
PYTHON
