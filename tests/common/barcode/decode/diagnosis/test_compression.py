"""The quality of a JPEG, which Pillow's library has written."""

import io
from random import Random

import pytest
from PIL import Image, ImageFilter

from common.barcode.decode.diagnosis import compression
from tests.common.barcode.decode.diagnosis import spoiling, symbols


def saved(format: str, **options: int) -> bytes:
    file = io.BytesIO()
    Image.linear_gradient("L").save(file, format, **options)
    return file.getvalue()


def test_another_type_has_no_loss() -> None:
    """PNG keeps every pixel, and text is no picture."""
    assert (compression.quality(saved("PNG")), compression.quality(b"hello")) == (100, 100)


@pytest.mark.parametrize("quality", [3, 8, 20, 50, 75, 90])
def test_quality_is_found(quality: int) -> None:
    """The library scales its tables by this number."""
    assert compression.quality(saved("JPEG", quality=quality)) == pytest.approx(quality, abs=2)


@pytest.mark.parametrize("name", ["QRCode", "DataMatrix", "PDF417", "Code128", "EAN13"])
@pytest.mark.parametrize("quality", [1, 2, 5, 10])
def test_symbol_that_was_a_jpeg_before_it_became_a_png_is_told(name: str, quality: int) -> None:
    """zxing-cpp has drawn it, and Pillow's library has saved it with a low quality."""
    page = page_of(name, quality)
    file = io.BytesIO()
    page.save(file, "JPEG", quality=quality)
    saved = Image.open(file).convert("L")
    assert compression.former_quality(saved, (40, 40, *saved.size)) <= 12


@pytest.mark.parametrize("name", ["QRCode", "DataMatrix", "PDF417", "Code128", "EAN13"])
@pytest.mark.parametrize("blur", [0.0, 1.0, 2.0])
def test_symbol_that_never_was_a_jpeg_is_not_taken_for_one(name: str, blur: float) -> None:
    """Sharp and soft."""
    for seed in range(4):
        page = page_of(name, seed).filter(ImageFilter.GaussianBlur(blur))
        assert compression.former_quality(page, (40, 40, *page.size)) == 100


@pytest.mark.parametrize("module", [2, 4, 8])
@pytest.mark.parametrize("name", ["EAN13", "Code128", "QRCode"])
def test_drawing_whose_modules_are_on_blocks_is_not_taken_for_a_jpeg(
    name: str, module: int
) -> None:
    """Modules of a half, a quarter or all of a block, whose edges are those of blocks."""
    drawn = symbols.linear if name != "QRCode" else symbols.matrix
    image = drawn(Random(name), name).image
    size = tuple(side * module // symbols.MODULE for side in image.size)
    page = spoiling.in_margin(image.resize((size[0], size[1]), Image.Resampling.NEAREST), 40)
    assert compression.former_quality(page, (40, 40, 40 + size[0], 40 + size[1])) == 100


def page_of(name: str, seed: int) -> Image.Image:
    """Return a random symbol with modules of 2 to 4 px on a page."""
    rng = Random(f"{name} {seed}")
    drawn = symbols.linear if name in ("Code128", "EAN13") else symbols.matrix
    return spoiling.page(rng, drawn(rng, name), rng.uniform(2, 4))
