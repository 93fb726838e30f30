#!/usr/bin/env bash
# zxing-js loses the separators of GS1-128, though not those of other symbologies.
#
# Expected: FNC1 between two elements is transmitted as the control character GS.
# Instead: Code 128 leaves it out unless the hint ASSUME_GS1 is set, so lot "AB" and serial "X" become
# "10AB21X", which is also a correct element string: one lot "AB21X". The same elements in a
# Data Matrix keep their separator and get another one in front.
# Why it matters: a parser can't see that something is missing; two valid readings exist.
# Versions: @zxing/library 0.23.0, symbols drawn by bwip-js 4.11.4.
# Source: GS1 General Specifications, 7.8 (FNC1 as separator is transmitted as <GS>).
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
async function read(bcid, Reader) {
  const { data, width, height } = await picture({ bcid, text: "(01)09501101530003(10)AB(21)X" });
  const grey = Uint8ClampedArray.from({ length: width * height }, (_, index) => data[4 * index]);
  const source = new zxing.RGBLuminanceSource(grey, width, height);
  return new Reader().decode(new zxing.BinaryBitmap(new zxing.HybridBinarizer(source))).getText();
}
(async () => {
  const linear = await read("gs1-128", zxing.Code128Reader);
  const matrix = await read("gs1datamatrix", zxing.DataMatrixReader);
  console.log("@zxing/library", require("./node_modules/@zxing/library/package.json").version);
  console.log('input (01)09501101530003(10)AB(21)X, expected "010950110153000310AB\\u001d21X" twice');
  console.log("seen in GS1-128:        ", JSON.stringify(linear));
  console.log("seen in GS1 Data Matrix:", JSON.stringify(matrix));
  const known = ["010950110153000310AB21X", "\u001d010950110153000310AB\u001d21X"];
  process.exit(linear === known[0] && matrix === known[1] ? 0 : 1);
})();
NODE
