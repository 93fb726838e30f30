#!/usr/bin/env bash
# jsQR returns GS1 QR codes with percent signs where separators were.
#
# Expected: in FNC1 mode, alphanumeric segments write the separator as "%" and a percent sign as "%%",
# and the reader undoes that, like the compaction of digits.
# Instead: neither is undone, and the result says nothing about FNC1: the lot "ABCDEFGH%IJKLMNOP"
# has two percent signs, and the serial number no separator before it.
# Why it matters: which form appears depends on the segments that the encoder chose for the text,
# so the fault comes and goes with the data.
# Versions: jsqr 1.4.0, symbol drawn by bwip-js 4.11.4.
# Source: ISO/IEC 18004, 7.4.8.2 (FNC1 in first position, transmission of "%" and "%%").
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --silent --no-audit --no-fund --ignore-scripts --prefix "$work" \
  jsqr@1.4.0 bwip-js@4.11.4 pngjs@7.0.0 
node - <<'NODE'
const bwip = require("bwip-js");
const { PNG } = require("pngjs");
async function picture(options) {
  const bytes = await bwip.toBuffer({ scale: 4, padding: 10, backgroundcolor: "FFFFFF", ...options });
  const { data, width, height } = PNG.sync.read(bytes);
  return { data: new Uint8ClampedArray(data), width, height };
}
const jsQR = require("jsqr");
(async () => {
  const text = "(01)09501101530003(10)ABCDEFGH%IJKLMNOP(21)XYZABCD";
  const { data, width, height } = await picture({ bcid: "gs1qrcode", text });
  const seen = jsQR(data, width, height).data;
  console.log("jsqr", require("./node_modules/jsqr/package.json").version);
  console.log("input", text);
  console.log("expected 010950110153000310ABCDEFGH%IJKLMNOP<GS>21XYZABCD");
  console.log("seen    ", seen);
  process.exit(seen === "010950110153000310ABCDEFGH%%IJKLMNOP%21XYZABCD" ? 0 : 1);
})();
NODE
