"""Labels as ZPL: sizes, fields and data with the meaning of commands."""

import re

import pytest
import zxingcpp
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from common.barcode.labels import zpl
from tests.common.barcode import zpl_bitmaps
from tests.common.barcode.labels.composing import EXAMPLES, compose

SIZE = (60, 60)
# What may follow ^ and ~ in the fields that are written here.
COMMANDS = {*("XA", "CI", "PW", "LL", "FO", "A0", "FB", "FH", "FD", "FS", "XZ", "GB")} | {
    *("GF", "BY", "BC", "B3", "B2")
}


def written(data: str, format: str, title: str = "", *lines: str, **more: object) -> str:
    label = compose(data, format, SIZE, title, lines, dpi=203, **more)
    return b"".join(zpl.write([label], SIZE, 203)).decode()


@pytest.mark.parametrize(("data", "format"), [each for each in EXAMPLES if each[1] != "code39"])
@pytest.mark.parametrize("rotation", [0, 90])
def test_bitmaps_read_back(data: str, format: str, rotation: int) -> None:
    """Every symbol that the printer does not draw itself; zxing-cpp decodes it."""
    text = written(data, format, "a^b_c~ ü", rotate=rotation)
    assert text.startswith("^XA\n^CI28\n^PW480\n^LL480\n")
    assert "^FH^FDa_5Eb_5Fc_7E ü^FS" in text
    page = Image.new("L", (480, 480), 255)
    for left, top, image in zpl_bitmaps.read(text):
        page.paste(image.convert("L"), (left, top))
    (read,) = zxingcpp.read_barcodes(page)
    assert read.text.lstrip("0") == data.lstrip("0")


@pytest.mark.parametrize(
    ("data", "format", "field"),
    [
        ("ABC-1", "code128", r"\^BCN,\d+,N,N,N,N\^FH\^FD>:ABC-1\^FS"),
        ("123456ab", "code128", r"\^FD>;123456>6ab\^FS"),
        ("a~b^c", "code128", r"\^FD>:a_7Eb_5Ec\^FS"),
        ("(01)09501101530003(10)ABC", "gs1_128", r"\^FD>;>8010950110153000310>6ABC\^FS"),
        ("ABC-1", "code39", r"\^B3N,N,\d+,N,N\^FH\^FDABC-1\^FS"),
        ("12345678", "itf", r"\^B2N,\d+,N,N,N\^FH\^FD12345678\^FS"),
    ],
)
def test_printer_draws_symbols_of_one_encoding(data: str, format: str, field: str) -> None:
    """Zebra Programming Guide: >; begins in code set C, >: in B; >6 changes to B, >8 is FNC1."""
    text = written(data, format)
    assert re.search(rf"\^FO\d+,\d+\^BY\d+,3,\d+.*{field}", text)
    assert "^GF" not in text


@pytest.mark.parametrize(
    ("data", "format", "more"),
    [
        ("abc123456", "code128", {}),  # from B to C
        ("a>b", "code128", {}),  # > begins a code
        ("\x01\x02", "code128", {}),  # code set A
        ("5901234123457", "ean13", {}),
        ("HTTPS://EXAMPLE.COM", "qr", {}),
        ("15400141288763", "itf14", {}),  # bearer bars
        ("12345", "code128", {"rotate": 90}),
        ("ABC", "code39ext", {}),
    ],
)
def test_other_symbols_are_bitmaps(data: str, format: str, more: dict[str, object]) -> None:
    """Their modules depend on choices of the printer."""
    text = written(data, format, **more)
    assert "^GF" in text
    assert not re.search(r"\^B[A-Z0-9]", text)


@pytest.mark.parametrize(("data", "format"), EXAMPLES)
def test_a_label_takes_at_most_2_kb(data: str, format: str) -> None:
    """A hundredth of a second at 115,200 baud per KB or so: long jobs start at once."""
    assert len(written(data, format, "Product", "3.20 €", "Shelf B2")) <= 2_048


def test_characters_that_the_printer_lacks_are_a_bitmap() -> None:
    """Code page 850 has no Greek letters."""
    text = written("ABC", "code128", "Ωμέγα")
    (graphic,) = zpl_bitmaps.read(text)
    assert "Ω" not in text
    assert graphic.image.convert("L").point(lambda value: 255 - value).getbbox()


@given(st.text(max_size=60) | st.text("^~_\\>:;&XAZFSDJ\n5E", max_size=60))
def test_no_text_becomes_a_command(text: str) -> None:
    """In a field, ^FH writes the command prefixes as codes; only our own commands remain."""
    label = written("1", "qr", text, text)
    assert set(re.findall(r"[\^~](..)", label, re.DOTALL)) <= COMMANDS
    assert label.count("^XA") == label.count("^XZ") == 1
    assert "~" not in label


@given(st.text(st.characters(min_codepoint=32, max_codepoint=126), min_size=1, max_size=20))
def test_no_data_becomes_a_command(data: str) -> None:
    """The data of a symbol that the printer draws, too."""
    label = written(data, "code128")
    assert set(re.findall(r"[\^~](..)", label, re.DOTALL)) <= COMMANDS
    assert label.count("^FD") == label.count("^FH")


def test_lines_of_a_barcode_are_fields_of_their_own() -> None:
    """A blank line between two leaves its space, and text above the bars is above them."""
    options = {"text_content": "one\n\nthree", "text_position": "above"}
    text = written("ABC-1", "code128", **options)
    tops = {
        word: int(re.search(rf"\^FO\d+,(\d+)\^A0.*\^FD{word}\^FS", text)[1])
        for word in ("one", "three")
    }
    bars = int(re.search(r"\^FO\d+,(\d+)\^BY", text)[1])
    assert tops["one"] < tops["three"] < bars
