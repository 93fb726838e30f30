#!/usr/bin/env bash
# rxing does not read a GS1 QR code whose data has a percent sign among capitals.
#
# Expected: a clean symbol is read. In alphanumeric mode with FNC1, "%%" stands for a percent sign.
# Instead: "not found", as if there were no symbol. The same picture without the sign, and a QR code without FNC1
# that has it, are read; so is the sign in small letters, which are in byte mode.
# Why it matters: "%" may stand in a GS1 lot or serial number, and such a label never scans while its neighbours do.
# Versions: rxing-wasm 0.5.7 (npm); symbols drawn by bwip-js 4.11.4.
# Source: ISO/IEC 18004, 7.4.8.2 (FNC1 in first position); GS1 General Specifications, 7.11 (the character set of
# lots, with "%").
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --silent --no-audit --no-fund --ignore-scripts --prefix "$work" \
  rxing-wasm@0.5.7 bwip-js@4.11.4 pngjs@7.0.0
cat > run.mjs <<'NODE'
import fs from "fs";
import bwip from "bwip-js";
import { PNG } from "pngjs";
// The package starts only in browsers and bundlers: this is what its own loader does.
const folder = "./node_modules/rxing-wasm/";
const rxing = await import(folder + "rxing_wasm_bg.js");
const module = fs.readFileSync(folder + "rxing_wasm_bg.wasm");
const { instance } = await WebAssembly.instantiate(module, { "./rxing_wasm_bg.js": rxing });
rxing.__wbg_set_wasm(instance.exports);
instance.exports.__wbindgen_start?.();

async function read(bcid, text) {
  const options = { scale: 4, padding: 16, backgroundcolor: "FFFFFF" };
  const { data, width, height } = PNG.sync.read(await bwip.toBuffer({ bcid, text, ...options }));
  const luma = new Uint8Array(width * height).map((_, i) => data[4 * i]);
  try {
    return rxing.decode_barcode(luma, width, height, true).text();
  } catch (error) {
    return String(error.message ?? error);
  }
}

const rows = [
  ["gs1qrcode", "(01)09501101530003(10)AB-CD", "010950110153000310AB-CD"],
  ["gs1qrcode", "(01)09501101530003(10)AB%CD", "not found"],
  ["qrcode", "010950110153000310AB%CD", "010950110153000310AB%CD"],
];
let same = true;
console.log("rxing-wasm", JSON.parse(fs.readFileSync(folder + "package.json")).version);
for (const [bcid, text, known] of rows) {
  const seen = await read(bcid, text);
  console.log(`${bcid} ${text}: expected ${text.replace(/[()]/g, "")}, seen ${seen}`);
  same &&= seen === known;
}
process.exit(same ? 0 : 1);
NODE
node run.mjs
