#!/usr/bin/env bash
# A QR code printed through simple_zpl2 lacks its first three characters.
#
# Expected: the data given to QR_Barcode is what the printer encodes.
# Instead: in ZPL the field data of a QR code starts with error correction, input mode and a comma ("QA,").
# simple_zpl2 adds nothing, and the printer takes the first three characters for them.
# Why it matters: "https://…" becomes "ps://…", a code that scans. The data must be given as "QA,https://…".
# Versions: simple_zpl2 0.3.0, rendered by zpl-renderer-js 3.4.0, read with jsqr 1.4.0.
# Source: ZPL II Programming Guide, ^BQ (switches at the start of the field data).
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv --without-pip venv
python3 -m pip --python venv install --quiet --no-compile --disable-pip-version-check \
  simple-zpl2==0.3.0 pillow==13.0.0
npm install --silent --no-audit --no-fund --ignore-scripts --prefix "$work" \
  zpl-renderer-js@3.4.0 pngjs@7.0.0 jsqr@1.4.0
venv/bin/python - >label.zpl <<'PYTHON'
import simple_zpl2

document = simple_zpl2.ZPLDocument()
document.add_field_origin(100, 100)
document.add_barcode(simple_zpl2.QR_Barcode("https://example.com/a", 2, 6))
print(document.zpl_text)
PYTHON
venv/bin/python -c 'import importlib.metadata; print("simple_zpl2", importlib.metadata.version("simple-zpl2"))'
node - <<'NODE'
const { PNG } = require("pngjs");
const jsQR = require("jsqr");
const zpl = require("node:fs").readFileSync("label.zpl", "utf8");
(async () => {
  const { api } = await require("zpl-renderer-js").ready;
  const { data, width, height } = PNG.sync.read(Buffer.from(await api.zplToBase64Async(zpl, 100, 60, 8), "base64"));
  const seen = jsQR(new Uint8ClampedArray(data), width, height).data;
  console.log(`input "https://example.com/a", expected the same, seen "${seen}"`);
  process.exit(seen === "ps://example.com/a" ? 0 : 1);
})();
NODE
