#!/usr/bin/env bash
# The npm package emvqr cuts the merchant's account number with a card network into pieces.
#
# Expected: fields 02 to 25 of an EMVCo payment code hold the bare number that a network gave to the merchant: field 15 is "3128044602640156".
# Instead: all fields from 02 to 51 are read as templates, which only those from 26 on are. Two digits of the number become the name of
# a field, the next two its length, and the rest is its value: field "31", length 28, "044602640156". A length beyond the end is not reported.
# Why it matters: the checksum is right, and the answer looks like one of the templates of the same code, so that an account number is stored
# that nobody has. Take the fields 02 to 25 from the text of the code.
# Versions: emvqr 0.0.5.
# Source: EMV QR Code Specification for Payment Systems, Merchant-Presented Mode: IDs 02 to 25 are primitive, 26 to 51 are templates.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --silent --no-audit --no-fund --ignore-scripts --prefix "$work" emvqr@0.0.5
node - <<'NODE'
const { decode } = require("emvqr");
const field = (id, value) => id + String(value.length).padStart(2, "0") + value;
const checksum = (text) => {
  let crc = 0xffff;
  for (const byte of Buffer.from(text)) {
    crc ^= byte << 8;
    for (let bit = 0; bit < 8; bit += 1) crc = (crc & 0x8000 ? (crc << 1) ^ 0x1021 : crc << 1) & 0xffff;
  }
  return crc.toString(16).toUpperCase().padStart(4, "0");
};
const number = "3128044602640156";
const text = `${field("00", "01")}${field("15", number)}${field("52", "5999")}${field("53", "764")}`
  + `${field("58", "TH")}${field("59", "ACME")}${field("60", "BANGKOK")}6304`;
const code = text + checksum(text);
const seen = decode(code)[15].data;
const pieces = typeof seen === "string" ? seen : JSON.stringify(Object.entries(seen).map(([id, { len, data }]) => [id, len, data]));
console.log("emvqr", require("./node_modules/emvqr/package.json").version);
console.log(`input ${code}\nexpected field 15 ${number}, seen ${pieces}`);
process.exit(pieces === '[["31",28,"044602640156"]]' ? 0 : 1);
NODE
