#!/usr/bin/env bash
# A boarding pass of a leap year loses a day on its way through the npm package bcbp.
#
# Expected: decode(encode(pass)) gives back the flight date, or the bare day of the year, for the
# barcode holds "226" and no year.
# Instead: the day number is turned into a date of the current year. 13 August 2020, day 226 of a leap
# year, comes back as 14 August in every common year; without the second argument nothing says so.
# Why it matters: a pass that is read in another year names another flight. Keep the day of the year.
# Versions: bcbp 6.0.2.
# Source: IATA Resolution 792, item 46 (date of flight is a Julian date of three digits).
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --silent --no-audit --no-fund --ignore-scripts --prefix "$work" \
  bcbp@6.0.2
node - <<'NODE'
const { encode, decode } = require("bcbp");
const leap = (year) => new Date(Date.UTC(year, 1, 29)).getUTCDate() === 29;
let year = new Date().getUTCFullYear() - 1;
while (leap(year) === leap(new Date().getUTCFullYear())) year -= 1;

const leg = {
  operatingCarrierPNR: "ABC123", departureAirport: "YUL", arrivalAirport: "FRA",
  operatingCarrierDesignator: "AC", flightNumber: "0834", flightDate: new Date(Date.UTC(year, 7, 13)),
  compartmentCode: "F", seatNumber: "001A", checkInSequenceNumber: "0025", passengerStatus: "1",
};
const barcode = encode({ data: { legs: [leg], passengerName: "DOE/JO" } });
const seen = decode(barcode).data.legs[0].flightDate.toISOString().slice(5, 10);
console.log("bcbp", require("./node_modules/bcbp/package.json").version);
console.log(`input ${year}-08-13, barcode "${barcode}"`);
console.log(`expected 08-13, seen ${seen}`);
process.exit(["08-12", "08-14"].includes(seen) ? 0 : 1);
NODE
