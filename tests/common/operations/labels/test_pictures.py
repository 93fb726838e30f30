"""Pictures of templates: bad data URIs first, then the pixels of PNG and SVG."""

import base64
import io
from typing import Any

import pytest
from PIL import Image

from common.barcode.labels import template_document
from common.barcode.labels.template import Template
from common.barcode.model.errors import OptionError
from common.operations.labels import pictures


def template(*images: str) -> Template:
    place = {"type": "picture", "left": 1, "top": 1, "width": 10, "height": 10}
    document: dict[str, Any] = {
        "size": {"width": 50, "height": 30},
        "elements": [place | {"image": image} for image in images],
    }
    return template_document.parse(document)


def uri(kind: str, content: bytes) -> str:
    return f"data:image/{kind};base64,{base64.b64encode(content).decode()}"


def png(image: Image.Image) -> bytes:
    body = io.BytesIO()
    image.save(body, "PNG")
    return body.getvalue()


@pytest.mark.parametrize(
    "image",
    [
        "data:image/png;base64,***",
        "data:image/png,abc",
        "data:image/png;base64",
        uri("png", b"no picture"),
        uri("svg+xml", b"<svg"),
    ],
)
def test_bad_pictures_are_errors_of_their_element(image: str) -> None:
    good = uri("png", png(Image.new("L", (2, 2))))
    with pytest.raises(OptionError) as raised:
        pictures.open_all(None, template(good, image))
    assert [problem.field for problem in raised.value.problems] == ["elements[1].image"]


def test_pixels_of_a_picture() -> None:
    """Transparent pixels are white; grey is kept."""
    image = Image.new("LA", (3, 1), (0, 255))
    image.putpixel((1, 0), (100, 255))
    image.putpixel((2, 0), (0, 0))
    opened = pictures.open_all(None, template(uri("png", png(image))))
    assert (opened[0].width, opened[0].height, opened[0].grey) == (3, 1, bytes([0, 100, 255]))


def test_svg_is_rendered() -> None:
    """A black square on the left half."""
    head = b'<svg xmlns="http://www.w3.org/2000/svg" width="20" height="10">'
    svg = head + b'<path d="M0 0h10v10H0z"/></svg>'
    opened = pictures.open_all(None, template(uri("svg+xml", svg)))[0]
    row = opened.grey[: opened.width]
    assert row[opened.width // 4] == 0
    assert row[3 * opened.width // 4] == 255
    assert opened.width == 2 * opened.height
