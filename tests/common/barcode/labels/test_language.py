"""Printers' languages: each label, read by a parser written from the manual, is the bitmap."""

import re
from collections.abc import Callable, Iterator

import pytest
import zxingcpp
from PIL import Image, ImageChops, ImageDraw, ImageOps

from common.barcode.labels import bitmap, label_stock, language
from common.barcode.labels.label import Label
from common.barcode.labels.label_stock import Stock
from common.barcode.labels.language import Job
from common.barcode.labels.languages import sbpl
from common.barcode.model.errors import OptionError
from tests.common.barcode.labels.composing import compose

EXAMPLES = (("5901234123457", "ean13"), ("HELLO", "qr"), ("ABC-1", "code39"))
ROLL = label_stock.roll(57, 40)


def labels(stock: Stock, dpi: int) -> list[Label]:
    return [compose(*each, stock.label, "Title ü שלום", ("one",), dpi=dpi) for each in EXAMPLES]


def written(name: str, stock: Stock, dpi: int) -> bytes:
    made = language.find(name, "language").write(labels(stock, dpi), Job(stock, dpi))
    return b"".join(made)


def picture(body: bytes, stride: int, *, dark: int) -> Image.Image:
    """Return rows of bits as an image of mode 1, dark dots set."""
    image = Image.frombytes("1", (8 * stride, len(body) // stride), body)
    return image if dark else ImageOps.invert(image.convert("L")).convert("1")


def read_tspl(content: bytes, dpi: int) -> Iterator[Image.Image]:
    """TSPL/TSPL2 Programming Language: BITMAP x, y, bytes a row, rows, mode, data; 0 is printed."""
    head = re.compile(
        rb"SIZE ([0-9.]+) mm,([0-9.]+) mm\r\nDIRECTION 1\r\nCLS\r\nBITMAP 0,0,(\d+),(\d+),0,"
    )
    at = 0
    while at < len(content):
        match = head.match(content, at)
        assert match is not None
        stride, height = int(match[3]), int(match[4])
        assert round(float(match[1]) * dpi / 25.4) in range(8 * stride - 7, 8 * stride + 1)
        assert round(float(match[2]) * dpi / 25.4) == height
        body = content[match.end() : match.end() + stride * height]
        at = match.end() + len(body)
        assert content[at : at + 13] == b"\r\nPRINT 1,1\r\n"
        at += 13
        yield picture(body, stride, dark=0)


def read_epl(content: bytes, dpi: int) -> Iterator[Image.Image]:
    """EPL2 Programmer's Manual: GW x, y, bytes a row, rows, data; 0 is printed."""
    head = re.compile(rb"\nN\nq(\d+)\nQ(\d+),(\d+)\nGW0,0,(\d+),(\d+),")
    at = 0
    while at < len(content):
        match = head.match(content, at)
        assert match is not None
        width, height, gap, stride, rows = (int(match[group]) for group in range(1, 6))
        assert (height, (width + 7) // 8) == (rows, stride)
        assert gap == round(3 * dpi / 25.4)
        body = content[match.end() : match.end() + stride * rows]
        at = match.end() + len(body)
        assert content[at : at + 4] == b"\nP1\n"
        at += 4
        yield picture(body, stride, dark=0)


def read_cpcl(content: bytes, dpi: int) -> Iterator[Image.Image]:
    """CPCL Programming Manual: EG bytes a row, rows, x, y, digits; 1 is printed."""
    for session in content.decode("ascii").split("! ")[1:]:
        head, width, graphic, form, end, rest = session.split("\r\n")
        assert (form, end, rest) == ("FORM", "PRINT", "")
        _, stride, rows, left, top, digits = graphic.split(" ")
        assert head == f"0 {dpi} {dpi} {rows} 1"
        assert (left, top) == ("0", "0")
        assert (int(width.removeprefix("PAGE-WIDTH ")) + 7) // 8 == int(stride)
        yield picture(bytes.fromhex(digits), int(stride), dark=1)


def read_escpos(content: bytes, dpi: int) -> Iterator[Image.Image]:
    """Epson's reference: GS v 0 m xL xH yL yH data; 1 is printed."""
    for receipt in content.split(b"\x1dVB\x00")[:-1]:
        assert receipt.startswith(b"\x1b@")
        at, body, stride = 2, b"", 0
        while at < len(receipt):
            assert receipt[at : at + 4] == b"\x1dv0\x00"
            stride = int.from_bytes(receipt[at + 4 : at + 6], "little")
            rows = int.from_bytes(receipt[at + 6 : at + 8], "little")
            body += receipt[at + 8 : at + 8 + stride * rows]
            at += 8 + stride * rows
        yield picture(body, stride, dark=1)


def read_sbpl(content: bytes, dpi: int) -> Iterator[Image.Image]:
    """SATO Programming Reference: GH, blocks across and down, digits; 1 is printed."""
    for item in content.split(b"\x1bA")[1:]:
        empty, top, left, graphic, quantity, end = item.split(b"\x1b")
        assert (empty, top, left, quantity, end) == (b"", b"V0001", b"H0001", b"Q1", b"Z")
        across, down = int(graphic[2:5]), int(graphic[5:8])
        assert (graphic[:2], down) == (b"GH", -(-round(40 * dpi / 25.4) // 8))
        body = bytes.fromhex(graphic[8:].decode())
        assert len(body) == across * 8 * down
        # The rows below the label are blank.
        rows = round(40 * dpi / 25.4)
        assert not any(body[across * rows :])
        yield picture(body[: across * rows], across, dark=1)


READERS: dict[str, Callable[[bytes, int], Iterator[Image.Image]]] = {
    "tspl": read_tspl,
    "epl": read_epl,
    "cpcl": read_cpcl,
    "escpos": read_escpos,
    "sbpl": read_sbpl,
}
RESOLUTIONS = {"sbpl": (203, 305)}


def test_sbpl_writes_the_example_of_its_manual() -> None:
    """SATO Programming Reference, ESC+G, coding example 1: a square of 8 × 8 dots."""
    square = Image.new("1", (8, 8), 0)
    ImageDraw.Draw(square).rectangle((0, 0, 7, 7), outline=1)
    body, stride = language.packed(square)
    assert sbpl.graphic(body, stride, 1) == b"GH001001FF818181818181FF"


@pytest.mark.parametrize(
    ("name", "dpi"),
    [(name, dpi) for name in READERS for dpi in RESOLUTIONS.get(name, (203, 300))],
)
def test_labels_are_the_bitmaps_and_read_back(name: str, dpi: int) -> None:
    """Every dot is that of the bitmap; zxing-cpp reads the barcodes."""
    pages = list(READERS[name](written(name, ROLL, dpi), dpi))
    assert len(pages) == len(EXAMPLES)
    for page, label, (data, _) in zip(pages, labels(ROLL, dpi), EXAMPLES, strict=True):
        expected = bitmap.render(label, ROLL.label, dpi)
        shown = page.crop((0, 0, *expected.size))
        assert ImageChops.logical_xor(shown, expected).getbbox() is None
        # The dots that fill up a row are light.
        assert page.crop((expected.width, 0, *page.size)).getbbox() is None
        (read,) = zxingcpp.read_barcodes(ImageOps.invert(page.convert("L")))
        assert read.text == data


def read_ql(content: bytes) -> Iterator[tuple[tuple[int, ...], Image.Image]]:
    """Brother's Raster Command Reference: print information, and raster lines from the right."""
    assert content.startswith(bytes(400) + b"\x1b@")
    at = 402
    lines: list[bytes] = []
    information: tuple[int, ...] = ()
    while at < len(content):
        if content[at : at + 3] == b"\x1biz":
            information = tuple(content[at + 3 : at + 13])
            at += 13
        elif content[at : at + 3] in (b"\x1bia", b"\x1biM", b"\x1biA", b"\x1biK"):
            at += 4
        elif content[at : at + 3] == b"\x1bid":
            at += 5
        elif content[at : at + 1] == b"M":
            assert content[at + 1] == 0
            at += 2
        elif content[at : at + 2] == b"g\x00":
            length = content[at + 2]
            lines.append(content[at + 3 : at + 3 + length])
            at += 3 + length
        else:
            assert content[at : at + 1] in (b"\x0c", b"\x1a")
            at += 1
            head = Image.frombytes("1", (8 * len(lines[0]), len(lines)), b"".join(lines))
            yield information, head.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
            lines = []
    assert content.endswith(b"\x1a")


@pytest.mark.parametrize(
    ("id", "kind", "width", "length", "dots", "offset"),
    [
        ("dk-11201", 0x0B, 29, 90, (306, 991), 6),
        ("dk-11209", 0x0B, 62, 29, (696, 271), 12),
        ("dk-22205", 0x0A, 62, 0, (696, 354), 12),
    ],
)
def test_brother_labels_have_the_dots_of_their_tape(
    id: str, kind: int, width: int, length: int, dots: tuple[int, int], offset: int
) -> None:
    """Brother's tables of media: printable dots, and the pins to the right of them."""
    stock = label_stock.ROLLS[id]
    pages = list(read_ql(written("ql", stock, 300)))
    assert len(pages) == len(EXAMPLES)
    for number, (information, head) in enumerate(pages):
        assert information[1:4] == (kind, width, length)
        assert int.from_bytes(bytes(information[4:8]), "little") == dots[1] == head.height
        assert information[8] == min(number, 1)
        assert head.width == 720
        shown = head.getbbox()
        assert shown is not None
        assert shown[0] >= 720 - offset - dots[0]
        assert shown[2] <= 720 - offset
        (read,) = zxingcpp.read_barcodes(ImageOps.invert(head.convert("L")))
        assert read.text == EXAMPLES[number][0]


def test_unknown_languages_are_errors_of_their_field() -> None:
    with pytest.raises(OptionError) as raised:
        language.find("pcl", "language")
    (problem,) = raised.value.problems
    assert (problem.field, problem.code) == ("language", "labels.unknown_language")


def test_every_language_is_read_by_a_test() -> None:
    """ZPL is read by test_zpl.py, and by zpl-renderer-js in tests/interop."""
    assert set(language.catalogue()) == {*READERS, "ql", "zpl"}
