"""Printed sizes: what standards require, and what the files of each format say."""

import io
import re
import xml.etree.ElementTree as ET

import pypdfium2
import pytest
from PIL import Image

from common.barcode import pipeline
from common.barcode.encode.symbology import catalogue
from common.barcode.model.options import parse
from common.barcode.model.rendered_image import RenderedImage

MM_PER_INCH = 25.4
EAN13_MODULES = 95 + 11 + 7


def draw(image_format: str, **options: object) -> RenderedImage:
    given = {"data": "4006381333931", "format": "ean13", "image_format": image_format, **options}
    return pipeline.draw(parse(given, strings=False))


def printed_width_mm(picture: RenderedImage) -> float:
    """Return the width at which other software prints *picture*."""
    match picture.image_format:
        case "SVG":
            width = ET.fromstring(picture.body).get("width") or ""
            # CSS Values and Units 3, 6.2: a px is 1/96 inch.
            return float(width[:-2]) if width.endswith("mm") else float(width) * MM_PER_INCH / 96
        case "PDF":
            document = pypdfium2.PdfDocument(picture.body)
            return float(document[0].get_width()) * MM_PER_INCH / 72
        case "EPS":
            box = re.search(rb"%%HiResBoundingBox: 0 0 ([0-9.]+)", picture.body)
            assert box is not None
            return float(box[1]) * MM_PER_INCH / 72
    with Image.open(io.BytesIO(picture.body)) as image:
        return image.width * MM_PER_INCH / float(image.info["dpi"][0])


PRINTED = ("PNG", "JPEG", "TIFF", "BMP", "PCX", "SVG", "PDF", "EPS")


@pytest.mark.parametrize(
    ("options", "module_mm"),
    [
        ({"dpi": 96}, 0.5292),
        ({"width": 113, "dpi": 200}, 0.127),
        ({"scale": 2, "dpi": 100}, 0.508),
        ({"module_width": 0.25, "dpi": 600}, 0.254),
    ],
)
def test_every_picture_outside_the_range_says_so(
    options: dict[str, object], module_mm: float
) -> None:
    """GS1 General Specifications, 5.12.3: X of EAN-13 is 0.264 to 0.660 mm."""
    picture = draw("PNG", **options)
    assert picture.module_mm == module_mm
    is_outside = not 0.264 <= module_mm <= 0.660
    assert any("0.264 to 0.66" in warning for warning in picture.warnings) == is_outside


@pytest.mark.parametrize("image_format", PRINTED)
def test_default_ean_is_printed_as_large_as_gs1_says(image_format: str) -> None:
    """GS1 General Specifications, 5.12.3: X is 0.330 mm and the bars are 22.85 mm high."""
    picture = draw(image_format)
    assert picture.module_mm == pytest.approx(0.330, abs=0.001)
    assert printed_width_mm(picture) == pytest.approx(37.29, abs=0.1)
    assert picture.height_px > 22.85 / 0.330 * picture.module_px
    assert picture.warnings == ()


@pytest.mark.parametrize("image_format", PRINTED)
@pytest.mark.parametrize(
    "options", [{}, {"scale": 3}, {"width": 400}, {"dpi": 300}, {"module_width": 0.4, "dpi": 600}]
)
def test_the_reported_module_is_that_of_the_file(
    image_format: str, options: dict[str, object]
) -> None:
    """X-Barcode-Module-Mm and the file agree; whole dots per inch round by 1 in 200."""
    picture = draw(image_format, **options)
    printed = printed_width_mm(picture) * picture.module_px / picture.width_px
    assert picture.module_mm == pytest.approx(printed, rel=0.005)


@pytest.mark.parametrize("id", list(catalogue()))
@pytest.mark.parametrize("image_format", ["PNG", "SVG", "ZPL"])
def test_no_default_is_outside_its_range(id: str, image_format: str) -> None:
    """The ranges of test_print_rules; ZPL is for printers of 203 dpi."""
    options = {"data": catalogue()[id].example, "format": id, "image_format": image_format}
    warnings = pipeline.plan(parse(options, strings=False)).warnings
    assert [warning for warning in warnings if "mm wide" in warning] == []


def test_a_resolution_sets_the_module_in_whole_dots() -> None:
    """0.330 mm are 3.9 dots at 300 dpi."""
    picture = draw("PNG", dpi=300)
    assert (picture.module_px, picture.module_mm) == (4, 0.3387)


def test_an_svg_in_px_is_measured_in_css_pixels() -> None:
    """CSS Values and Units 3, 6.2: 2 px are 2/96 inch."""
    picture = draw("SVG", data="123", format="code128")
    assert picture.module_mm == pytest.approx(picture.module_px * MM_PER_INCH / 96, abs=1e-4)
