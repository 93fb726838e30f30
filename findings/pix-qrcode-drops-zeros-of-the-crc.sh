#!/usr/bin/env bash
# One in sixteen PIX codes of the npm package pix-qrcode is broken.
#
# Expected: field 63 has length 04 and four hexadecimal digits.
# Instead: the checksum is printed as a number, so its leading zeros are missing: "6304B8E".
# Why it matters: tests with one or two payloads pass; in production about 6 % of codes are
# malformed, which depends on nothing that a user sees.
# Versions: pix-qrcode 1.0.0.
# Source: EMV QR Code Specification, merchant-presented mode, ID 63 (CRC of length "04").
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --silent --no-audit --no-fund --ignore-scripts --prefix "$work" \
  pix-qrcode@1.0.0
node - <<'NODE'
const { staticPix } = require("pix-qrcode");
(async () => {
  let short = [];
  for (let reais = 1; reais <= 200; reais += 1) {
    const { payload } = await staticPix({
      pixKey: "jo@example.com", merchant: "Jo Doe", merchantCity: "Recife", transactionId: "TX1", amount: `${reais}.00`,
    });
    const checksum = payload.slice(payload.indexOf("62070503TX16304") + "62070503TX16304".length);
    if (checksum.length < 4) short.push(checksum);
  }
  console.log("pix-qrcode", require("./node_modules/pix-qrcode/package.json").version);
  console.log("input 200 amounts, expected 0 checksums of less than four digits");
  console.log(`seen ${short.length}: ${short.join(" ")}`);
  process.exit(short.length ? 0 : 1);
})();
NODE
