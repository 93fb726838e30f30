#!/usr/bin/env bash
# segno draws a QR code of a sequence that holds more bytes than it has room for, and no reader decodes it.
#
# Expected: a text divided into three QR codes gives three that are read, or an error.
# Instead: the text is divided by characters, and the version is the one for as many bytes. A part whose characters take two bytes each
# has more of them than the symbol. Two readers find nothing in it, and read the other parts. The same part alone is read.
# Why it matters: nothing is raised, and the message can never be put together.
# Versions: segno 1.6.6, zxing-cpp 3.1.1, @zxing/library 0.23.0.
# Source: ISO/IEC 18004, table of data capacity: version 1-L has 17 bytes, and the 20 bits of structured append leave 15; the
# second part has 16 in Shift JIS.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv --without-pip venv
python3 -m pip --python venv install --quiet --no-compile --disable-pip-version-check \
  segno==1.6.6 zxing-cpp==3.1.1 pillow==13.0.0
npm install --silent --no-audit --no-fund --ignore-scripts --prefix "$work" @zxing/library@0.23.0 pngjs@7.0.0
venv/bin/python - <<'PYTHON' | tee seen
import segno
import zxingcpp
from PIL import Image

text = "Grüße aus Köln und 茗荷 und das ist lang genug"
parts = {f"part {number}": code for number, code in enumerate(segno.make_sequence(text, symbol_count=3), 1)}
alone = segno.make("und 茗荷 und das", error="L", micro=False)
for name, code in {**parts, "part 2 alone": alone}.items():
    code.save(f"{name}.png", scale=5)
    found = [barcode.text for barcode in zxingcpp.read_barcodes(Image.open(f"{name}.png").convert("L"))]
    print(f"{name}: version {code.designator}, zxing-cpp reads {found}")
PYTHON
node - <<'NODE' | tee -a seen
const fs = require("node:fs");
const { PNG } = require("pngjs");
const zxing = require("@zxing/library");
for (const number of [1, 2, 3]) {
  const { data, width, height } = PNG.sync.read(fs.readFileSync(`part ${number}.png`));
  const grey = Uint8ClampedArray.from({ length: width * height }, (_, at) => data[4 * at]);
  const picture = new zxing.BinaryBitmap(new zxing.HybridBinarizer(new zxing.RGBLuminanceSource(grey, width, height)));
  let found = "nothing";
  try {
    found = JSON.stringify(new zxing.QRCodeReader().decode(picture).getText());
  } catch (error) {
    found = error.name;
  }
  console.log(`part ${number}: @zxing/library reads ${found}`);
}
NODE
echo 'expected: part 2 is read as "und 茗荷 und das", or refused'
printf '%s\n' "part 1: version 1-L, zxing-cpp reads ['Grüße aus Köln ']" \
  "part 2: version 1-L, zxing-cpp reads []" \
  "part 3: version 1-L, zxing-cpp reads ['ist lang genug']" \
  "part 2 alone: version 1-L, zxing-cpp reads ['und 茗荷 und das']" \
  'part 1: @zxing/library reads "Grüße aus Köln "' 'part 2: @zxing/library reads FormatException' \
  'part 3: @zxing/library reads "ist lang genug"' | cmp seen -
