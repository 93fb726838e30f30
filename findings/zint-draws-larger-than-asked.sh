#!/usr/bin/env bash
# zint takes a requested symbol size as a minimum for some symbologies and as exact for others.
#
# Expected: data that does not fit the requested size is an error, as it is for QR Code.
# Instead: GS1-128 with component CC-A gets CC-B without any message, and option_1 still says 1. MicroPDF417 of one
# column gets two, PDF417 of one column two, each with a warning in errtxt and on standard error, no exception
# and no Python warning.
# Why it matters: the size is asked for because the label has no more room, or because the reader knows one kind.
# Versions: zint-bindings 1.2.2 (zint 2.15.0).
# Source: the encoder; ISO/IEC 24723 (CC-A holds up to 56 digits).
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv --without-pip "$work/venv"
python3 -m pip --python "$work/venv" install --quiet --no-compile --disable-pip-version-check \
  zint-bindings==1.2.2
"$work/venv/bin/python" - <<'PYTHON'
import sys
import warnings

import zint

warnings.simplefilter("error")
print("zint-bindings", zint.__version__, "with zint", zint.__upstream_version__)
letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZABCD"
long = f"[10]ABCDEF[21]12345678901234567890[240]{letters}[241]{letters}"


def draw(symbology, option, value, data, primary="", expected="an error"):
    symbol = zint.Symbol()
    symbol.symbology = getattr(zint.Symbology, symbology)
    setattr(symbol, option, value)
    symbol.primary = primary
    try:
        symbol.encode(data)
    except RuntimeError as error:
        seen = str(error)
    else:
        seen = f"{symbol.width} by {symbol.rows}, {option} {getattr(symbol, option)}, {symbol.errtxt!r}"
    print(f"input {len(data)} characters, {symbology}, {option} {value}; expected {expected}, seen {seen}")
    return seen


item = "[01]09501101530003"
small = draw("GS1_128_CC", "option_1", 1, "[10]ABCDEF", item, "CC-A")
asked = draw("GS1_128_CC", "option_1", 1, long, item)
same = draw("GS1_128_CC", "option_1", 2, long, item, "CC-B")
micro = draw("MICROPDF417", "option_2", 1, 2 * letters)
pdf417 = draw("PDF417", "option_2", 1, 10 * letters)
qr_code = draw("QRCODE", "option_2", 1, 2 * letters)
as_known = (
    small.startswith("145 by ")
    and asked == same.replace("option_1 2", "option_1 1") != small
    and asked.endswith(" ''")
    and micro.startswith("55 by ") and "Warning" in micro
    and pdf417.startswith("103 by ") and "Warning" in pdf417
    and qr_code.startswith("Error")
)
sys.exit(0 if as_known else "changed")
PYTHON
