#!/usr/bin/env bash
# One message in two QR codes gives three different results in three readers.
#
# Expected: two readings with position, count and parity, or one joined text.
# Instead: zxing-cpp returns the parts one by one. ZBar returns one joined text, the first part alone as if it
# were all, and the second part alone not at all. jsQR returns an empty text or nothing.
# Why it matters: half a message looks complete, or a perfect symbol looks unreadable.
# Versions: segno 1.6.6, zxing-cpp 3.1.1, @undecaf/zbar-wasm 0.11.0, jsqr 1.4.0.
# Source: ISO/IEC 18004, 8 (structured append: up to 16 symbols, readable in any order).
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv --without-pip venv
python3 -m pip --python venv install --quiet --no-compile --disable-pip-version-check \
  segno==1.6.6 zxing-cpp==3.1.1 pillow==13.0.0 numpy==2.4.6
npm install --silent --no-audit --no-fund --ignore-scripts --prefix "$work" \
  jsqr@1.4.0 pngjs@7.0.0 @undecaf/zbar-wasm@0.11.0
venv/bin/python - <<'PYTHON'
import numpy
import segno
import zxingcpp
from PIL import Image

codes = segno.make_sequence("PART ONE AND PART TWO OF A MESSAGE", symbol_count=2)
parts = [numpy.pad(numpy.array([list(row) for row in code.matrix], numpy.uint8), 6) for code in codes]
for name, dark in [("both", numpy.hstack(parts)), ("first", parts[0]), ("second", parts[1])]:
    picture = Image.fromarray((255 * (1 - numpy.kron(dark, numpy.ones((4, 4), numpy.uint8)))).astype(numpy.uint8))
    picture.save(f"{name}.png")
    found = zxingcpp.read_barcodes(picture)
    print(f"zxing-cpp, {name}:", [part.text for part in found])
PYTHON
node - <<'NODE' | tee seen
const fs = require("node:fs");
const { PNG } = require("pngjs");
const jsQR = require("jsqr");
(async () => {
  const { scanImageData } = await import("@undecaf/zbar-wasm");
  for (const name of ["both", "first", "second"]) {
    const { data, width, height } = PNG.sync.read(fs.readFileSync(`${name}.png`));
    const pixels = new Uint8ClampedArray(data);
    const found = (await scanImageData({ data: pixels, width, height })).map((symbol) => symbol.decode());
    const single = jsQR(pixels, width, height);
    console.log(`ZBar, ${name}: ${JSON.stringify(found)}; jsQR, ${name}: ${JSON.stringify(single && single.data)}`);
  }
})();
NODE
echo "expected the parts or the joined text from each reader"
printf '%s\n' 'ZBar, both: ["PART ONE AND PART TWO OF A MESSAGE"]; jsQR, both: null' \
  'ZBar, first: ["PART ONE AND PART"]; jsQR, first: ""' \
  'ZBar, second: []; jsQR, second: null' | cmp seen -
