#!/usr/bin/env bash
# segno encodes Cyrillic text in a Japanese character set, unmarked.
#
# Expected: text beyond Latin-1 goes into a QR code as UTF-8.
# Instead: segno tries ISO 8859-1, then Shift JIS, then UTF-8. Shift JIS has Cyrillic and Greek letters, so
# Russian is written in it (in kanji mode if it has no spaces), without ECI.
# Why it matters: readers that expect UTF-8 show nothing (jsQR) or replacement characters, and the same
# program works for Polish and Chinese. Pass encoding="utf-8".
# Versions: segno 1.6.6, read with jsqr 1.4.0.
# Source: ISO/IEC 18004, 7.3.5 (byte mode is ISO/IEC 8859-1 unless an ECI says otherwise).
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv --without-pip venv
python3 -m pip --python venv install --quiet --no-compile --disable-pip-version-check \
  segno==1.6.6
npm install --silent --no-audit --no-fund --ignore-scripts --prefix "$work" \
  jsqr@1.4.0
venv/bin/python - >matrix.json <<'PYTHON'
import importlib.metadata
import json

import segno

code = segno.make("Привет мир!", micro=False)
json.dump([importlib.metadata.version("segno"), code.mode, [list(row) for row in code.matrix]], open(1, "w"))
PYTHON
node - <<'NODE'
const jsQR = require("jsqr");
const [version, mode, rows] = require("./matrix.json");
const scale = 4, quiet = 6, size = (rows.length + 2 * quiet) * scale;
const data = new Uint8ClampedArray(4 * size * size).fill(255);
for (let y = 0; y < size; y += 1) for (let x = 0; x < size; x += 1) {
  const row = rows[Math.floor(y / scale) - quiet];
  if (row && row[Math.floor(x / scale) - quiet]) data.fill(0, 4 * (y * size + x), 4 * (y * size + x) + 3);
}
const read = jsQR(data, size, size);
const bytes = Uint8Array.from(read.binaryData);
console.log("segno", version);
console.log(`input "Привет мир!" (${mode} mode), expected UTF-8, seen ${Buffer.from(bytes).toString("hex")}`);
console.log(`as Shift JIS: "${new TextDecoder("shift_jis").decode(bytes)}"; jsQR's text: "${read.data}"`);
process.exit(read.data === "" && new TextDecoder("shift_jis").decode(bytes) === "Привет мир!" ? 0 : 1);
NODE
