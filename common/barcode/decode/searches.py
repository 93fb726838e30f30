"""The searches of our own in pictures, of every kind of symbol."""

from collections.abc import Callable, Collection, Iterator

from PIL import Image

from common.barcode.decode import linear_search, matrix_search, postal_search, stacked_search
from common.barcode.decode.catalogue import decoders
from common.barcode.decode.decoder import Kind, Located
from common.barcode.decode.linear_search import distinct

_Formats = Collection[str] | None
_UNMISTAKABLE: dict[Kind, Callable[[Image.Image, _Formats], tuple[Located, ...]]] = {
    "stacked": stacked_search.search,
    "matrix": matrix_search.search,
}
_BARS: tuple[tuple[Kind, Callable[..., tuple[Located, ...]]], ...] = (
    ("linear", linear_search.find),
    ("postal", postal_search.find),
)


def find(image: Image.Image, formats: _Formats = None) -> tuple[Located, ...]:
    """Find and decode the symbols that decoders of our own read.

    Args:
        image: 8-bit grayscale (mode L).
        formats: ids of symbologies to look for; None looks for all, and for ambiguous ones only if
            no other is found.

    Returns:
        What was found, each symbol once: of readings of one place, the longest and surest.
    """
    if formats is not None:
        return tuple(distinct(_found(image, formats, with_guesses=True)))
    sure = tuple(distinct(_found(image, None, with_guesses=False)))
    return sure or tuple(distinct(_bars(image, None, with_guesses=True)))


def _found(image: Image.Image, formats: _Formats, *, with_guesses: bool) -> Iterator[Located]:
    for kind, search in _UNMISTAKABLE.items():
        if _is_wanted(kind, formats):
            yield from search(image, formats)
    yield from _bars(image, formats, with_guesses=with_guesses)


def _bars(image: Image.Image, formats: _Formats, *, with_guesses: bool) -> Iterator[Located]:
    for kind, search in _BARS:
        if _is_wanted(kind, formats):
            yield from search(image, formats, with_guesses=with_guesses)


def _is_wanted(kind: Kind, formats: _Formats) -> bool:
    """Return True if decoders of *kind* read any of *formats*."""
    return formats is None or any(
        decoder.kind == kind and not set(decoder.symbologies).isdisjoint(formats)
        for decoder in decoders()
    )
