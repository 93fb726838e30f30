#!/usr/bin/env bash
# The npm package node-epc gives all RFID tags the number of the one that was parsed last.
#
# Expected: parse() returns a result of its own for each tag, so that the tags of a pallet can be parsed together and kept in a list.
# Instead: all tags of one kind get the same object, which each call overwrites. Two tags parsed with Promise.all() are both the second
# one, and a result that was right when it was returned changes when the next tag is parsed.
# Why it matters: a list of read tags shows one article as often as there are tags. Copy the parts of each result before the next call.
# Versions: node-epc 0.1.1, epc-tds 1.4.1, epcpy 0.1.8.
# Source: node-epc's documentation ("create an instance of it"); GS1 EPC Tag Data Standard 2.1, 14.6.1 (SGTIN-96).
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --silent --no-audit --no-fund --ignore-scripts --prefix "$work" node-epc@0.1.1 epc-tds@1.4.1
python3 -m venv --without-pip venv
python3 -m pip --python venv install --quiet --no-compile --disable-pip-version-check epcpy==0.1.8
tags="3034257BF7194E4000001A85 30344B5A1C78902000000001"
node - $tags <<'NODE' | tee seen
const nodeEpc = require("node-epc");
const epcTds = require("epc-tds");
const tags = process.argv.slice(2);
const text = ({ parts }) => `${parts.CompanyPrefix}.${parts.ItemReference}.${parts.SerialNumber}`;
(async () => {
  const first = await nodeEpc.parse(tags[0]);
  console.log("node-epc, first tag:", text(first));
  await nodeEpc.parse(tags[1]);
  console.log("node-epc, the same result after the second tag:", text(first));
  console.log("node-epc, both together:", (await Promise.all(tags.map(nodeEpc.parse))).map(text).join(" "));
  console.log("epc-tds:", tags.map((tag) => epcTds.valueOf(tag).toIdURI().slice("urn:epc:id:sgtin:".length)).join(" "));
})();
NODE
venv/bin/python - $tags <<'PYTHON' | tee --append seen
import sys

from epcpy import hex_to_tag_encodable

print("epcpy:", *(hex_to_tag_encodable(tag).epc_uri.removeprefix("urn:epc:id:sgtin:") for tag in sys.argv[1:]))
PYTHON
echo "expected the two numbers of epc-tds and epcpy"
first=0614141.812345.6789 second=1234567.123456.137438953473
printf '%s\n' "node-epc, first tag: $first" "node-epc, the same result after the second tag: $second" \
  "node-epc, both together: $second $second" "epc-tds: $first $second" "epcpy: $first $second" | cmp seen -
