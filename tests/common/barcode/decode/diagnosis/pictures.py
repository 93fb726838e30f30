"""Steps that tests of the diagnosis have in common."""

import io

from PIL import Image

from common.barcode.decode import grayscale
from common.barcode.decode.diagnosis import compression, diagnose
from common.barcode.decode.diagnosis.finding import Finding
from common.barcode.decode.diagnosis.symptom import Case, PageCase
from common.barcode.decode.diagnosis.view import View


def png(image: Image.Image) -> bytes:
    """Return *image* as a file."""
    file = io.BytesIO()
    image.save(file, "PNG")
    return file.getvalue()


def opened(file: bytes) -> Image.Image:
    """Return the picture in *file*."""
    return Image.open(io.BytesIO(file))


def page(file: bytes, formats: tuple[str, ...] = ()) -> PageCase:
    """Return the page that *file* shows."""
    image = opened(file)
    return PageCase(image, grayscale.flatten(image), compression.quality(file), formats)


def findings(file: bytes) -> tuple[Finding, ...]:
    """Return the diagnosis of *file*, in which nothing was read."""
    return diagnose.of_page(page(file))


def case(image: Image.Image, formats: tuple[str, ...] = ()) -> Case:
    """Return *image* as an area that fills its page."""
    whole = page(png(image), formats)
    return Case(whole, View(whole.gray, (0, 0, *image.size)))
