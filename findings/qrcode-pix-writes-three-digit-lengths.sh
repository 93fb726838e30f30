#!/usr/bin/env bash
# The npm package qrcode-pix writes a field longer than its length can say.
#
# Expected: EMV codes have two digits of length, so a template of more than 99 characters is an error.
# Instead: key and message go into field 26 together and its length is written with three digits, "120".
# A parser takes "12", and everything after it is read at the wrong place; the CRC is right.
# Why it matters: a message of 40 characters is enough with a random key of 36, and no parser can read the code.
# Versions: qrcode-pix 5.0.0.
# Source: EMV QR Code Specification, merchant-presented mode (the length of an object has two digits).
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --silent --no-audit --no-fund --ignore-scripts --prefix "$work" \
  qrcode-pix@5.0.0
node - <<'NODE'
const { QrCodePix } = require("qrcode-pix");
const message = "Invoice 4711, delivery of 12 January, twelve boxes of paper, thank you very much";
const payload = QrCodePix({
  version: "01", key: "jo@example.com", name: "Jo Doe", city: "RECIFE",
  transactionId: "TX1", message, value: 10,
}).payload();
const seen = payload.slice(6, 11);
console.log("qrcode-pix", require("./node_modules/qrcode-pix/package.json").version);
console.log(`input a key of 14 and a message of ${message.length} characters`);
console.log("expected an error, or a length of two digits after 26");
console.log(`seen field 26 as ${payload.slice(6, 30)}…`);
process.exit(/^261\d\d$/.test(seen) && payload.slice(11, 13) === "00" ? 0 : 1);
NODE
