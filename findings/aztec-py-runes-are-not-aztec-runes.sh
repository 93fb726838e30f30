#!/usr/bin/env bash
# The Aztec runes of aztec-py have neither the orientation marks nor the check words of an Aztec rune.
#
# Expected: AztecRune(25) is the symbol that bwip-js draws for 25, and a reader returns 25.
# Instead: its ring has 13 rows of a different pattern with no corner marks, so that no reader finds a symbol in it. Rune 0 has no dark module
# outside the finder at all.
# Why it matters: runes number parts and boxes from 0 to 255, and the package offers them without a warning.
# Versions: aztec-py 1.2.1, zxing-cpp 3.1.1, bwip-js 4.11.4.
# Source: ISO/IEC 24778, annex on Aztec runes: the eight bits and the Reed-Solomon check words over GF(16) stand in the ring of the mode
# message, each bit pair inverted, around the finder of a compact symbol with its orientation marks.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv --without-pip venv
python3 -m pip --python venv install --quiet --no-compile --disable-pip-version-check \
  aztec-py==1.2.1 zxing-cpp==3.1.1 pillow==13.0.0
npm install --silent --no-audit --no-fund --ignore-scripts --prefix "$work" bwip-js@4.11.4
node - <<'NODE'
const fs = require("node:fs");
const bwipjs = require("bwip-js");
(async () => {
  for (const rune of [0, 25, 255]) {
    const options = { bcid: "aztecrune", text: String(rune), scale: 4, padding: 8, backgroundcolor: "FFFFFF" };
    fs.writeFileSync(`bwip-js-${rune}.png`, await bwipjs.toBuffer(options));
  }
})();
NODE
venv/bin/python - <<'PYTHON' | tee seen
import zxingcpp
from aztec_py import AztecRune
from PIL import Image, ImageOps

for rune in (0, 25, 255):
    AztecRune(rune).save(f"aztec-py-{rune}.png", module_size=8)
    for writer in ("bwip-js", "aztec-py"):
        picture = ImageOps.expand(Image.open(f"{writer}-{rune}.png").convert("L"), 16, 255)
        print(f"{writer} {rune}:", [barcode.text for barcode in zxingcpp.read_barcodes(picture)])
PYTHON
echo "expected the same three texts from both"
printf '%s\n' "bwip-js 0: ['000']" "aztec-py 0: []" "bwip-js 25: ['025']" "aztec-py 25: []" \
  "bwip-js 255: ['255']" "aztec-py 255: []" | cmp seen -
