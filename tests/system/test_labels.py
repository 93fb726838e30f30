"""Sheets of labels as poppler shows them: a second renderer, of another house than pdfium.

Expectations: the measures of Avery's templates; zxing-cpp reads every label where it stands.
"""

import subprocess
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image

from common.barcode.labels.label_stock import Template
from tests.common.barcode.labels.test_labels import EXAMPLES, TEMPLATES, sheet

SHOWN_DPI = 300


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda template: template.id)
def test_every_label_of_a_full_sheet_reads_back(template: Template, tmp_path: Path) -> None:
    (tmp_path / "labels.pdf").write_bytes(sheet(template, template.count))
    done = subprocess.run(
        ["pdftoppm", "-r", str(SHOWN_DPI), "-gray", "labels.pdf", "page"],
        cwd=tmp_path,
        capture_output=True,
        check=True,
    )
    # Poppler tells of every fault that it mends.
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
