"""Declaration of a printer's language, and the catalogue of all of them."""

from collections.abc import Callable, Iterable, Iterator
from functools import cache

from msgspec import Struct
from PIL import Image as Pillow

from common import discovery
from common.barcode.labels import bitmap, languages
from common.barcode.labels.label import Label
from common.barcode.labels.label_stock import Stock
from common.barcode.model.errors import OptionError


class Job(Struct, frozen=True):
    """What a language needs to know besides the labels.

    Attributes:
        stock: the labels of the printer.
        dpi: dots per inch of its head.
    """

    stock: Stock
    dpi: int


class Language(Struct, frozen=True):
    """One language, as its file declares it.

    Attributes:
        id: name in requests, which is the suffix of files too.
        title: name for people.
        media_type: media type of a file.
        resolutions: dots per inch of its printers, the usual one first.
        write: yields the commands for labels, a piece a label or less.
        makers: prefixes of the stock that its printers take; empty for any.
        max_dots: the largest side of a label; 0 if there is no bound.
    """

    id: str
    title: str
    media_type: str
    resolutions: tuple[int, ...]
    write: Callable[[Iterable[Label], Job], Iterator[bytes]]
    makers: tuple[str, ...] = ()
    max_dots: int = 0


@cache
def catalogue() -> dict[str, Language]:
    """Return every language by id, in order of id."""
    declared = discovery.collect(languages, "LANGUAGE", Language)
    return dict(sorted(discovery.index(declared, by="id").items()))


def find(name: str, field: str) -> Language:
    """Return the language called *name*.

    Raises:
        OptionError: no language has that name.
    """
    language = catalogue().get(name.strip().casefold())
    if language is None:
        known = ", ".join(catalogue())
        raise OptionError.of(
            field,
            "labels.unknown_language",
            f"There is no printers' language {name[:40]!r}.",
            f"Use one of {known}.",
        )
    return language


def pages(labels: Iterable[Label], job: Job) -> Iterator[Pillow.Image]:
    """Yield each label as the printer's head draws it: mode 1, dark dots set.

    A label that is read along the roll is turned, so that its rows are those of the head.
    """
    for label in labels:
        page = bitmap.render(label, job.stock.label, job.dpi)
        yield page.transpose(Pillow.Transpose.ROTATE_270) if job.stock.turned else page


def packed(page: Pillow.Image, *, is_dark_zero: bool = False) -> tuple[bytes, int]:
    """Return the rows of *page*, a bit a dot, the leftmost highest, and the bytes of a row.

    Args:
        page: a page of mode 1, dark dots set.
        is_dark_zero: True if a dark dot is a 0; the dots that fill up a row are light.
    """
    stride = (page.width + 7) // 8
    if not is_dark_zero:
        # Pillow fills up each row to whole bytes with zeros, which are light.
        return page.tobytes(), stride
    # Filled up before the dots are inverted, so that those at the end of a row are light too.
    whole = Pillow.new("1", (8 * stride, page.height), 0)
    whole.paste(page, (0, 0))
    return whole.tobytes().translate(_INVERTED), stride


_INVERTED = bytes(255 - value for value in range(256))
