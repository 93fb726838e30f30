"""Grades of pictures that zxing-cpp's writer has drawn, clean and spoiled.

A verifier's conformance card is no picture, so that the expectations are the limits of the
standards and the order of more and less damage.
"""

import pytest
import zxingcpp
from PIL import Image, ImageDraw, ImageFilter, ImageOps

from common.barcode import pipeline
from common.barcode.decode import reader
from common.barcode.decode.grading.quality import Quality
from common.barcode.decode.reader import Wanted
from common.barcode.encode import symbology
from common.barcode.model.options import parse
from tests.common.barcode.decode.diagnosis import pictures

LINEAR = {
    "EAN13": "4006381333931",
    "EAN8": "40063812",
    "UPCA": "012345678905",
    "UPCE": "01234565",
    "Code128": "ABC-1234",
    "Code39": "HELLO",
    "Code93": "HELLO",
    "ITF": "12345678901231",
    "Codabar": "A12345B",
    "DataBarOmni": "0950110153000",
}
MATRIX = {
    "QRCode": "HELLO WORLD https://example.com/",
    "MicroQRCode": "HELLO",
    "RMQRCode": "HELLO",
    "DataMatrix": "HELLO WORLD",
    "Aztec": "HELLO WORLD",
}
STACKED = {"PDF417": "HELLO WORLD", "MicroPDF417": "HELLO"}
TEXTS = {**LINEAR, **MATRIX, **STACKED}


def drawn(format: str, module: int = 5) -> Image.Image:
    barcode = zxingcpp.create_barcode(TEXTS[format], zxingcpp.BarcodeFormat[format])
    image = Image.fromarray(barcode.to_image(scale=module, add_quiet_zones=False))
    return ImageOps.expand(image, 14 * module, 255)


def quality(image: Image.Image) -> Quality:
    """Return the quality of the only symbol in *image*."""
    (found,) = reader.read_file(pictures.png(image), Wanted(diagnose="all")).barcodes
    assert found.quality is not None
    return found.quality


def parameters(graded: Quality) -> dict[str, tuple[float, float]]:
    return {one.name: (one.value, one.grade) for one in graded.parameters}


@pytest.mark.parametrize("format", TEXTS)
def test_perfect_drawing_has_the_best_grade(format: str) -> None:
    """4.0 and A, with the module as it was drawn."""
    graded = quality(drawn(format))
    assert (graded.grade, graded.letter) == (4.0, "A")
    assert graded.module_px == pytest.approx(5, abs=0.15)
    assert {grade for _, grade in parameters(graded).values()} == {4}


def test_nothing_is_graded_by_default() -> None:
    """It takes time that most callers have no use for."""
    (found,) = reader.read_file(pictures.png(drawn("EAN13")), Wanted()).barcodes
    assert found.quality is None


@pytest.mark.parametrize("format", ["EAN13", "Code128", "QRCode", "DataMatrix"])
def test_more_blur_never_raises_the_grade(format: str) -> None:
    """From sharp to the limit of what is read."""
    grades = [
        quality(drawn(format).filter(ImageFilter.GaussianBlur(radius))).grade
        for radius in (0, 0.8, 1.2, 1.6, 2.0)
    ]
    assert grades == sorted(grades, reverse=True)
    assert (grades[0], grades[-1]) == (4.0, 0.0)


@pytest.mark.parametrize("format", ["EAN13", "QRCode"])
@pytest.mark.parametrize(("ink", "grade"), [(60, 4), (100, 3), (140, 2), (190, 1)])
def test_contrast_is_graded_by_the_table(format: str, ink: int, grade: int) -> None:
    """ISO/IEC 15416, table 3, and 15415, table 4: 70, 55, 40 and 20 %."""
    faint = drawn(format).point([ink + (255 - ink) * level // 255 for level in range(256)])
    value, given = parameters(quality(faint))["symbol_contrast"]
    assert (value, given) == (pytest.approx(1 - ink / 255, abs=0.01), grade)


def test_spot_on_a_scan_line_is_a_defect() -> None:
    """A grey speck in a wide space of a Code 128, on all of its lines."""
    image = drawn("Code128", 6)
    clean = parameters(quality(image))["defects"]
    ImageDraw.Draw(image).rectangle((20, 0, 24, image.height), fill=180)
    value, grade = parameters(quality(image))["defects"]
    assert clean == (0, 4)
    assert value > 0.15
    assert grade < 4


def test_damaged_finder_pattern_is_graded() -> None:
    """ISO/IEC 18004, annex on print quality: two modules of a finder pattern are grade 2."""
    image = drawn("QRCode")
    left = 14 * 5
    # Two light modules of the first one's separator become dark.
    ImageDraw.Draw(image).rectangle((left + 35, left, left + 39, left + 9), fill=0)
    assert parameters(quality(image))["fixed_pattern_damage"][1] == 2


def test_stretched_symbol_is_axially_nonuniform() -> None:
    """A tenth wider than high: 0.1 / 1.05 is 0.095, which is grade 2."""
    image = drawn("QRCode")
    wide = image.resize((round(1.1 * image.width), image.height), Image.Resampling.BICUBIC)
    value, grade = parameters(quality(wide))["axial_nonuniformity"]
    assert (value, grade) == (pytest.approx(0.095, abs=0.008), 2)


def test_used_error_correction_is_told() -> None:
    """A stain that the reader corrects."""
    image = drawn("QRCode")
    middle = image.width // 2
    ImageDraw.Draw(image).rectangle((middle, middle, middle + 18, middle + 18), fill=0)
    value, _ = parameters(quality(image))["unused_error_correction"]
    assert value < 1


def test_rotated_symbol_has_the_same_module() -> None:
    """Rows that cross bars at a slant are longer."""
    turned = drawn("Code128").rotate(15, Image.Resampling.BICUBIC, expand=True, fillcolor=255)
    assert quality(turned).module_px == pytest.approx(5, abs=0.15)


def test_quiet_zones_are_measured() -> None:
    """Six modules of paper on the left, and then something dark; ISO/IEC 15417 requires ten."""
    image = drawn("Code128", 6)
    left = 14 * 6
    ImageDraw.Draw(image).rectangle((0, 0, left - 6 * 6 - 1, image.height), fill=0)
    read = reader.read_file(pictures.png(image), Wanted(diagnose="all"))
    assert read.barcodes[0].quality is not None
    assert read.barcodes[0].quality.quiet_zones[0] == pytest.approx(6, abs=0.5)
    assert [finding.code for finding in read.pages[0].diagnosis] == ["quiet_zone"]


def test_grade_is_no_verifiers() -> None:
    """The light and the resolution of a picture are unknown."""
    graded = quality(drawn("EAN13"))
    assert "not the grade of a calibrated verifier" in graded.note
    assert graded.standard == "ISO/IEC 15416"


@pytest.mark.parametrize(
    "format", ["maxicode", "ean13_composite", "gs1_128_composite", "databar_omni_composite"]
)
def test_symbols_of_several_patterns_have_no_grade(format: str) -> None:
    """docs/decode.md: lines across bars and cells, or across hexagons, are a grade of neither."""
    example = symbology.find(format).example
    options = parse({"data": example, "format": format, "scale": 4}, strings=False)
    read = reader.read_file(pipeline.draw(options).body, Wanted(diagnose="all"))
    assert [(one.format, one.quality) for one in read.barcodes] == [(format, None)]
