#!/usr/bin/env bash
# The npm package bark-js reads the elements after a production time as a part of it.
#
# Expected: in AI (8008), minutes and seconds are optional, so that "26060112" and a separator is 12 o'clock on 1 June 2026, and the lot follows.
# Instead: twelve characters are taken in any case. The separator, the identifier of the lot and its first character become minutes and
# seconds, and the rest of the lot is read as if an identifier began there: lot "A21B7" becomes serial number "B7".
# Why it matters: the code is valid, and nothing is reported: the answer has a serial number that is nowhere on
# the label and no lot. With the minutes and seconds written out, the same code is read well. Check that no value has a control character.
# Versions: bark-js 1.2.1.
# Source: GS1 General Specifications, section 3.9: AI (8008) is N8[+N..4].
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --silent --no-audit --no-fund --ignore-scripts --prefix "$work" bark-js@1.2.1
node - <<'NODE'
const bark = require("bark-js");
const known = {
  "0109501101530003800826060112000010A21B7": "(01)09501101530003(8008)2026-06-01 12:00:00(10)A21B7",
  "0109501101530003800826060112\x1d10A21B7": "(01)09501101530003(8008)2026-06-01 12:\x1d1:0A(21)B7",
};
console.log("bark-js", require("./node_modules/bark-js/package.json").version);
let changed = false;
for (const [code, wrong] of Object.entries(known)) {
  const seen = bark(code).elements.map(({ ai, value }) => `(${ai})${value}`).join("");
  console.log(`input ${JSON.stringify(code)}\n expected lot A21B7, seen ${JSON.stringify(seen)}`);
  changed ||= seen !== wrong;
}
process.exit(changed ? 1 : 0);
NODE
