#!/usr/bin/env bash
# The npm package qrcode-generator cuts characters down to eight bits.
#
# Expected: text beyond Latin-1 is written as UTF-8, as most encoders do, or refused.
# Instead: the default conversion is charCode & 255: "5 €" is drawn as "5 ¬" and "Ж" as the control
# character 0x16, without an error.
# Why it matters: Latin-1 text works, so the fault appears with the first customer abroad.
# qrcode.stringToBytes has to be replaced by its UTF-8 variant.
# Versions: qrcode-generator 2.0.4, read with jsqr 1.4.0.
# Source: ISO/IEC 18004, 7.3.5 (byte mode).
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --silent --no-audit --no-fund --ignore-scripts --prefix "$work" \
  qrcode-generator@2.0.4 jsqr@1.4.0
node - <<'NODE'
function picture(rows) {
  const scale = 4, quiet = 6, size = (rows.length + 2 * quiet) * scale;
  const data = new Uint8ClampedArray(4 * size * size).fill(255);
  for (let y = 0; y < size; y += 1) for (let x = 0; x < size; x += 1) {
    const row = rows[Math.floor(y / scale) - quiet];
    if (row && row[Math.floor(x / scale) - quiet]) data.fill(0, 4 * (y * size + x), 4 * (y * size + x) + 3);
  }
  return { data, width: size, height: size };
}
const qrcode = require("qrcode-generator");
const jsQR = require("jsqr");
function bytes(text) {
  const code = qrcode(0, "M");
  code.addData(text);
  code.make();
  const side = [...Array(code.getModuleCount()).keys()];
  const { data, width, height } = picture(side.map((row) => side.map((column) => code.isDark(row, column))));
  return Buffer.from(jsQR(data, width, height).binaryData).toString("hex");
}
console.log("qrcode-generator", require("./node_modules/qrcode-generator/package.json").version);
let changed = false;
for (const [text, known] of [["5 €", "3520ac"], ["Ж", "16"]]) {
  const seen = bytes(text);
  console.log(`input "${text}", expected bytes ${Buffer.from(text).toString("hex")}, seen ${seen}`);
  changed ||= seen !== known;
}
process.exit(changed ? 1 : 0);
NODE
