"""EPS, rendered by Ghostscript and read by zxing-cpp."""

import io
import subprocess

import pytest
from PIL import Image

from common.barcode import pipeline
from common.barcode.decode import verification
from common.barcode.encode import symbology
from common.barcode.model.options import parse
from common.barcode.model.rendered_image import RenderedImage
from tests.common.barcode import picture_reader


def show(picture: RenderedImage) -> Image.Image:
    """Return *picture* at four pixels a dot, cut to its bounding box."""
    command = ["gs", "-q", "-dSAFER", "-dBATCH", "-dNOPAUSE", "-dEPSCrop", "-sDEVICE=png16m"]
    dpi = round(picture.module_px * 25.4 / picture.module_mm)
    shown = subprocess.run(
        [*command, f"-r{4 * dpi}", "-sOutputFile=-", "-"],
        input=picture.body,
        capture_output=True,
        check=True,
        timeout=60,
    )
    return Image.open(io.BytesIO(shown.stdout))


@pytest.mark.parametrize(
    ("id", "more"),
    [
        ("code128", {"foreground": "navy", "background": "#ffffee"}),
        ("ean13", {"guardbar": True, "rotate": 90}),
        ("qr", {"rotate": 180, "text_content": "Ünï (below)"}),
        ("qr", {"swiss_cross": True, "dpi": 300}),
        ("isbn", {"light_margin_mark": True}),
        ("code128", {"text_content": "two\nlines", "text_position": "above"}),
        ("itf14", {"rotate": 270}),
        ("datamatrix", {}),
        ("pdf417", {}),
        ("maxicode", {}),
    ],
)
def test_eps_reads_back(id: str, more: dict[str, object]) -> None:
    example = symbology.find(id).example
    options = parse({"data": example, "format": id, "image_format": "EPS", **more}, strings=False)
    picture = pipeline.draw(options)
    image = show(picture)
    assert image.width == pytest.approx(4 * picture.width_px, abs=4)
    assert image.height == pytest.approx(4 * picture.height_px, abs=4)
    reading = symbology.find(id).make(example, options).reading
    assert reading is not None
    found = picture_reader.read_image(image, reading)
    assert any(verification.matches(reading, barcode) for barcode in found)


def test_eps_has_the_chosen_colours() -> None:
    options = {"data": "1", "format": "code39", "image_format": "EPS", "foreground": "#003366"}
    image = show(pipeline.draw(parse(options, strings=False))).convert("RGB")
    counts = sorted(image.getcolors(1 << 24) or [], reverse=True)
    assert {(255, 255, 255), (0, 0x33, 0x66)} == {colour for _, colour in counts[:2]}
