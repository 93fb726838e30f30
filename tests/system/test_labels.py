"""Sheets of labels, rendered by poppler, which is independent of pdfium.

zxing-cpp reads every label at its place in Avery's template.
"""

import subprocess
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image

from common.barcode.labels.label_stock import Stock
from tests.common.barcode.labels.composing import EXAMPLES
from tests.common.barcode.labels.test_labels import TEMPLATES, sheet

SHOWN_DPI = 300


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda template: template.id)
def test_every_label_of_a_full_sheet_reads_back(template: Stock, tmp_path: Path) -> None:
    (tmp_path / "labels.pdf").write_bytes(sheet(template, template.count))
    done = subprocess.run(
        ["pdftoppm", "-r", str(SHOWN_DPI), "-gray", "labels.pdf", "page"],
        cwd=tmp_path,
        capture_output=True,
        check=True,
    )
    # poppler reports every error that it corrects.
    assert done.stderr == b""
    (shown,) = tmp_path.glob("page*.pgm")
    page = Image.open(shown)
    per_mm = SHOWN_DPI / 25.4
    assert page.size == tuple(pytest.approx(side * per_mm, abs=1.01) for side in template.page)
    for number in range(template.count):
        left, top = template.place(number)
        right, bottom = left + template.label[0], top + template.label[1]
        cut = page.crop(tuple(round(edge * per_mm) for edge in (left, top, right, bottom)))
        (found,) = zxingcpp.read_barcodes(cut)
        assert found.text.lstrip("0") == EXAMPLES[number % len(EXAMPLES)][0].lstrip("0")
