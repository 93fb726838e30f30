#!/usr/bin/env bash
# The npm package qrcode-svg puts an invisible character before non-ASCII text.
#
# Expected: "é" is written as the two bytes of UTF-8.
# Instead: three bytes EF BB BF (U+FEFF) come first, as in the browser library that it grew from. Characters
# beyond U+FFFF are written as two surrogates of three bytes each, which is not UTF-8 at all.
# Why it matters: "é" reads back as two characters, a Wi-Fi or payment code no longer starts with
# its keyword, and an emoji becomes unreadable.
# Versions: qrcode-svg 1.1.0, read with jsqr 1.4.0.
# Source: ISO/IEC 18004, 7.3.5 (byte mode); RFC 3629, 3 (surrogates are prohibited) and 6 (BOM).
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --silent --no-audit --no-fund --ignore-scripts --prefix "$work" \
  qrcode-svg@1.1.0 jsqr@1.4.0
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
const QRCode = require("qrcode-svg");
const jsQR = require("jsqr");
function bytes(content) {
  const { data, width, height } = picture(new QRCode({ content, ecl: "M" }).qrcode.modules);
  return Buffer.from(jsQR(data, width, height).binaryData).toString("hex");
}
console.log("qrcode-svg", require("./node_modules/qrcode-svg/package.json").version);
let changed = false;
for (const [text, known] of [["é", "efbbbfc3a9"], ["😀", "efbbbfeda0bdedb880"]]) {
  const seen = bytes(text);
  console.log(`input "${text}", expected bytes ${Buffer.from(text).toString("hex")}, seen ${seen}`);
  changed ||= seen !== known;
}
process.exit(changed ? 1 : 0);
NODE
