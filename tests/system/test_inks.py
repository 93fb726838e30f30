"""The inks of PDF and EPS, as Ghostscript separates them."""

import subprocess

import pytest

from common.barcode import pipeline
from common.barcode.labels import label_stock, pdf
from common.barcode.model.options import parse
from tests.common.barcode.labels.composing import compose


def inks(document: bytes) -> tuple[float, ...]:
    """Return the share of the first page that cyan, magenta, yellow and black cover."""
    command = ["gs", "-q", "-dSAFER", "-dBATCH", "-dNOPAUSE", "-sDEVICE=inkcov", "-o", "-", "-"]
    shown = subprocess.run(command, input=document, capture_output=True, check=True, timeout=60)
    return tuple(float(share) for share in shown.stdout.split()[:4])


@pytest.mark.parametrize("foreground", ["black", "#333333"])
@pytest.mark.parametrize("format", ["PDF", "EPS"])
def test_black_is_printed_with_black_ink_only(format: str, foreground: str) -> None:
    """ISO 32000-1:2008, 10.3: DeviceGray is separated into black; four inks blur the bars."""
    options = {
        "data": "123456789",
        "format": "code128",
        "image_format": format,
        "foreground": foreground,
    }
    cyan, magenta, yellow, black = inks(pipeline.draw(parse(options, strings=False)).body)
    assert (cyan, magenta, yellow) == (0, 0, 0)
    assert black > 0


def test_labels_are_printed_with_black_ink_only() -> None:
    """As a single barcode; the text of a label and its cut marks too."""
    template = label_stock.SHEETS["L7160"]
    label = compose("5901234123457", "ean13", template.label, "Title", ("one", "two"))
    cyan, magenta, yellow, black = inks(b"".join(pdf.write([label], template, cut_marks=True)))
    assert (cyan, magenta, yellow) == (0, 0, 0)
    assert black > 0
