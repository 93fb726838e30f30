"""Raster formats: the same pixels, resolution and colours."""

import io

import pytest
from PIL import Image

from common.barcode import pipeline
from common.barcode.model.errors import OptionError
from common.barcode.model.options import parse
from common.barcode.model.rendered_image import RenderedImage
from common.barcode.render import image_format

RASTERS = ["BMP", "GIF", "JPEG", "PCX", "PNG", "TIFF", "WEBP"]
WITH_RESOLUTION = ["BMP", "JPEG", "PCX", "PNG", "TIFF"]
EXAMPLE = {"data": "123456789", "format": "code128", "width": 300}


def draw(**options: object) -> RenderedImage:
    return pipeline.draw(parse({**EXAMPLE, **options}, strings=False))


def open_image(picture: RenderedImage) -> Image.Image:
    return Image.open(io.BytesIO(picture.body))


@pytest.mark.parametrize("format", RASTERS)
def test_file_is_of_its_media_type(format: str) -> None:
    """Pillow recognises the format and size."""
    picture = draw(image_format=format)
    image = open_image(picture)
    assert format == image.format
    assert image.size == (picture.width_px, picture.height_px)
    assert picture.media_type == image_format.find(format).media_type


@pytest.mark.parametrize("format", [each for each in RASTERS if each != "JPEG"])
@pytest.mark.parametrize(
    "options",
    [{}, {"rotate": 90}, {"width": 301}, {"foreground": "#123456", "background": "#fedcba"}],
)
def test_lossless_formats_have_the_pixels_of_the_png(
    format: str, options: dict[str, object]
) -> None:
    """Pillow decodes both."""
    expected = open_image(draw(image_format="PNG", **options)).convert("RGB")
    actual = open_image(draw(image_format=format, **options)).convert("RGB")
    assert expected.tobytes() == actual.tobytes()


@pytest.mark.parametrize("format", WITH_RESOLUTION)
@pytest.mark.parametrize("dpi", [72, 203, 300, 600])
@pytest.mark.parametrize("foreground", ["black", "navy"])
def test_file_contains_the_resolution(format: str, dpi: int, foreground: str) -> None:
    """Pillow reads the resolution."""
    image = open_image(draw(image_format=format, dpi=dpi, foreground=foreground))
    across, down = image.info["dpi"]
    assert (dpi, dpi) == (round(float(across)), round(float(down)))


@pytest.mark.parametrize("format", RASTERS)
def test_bars_and_background_have_the_requested_colours(format: str) -> None:
    """Pillow counts the colours."""
    picture = draw(image_format=format, foreground="#003366", background="#ffeedd")
    image = open_image(picture).convert("RGB")
    counts = sorted(image.getcolors(1 << 20) or [], reverse=True)
    expected = [(0xFF, 0xEE, 0xDD), (0x00, 0x33, 0x66)]
    if format == "JPEG":  # rounds
        for (_, actual), wanted in zip(counts, expected, strict=False):
            assert all(abs(a - b) <= 3 for a, b in zip(actual, wanted, strict=True))
    else:
        assert expected == [colour for _, colour in counts]


@pytest.mark.parametrize("format", ["GIF", "PNG", "TIFF", "WEBP"])
def test_transparent_background_has_alpha_0(format: str) -> None:
    """Pillow reads the alpha."""
    image = open_image(draw(image_format=format, background="transparent")).convert("RGBA")
    alphas = {alpha for _, (*_, alpha) in image.getcolors() or []}
    assert {0, 255} == alphas
    assert image.getpixel((0, 0))[3] == 0


@pytest.mark.parametrize("format", ["BMP", "JPEG", "PCX", "EPS", "ZPL"])
def test_transparent_background_is_an_error_without_alpha(format: str) -> None:
    """The formats have no transparency."""
    with pytest.raises(OptionError) as raised:
        draw(image_format=format, background="transparent")
    assert [problem.field for problem in raised.value.problems] == ["background"]


def test_partly_transparent_background_is_an_error_for_gif() -> None:
    """GIF89a: one colour of the palette is transparent."""
    with pytest.raises(OptionError) as raised:
        draw(image_format="GIF", background="#ffffff80")
    assert [problem.field for problem in raised.value.problems] == ["background"]


def test_partly_transparent_bars_are_blended_with_an_opaque_background() -> None:
    """By hand: #00000080 on white is 255 × (1 − 128/255) = 127."""
    image = open_image(draw(image_format="PNG", foreground="#00000080")).convert("RGB")
    assert (127, 127, 127) in [colour for _, colour in image.getcolors() or []]


def test_jpeg_has_full_colour_resolution() -> None:
    """A sampling factor of 1 for each component is 4:4:4 (ITU-T T.81, B.2.2)."""
    body = draw(image_format="JPEG", foreground="red").body
    frame = body.index(b"\xff\xc0")
    components = [body[frame + 10 + 3 * at : frame + 13 + 3 * at] for at in range(3)]
    assert [component[1] for component in components] == [0x11, 0x11, 0x11]


def test_jpeg_in_black_and_white_is_grayscale() -> None:
    """Pillow reads one component."""
    assert open_image(draw(image_format="JPEG")).mode == "L"


def test_png_has_one_bit_a_pixel_and_is_small() -> None:
    """PNG, 11.2.2: the bit depth follows width and height."""
    picture = draw(width=200, height=100)
    assert picture.body[24] == 1  # bit depth, the first byte after width and height (11.2.2)
    assert len(picture.body) < 565


@pytest.mark.parametrize("format", ["BMP", "TIFF", "PCX"])
def test_black_and_white_has_one_bit_a_pixel(format: str) -> None:
    """2,000 × 1,000 bits are 250,000 bytes."""
    picture = draw(image_format=format, width=2000, height=1000)
    assert len(picture.body) <= 256 * 1000 + 200
    assert open_image(picture).mode in ("1", "P")
