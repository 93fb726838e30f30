#!/usr/bin/env bash
# Three readers report one UPC-A symbol in three ways.
#
# Expected: UPC-A, "036000291452", as printed below the bars.
# Instead: zxing-cpp says EAN13 and "0036000291452", ZBar EAN-13 and the same, zxing-js UPC_A and twelve digits;
# UPC-E is expanded to 13 digits by zxing-cpp under the name UPCE, whose symbols print eight.
# Why it matters: what was read can't be given back to an encoder with its format, and a database key
# of twelve digits finds nothing. Compare as GTIN-14.
# Versions: zxing-cpp 3.1.1, @undecaf/zbar-wasm 0.11.0, @zxing/library 0.23.0, drawn by bwip-js 4.11.4.
# Source: ISO/IEC 15424, EAN/UPC (data is transmitted as 13 digits); GS1 General Specifications, 5.2.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv --without-pip venv
python3 -m pip --python venv install --quiet --no-compile --disable-pip-version-check \
  zxing-cpp==3.1.1 pillow==13.0.0 numpy==2.4.6
npm install --silent --no-audit --no-fund --ignore-scripts --prefix "$work" \
  @undecaf/zbar-wasm@0.11.0 @zxing/library@0.23.0 bwip-js@4.11.4 pngjs@7.0.0 
cat >read.js <<'NODE'
const bwip = require("bwip-js");
const { PNG } = require("pngjs");
const zxing = require("@zxing/library");
const options = { scale: 4, padding: 10, backgroundcolor: "FFFFFF" };
(async () => {
  const { scanImageData } = await import("@undecaf/zbar-wasm");
  const bytes = await bwip.toBuffer({ bcid: "upca", text: "036000291452", ...options });
  require("node:fs").writeFileSync("upca.png", bytes);
  require("node:fs").writeFileSync("upce.png", await bwip.toBuffer({ bcid: "upce", text: "01234565", ...options }));
  const { data, width, height } = PNG.sync.read(bytes);
  const [symbol] = await scanImageData({ data: new Uint8ClampedArray(data), width, height });
  const grey = Uint8ClampedArray.from({ length: width * height }, (_, index) => data[4 * index]);
  const source = new zxing.RGBLuminanceSource(grey, width, height);
  const bitmap = new zxing.BinaryBitmap(new zxing.HybridBinarizer(source));
  const result = new zxing.MultiFormatReader().decode(bitmap, new Map([[zxing.DecodeHintType.TRY_HARDER, true]]));
  const zbar = require("./node_modules/@undecaf/zbar-wasm/package.json").version;
  console.log(`zbar-wasm ${zbar}:`, symbol.typeName, symbol.decode());
  console.log(
    `@zxing/library ${require("./node_modules/@zxing/library/package.json").version}:`,
    zxing.BarcodeFormat[result.getBarcodeFormat()], result.getText(),
  );
})();
NODE
cat >read.py <<'PYTHON'
import importlib.metadata

import zxingcpp
from PIL import Image

for name in ("upca", "upce"):
    found = zxingcpp.read_barcodes(Image.open(f"{name}.png").convert("L"))[0]
    print(f"zxing-cpp {importlib.metadata.version('zxing-cpp')}: {found.format.name} {found.text}")
PYTHON
echo "input UPC-A 036000291452 and, last line, UPC-E 01234565; expected the same from all"
node read.js | tee seen
venv/bin/python read.py | tee -a seen
printf '%s\n' 'zbar-wasm 0.11.0: ZBAR_EAN13 0036000291452' '@zxing/library 0.23.0: UPC_A 036000291452' \
  'zxing-cpp 3.1.1: EAN13 0036000291452' 'zxing-cpp 3.1.1: UPCE 0012345000065' | cmp seen -
