#!/usr/bin/env bash
# jsQR returns an empty text for a QR code in the standard's default character set.
#
# Expected: byte mode without ECI is ISO/IEC 8859-1, so the single byte E9 is "é".
# Instead: the bytes are decoded as UTF-8 and a failure is swallowed: data is "" while location,
# version and binaryData say that the symbol was read.
# Why it matters: an application sees a successful scan of nothing. Decode binaryData oneself.
# Versions: jsqr 1.4.0, symbol drawn by bwip-js 4.11.4.
# Source: ISO/IEC 18004, 7.3.5 (byte mode) and 7.3.2 (default interpretation, ECI 000003).
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
  const { data, width, height } = await picture({ bcid: "qrcode", text: "caf\u00e9", binarytext: true });
  const read = jsQR(data, width, height);
  console.log("jsqr", require("./node_modules/jsqr/package.json").version);
  console.log(`input "café" as bytes ${Buffer.from(read.binaryData).toString("hex")}`);
  console.log(`expected "café", seen "${read.data}"`);
  process.exit(read.data === "" ? 0 : 1);
})();
NODE
