"""Pages of PDF; the files are written by PDFium's editing functions and by Pillow."""

from itertools import chain

import pypdfium2
import pytest
from PIL import Image

from common.barcode.model.errors import UnreadableImage
from common.barcode.pages.page import MAX_PIXELS
from common.barcode.pages.pdf import PdfFile
from tests.common.barcode.pages.files import pdf, saved, saved_pdf

PICTURE = Image.new("L", (400, 200), 128)


def refused(content: bytes) -> str:
    with pytest.raises(UnreadableImage) as caught:
        PdfFile(content).page(1)
    return caught.value.problems[0].code


@pytest.mark.parametrize(
    "content", [b"%PDF-1.7", b"%PDF-1.7\nnothing of a PDF", b"x" * 500 + b"%PDF-1.4"]
)
def test_what_only_begins_like_a_pdf_is_broken(content: bytes) -> None:
    """PDFium finds no object in it."""
    assert refused(content) == "image.broken"


def test_a_pdf_without_pages_is_refused() -> None:
    """PDFium writes it; its loader fails and reports success."""
    assert refused(saved_pdf(pypdfium2.PdfDocument.new())) == "image.no_pages"


def test_a_pdf_that_breaks_off_is_refused_or_read() -> None:
    """PDFium repairs some."""
    whole = saved(PICTURE, "PDF")
    outcomes = set()
    for length in range(8, len(whole), len(whole) // 40):
        try:
            outcomes.add(PdfFile(whole[:length]).page(1).image.mode)
        except UnreadableImage as error:
            outcomes.add(error.problems[0].code)
    assert outcomes <= {"RGB", "image.broken", "image.no_pages"}


def test_a_page_of_many_metres_is_refused() -> None:
    """At 60 dpi it has more pixels than are read; its size is named."""
    with pytest.raises(UnreadableImage) as caught:
        PdfFile(pdf([], size=14_000)).page(1)
    (problem,) = caught.value.problems
    assert (problem.code, "4.9 × 4.9 m" in problem.message) == ("image.too_large", True)


@pytest.mark.parametrize(
    ("points", "dpi"),
    [(72 * 3, 577), (72 * 10, 300), (72 * 30, 166)],
    ids=["label", "page", "poster"],
)
def test_resolution_depends_on_the_size_of_the_page(points: float, dpi: int) -> None:
    """Small pages get more, large ones what the limit of pixels allows."""
    page = PdfFile(pdf([], size=points)).page(1)
    assert int(page.dpi) == dpi
    assert page.image.width * page.image.height <= MAX_PIXELS


def test_pages_are_numbered_and_white() -> None:
    """A page without content is paper."""
    file = PdfFile(pdf([], [(PICTURE, (100, 0, 0, 50, 20, 30))]))
    assert file.page_count == 2
    assert [file.page(n).image.getextrema()[0][0] for n in (1, 2)] == [255, 128]


def test_a_picture_is_yielded_if_it_has_more_pixels_than_its_place() -> None:
    """One of 400 px over 10 points, turned by a quarter; another over 200 points."""
    small, large = (0, 10, -5, 0, 105, 30), (200, 0, 0, 100, 20, 150)
    file = PdfFile(pdf([(PICTURE, small), (PICTURE, large)]))
    page = file.page(1)
    (found,) = file.embedded(page)
    scale = page.dpi / 72
    assert found.image.size == (400, 200)
    # The upper left corner of a picture that is turned left is at the lower left, of 300 points.
    expected = (100, 270, 100, 260, 105, 260, 105, 270)
    assert [*chain(*found.corners)] == pytest.approx([place * scale for place in expected], abs=2)
