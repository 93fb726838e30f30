"""Styled QR Codes: refusals, then files that resvg, pdfium and Pillow open and zxing-cpp reads."""

import base64
import io
from typing import Any

import pytest
from PIL import Image, ImageDraw

from common.barcode import pipeline
from common.barcode.model.errors import BarcodeError, OptionError, ReadBackError
from common.barcode.model.options import parse
from common.barcode.model.rendered_image import RenderedImage
from common.barcode.model.style import Logo
from common.barcode.pages import logo
from common.barcode.render import image_format, styled
from tests.common.barcode import picture_reader

DATA = "https://example.com/menu?table=5"
OTHERS = sorted(set(image_format.catalogue()) - set(styled.FORMATS))


def sign(side: int = 96) -> Image.Image:
    """Return a red disc on transparent pixels."""
    image = Image.new("RGBA", (side, side), (0, 0, 0, 0))
    ImageDraw.Draw(image).ellipse((2, 2, side - 2, side - 2), fill=(220, 40, 30, 255))
    return image


def file(image: Image.Image, kind: str = "PNG") -> str:
    body = io.BytesIO()
    image.save(body, kind)
    return base64.b64encode(body.getvalue()).decode()


LOGO = logo.read(file(sign())).encode()


def draw(**options: Any) -> RenderedImage:
    given = {"data": DATA, "format": "qr", "scale": 8, **options}
    return pipeline.draw(parse(given, strings=False))


def texts(drawn: RenderedImage) -> list[str]:
    return [found.text for found in picture_reader.read(drawn)]


def problems(**options: Any) -> list[tuple[str, str]]:
    with pytest.raises(BarcodeError) as raised:
        draw(**options)
    return [(problem.field, problem.code) for problem in raised.value.problems]


@pytest.mark.parametrize("kind", OTHERS)
def test_format_without_curves_is_refused(kind: str) -> None:
    assert problems(module_style="dots", image_format=kind) == [
        ("image_format", "style.image_format")
    ]


@pytest.mark.parametrize(
    ("options", "field", "code"),
    [
        ({"gradient": "#cccccc"}, "gradient", "colour.low_contrast"),
        ({"gradient": "nocolour"}, "gradient", "colour.malformed"),
        ({"gradient_direction": "radial"}, "gradient_direction", "option.not_applicable"),
        ({"logo_size": 20}, "logo_size", "option.not_applicable"),
        ({"logo": "abc"}, "logo", "style.logo_unreadable"),
        ({"frame_text": "\U0001f600"}, "frame_text", "text.not_printable"),
        ({"module_style": "dots", "swiss_cross": True}, "swiss_cross", "option.conflict"),
        ({"module_style": "dots", "text_content": "x"}, "text_content", "option.conflict"),
        ({"module_style": "stars"}, "module_style", "option.bad_value"),
    ],
)
def test_option_that_does_not_apply_is_refused(
    options: dict[str, Any], field: str, code: str
) -> None:
    assert problems(**options) == [(field, code)]


def test_other_symbologies_have_no_style() -> None:
    with pytest.raises(OptionError) as raised:
        pipeline.draw(parse({"data": "1", "format": "code128", "logo": LOGO}, strings=False))

    assert raised.value.problems[0].code == "option.not_applicable"


@pytest.mark.parametrize(
    ("options", "field"),
    [({"logo": LOGO, "ecc": "L"}, "ecc"), ({"logo": LOGO, "logo_size": 35}, "logo_size")],
)
def test_style_that_does_not_survive_is_refused_with_one_that_does(
    options: dict[str, Any], field: str
) -> None:
    with pytest.raises(ReadBackError) as raised:
        draw(**options)
    [problem] = raised.value.problems
    assert (problem.field, problem.code) == (field, "style.unscannable")

    value = int(problem.suggestion) if field == "logo_size" else problem.suggestion
    assert texts(draw(**{**options, field: value})) == [DATA]


STYLES: dict[str, dict[str, Any]] = {
    "rounded": {"module_style": "rounded", "finder_style": "rounded"},
    "dots": {"module_style": "dots", "finder_style": "circle"},
    "gradient": {"foreground": "#003366", "gradient": "#7a1fa2"},
    "radial": {"foreground": "#1a237e", "gradient": "#b0201a", "gradient_direction": "radial"},
    "logo": {"logo": LOGO},
    "frame": {"frame_text": "SCAN ME", "gradient": "navy"},
    "all": {"module_style": "dots", "finder_style": "circle", "logo": LOGO, "frame_text": "Menu"},
}


@pytest.mark.parametrize("kind", styled.FORMATS)
@pytest.mark.parametrize("style", STYLES)
def test_file_of_each_format_is_read(style: str, kind: str) -> None:
    drawn = draw(image_format=kind, **STYLES[style])

    assert texts(drawn) == [DATA]
    assert drawn.verified == "true"
    assert drawn.scan_margin is not None
    assert 25 <= drawn.scan_margin <= 100


@pytest.mark.parametrize("rotate", [90, 180, 270])
@pytest.mark.parametrize("kind", ["PNG", "SVG", "PDF"])
def test_rotated_picture_is_read(rotate: int, kind: str) -> None:
    drawn = draw(image_format=kind, rotate=rotate, **STYLES["all"])
    upright = draw(image_format=kind, **STYLES["all"])

    assert texts(drawn) == [DATA]
    sizes = (upright.width_px, upright.height_px)
    assert (drawn.width_px, drawn.height_px) == (sizes if rotate == 180 else sizes[::-1])


def test_picture_has_the_size_that_the_answer_states() -> None:
    drawn = draw(**STYLES["all"])

    assert picture_reader.pixels(drawn).size == (drawn.width_px, drawn.height_px)
    plain = draw(module_style="dots", width=400)
    assert plain.width_px == 400


def test_logo_is_in_the_middle_and_its_colours_are_kept() -> None:
    drawn = draw(logo=LOGO)

    middle = (drawn.width_px // 2, drawn.height_px // 2)
    assert picture_reader.pixels(drawn).getpixel(middle) == (220, 40, 30)
    assert drawn.ecc == "H"


def test_gradient_changes_the_colour_from_corner_to_corner() -> None:
    """The finder patterns are the corners of the symbol."""
    drawn = draw(foreground="#000080", gradient="#800000", width=400)
    image = picture_reader.pixels(drawn)
    box = image.convert("L").point(lambda value: 255 if value < 128 else 0).getbbox()
    assert box is not None
    first, last = image.getpixel((box[0] + 2, box[1] + 2)), image.getpixel((box[0] + 2, box[3] - 3))

    assert isinstance(first, tuple)
    assert isinstance(last, tuple)
    assert first[2] > last[2]
    assert first[0] < last[0]


def test_light_modules_on_a_dark_ground_are_read() -> None:
    drawn = draw(
        module_style="rounded", foreground="white", background="#002244", light_on_dark=True
    )

    assert [found.text for found in picture_reader.read(drawn, inverted=True)] == [DATA]


def test_pixels_of_a_logo_survive_their_text() -> None:
    pixels = Logo(3, 2, bytes(range(24)))

    assert Logo.decode(pixels.encode()) == pixels


@pytest.mark.parametrize(
    "text", ["pixels:3x2:AAAA", "pixels:999x999:eJwDAAAAAAE=", "pixels:0x1:eJwDAAAAAAE=", "x"]
)
def test_malformed_pixels_are_no_logo(text: str) -> None:
    assert Logo.decode(text) is None
