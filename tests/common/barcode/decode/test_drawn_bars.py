"""Drawings whose rows of bars are equal: zxing-cpp draws them, and reads all rows as the oracle."""

import pytest
import zxingcpp
from PIL import Image, ImageDraw

from common.barcode.decode import drawn_bars, picture_search
from common.barcode.decode.found import Found, Point

DATA = {
    "Code128": "PARCEL 12",
    "Code39": "PART12",
    "Code93": "PART12",
    "Codabar": "A40156B",
    "EAN13": "4006381333931",
    "EAN8": "96385074",
    "ITF": "12345670",
    "UPCE": "01234565",
    "DataBarOmni": "0109521234543213",
}


def drawn(name: str, text: str, scale: int) -> Image.Image:
    written = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat[name])
    return Image.fromarray(written.to_image(scale=scale)).convert("L")


def page(*parts: tuple[Image.Image, tuple[int, int]]) -> Image.Image:
    """Return a page of 400 × 160 px with *parts* at their places."""
    image = Image.new("L", (400, 160), 255)
    for part, place in parts:
        image.paste(part, place)
    return image


def read(image: Image.Image) -> list[tuple[bytes, tuple[Point, ...]]]:
    return [(one.content, one.corners) for one in picture_search.find(image)]


def expected(image: Image.Image) -> list[tuple[bytes, tuple[Point, ...]]]:
    """Return what zxing-cpp reads with all that it tries by default."""
    return [
        (
            bytes(one.bytes),
            tuple(
                Point(corner.x, corner.y)
                for corner in (
                    *(one.position.top_left, one.position.top_right),
                    *(one.position.bottom_right, one.position.bottom_left),
                )
            ),
        )
        for one in zxingcpp.read_barcodes(image)
    ]


@pytest.mark.parametrize(
    "image",
    [
        Image.new("L", (1, 1)),
        Image.new("L", (300, 1), 255),
        Image.new("L", (1, 300), 0),
        Image.new("L", (200, 100), 128),
    ],
)
def test_pictures_without_bars_are_no_drawing(image: Image.Image) -> None:
    """There is no change from light to dark."""
    assert drawn_bars.find(image) is None


def test_bars_that_differ_from_row_to_row_are_no_drawing() -> None:
    """Each row of PDF417 has bars of its own."""
    assert drawn_bars.find(drawn("PDF417", "rows of a stacked symbol", 3)) is None


def test_soft_edges_are_no_drawing() -> None:
    """Levels between dark and light are left to readers that weigh them."""
    image = drawn("Code128", DATA["Code128"], 2)
    assert drawn_bars.find(image) is not None
    smooth = image.resize((image.width * 3 // 2, image.height), Image.Resampling.BICUBIC)
    assert drawn_bars.find(smooth) is None


@pytest.mark.parametrize("turn", [None, Image.Transpose.ROTATE_180])
@pytest.mark.parametrize("name", DATA)
def test_a_few_rows_say_what_all_of_them_say(name: str, turn: Image.Transpose | None) -> None:
    """Content and corners are those that zxing-cpp finds in the whole picture."""
    symbol = drawn(name, DATA[name], 2)
    image = page((symbol.resize((symbol.width, 90), Image.Resampling.NEAREST), (20, 20)))
    if turn is not None:
        image = image.transpose(turn)
    assert drawn_bars.find(image) is not None
    # The order of corners of what stands upside down is decode's own.
    ((content, corners),), ((text, places),) = read(image), expected(image)
    assert (content, {(one.x, one.y) for one in corners}) == (
        text,
        {(one.x, one.y) for one in places},
    )


def test_two_symbols_side_by_side_are_both_read() -> None:
    """Both are on the same rows."""
    one, other = drawn("Code128", "A1", 2), drawn("EAN8", "96385074", 2)
    image = page(
        (one.resize((one.width, 60), Image.Resampling.NEAREST), (10, 40)),
        (other.resize((other.width, 60), Image.Resampling.NEAREST), (200, 40)),
    )
    assert drawn_bars.find(image) is not None
    texts = {content for content, _ in read(image)}
    assert texts == {content for content, _ in expected(image)}
    assert len(read(image)) == 2


def test_a_small_symbol_below_the_bars_is_not_taken_for_text() -> None:
    """A Micro QR Code of 22 px is no higher than a line of text."""
    bars = drawn("Code128", "PARCEL 12", 2)
    square = drawn("MicroQRCode", "12345", 2)
    bars = bars.resize((bars.width, 90), Image.Resampling.NEAREST)
    image = page((bars, (20, 10)), (square, (40, 100)))
    assert drawn_bars.find(image) is not None
    assert {one.content for one in picture_search.find(image)} == {b"PARCEL 12", b"12345"}


def test_text_below_the_bars_changes_nothing() -> None:
    """Text is dark beside the bars, and says nothing."""
    bars = drawn("Code128", "PARCEL 12", 2)
    image = page((bars.resize((bars.width, 90), Image.Resampling.NEAREST), (20, 10)))
    plain = picture_search.find(image)
    ImageDraw.Draw(image).text((60, 104), "PARCEL 12", fill=0)
    with_text: list[Found] = picture_search.find(image)
    assert with_text == plain != []
