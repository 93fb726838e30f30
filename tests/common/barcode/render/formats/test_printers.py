"""ZPL for label printers and text for terminals."""

import re

import pytest

from common.barcode import pipeline
from common.barcode.model.errors import OptionError
from common.barcode.model.options import parse
from common.barcode.model.rendered_image import RenderedImage
from tests.common.barcode import picture_reader


def draw(**options: object) -> RenderedImage:
    request = {"data": "123456789", "format": "code128", **options}
    return pipeline.draw(parse(request, strings=False))


def test_zpl_is_one_label_with_the_pixels_of_the_png() -> None:
    """Zebra Programming Guide: ^GFA, bytes sent, bytes in all, bytes a row, data."""
    picture = draw(image_format="ZPL", width=300)
    head = rb"\^XA\n\^PW300\n\^LL100\n\^FO0,0\^GFA,3800,3800,38,"
    assert re.fullmatch(head + rb"[0-9A-Fg-zG-Y:,!]+\^FS\n\^XZ\n", picture.body)
    # The usual resolution of label printers, 8 dots a mm.
    expected = picture_reader.pixels(draw(image_format="PNG", width=300, dpi=203))
    assert expected.tobytes() == picture_reader.pixels(picture).tobytes()


@pytest.mark.parametrize("option", ["foreground", "background"])
def test_colours_are_errors_for_zpl(option: str) -> None:
    """Label printers print one colour."""
    with pytest.raises(OptionError) as raised:
        draw(image_format="ZPL", **{option: "navy"})
    assert [problem.field for problem in raised.value.problems] == [option]


def test_text_is_as_small_as_the_symbol_and_without_colours() -> None:
    """101 modules and 10 of quiet zone on the left; trailing spaces are omitted."""
    lines = draw(image_format="TXT").body.decode().splitlines()
    assert {len(line) for line in lines[:-1]} == {111}
    assert set("".join(lines[:-1])) == {" ", "█"}
    assert lines[-1].strip() == "123456789"
    assert len(lines) == 11


def test_text_has_the_requested_colours() -> None:
    """ECMA-48, 8.3.117: SGR sequences of direct colours."""
    body = draw(image_format="TXT", foreground="black", background="white").body.decode()
    for line in body.splitlines():
        assert line.startswith("\x1b[38;2;0;0;0m\x1b[48;2;255;255;255m")
        assert line.endswith("\x1b[0m")


def test_show_text_false_omits_the_caption() -> None:
    """The symbol is 10 lines of characters."""
    body = draw(image_format="TXT", show_text=False).body.decode()
    assert "123456789" not in body
    assert len(body.splitlines()) == 10


@pytest.mark.parametrize(
    ("option", "value"),
    [("dpi", 300), ("module_width", 1), ("font_size", 8), ("quiet_zone", 5), ("text_distance", 1)],
)
def test_printed_sizes_are_errors_for_text(option: str, value: float) -> None:
    """A terminal has no resolution."""
    with pytest.raises(OptionError) as raised:
        draw(image_format="TXT", **{option: value})
    assert [problem.field for problem in raised.value.problems] == [option]
