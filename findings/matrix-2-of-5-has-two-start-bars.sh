#!/usr/bin/env bash
# Two encoders draw the start and stop bars of Matrix 2 of 5 with different widths.
#
# Expected: one symbology has one start pattern.
# Instead: bwip-js makes the wide bar of start and stop three modules wide, like its wide elements, and zint four. The
# data between them is the same, module by module.
# Why it matters: a reader that compares widths with those of the data accepts one or the other. No
# standard that settles it was found, so test with the receiver's scanner.
# Versions: bwip-js 4.11.4, zint-bindings 1.2.2.
# Source: the encoders; zint's manual names the symbology Code 2 of 5 Standard (Code 2 of 5 Matrix).
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv --without-pip venv
python3 -m pip --python venv install --quiet --no-compile --disable-pip-version-check \
  zint-bindings==1.2.2 numpy==2.4.6
npm install --silent --no-audit --no-fund --ignore-scripts --prefix "$work" \
  bwip-js@4.11.4
node - >bwip.txt <<'NODE'
const [{ sbs }] = require("bwip-js").raw({ bcid: "matrix2of5", text: "1234" });
console.log(sbs.map((width, index) => String((index + 1) % 2).repeat(width)).join(""));
NODE
venv/bin/python - <<'PYTHON'
import importlib.metadata
import json
import sys

import numpy
import zint

symbol = zint.Symbol()
symbol.symbology = zint.Symbology.C25STANDARD
symbol.encode("1234")
row = numpy.unpackbits(numpy.asarray(symbol.encoded_data)[0], bitorder="little")[: symbol.width]
with_zint, with_bwip = "".join(map(str, row)), open("bwip.txt").read().strip()
print("bwip-js", json.load(open("node_modules/bwip-js/package.json"))["version"], with_bwip)
print("zint-bindings", importlib.metadata.version("zint-bindings"), with_zint)
print("input '1234', expected equal modules, seen start bars of", with_bwip.find("0"), "and", with_zint.find("0"))
same_data = with_bwip[3:-9] == with_zint[4:-10]
print("equal between start and stop:", same_data)
sys.exit("changed" if (with_bwip.find("0"), with_zint.find("0"), same_data) != (3, 4, True) else 0)
PYTHON
