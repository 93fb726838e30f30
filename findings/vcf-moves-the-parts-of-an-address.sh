#!/usr/bin/env bash
# The npm package vcf moves the parts of an address, because it does not know the escape characters of a vCard.
#
# Expected: a semicolon or comma inside a value is written with a backslash and read without it: the town "Berlin; Mitte" stays the town.
# Instead: values are written as they are, and read as they are. The town is cut at its semicolon, so that "Mitte" is the state, the postal code
# has the place of the country, and there is no postal code. A line break in a note vanishes, and the words at it become one. In the other
# direction, "ACME\, Inc." of a correct card keeps its backslash, in jCard too, which has no backslashes.
# Why it matters: the card is valid, and a telephone that scans it shows an address that looks right, with parts in the wrong places. Escape
# the parts before set(), and unescape what get() returns.
# Versions: vcf 2.1.2, vobject 0.9.9.
# Source: RFC 6350, section 3.4 (escaping) and 6.3.1 (order of the parts of ADR); RFC 7095, section 3.4 (no backslashes in jCard).
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --silent --no-audit --no-fund --ignore-scripts --prefix "$work" vcf@2.1.2
python3 -m venv --without-pip venv
python3 -m pip --python venv install --quiet --no-compile --disable-pip-version-check vobject==0.9.9
echo "vcf 2.1.2, read with vobject 0.9.9"
node - >card.vcf <<'NODE'
const Card = require("vcf");
const card = new Card();
card.set("fn", "Anna");
card.set("n", ["Muster", "Anna", "", "", ""]);
card.set("adr", ["", "", "Main St 1", "Berlin; Mitte", "", "10115", "DE"]);
card.set("note", "ring once\nthen wait");
process.stdout.write(`${card.toString("3.0")}\r\n`);
NODE
venv/bin/python - <<'PYTHON' | tee seen
import vobject

card = vobject.readOne(open("card.vcf", encoding="utf-8").read())
address = card.adr.value
print(f"city {address.city.strip()!r}, region {address.region.strip()!r}, code {address.code!r}, country {address.country!r}")
print(f"note {card.note.value!r}")
PYTHON
echo "expected city 'Berlin; Mitte', code '10115', country 'DE', and a note of two lines"
node - <<'NODE' | tee -a seen
const card = new (require("vcf"))().parse("BEGIN:VCARD\r\nVERSION:3.0\r\nN:Muster;;;;\r\nFN:Anna\r\nORG:ACME\\, Inc.\r\nEND:VCARD\r\n");
console.log(card.get("org").valueOf());
NODE
echo "expected ACME, Inc."
cmp seen - <<'SEEN'
city 'Berlin', region 'Mitte', code '', country '10115'
note 'ring oncethen wait'
ACME\, Inc.
SEEN
