#!/usr/bin/env bash
# The npm package aamva-parser reads Canadian licences as if their dates were American.
#
# Expected: dates are CCYYMMDD if DCG is CAN and MMDDCCYY if it is USA.
# Instead: the American order is used for both, and JavaScript's Date rolls the 19th month over: a
# licence valid until 2099 is reported as expired since the year 607, without an error.
# Why it matters: the package names the country "Canada" in the same answer. Check the range of what it returns.
# Versions: aamva-parser 1.7.0.
# Source: AAMVA DL/ID Card Design Standard 2020, annex D, elements DBA, DBB and DBD.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --silent --no-audit --no-fund --ignore-scripts --prefix "$work" \
  aamva-parser@1.7.0
node - <<'NODE'
(async () => {
  const { parse } = await import("aamva-parser");
  const fields = [
    "DAQA1234-56789-01234", "DCSSAMPLE", "DDEN", "DACALEX", "DDFN", "DADNONE", "DDGN", "DCAG", "DCBX", "DCDNONE",
    "DBD20210606", "DBB19860606", "DBA20990606", "DBC1", "DAU173 cm", "DAYBRO", "DAG1 MAIN ST", "DAITORONTO",
    "DAJON", "DAKM5V2T6", "DCF123", "DCGCAN",
  ];
  const licence = parse(`@\n\x1e\rANSI 636012090002DL00410200ZO02410008DL${fields.join("\n")}\r`);
  const seen = [licence.country, licence.dateOfBirth.toISOString().slice(0, 10), licence.expired];
  console.log("aamva-parser", require("./node_modules/aamva-parser/package.json").version);
  console.log("input DBB19860606, DBA20990606, DCGCAN");
  console.log("expected Canada, 1986-06-06, not expired; seen", seen.join(", "));
  process.exit(seen[1].startsWith("0607-") && licence.expired ? 0 : 1);
})();
NODE
