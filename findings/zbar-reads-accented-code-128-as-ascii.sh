#!/usr/bin/env bash
# ZBar turns accented letters of Code 128 into other letters.
#
# Expected: FNC4 adds 128 to the next character, so FNC4 and "i" is "é"; a reader without
# FNC4 reports nothing.
# Instead: FNC4 is skipped and the rest is returned as a good reading: "café" is read as "cafi".
# Why it matters: the check character is right and the text plausible; zxing-cpp and zxing-js read
# "café" from the same picture.
# Versions: ZBar in @undecaf/zbar-wasm 0.11.0, symbol drawn by bwip-js 4.11.4.
# Source: ISO/IEC 15417, function characters (FNC4 represents extended ASCII).
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --silent --no-audit --no-fund --ignore-scripts --prefix "$work" \
  @undecaf/zbar-wasm@0.11.0 @zxing/library@0.23.0 bwip-js@4.11.4 pngjs@7.0.0 
node - <<'NODE'
const bwip = require("bwip-js");
const { PNG } = require("pngjs");
async function picture(options) {
  const bytes = await bwip.toBuffer({ scale: 4, padding: 10, backgroundcolor: "FFFFFF", ...options });
  const { data, width, height } = PNG.sync.read(bytes);
  return { data: new Uint8ClampedArray(data), width, height };
}
const zxing = require("@zxing/library");
function withZxing({ data, width, height }) {
  const grey = Uint8ClampedArray.from({ length: width * height }, (_, index) => data[4 * index]);
  const source = new zxing.RGBLuminanceSource(grey, width, height);
  return new zxing.Code128Reader().decode(new zxing.BinaryBitmap(new zxing.HybridBinarizer(source))).getText();
}
(async () => {
  const { scanImageData } = await import("@undecaf/zbar-wasm");
  const drawn = await picture({ bcid: "code128", text: "caf\u00e9", binarytext: true });
  const seen = (await scanImageData(drawn)).map((symbol) => symbol.decode());
  console.log("@undecaf/zbar-wasm", require("./node_modules/@undecaf/zbar-wasm/package.json").version);
  console.log(`input "café", expected "café", seen "${seen}" (zxing-js: "${withZxing(drawn)}")`);
  process.exit(seen.join() === "cafi" ? 0 : 1);
})();
NODE
