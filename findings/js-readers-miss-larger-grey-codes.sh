#!/usr/bin/env bash
# Two JavaScript readers miss a grey QR code as soon as the picture is larger.
#
# Expected: more pixels a module never make a noiseless picture of two levels harder to read.
# Instead: jsQR and zxing-js read a grey of 150 on white with 6 pixels a module, not with 8. The largest
# grey that they read falls from about 180 to 127, half of white. They threshold blocks of 8 by 8 pixels, and one
# within a module has no contrast of its own. ZBar reads both sizes. Padding that moves the modules
# off the grid of blocks helps as well.
# Why it matters: enlarging is the usual advice for a code that is not read. Stretch the contrast instead.
# Versions: jsqr 1.4.0, @zxing/library 0.23.0, @undecaf/zbar-wasm 0.11.0, drawn by qrcode-generator 2.0.4.
# Source: the binarizers of the two readers (jsqr src/binarizer, HybridBinarizer).
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --silent --no-audit --no-fund --ignore-scripts --prefix "$work" \
  jsqr@1.4.0 @zxing/library@0.23.0 @undecaf/zbar-wasm@0.11.0 qrcode-generator@2.0.4
node - <<'NODE'
const jsQR = require("jsqr");
const zxing = require("@zxing/library");
const code = require("qrcode-generator")(2, "M");
code.addData("HELLO 123");
code.make();

function draw(scale, grey, shift) {
  const width = (code.getModuleCount() + 8) * scale + 8;
  const levels = new Uint8ClampedArray(width * width).fill(255);
  for (let y = 0; y < code.getModuleCount() * scale; y++) {
    for (let x = 0; x < code.getModuleCount() * scale; x++) {
      if (!code.isDark(Math.floor(y / scale), Math.floor(x / scale))) continue;
      levels[(y + 4 * scale + shift) * width + x + 4 * scale + shift] = grey;
    }
  }
  const data = Uint8ClampedArray.from({ length: 4 * levels.length }, (_, i) => (i % 4 < 3 ? levels[i >> 2] : 255));
  return { levels, data, width, height: width };
}

function withZxing({ levels, width, height }) {
  const source = new zxing.RGBLuminanceSource(levels, width, height);
  try {
    return new zxing.QRCodeReader().decode(new zxing.BinaryBitmap(new zxing.HybridBinarizer(source))).getText();
  } catch (error) {
    return error.constructor.name;
  }
}

(async () => {
  const { scanImageData } = await import("@undecaf/zbar-wasm");
  for (const name of ["jsqr", "@zxing/library", "@undecaf/zbar-wasm"]) {
    console.log(name, require(`./node_modules/${name}/package.json`).version);
  }
  const seen = [];
  for (const [scale, grey, shift] of [[6, 150, 0], [8, 0, 0], [8, 150, 0], [8, 150, 3]]) {
    const picture = draw(scale, grey, shift);
    const texts = [jsQR(picture.data, picture.width, picture.height)?.data ?? null, withZxing(picture)];
    texts.push((await scanImageData(picture)).map((symbol) => symbol.decode())[0] ?? null);
    console.log(`input ${scale} pixels a module, grey ${grey}, moved by ${shift}; expected "HELLO 123" three times,`,
      "seen by jsQR, zxing-js, ZBar:", ...texts);
    seen.push(texts.map((text) => Number(text === "HELLO 123")).join(""));
  }
  process.exit(seen.join(" ") === "111 111 001 111" ? 0 : 1);
})();
NODE
