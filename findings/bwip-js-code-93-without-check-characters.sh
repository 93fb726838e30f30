#!/usr/bin/env bash
# bwip-js draws Code 93 without its two check characters by default.
#
# Expected: Code 93 has two mandatory check characters, so every encoder adds them; Code 39, where the
# check is optional, is the one with a switch.
# Instead: the option includecheck is off for Code 93 as well, and what is drawn is no Code 93: readers
# take the last two data characters for the check and reject the symbol.
# Why it matters: it looks right and prints, and no scanner reads it.
# Versions: bwip-js 4.11.4, tried with @zxing/library 0.23.0.
# Source: ANSI/AIM BC5-1995, USS Code 93 (check characters "C" and "K" are part of the symbol).
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --silent --no-audit --no-fund --ignore-scripts --prefix "$work" \
  @zxing/library@0.23.0 bwip-js@4.11.4 pngjs@7.0.0 
node - <<'NODE'
const bwip = require("bwip-js");
const { PNG } = require("pngjs");
async function picture(options) {
  const bytes = await bwip.toBuffer({ scale: 4, padding: 10, backgroundcolor: "FFFFFF", ...options });
  const { data, width, height } = PNG.sync.read(bytes);
  return { data: new Uint8ClampedArray(data), width, height };
}
const zxing = require("@zxing/library");
async function read(options) {
  const { data, width, height } = await picture({ bcid: "code93", text: "CODE93", ...options });
  const grey = Uint8ClampedArray.from({ length: width * height }, (_, index) => data[4 * index]);
  const source = new zxing.RGBLuminanceSource(grey, width, height);
  try {
    return new zxing.Code93Reader().decode(new zxing.BinaryBitmap(new zxing.HybridBinarizer(source))).getText();
  } catch (error) {
    return error.name || error.constructor.name;
  }
}
(async () => {
  const [plain, checked] = [await read({}), await read({ includecheck: true })];
  console.log("bwip-js", require("./node_modules/bwip-js/package.json").version);
  console.log(`input "CODE93", expected "CODE93", seen ${plain}; with includecheck ${checked}`);
  process.exit(plain === "NotFoundException" && checked === "CODE93" ? 0 : 1);
})();
NODE
