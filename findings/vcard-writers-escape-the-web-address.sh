#!/usr/bin/env bash
# Two vCard libraries write web addresses with a backslash.
#
# Expected: URL is a URI, which has no escapes: a comma stays a comma.
# Instead: vcards-js and vobject escape it like text, "ids=1\\,2". A reader that follows the standard opens the
# address with the backslash.
# Why it matters: a link on a business card works or fails by the reader; map links contain commas.
# Versions: vcards-js 2.11.1, vobject 0.9.9.
# Source: RFC 2426, 3.6.8 and 4 (URL has the type uri, without escapes); RFC 6350, 3.4.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv --without-pip venv
python3 -m pip --python venv install --quiet --no-compile --disable-pip-version-check \
  vobject==0.9.9
npm install --silent --no-audit --no-fund --ignore-scripts --prefix "$work" \
  vcards-js@2.11.1
node - <<'NODE' | tee seen
const card = require("vcards-js")();
card.firstName = "Jo";
card.url = "https://example.com/?at=46.5,6.6";
console.log("vcards-js", card.getFormattedString().split("\r\n").find((line) => line.startsWith("URL")));
NODE
venv/bin/python - <<'PYTHON' | tee -a seen
import vobject

card = vobject.vCard()
card.add("fn").value = "Jo Doe"
card.add("url").value = "https://example.com/?at=46.5,6.6"
card.add("n").value = vobject.vcard.Name(family="Doe", given="Jo")
print("vobject", next(line for line in card.serialize().splitlines() if line.startswith("URL")))
PYTHON
node -p '"vcards-js " + require("./node_modules/vcards-js/package.json").version + ", vobject 0.9.9"'
echo 'input and expected https://example.com/?at=46.5,6.6 from both'
printf '%s\n' 'vcards-js URL:https://example.com/?at=46.5\,6.6' 'vobject URL:https://example.com/?at=46.5\,6.6' | cmp seen -
