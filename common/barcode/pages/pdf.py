"""PDF: each page rendered, and the pictures on it that have more pixels than the rendering."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from math import hypot, sqrt

import pypdfium2
from PIL import Image
from pypdfium2 import raw

from common.barcode.pages import page_errors
from common.barcode.pages.page import MAX_PIXELS, MAX_SIDE, EmbeddedPicture, Page, Point

_POINTS_PER_INCH = 72
# Narrow modules of printed symbols are 0.19 mm or more: 2 px at 300 dpi. Labels get more.
_DPI, _MAX_DPI = 300.0, 600.0
# A smaller page is rendered with so many, at most at _MAX_DPI.
_USUAL_PIXELS = 3_000_000
_MIN_DPI = 60.0  # below it, modules of usual size are less than a pixel
# A picture is read by itself if the rendering shows less of it.
_MORE_DETAIL = 1.2
_MAX_PICTURES = 20  # of one page
_MIN_PICTURE_SIDE = 16  # px
_MAX_DEPTH = 4  # of forms within forms
_WRONG_PASSWORD = raw.FPDF_ERR_PASSWORD
# PDFium refuses a file without pages and leaves its error code as it was.
_UNCHANGED = raw.FPDF_ERR_FILE
# PDFium keeps state of its own between calls: only one thread may call it at a time.
_lock = threading.RLock()


class PdfFile:
    """A PDF.

    Args:
        content: the file.

    Raises:
        UnreadableImage: it is broken, has no pages, or needs a password.
    """

    def __init__(self, content: bytes) -> None:
        try:
            with _lock:
                # No name opens no file, which sets the code that data in memory never gets.
                raw.FPDF_LoadDocument(b"", None)
                self._file = pypdfium2.PdfDocument(content)
                self._count = len(self._file)
                # Fields of forms, which may show barcodes, are drawn only by this environment.
                self._file.init_forms()
        except pypdfium2.PdfiumError as error:
            if error.err_code == _WRONG_PASSWORD:
                raise page_errors.encrypted() from error
            if error.err_code == _UNCHANGED:
                raise page_errors.no_pages() from error
            raise page_errors.broken() from error
        if not self._count:
            raise page_errors.no_pages()

    @property
    def page_count(self) -> int:
        """Return the number of pages."""
        return self._count

    def page(self, number: int) -> Page:
        """Return the page with this *number*, from 1, rendered on white."""
        with self._sheet(number) as sheet:
            dpi = _resolution(sheet.get_size(), number)
            return Page(number, _rendered(sheet, dpi), dpi)

    def embedded(self, page: Page) -> Iterator[EmbeddedPicture]:
        """Yield the pictures on *page* that have more detail than its image."""
        with self._sheet(page.number) as sheet:
            objects = sheet.get_objects([raw.FPDF_PAGEOBJ_IMAGE], max_depth=_MAX_DEPTH)
            detailed = [one for one in objects if _is_detailed(one, page.dpi)]
            pictures = [_picture(one, sheet, page.image.size) for one in detailed[:_MAX_PICTURES]]
        yield from pictures

    def close(self) -> None:
        """Release the memory of the file."""
        with _lock:
            self._file.close()

    @contextmanager
    def _sheet(self, number: int) -> Iterator[pypdfium2.PdfPage]:
        """Open a page for the block, in which no other thread calls PDFium."""
        with _lock:
            try:
                sheet = self._file[number - 1]
                try:
                    yield sheet
                finally:
                    # Otherwise the collector closes it, on any thread and without the lock.
                    sheet.close()
            except pypdfium2.PdfiumError as error:
                raise page_errors.broken(number) from error
            except MemoryError as error:
                raise page_errors.too_costly(number) from error


def _rendered(sheet: pypdfium2.PdfPage, dpi: float) -> Image.Image:
    # The bitmap is freed when this function returns, while no other thread calls PDFium.
    image: Image.Image = sheet.render(scale=dpi / _POINTS_PER_INCH).to_pil().convert("RGB")
    return image


def _picture(
    found: pypdfium2.PdfImage, sheet: pypdfium2.PdfPage, size: tuple[int, int]
) -> EmbeddedPicture:
    """Return *found*, with its place in a rendering of *sheet* of *size*."""
    image = found.get_bitmap().to_pil().copy()
    converter = pypdfium2.PdfPosConv(sheet, (0, 0, *size, 0))
    one, two, three, four = (converter.to_bitmap(*point) for point in _quad(found))
    return EmbeddedPicture(image, (one, two, three, four))


def _resolution(size: tuple[float, float], number: int) -> float:
    """Return the dpi at which a page of *size*, in points, is rendered.

    Raises:
        UnreadableImage: at a useful dpi it has too many pixels.
    """
    width, height = (side / _POINTS_PER_INCH for side in size)
    if width <= 0 or height <= 0:
        raise page_errors.no_size()
    usual = min(_MAX_DPI, max(_DPI, sqrt(_USUAL_PIXELS / (width * height))))
    # Sizes are rounded up to whole pixels, so a little less than the limit is used.
    most = min(sqrt(MAX_PIXELS / (width * height)), MAX_SIDE / max(width, height)) * 0.999
    if most < _MIN_DPI:
        metres = " × ".join(f"{side * 0.0254:.1f}" for side in (width, height))
        raise page_errors.too_large(f"a size of {metres} m", number)
    return min(usual, most)


def _is_detailed(picture: pypdfium2.PdfImage, dpi: float) -> bool:
    """Return True if *picture* has more pixels than its place on a page rendered at *dpi*."""
    width, height = picture.get_px_size()
    # Too small for a barcode, or too large to be read at all.
    if min(width, height) < _MIN_PICTURE_SIDE or width * height > MAX_PIXELS:
        return False
    upper_left, upper_right, _, lower_left = _quad(picture)
    scale = dpi / _POINTS_PER_INCH
    across = _distance(upper_left, upper_right) * scale
    down = _distance(upper_left, lower_left) * scale
    return bool(width > _MORE_DETAIL * across or height > _MORE_DETAIL * down)


def _quad(picture: pypdfium2.PdfImage) -> tuple[Point, ...]:
    """Return the corners of *picture* in points of its page, from the upper left, clockwise."""
    # A picture fills the unit square, with its first row at the top (ISO 32000-1:2008, 8.9.5.1).
    corners: list[Point] = [(0, 1), (1, 1), (1, 0), (0, 0)]
    holder = picture
    while holder is not None:
        matrix = holder.get_matrix()
        corners = [matrix.on_point(x, y) for x, y in corners]
        holder = holder.container
    return tuple(corners)


def _distance(one: Point, two: Point) -> float:
    return hypot(two[0] - one[0], two[1] - one[1])
