"""What is read of files with several pages; other programs draw the symbols and write the files."""

import pypdfium2
import pytest
import zxingcpp
from PIL import Image

from common.barcode.decode import reader
from common.barcode.decode.found import Found
from common.barcode.decode.reader import Wanted
from common.barcode.model.errors import OptionError, UnknownSymbology
from tests.common.barcode.pages.files import barcode, bars, frames, pdf, saved, saved_pdf

PAGES = [barcode(text) for text in ("one", "two", "three")]
TIFF = frames("TIFF", *PAGES)


def told(found: tuple[Found, ...]) -> list[tuple[int, str]]:
    return [(one.page, one.text) for one in found]


@pytest.mark.parametrize(
    ("options", "error", "field"),
    [
        ({"formats": "qr,nosuch"}, UnknownSymbology, "formats"),
        ({"pages": "0"}, OptionError, "pages"),
        ({"pages": "4"}, OptionError, "pages"),
    ],
)
def test_a_wrong_option_names_its_field(
    options: dict[str, str], error: type[Exception], field: str
) -> None:
    """A page that the file lacks is refused when the file is open."""
    with pytest.raises(error) as refused:
        reader.read_file(TIFF, Wanted.parse(**options))
    assert refused.value.problems[0].field == field


@pytest.mark.parametrize(
    ("pages", "expected"),
    [("", [(1, "one"), (2, "two"), (3, "three")]), ("3,1", [(1, "one"), (3, "three")])],
)
def test_chosen_pages_are_read_in_order(pages: str, expected: list[tuple[int, str]]) -> None:
    """Each barcode has the number of its page."""
    read = reader.read_file(TIFF, Wanted.parse(pages=pages))
    assert (read.page_count, told(read.barcodes)) == (3, expected)
    assert [page.number for page in read.pages] == [number for number, _ in expected]


def test_pages_are_left_unread_if_the_time_is_over() -> None:
    """The first is always read, so that each call gets further."""
    read = reader.read_file(TIFF, Wanted(), lambda: False)
    assert (told(read.barcodes), read.unread) == ([(1, "one")], (2, 3))


def test_equal_frames_are_reported_one_by_one() -> None:
    """As in an animation; Pillow writes equal frames of TIFF as they are."""
    content = frames("TIFF", PAGES[0], PAGES[0], PAGES[1])
    assert told(reader.read(content)) == [(1, "one"), (2, "one"), (3, "two")]


def test_bars_and_pictures_of_a_page_are_read_once_each() -> None:
    """Code 128 drawn as paths with modules of 0.7 points, beside a picture of a QR Code."""
    document = pypdfium2.PdfDocument(pdf([(PAGES[0], (60, 0, 0, 60, 20, 200))]))
    bars(document[0], "PATHS-1", 0.7)
    read = reader.read_file(saved_pdf(document), Wanted())
    assert [(one.format, one.text) for one in read.barcodes] == [
        ("qr", "one"),
        ("code128", "PATHS-1"),
    ]
    (page,) = read.pages
    # The QR Code is drawn with a quiet zone of 4 of 29 modules; its left edge is at 28 points.
    assert read.barcodes[0].corners[0].x == pytest.approx(28.3 * page.dpi / 72, abs=5)


def test_a_picture_that_is_shown_too_small_is_read_by_itself() -> None:
    """29 modules over 8 points: less than a pixel each at 300 dpi, and four in the picture."""
    sheet = Image.new("L", (1000, 1000), 255)
    sheet.paste(PAGES[2], (700, 500))
    content = pdf([(sheet, (60, 0, 0, 60, 100, 100))], size=800)
    (found,) = reader.read(content)
    assert found.text == "three"
    # 700 of 1000 px over 60 points, from 100; the origin of PDF is below.
    scale = reader.read_file(content, Wanted()).pages[0].dpi / 72
    assert found.corners[0].x == pytest.approx((100 + 0.716 * 60) * scale, abs=3)
    assert found.corners[0].y == pytest.approx((800 - 160 + 0.516 * 60) * scale, abs=3)


def test_an_svg_drawing_is_read() -> None:
    """Modules of one unit, as zxing-cpp's own SVG writer draws them."""
    drawn = zxingcpp.create_barcode("DRAWN", zxingcpp.BarcodeFormat.DataMatrix)
    (found,) = reader.read(drawn.to_svg(scale=1, add_quiet_zones=True).encode())
    assert (found.format, found.text) == ("datamatrix", "DRAWN")


@pytest.mark.parametrize("kind", ["AVIF", "WEBP"])
def test_a_lossy_picture_is_read(kind: str) -> None:
    """As browsers send it."""
    (found,) = reader.read(saved(PAGES[0], kind, quality=60))
    assert found.text == "one"
