#!/usr/bin/env bash
# Two functions get_display of python-bidi give different texts.
#
# Expected: bidi.get_display and bidi.algorithm.get_display, of one package, give one visual order.
# Instead: only the one of bidi.algorithm replaces brackets, quotation marks and signs of comparison between
# right-to-left letters by their mirror images. The one that the package's example imports keeps them, so "(אב)" opens
# outwards on paper and "≤" says the opposite. Letters and digits agree, and brackets around Hebrew in English too.
# Why it matters: whatever draws the result glyph by glyph, such as a label, needs the mirrored text.
# Versions: python-bidi 0.6.12.
# Source: Unicode UAX #9, L4 (mirroring); python-bidi issue 25.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv --without-pip "$work/venv"
python3 -m pip --python "$work/venv" install --quiet --no-compile --disable-pip-version-check \
  python-bidi==0.6.12
"$work/venv/bin/python" - <<'PYTHON'
import importlib.metadata
import sys

import bidi
import bidi.algorithm

print("python-bidi", importlib.metadata.version("python-bidi"))
changed = False
alef, bet = "\u05d0\u05d1"
for text, mirrored in [
    (f"({alef}{bet})", f"({bet}{alef})"),
    (f"\u00ab{alef}{bet}\u00bb", f"\u00ab{bet}{alef}\u00bb"),
    (f"{alef} \u2264 {bet}", f"{bet} \u2265 {alef}"),
    (f"{alef}{bet} 10-12", f"10-12 {bet}{alef}"),
    (f"Tea ({alef}{bet})", f"Tea ({bet}{alef})"),
]:
    plain = mirrored.translate(str.maketrans("()\u00ab\u00bb\u2265", ")(\u00bb\u00ab\u2264"))
    known = mirrored if mirrored[0] in "1T" else plain
    top, old = bidi.get_display(text), bidi.algorithm.get_display(text)
    print(f"input {ascii(text)}, expected {ascii(mirrored)} twice, seen {ascii(top)} and {ascii(old)}")
    changed |= (top, old) != (known, mirrored)
sys.exit("changed" if changed else 0)
PYTHON
