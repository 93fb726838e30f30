"""The estimate of what a file holds, against the pixels that Pillow unpacks."""

import gzip

import pytest
from PIL import Image

from common.barcode.pages import opening
from tests.common.barcode.pages.files import pdf, saved

_WHITE_A4 = 2480 * 3508 * 3


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_estimate_of_a_png_is_the_size_of_its_pixels(mode: str) -> None:
    """Pillow has a byte for a pixel of one bit in memory, but not in `tobytes`."""
    picture = Image.new(mode, (300, 200))
    unpacked = picture.convert("L") if mode == "1" else picture
    assert opening.estimate_bytes(saved(picture, "PNG")) == len(unpacked.tobytes())


def test_chunks_without_pixels_count_as_well() -> None:
    """A reader goes through all of them."""
    file = saved(Image.new("L", (4, 4)), "PNG") + bytes(100_000)
    assert opening.estimate_bytes(file) == len(file)


def test_png_of_the_largest_size_fits_into_a_message() -> None:
    """Both sides have four bytes, and 16 bits of RGBA eight for each pixel."""
    file = saved(Image.new("L", (4, 4)), "PNG")
    file = file[:16] + b"\xff" * 8 + bytes([16, 6]) + file[26:]
    assert 1 << 62 < opening.estimate_bytes(file) < 1 << 64


def test_drawings_are_estimated_as_pages_however_small_they_are() -> None:
    page = Image.new("RGB", (8, 8), "white")
    svg = b'<svg xmlns="http://www.w3.org/2000/svg"/>'
    for file in (pdf([(page, (8, 0, 0, 8, 0, 0))]), svg, gzip.compress(svg)):
        assert opening.estimate_bytes(file) == pytest.approx(_WHITE_A4, rel=0.1)


def test_estimate_of_a_photo_is_nearer_to_its_pixels_than_its_bytes_are() -> None:
    photo = Image.effect_mandelbrot((640, 480), (-2, -1.5, 1, 1.5), 100).convert("RGB")
    file = saved(photo, "JPEG")
    pixels = len(photo.tobytes())
    assert abs(opening.estimate_bytes(file) - pixels) < abs(len(file) - pixels)


@pytest.mark.parametrize("content", [b"", b"\x89PNG\r\n\x1a\n", b"nothing"])
def test_what_is_no_file_has_an_estimate(content: bytes) -> None:
    assert opening.estimate_bytes(content) == 10 * len(content)
