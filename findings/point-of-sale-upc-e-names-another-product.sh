#!/usr/bin/env bash
# @point-of-sale/barcode-parser shortens UPC-A numbers to the UPC-E of other products.
#
# Expected: UPCE.expand(UPCA.compress(number)) is the number, and a number that has no short form stays as it is.
# Instead: whether five digits of the manufacturer and one of the product can be shortened is decided by the check digit instead of the
# product digit. 012347000018 (product 1) has no UPC-E and gets 01234718, which is 012100003478. Where both numbers happen to have the
# same check digit nothing notices: of the million numbers with number system 0 and one product digit, 225000 come back as others, 37000
# of them with a right check digit. And half of those that could be shortened are not, for their check digit is below 5.
# Why it matters: the till sells another manufacturer's article. Compare what expand() gives back.
# Versions: @point-of-sale/barcode-parser 1.0.4, bwip-js 4.11.4, zxing-cpp 3.1.1, @undecaf/zbar-wasm 0.11.0.
# Source: GS1 General Specifications, 5.2, UPC-E (after five manufacturer digits zeros are suppressed for the product digits 5 to 9 only).
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --silent --no-audit --no-fund --ignore-scripts --prefix "$work" \
  @point-of-sale/barcode-parser@1.0.4 bwip-js@4.11.4 pngjs@7.0.0 @undecaf/zbar-wasm@0.11.0
python3 -m venv --without-pip venv
python3 -m pip --python venv install --quiet --no-compile --disable-pip-version-check zxing-cpp==3.1.1 pillow==13.0.0
node - <<'NODE' | tee seen
const fs = require("node:fs");
const bwipjs = require("bwip-js");
const { PNG } = require("pngjs");
const { UPCA, UPCE } = require("@point-of-sale/barcode-parser").Symbologies;

function checkDigit(number) {
  let sum = 0;
  for (let index = 0; index < 11; index += 1) sum += (index % 2 ? 1 : 3) * number[index];
  return String((10 - (sum % 10)) % 10);
}
(async () => {
  let [others, unnoticed, kept] = [0, 0, 0];
  for (let value = 0; value < 1e6; value += 1) {
    const digits = String(value).padStart(6, "0");
    const start = `0${digits.slice(0, 5)}0000${digits[5]}`;
    const number = start + checkDigit(start);
    const short = UPCA.compress(number);
    const back = short.length === 8 ? UPCE.expand(short) : short;
    if (back !== number) others += 1;
    if (back !== number && checkDigit(back) === back[11]) unnoticed += 1;
    if (short === number) kept += 1;
  }
  const number = "012347000018";
  const png = await bwipjs.toBuffer({ bcid: "upce", text: UPCA.compress(number), scale: 4, padding: 12, backgroundcolor: "FFFFFF" });
  fs.writeFileSync("upc-e.png", png);
  const { data, width, height } = PNG.sync.read(png);
  const { scanImageData } = await import("@undecaf/zbar-wasm");
  const [symbol] = await scanImageData({ data: new Uint8ClampedArray(data), width, height });
  console.log(
    `million numbers: ${others} come back as others, ${unnoticed} of them with a right check digit; ${kept} are not shortened`,
  );
  console.log(`${number}: compress ${UPCA.compress(number)}, expand ${UPCE.expand(UPCA.compress(number))}`);
  console.log("zbar-wasm:", symbol.decode());
})();
NODE
venv/bin/python - <<'PYTHON' | tee --append seen
import zxingcpp
from PIL import Image

(barcode,) = zxingcpp.read_barcodes(Image.open("upc-e.png").convert("L"))
print("zxing-cpp:", barcode.text)
PYTHON
echo "expected 012347000018, from both readers"
printf '%s\n' 'million numbers: 225000 come back as others, 37000 of them with a right check digit; 450000 are not shortened' \
  '012347000018: compress 01234718, expand 012100003478' 'zbar-wasm: 0012100003478' 'zxing-cpp: 0012100003478' | cmp seen -
