#!/usr/bin/env bash
# The npm package steplix-emvqr loses the reference of a payment if the code has a mobile number too.
#
# Expected: field 62 of an EMVCo payment code is read as a whole: bill number (01), mobile number (02), reference label (05) and terminal (07).
# Instead: it knows 01, 03, 05, 07 and 08 only, and stops at the first other one. The mobile number is left out, and so is all that follows it,
# without an error. What comes before it is returned, so that the answer looks complete.
# Why it matters: the reference says which order is paid, and codes without a mobile number (02) or a loyalty number (04) are read well, so that
# tests pass. Compare the length of field 62 in the code with what was returned.
# Versions: steplix-emvqr 0.2.3.
# Source: EMV QR Code Specification for Payment Systems, Merchant-Presented Mode, additional data field template (ID 62): 01 to 09 are defined.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --silent --no-audit --no-fund --ignore-scripts --prefix "$work" steplix-emvqr@0.2.3
node - <<'NODE'
const { decode } = require("steplix-emvqr");
const field = (id, value) => id + String(value.length).padStart(2, "0") + value;
const checksum = (text) => {
  let crc = 0xffff;
  for (const byte of Buffer.from(text)) {
    crc ^= byte << 8;
    for (let bit = 0; bit < 8; bit += 1) crc = (crc & 0x8000 ? (crc << 1) ^ 0x1021 : crc << 1) & 0xffff;
  }
  return crc.toString(16).toUpperCase().padStart(4, "0");
};
const payment = (additional) => {
  const account = field("26", field("00", "com.example") + field("01", "12345678"));
  const text = `${field("00", "01")}${account}${field("52", "5999")}${field("53", "764")}${field("54", "100.00")}`
    + `${field("58", "TH")}${field("59", "ACME")}${field("60", "BANGKOK")}${field("62", additional)}6304`;
  return text + checksum(text);
};
const [bill, mobile] = [field("01", "B17"), field("02", "66801234567")];
const rest = field("05", "ORDER-4711") + field("07", "T1");
const known = [
  [payment(bill + rest), '{"01":"B17","05":"ORDER-4711","07":"T1"}'],
  [payment(bill + mobile + rest), '{"01":"B17"}'],
];
console.log("steplix-emvqr", require("./node_modules/steplix-emvqr/package.json").version);
let changed = false;
for (const [code, answer] of known) {
  const fields = decode(code, true)[62];
  const seen = JSON.stringify(Object.fromEntries(Object.entries(fields).sort()));
  console.log(`input ${code}\n expected the reference ORDER-4711 in field 62, seen ${seen}`);
  changed ||= seen !== answer;
}
process.exit(changed ? 1 : 0);
NODE
