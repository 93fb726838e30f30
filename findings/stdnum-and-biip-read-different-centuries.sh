#!/usr/bin/env bash
# Two GS1 parsers put the same expiry date 100 years apart.
#
# Expected: GS1 fixes the century by a sliding window, so every parser agrees.
# Instead: python-stdnum uses strptime, whose two-digit years turn at 69, so (17)700131 is
# expired since 1970. biip follows GS1 and returns 2070.
# Why it matters: goods with a long life are called expired. GS1's rule: a difference of 51 or more to the current year is the century before.
# Versions: python-stdnum 2.2, biip 5.2.0.
# Source: GS1 General Specifications, 7.12 (determination of century in dates).
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv --without-pip "$work/venv"
python3 -m pip --python "$work/venv" install --quiet --no-compile --disable-pip-version-check \
  python-stdnum==2.2 biip==5.2.0
"$work/venv/bin/python" - <<'PYTHON'
import importlib.metadata
import sys

from biip.gs1_messages import GS1Message
from stdnum import gs1_128

for name in ("python-stdnum", "biip"):
    print(name, importlib.metadata.version(name))
message = "17700131"
with_stdnum = gs1_128.info(message)["17"].year
with_biip = GS1Message.parse(message).element_strings[0].date.year
print(f"input {message!r}, expected 2070 from both, seen {with_stdnum} and {with_biip}")
sys.exit("changed" if (with_stdnum, with_biip) != (1970, 2070) else 0)
PYTHON
