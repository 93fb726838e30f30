#!/usr/bin/env bash
# ISBN validators accept ISMNs, the numbers of printed music.
#
# Expected: the prefix 979-0 is no ISBN: ISO 10957 gave it to printed music in 2009.
# Instead: isbnlib and python-stdnum only look at 978 or 979 and at the check digit. isbnlib then
# can't hyphenate the number and python-stdnum formats it with a made-up group.
# Why it matters: a barcode labelled "ISBN 979-0…" is printed on sheet music without an error.
# Versions: isbnlib 3.10.14, python-stdnum 2.2.
# Source: ISO 10957:2009 (an ISMN is 979-0, eight digits and a check digit).
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv --without-pip "$work/venv"
python3 -m pip --python "$work/venv" install --quiet --no-compile --disable-pip-version-check \
  isbnlib==3.10.14 python-stdnum==2.2 setuptools==80.9.0
"$work/venv/bin/python" - <<'PYTHON'
import importlib.metadata
import sys

import isbnlib
from stdnum import isbn, ismn

for name in ("isbnlib", "python-stdnum"):
    print(name, importlib.metadata.version(name))
number = "9790060115615"
seen = (isbnlib.is_isbn13(number), isbn.is_valid(number), ismn.is_valid(number))
print(f"input {number}, expected (False, False, True), seen {seen}")
print("hyphenated:", repr(isbnlib.mask(number)), repr(isbn.format(number)), ismn.format(number))
sys.exit("changed" if seen != (True, True, True) else 0)
PYTHON
