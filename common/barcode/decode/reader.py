"""Reads every barcode in a file that somebody sends: a scan, a photo, a document, one of our own.

Owns the order of pages and what is reported of each; knows nothing of file types or drawing.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from math import dist

from msgspec import Struct, structs
from PIL import Image, ImageChops

from common.barcode.decode import grayscale, picture_search, wanted_formats
from common.barcode.decode.diagnosis import diagnose, request
from common.barcode.decode.diagnosis.finding import Finding
from common.barcode.decode.diagnosis.symptom import always
from common.barcode.decode.found import Found, Point
from common.barcode.decode.grading import grade
from common.barcode.pages import opening, selection
from common.barcode.pages.page import Document, EmbeddedPicture, Page

MAX_BARCODES = request.MAX_EXPECTED  # of each page


class Wanted(Struct, frozen=True):
    """What to read of a file.

    Attributes:
        formats: ids of the symbologies to look for; () looks for all. Symbologies whose bars fit
            others as well are looked for if they are named, or if nothing else is found.
        pages: first and last number of ranges of pages; () reads all.
        diagnose: what to say about what is not read; see `diagnosis.request.of_page`. ``all`` also
            grades what is read.
        expected: how many barcodes each page should show; 0 if nobody knows.
    """

    formats: tuple[str, ...] = ()
    pages: selection.Ranges = ()
    diagnose: request.Mode = "auto"
    expected: int = 0

    @classmethod
    def parse(
        cls,
        formats: str | Iterable[str] = (),
        pages: str = "",
        diagnose: str = "auto",
        expected: str | int = 0,
    ) -> "Wanted":
        """Return what the options of a request ask for.

        Args:
            formats: ids or aliases of symbologies, in a list or separated by commas.
            pages: such as ``1-3,7``; empty for all.
            diagnose: ``auto``, ``all`` or ``none``.
            expected: how many barcodes each page should show; 0 or empty if nobody knows.

        Raises:
            UnknownSymbology: one of *formats* is unknown.
            OptionError: *pages* or *expected* is malformed, or *diagnose* is none of these.
        """
        return cls(
            wanted_formats.parse(formats),
            selection.parse(pages),
            request.parse(diagnose),
            request.parse_expected(expected),
        )


class PageRead(Struct, frozen=True):
    """A page or frame that was read.

    Attributes:
        number: its place in the file, from 1.
        width_px: its width; corners of barcodes are in these px.
        height_px: its height.
        dpi: px per inch; 0 if the file does not say.
        diagnosis: why something on it is not read, or may not be read elsewhere.
        file: number of its file in the request, from 1.
        missing: how many barcodes fewer than ``expected`` were read on it; 0 if enough were.
    """

    number: int
    width_px: int
    height_px: int
    dpi: float
    diagnosis: tuple[Finding, ...] = ()
    file: int = 1
    missing: int = 0


class FileRead(Struct, frozen=True):
    """What was read of a file.

    Attributes:
        page_count: pages or frames in the file.
        pages: those that were read.
        barcodes: every barcode on them, by page, from top to bottom.
        unread: numbers of pages that were chosen, and not read because the time was over.
    """

    page_count: int
    pages: tuple[PageRead, ...]
    barcodes: tuple[Found, ...]
    unread: tuple[int, ...] = ()


def import_formats() -> None:
    """Import what files need now, not at the first one in each forked process."""
    opening.import_formats()
    diagnose.all_causes()


def read(picture: bytes, formats: tuple[str, ...] = ()) -> tuple[Found, ...]:
    """Return every barcode in *picture*, by page, from top to bottom.

    Args:
        picture: a file that `read_file` takes.
        formats: as in `Wanted`.

    Raises:
        UnreadableImage: it can't be opened, or a page is too large.
        OptionError: it has too many pages.
    """
    return read_file(picture, Wanted(formats, diagnose="none")).barcodes


def read_file(
    content: bytes,
    wanted: Wanted,
    has_time: Callable[[], bool] = always,
    has_time_for_causes: Callable[[], bool] = always,
) -> FileRead:
    """Read a picture or document.

    Args:
        content: a file of a type that `common.barcode.pages` opens.
        wanted: what to read of it.
        has_time: called before each page but the first; after it returned False, the other pages
            are left unread.
        has_time_for_causes: called before each cause that is looked for why something is not read;
            after it returned False, no other is looked for.

    Raises:
        UnreadableImage: it can't be opened, or a page is broken or too large.
        OptionError: it has no such page, or too many are chosen.
    """
    pages: list[PageRead] = []
    barcodes: list[Found] = []
    with closing(opening.open_document(content)) as document:
        chosen = selection.choose(wanted.pages, document.page_count)
        for page, found, findings in _each(
            document, chosen, wanted, content, has_time, has_time_for_causes
        ):
            width, height = page.image.size
            missing = request.missing_of(wanted.expected, found)
            pages.append(PageRead(page.number, width, height, page.dpi, findings, missing=missing))
            barcodes += found
        return FileRead(document.page_count, tuple(pages), tuple(barcodes), chosen[len(pages) :])


def _each(
    document: Document,
    chosen: tuple[int, ...],
    wanted: Wanted,
    content: bytes,
    has_time: Callable[[], bool],
    has_time_for_causes: Callable[[], bool],
) -> Iterator[tuple[Page, list[Found], tuple[Finding, ...]]]:
    """Yield pages, what is on them, and their diagnosis."""
    last: Image.Image | None = None
    found: list[Found] = []
    findings: tuple[Finding, ...] = ()
    for number in chosen:
        if number != chosen[0] and not has_time():
            return
        page = document.page(number)
        image = grayscale.flatten(page.image)
        # Frames of an animation are often equal.
        if last is None or not _are_equal(last, image):
            found = _on_page(document, page, image, wanted)
            if wanted.diagnose == "all":
                found = [structs.replace(one, quality=grade.of(image, one)) for one in found]
            findings = request.of_page(
                wanted.diagnose,
                wanted.formats,
                wanted.expected,
                content,
                page.image,
                image,
                found,
                has_time_for_causes,
            )
        last = image
        yield page, [structs.replace(one, page=number) for one in found], findings


def _are_equal(one: Image.Image, other: Image.Image) -> bool:
    return one.size == other.size and ImageChops.difference(one, other).getbbox() is None


def _on_page(document: Document, page: Page, image: Image.Image, wanted: Wanted) -> list[Found]:
    found = picture_search.find(image, wanted.formats)
    for picture in document.embedded(page):
        for one in picture_search.find(grayscale.flatten(picture.image), wanted.formats):
            placed = _placed(one, picture)
            # A picture in a document is on its rendered page as well.
            if not any(_is_same(placed, other) for other in found):
                found.append(placed)
    return sorted(found, key=_place)[:MAX_BARCODES]


def _placed(found: Found, picture: EmbeddedPicture) -> Found:
    """Return *found*, of an embedded picture, with its corners on the page."""
    width, height = picture.image.size
    (x, y), right, _, below = picture.corners
    one, two, three, four = (
        Point(
            round(x + corner.x / width * (right[0] - x) + corner.y / height * (below[0] - x)),
            round(y + corner.x / width * (right[1] - y) + corner.y / height * (below[1] - y)),
        )
        for corner in found.corners
    )
    return structs.replace(found, corners=(one, two, three, four))


def _is_same(one: Found, other: Found) -> bool:
    """Return True if the two are readings of one symbol."""
    (a, _), (b, reach) = _middle(one), _middle(other)
    return (one.format, one.content) == (other.format, other.content) and dist(a, b) < reach


def _middle(found: Found) -> tuple[tuple[float, float], float]:
    """Return the middle of *found*, and half of its larger side."""
    corners = [(corner.x, corner.y) for corner in found.corners]
    middle = sum(x for x, _ in corners) / 4, sum(y for _, y in corners) / 4
    return middle, max(dist(corners[0], corners[1]), dist(corners[1], corners[2])) / 2


def _place(found: Found) -> tuple[int, int]:
    first = found.corners[0]
    return first.y, first.x
