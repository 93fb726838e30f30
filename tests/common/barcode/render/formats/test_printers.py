"""ZPL for label printers and text for terminals."""

import re

import pytest

from common.barcode import pipeline
from common.barcode.model.errors import OptionError
from common.barcode.model.options import parse
from common.barcode.model.rendered_image import Picture
from tests.common.barcode import eyes


def draw(**options: object) -> Picture:
    asked = {"data": "123456789", "format": "code128", **options}
    return pipeline.draw(parse(asked, strings=False))


def test_zpl_is_one_label_with_a_graphic_field_of_the_png_s_pixels() -> None:
    picture = draw(image_format="ZPL", width=300)
    # Zebra Programming Guide: ^GFA, bytes sent, bytes in all, bytes a row, data.
    assert re.fullmatch(
        rb"\^XA\n\^PW300\n\^LL100\n\^FO0,0\^GFA,3800,3800,38,[0-9A-F]{7600}\^FS\n\^XZ\n",
        picture.body,
    )
    expected = eyes.see(draw(image_format="PNG", width=300))
    assert expected.tobytes() == eyes.see(picture).tobytes()


@pytest.mark.parametrize("option", ["foreground", "background"])
def test_a_label_printer_has_no_colours(option: str) -> None:
    with pytest.raises(OptionError) as refused:
        draw(image_format="ZPL", **{option: "navy"})
    assert [problem.field for problem in refused.value.problems] == [option]


def test_text_is_as_small_as_the_symbol_and_plain_unless_colours_are_asked_for() -> None:
    lines = draw(image_format="TXT").body.decode().splitlines()
    # 101 modules and 10 of quiet zone on the left; spaces at the end of a line say nothing.
    assert {len(line) for line in lines[:-1]} == {111}
    assert set("".join(lines[:-1])) == {" ", "█"}
    assert lines[-1].strip() == "123456789"
    assert len(lines) == 11


def test_text_says_its_colours_where_they_are_asked_for() -> None:
    body = draw(image_format="TXT", foreground="black", background="white").body.decode()
    for line in body.splitlines():
        assert line.startswith("\x1b[38;2;0;0;0m\x1b[48;2;255;255;255m")
        assert line.endswith("\x1b[0m")


def test_text_leaves_its_caption_out_where_none_is_asked_for() -> None:
    body = draw(image_format="TXT", show_text=False).body.decode()
    assert "123456789" not in body
    assert len(body.splitlines()) == 10


@pytest.mark.parametrize(
    ("option", "value"),
    [("dpi", 300), ("module_width", 1), ("font_size", 8), ("quiet_zone", 5), ("text_distance", 1)],
)
def test_a_terminal_has_no_sizes_on_paper(option: str, value: float) -> None:
    with pytest.raises(OptionError) as refused:
        draw(image_format="TXT", **{option: value})
    assert [problem.field for problem in refused.value.problems] == [option]
