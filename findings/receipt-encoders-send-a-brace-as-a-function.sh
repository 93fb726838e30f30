#!/usr/bin/env bash
# Two encoders of receipts turn a brace in the data of a Code 128 into a function character.
#
# Expected: barcode("A{1B", "code128") prints the four characters A{1B: the packages add the choice of the code set themselves.
# Instead: they send {B and then the data as it is. In ESC/POS a brace in the data has to be sent twice; {1 is FNC1. The printer
# prints A, FNC1, B: three characters of another barcode.
# Why it matters: nothing is raised, the barcode scans, and its data is not what was passed.
# Versions: esc-pos-encoder 3.0.0, @point-of-sale/receipt-printer-encoder 4.0.1.
# Source: Epson's reference of ESC/POS, GS k, notes for CODE128: {{ is the character {, and {1 to {4 are FNC1 to FNC4.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --silent --no-audit --no-fund --ignore-scripts --prefix "$work" \
  esc-pos-encoder@3.0.0 @point-of-sale/receipt-printer-encoder@4.0.1
cat >encode.mjs <<'NODE'
import EscPosEncoder from "esc-pos-encoder";
import ReceiptPrinterEncoder from "@point-of-sale/receipt-printer-encoder";

const encoders = {
  "esc-pos-encoder": new EscPosEncoder(),
  "receipt-printer-encoder": new ReceiptPrinterEncoder({ language: "esc-pos" }),
};
for (const [name, encoder] of Object.entries(encoders)) {
  const sent = Buffer.from(encoder.initialize().barcode("A{1B", "code128", 60).encode());
  // GS k 73: the number of bytes of data follows, then the data.
  const start = sent.indexOf(Buffer.from([0x1d, 0x6b, 73]));
  console.log(`${name} sends ${sent.subarray(start + 4, start + 4 + sent[start + 3]).toString()}`);
}
NODE
node encode.mjs 2>/dev/null | tee seen
echo 'expected {BA{{1B from both'
printf '%s\n' "esc-pos-encoder sends {BA{1B" "receipt-printer-encoder sends {BA{1B" | cmp seen -
