#!/usr/bin/env bash
# swissqrbill writes an alternative procedure where billing information belongs.
#
# Expected: the fields of a Swiss QR code are lines by position; an empty one stays as an empty line.
# Instead: billing information is left out altogether if there is none, so the procedure (eBill, say) moves up to
# line 32, the line of billing information, and line 33 is missing.
# Why it matters: a reader goes by position, so it sees billing information and no procedure.
# Versions: swissqrbill 4.4.1.
# Source: Swiss Implementation Guidelines for the QR-bill 2.3, 4.2.2 (data elements in fixed order).
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --silent --no-audit --no-fund --ignore-scripts --prefix "$work" \
  swissqrbill@4.4.1
node - <<'NODE'
const { generateQRData } = require("./node_modules/swissqrbill/lib/cjs/shared/qr-code.cjs");
const procedure = "eBill/B/jo@example.com";
const bill = {
  amount: 10, currency: "CHF", reference: "210000000003139471430009017", av1: procedure,
  creditor: {
    account: "CH4431999123000889012", name: "Jo Doe", address: "Rue", buildingNumber: 1, zip: 1000,
    city: "Lausanne", country: "CH",
  },
};
const line = (data) => generateQRData(data).split(/\r?\n/).indexOf(procedure) + 1;
const [seen, withInformation] = [line(bill), line({ ...bill, additionalInformation: "//S1/10/10201409" })];
console.log("swissqrbill", require("./node_modules/swissqrbill/package.json").version);
console.log(`input an alternative procedure, expected on line 33, seen on line ${seen}`);
console.log(`with billing information: on line ${withInformation}`);
process.exit(seen === 32 && withInformation === 33 ? 0 : 1);
NODE
