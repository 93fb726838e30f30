#!/usr/bin/env bash
# vobject writes the organisation of a vCard letter by letter.
#
# Expected: card.add("org").value = "Acme" gives ORG:Acme, as fn, note and title do.
# Instead: the string is taken as a list of components: ORG:A;c;m;e. There is no error,
# and the card names the organisation "A" with three units.
# Why it matters: vCard QR codes built this way scan well and are wrong. The value must be ["Acme"].
# Versions: vobject 0.9.9.
# Source: RFC 2426, 3.5.5 (ORG is a list of components separated by semicolons).
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv --without-pip "$work/venv"
python3 -m pip --python "$work/venv" install --quiet --no-compile --disable-pip-version-check \
  vobject==0.9.9
"$work/venv/bin/python" - <<'PYTHON'
import importlib.metadata
import sys

import vobject

card = vobject.vCard()
card.add("n").value = vobject.vcard.Name(family="Doe", given="Jo")
card.add("fn").value = "Jo Doe"
card.add("org").value = "Acme"
seen = next(line for line in card.serialize().splitlines() if line.startswith("ORG"))
print("vobject", importlib.metadata.version("vobject"))
print(f"input 'Acme', expected 'ORG:Acme', seen {seen!r}")
sys.exit("changed" if seen != "ORG:A;c;m;e" else 0)
PYTHON
