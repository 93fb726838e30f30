"""Logos: files that are refused, then the pixels that Pillow and resvg see in the others."""

import base64
import io

import pytest
from PIL import Image

from common.barcode.model.errors import OptionError
from common.barcode.pages import logo

SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4 2">'
    '<rect width="2" height="2" fill="red"/></svg>'
)


def encoded(image: Image.Image, kind: str) -> str:
    body = io.BytesIO()
    image.save(body, kind)
    return base64.b64encode(body.getvalue()).decode()


@pytest.mark.parametrize(
    "text",
    [
        "not base64!",
        base64.b64encode(b"no picture").decode(),
        base64.b64encode(b"\x89PNG broken").decode(),
        base64.b64encode(b"<svg>").decode(),
        base64.b64encode(bytes(logo.MAX_BYTES + 1)).decode(),
        encoded(Image.new("1", (3000, 3000)), "PNG"),
        encoded(Image.new("RGB", (8, 8)), "GIF"),
    ],
)
def test_other_files_are_refused(text: str) -> None:
    with pytest.raises(OptionError) as raised:
        logo.read(text)

    assert raised.value.problems[0].code == "style.logo_unreadable"


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
@pytest.mark.parametrize("head", ["", "data:image/png;base64,"])
def test_picture_becomes_pixels(kind: str, head: str) -> None:
    found = logo.read(head + encoded(Image.new("RGB", (10, 6), (200, 10, 30)), kind))

    assert (found.width, found.height) == (10, 6)
    assert list(found.rgba[:4]) == pytest.approx([200, 10, 30, 255], abs=3)


def test_large_picture_is_reduced() -> None:
    found = logo.read(encoded(Image.new("RGB", (1000, 500)), "PNG"))

    assert (found.width, found.height) == (256, 128)


def test_drawing_keeps_its_transparency() -> None:
    found = logo.read(base64.b64encode(SVG.encode()).decode())

    assert (found.width, found.height) == (256, 128)
    assert found.rgba[:4] == bytes((255, 0, 0, 255))
    assert found.rgba[-4:][3] == 0


def test_plus_signs_that_a_query_turned_into_spaces_are_read() -> None:
    """A + in a query string is a space (URL Standard, urlencoded parsing)."""
    text = encoded(Image.effect_noise((32, 32), 90).convert("RGB"), "PNG")
    assert "+" in text

    assert logo.read(text.replace("+", " ")) == logo.read(text)
