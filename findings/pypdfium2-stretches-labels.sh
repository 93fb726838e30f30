#!/usr/bin/env bash
# pypdfium2 renders a page of labels a part of a dot wider than it is, so that bars blur from left to right.
#
# Expected: at 203 dpi, bars that a PDF places on whole dots of 1/203 inch come out as whole dots, black on white.
# Instead: the page's size in pixels is rounded up, and the page is stretched to that size: 1678.35 dots of a page of
# A4 become 1679. Of 750 bars of one dot, with spaces of one dot, 266 are dark beside a light space; those in the
# right half are grey. MuPDF rounds the size up as well, but keeps the scale: all 750 are right.
# Why it matters: a label printer gets such a picture. Its smallest barcodes, of one dot a module, are read from the
# left column of a sheet and not from the right one. A page whose width is a whole number of dots is not stretched.
# Versions: pypdfium2 5.15.2, pymupdf 2.0.
# Source: the documentation of PdfPage.render in pypdfium2: scale is the number of pixels of a unit, usually 1/72 inch.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv --without-pip "$work/venv"
python3 -m pip --python "$work/venv" install --quiet --no-compile --disable-pip-version-check \
  pypdfium2==5.15.2 pymupdf==2.0 pillow==13.0.0
"$work/venv/bin/python" - <<'PYTHON'
from importlib.metadata import version
import sys

import pymupdf
import pypdfium2

DPI, HEIGHT = 203, 100
DOT = 72 / DPI
BARS = range(100, 1600, 2)  # dots from the left edge


def page(width):
    content = "".join(f"{at * DOT:.5f} 10 {DOT:.5f} 80 re\n" for at in BARS) + "f\n"
    objects = (
        "<</Type/Catalog/Pages 2 0 R>>",
        "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 {width:.5f} {HEIGHT}]/Contents 4 0 R>>",
        f"<</Length {len(content)}>>stream\n{content}endstream",
    )
    file, places = "%PDF-1.4\n", []
    for number, each in enumerate(objects, 1):
        places.append(len(file))
        file += f"{number} 0 obj{each}endobj\n"
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    start = len(file)
    file += f"xref\n0 5\n0000000000 65535 f \n{table}trailer<</Size 5/Root 1 0 R>>\n"
    return f"{file}startxref\n{start}\n%%EOF".encode()


def by_pdfium(file):
    picture = pypdfium2.PdfDocument(file)[0].render(scale=DPI / 72).to_pil().convert("L")
    return [picture.getpixel((x, picture.height // 2)) for x in range(picture.width)]


def by_mupdf(file):
    document = pymupdf.open(stream=file, filetype="pdf")
    scale = pymupdf.Matrix(DPI / 72, DPI / 72)
    picture = document[0].get_pixmap(matrix=scale, colorspace="gray")
    return [picture.pixel(x, picture.height // 2)[0] for x in range(picture.width)]


def right(row):
    return sum(row[at] < 64 and row[at + 1] > 192 for at in BARS)


print(f"pypdfium2 {version('pypdfium2')}, pymupdf {version('pymupdf')}")
seen = {}
for name, width in (("A4, 210 mm", 210 / 25.4 * 72), ("1679 dots", 1679 * DOT)):
    seen[name] = right(by_pdfium(page(width))), right(by_mupdf(page(width)))
    print(f"page of {name}: {len(BARS)} bars, {seen[name][0]} right by pdfium, {seen[name][1]} by mupdf")
sys.exit(seen["A4, 210 mm"][0] > 400 or seen["A4, 210 mm"][1] < 750 or seen["1679 dots"][0] < 750)
PYTHON
