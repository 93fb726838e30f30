"""A page of a file, and the limits of what is read of one file."""

from collections.abc import Iterator
from typing import NamedTuple, Protocol

from PIL import Image

MAX_PIXELS = 25_000_000
MAX_SIDE = 10_000  # px, as many as are drawn here; what a search costs rises with the side
MAX_PAGES = 50  # in one request

Point = tuple[float, float]


class Page(NamedTuple):
    """One page of a document, or one frame of a picture, as viewers show it.

    Attributes:
        number: its place in the file, from 1.
        image: its pixels, in any mode of Pillow.
        dpi: px per inch of *image*, or 0 if the file does not say.
    """

    number: int
    image: Image.Image
    dpi: float = 0.0


class EmbeddedPicture(NamedTuple):
    """A picture on a page, of more pixels than the page's image shows of it.

    Attributes:
        image: its pixels, as they are in the file.
        corners: where its upper left, upper right, lower right and lower left are, in px of the
            page's image.
    """

    image: Image.Image
    corners: tuple[Point, Point, Point, Point]


class Document(Protocol):
    """A file that was opened."""

    @property
    def page_count(self) -> int:
        """Return the number of pages or frames."""
        ...

    def page(self, number: int) -> Page:
        """Return the page with this *number*, from 1.

        Raises:
            UnreadableImage: it is broken or too large.
        """
        ...

    def embedded(self, page: Page) -> Iterator[EmbeddedPicture]:
        """Yield the pictures on *page* that have more detail than its image."""
        ...

    def close(self) -> None:
        """Release the memory of the file."""
        ...
