#!/usr/bin/env bash
# A short text given to segno.make() is a symbol that common readers can't read.
#
# Expected: a function that makes QR codes makes QR codes.
# Instead: up to 35 digits or 15 bytes become a Micro QR code, another symbol with one finder pattern, unless
# micro=False or segno.make_qr() is used.
# Why it matters: jsQR and ZBar don't know Micro QR and find nothing. The program passes
# its tests with URLs and fails with serial numbers.
# Versions: segno 1.6.6, tried with jsqr 1.4.0 and @undecaf/zbar-wasm 0.11.0.
# Source: ISO/IEC 18004, 6.1 (QR code and Micro QR code are different symbols).
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv --without-pip venv
python3 -m pip --python venv install --quiet --no-compile --disable-pip-version-check \
  segno==1.6.6
npm install --silent --no-audit --no-fund --ignore-scripts --prefix "$work" \
  jsqr@1.4.0 @undecaf/zbar-wasm@0.11.0
venv/bin/python - >matrix.json <<'PYTHON'
import importlib.metadata
import json

import segno

codes = [segno.make("SN 12345"), segno.make_qr("SN 12345")]
drawn = [[code.designator, [list(row) for row in code.matrix]] for code in codes]
json.dump([importlib.metadata.version("segno"), drawn], open(1, "w"))
PYTHON
node - <<'NODE'
const jsQR = require("jsqr");
function picture(rows) {
  const scale = 4, quiet = 6, size = (rows.length + 2 * quiet) * scale;
  const data = new Uint8ClampedArray(4 * size * size).fill(255);
  for (let y = 0; y < size; y += 1) for (let x = 0; x < size; x += 1) {
    const row = rows[Math.floor(y / scale) - quiet];
    if (row && row[Math.floor(x / scale) - quiet]) data.fill(0, 4 * (y * size + x), 4 * (y * size + x) + 3);
  }
  return { data, width: size, height: size };
}
(async () => {
  const { scanImageData } = await import("@undecaf/zbar-wasm");
  const [version, drawn] = require("./matrix.json");
  console.log("segno", version);
  const seen = [];
  for (const [designator, rows] of drawn) {
    const image = picture(rows);
    const withJsqr = jsQR(image.data, image.width, image.height);
    const withZbar = (await scanImageData(image)).map((symbol) => symbol.decode());
    seen.push(Boolean(withJsqr), withZbar.length);
    console.log(`input "SN 12345" as ${designator}: jsQR ${withJsqr && withJsqr.data}, ZBar ${withZbar.join() || null}`);
  }
  console.log("expected a QR code from segno.make, read by both");
  process.exit(seen.join() === "false,0,true,1" ? 0 : 1);
})();
NODE
