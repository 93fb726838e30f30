#!/usr/bin/env bash
# Quagga2 returns the mark of GS1-128 as a separator in front of the data.
#
# Expected: FNC1 after the start character says that the data is GS1's, in the symbology identifier "]C1"; it is not
# transmitted. Only the later ones, between two elements, become the control character GS.
# Instead: the text begins with GS, and the result has no symbology identifier. FNC1 in second position, which marks
# industry formats in "]C2", is a GS in the data as well.
# Why it matters: a parser of element strings finds an empty element first; whoever strips the character loses the
# only sign that tells GS1-128 from plain Code 128. Other JavaScript readers leave out both kinds.
# Versions: @ericblade/quagga2 1.12.1, symbols drawn by bwip-js 4.11.4.
# Source: ISO/IEC 15417 (FNC1 in first and second position); ISO/IEC 15424 (symbology identifiers of Code 128).
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --silent --no-audit --no-fund --ignore-scripts --prefix "$work" \
  @ericblade/quagga2@1.12.1 bwip-js@4.11.4
cat > run.cjs <<'NODE'
const bwip = require("bwip-js");
const quagga = require("@ericblade/quagga2");

async function read(options) {
  const look = { scale: 3, padding: 40, height: 15, includetext: false, backgroundcolor: "FFFFFF" };
  const png = await bwip.toBuffer({ ...look, ...options });
  const src = `data:image/png;base64,${png.toString("base64")}`;
  const decoder = { readers: ["code_128_reader"] };
  const settings = { src, numOfWorkers: 0, locate: false, inputStream: { size: 0 }, decoder };
  return new Promise((done) => quagga.decodeSingle(settings, (result) => done(result.codeResult)));
}

(async () => {
  const version = require("./node_modules/@ericblade/quagga2/package.json").version;
  console.log("@ericblade/quagga2", version);
  const rows = [
    [{ bcid: "gs1-128", text: "(01)09501101530003(10)AB(21)12" }, "010950110153000310AB<GS>2112"],
    [{ bcid: "code128", text: "A^FNC1DEF", parsefnc: true }, "ADEF"],
  ];
  const seen = [];
  for (const [options, expected] of rows) {
    const result = await read(options);
    seen.push(result.code.replaceAll("\x1d", "<GS>"));
    console.log(`${options.bcid} ${options.text}: expected ${expected}, seen ${seen.at(-1)}`);
    console.log("  format", result.format, "| fields", Object.keys(result).sort().join(" "));
  }
  const known = ["<GS>010950110153000310AB<GS>2112", "A<GS>DEF"];
  process.exit(JSON.stringify(seen) === JSON.stringify(known) ? 0 : 1);
})();
NODE
node run.cjs
