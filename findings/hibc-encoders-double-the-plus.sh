#!/usr/bin/env bash
# A HIBC number as the standard prints it gets a second plus sign.
#
# Expected: an encoder for HIBC takes "+A99912345/9901510X3", the form in HIBC's documents, or refuses it.
# Instead: bwip-js (and zint alike) always puts "+" in front and appends a check character computed over
# both: the symbol holds "++A99912345/9901510X3K".
# Why it matters: the link and check characters are consistent, so a scanner accepts it and
# only the parser of the data fails. The flag character has to be removed from the input.
# Versions: bwip-js 4.11.4, read with @zxing/library 0.23.0.
# Source: ANSI/HIBC 2 supplier labelling standard (the flag character "+" comes first, once).
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
(async () => {
  const text = "+A99912345/9901510X3";
  const { data, width, height } = await picture({ bcid: "hibccode128", text });
  const grey = Uint8ClampedArray.from({ length: width * height }, (_, index) => data[4 * index]);
  const source = new zxing.RGBLuminanceSource(grey, width, height);
  const seen = new zxing.Code128Reader().decode(new zxing.BinaryBitmap(new zxing.HybridBinarizer(source))).getText();
  console.log("bwip-js", require("./node_modules/bwip-js/package.json").version);
  console.log(`input ${text}, expected one plus and a check character, or an error`);
  console.log(`seen ${seen}`);
  process.exit(seen.startsWith("++A99912345/9901510X3") ? 0 : 1);
})();
NODE
