#!/usr/bin/env bash
# A "+" in an otpauth QR code is a space to one library and a plus to another.
#
# Expected: a URI has one reading.
# Instead: pyotp decodes the query as an HTML form, so issuer=R+D becomes "R D"; otpauth.js decodes it as
# a URI, so it stays "R+D". In the label, before the question mark, both keep the plus.
# Why it matters: a writer must use %20 and %2B, because it can't know the reader: "ACME+Inc" shows up with
# a plus in some apps, and a company R+D loses it in others.
# Versions: pyotp 2.12.1, otpauth (npm) 9.5.2.
# Source: RFC 3986, 2.2 and 3.4 ("+" is data in a query); WHATWG URL, 5.1 (form decoding: a space).
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv --without-pip venv
python3 -m pip --python venv install --quiet --no-compile --disable-pip-version-check \
  pyotp==2.12.1
npm install --silent --no-audit --no-fund --ignore-scripts --prefix "$work" \
  otpauth@9.5.2
cat >read.py <<'PYTHON'
import sys

import pyotp

print(pyotp.parse_uri(sys.argv[1]).issuer)
PYTHON
cat >versions.py <<'PYTHON'
import importlib.metadata

print("pyotp", importlib.metadata.version("pyotp"))
PYTHON
uri='otpauth://totp/jo?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&issuer=R+D'
with_pyotp=$(venv/bin/python read.py "$uri")
with_otpauth=$(node -p 'require("otpauth").URI.parse(process.argv[1]).issuer' "$uri")
venv/bin/python versions.py
node -p '"otpauth " + require("./node_modules/otpauth/package.json").version'
echo "input $uri"
echo "expected one issuer, seen \"$with_pyotp\" and \"$with_otpauth\""
[ "$with_pyotp" = 'R D' ] && [ "$with_otpauth" = 'R+D' ]
