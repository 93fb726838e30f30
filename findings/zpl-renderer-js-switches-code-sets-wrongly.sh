#!/usr/bin/env bash
# A ZPL renderer draws other data than the field says after a change of code set.
#
# Expected: in ^BC, ">:" starts in code set B and ">5" changes to C, so ">:AB>51234" is AB1234.
# Instead: zpl-renderer-js encodes something that reads as "AB", the letter U+00B1 and "234".
# Why it matters: labels are checked in such a preview before they go to a printer, and this barcode scans.
# Versions: zpl-renderer-js 3.4.0, read with @zxing/library 0.23.0.
# Source: ZPL II Programming Guide, ^BC (invocation codes of subsets A, B and C).
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --silent --no-audit --no-fund --ignore-scripts --prefix "$work" \
  zpl-renderer-js@3.4.0 pngjs@7.0.0 @zxing/library@0.23.0
node - <<'NODE'
const { PNG } = require("pngjs");
const zxing = require("@zxing/library");
(async () => {
  const { api } = await require("zpl-renderer-js").ready;
  const seen = [];
  for (const field of [">:AB1234", ">:AB>51234"]) {
    const zpl = `^XA^FO100,100^BY3^BCN,100,N,N,N^FD${field}^FS^XZ`;
    const { data, width, height } = PNG.sync.read(Buffer.from(await api.zplToBase64Async(zpl, 100, 60, 8), "base64"));
    const grey = Uint8ClampedArray.from({ length: width * height }, (_, index) => data[4 * index]);
    const source = new zxing.RGBLuminanceSource(grey, width, height);
    const result = new zxing.Code128Reader().decode(new zxing.BinaryBitmap(new zxing.HybridBinarizer(source)));
    seen.push(result.getText());
    console.log(`input ^FD${field}^FS, expected "AB1234", seen "${result.getText()}"`);
  }
  console.log("zpl-renderer-js", require("./node_modules/zpl-renderer-js/package.json").version);
  process.exit(seen[0] === "AB1234" && seen[1] !== "AB1234" ? 0 : 1);
})();
NODE
