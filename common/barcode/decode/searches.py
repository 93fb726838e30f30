"""The searches of our own in pictures, of every kind of symbol."""

from collections.abc import Callable, Collection, Iterator
from functools import partial

from PIL import Image

from common.barcode.decode import linear_search, matrix_search, postal_search, stacked_search
from common.barcode.decode.catalogue import decoders
from common.barcode.decode.decoder import Kind, Located
from common.barcode.decode.linear_search import distinct
from common.barcode.decode.rotated_search import is_explained

_Formats = Collection[str] | None
_Search = Callable[[Image.Image, _Formats], tuple[Located, ...]]
# The cheaper first: the last two turn parts of the picture many times.
_SURE: tuple[tuple[Kind, _Search], ...] = (
    ("linear", partial(linear_search.find, with_guesses=False)),
    ("postal", partial(postal_search.find, with_guesses=False)),
    ("matrix", matrix_search.search),
    ("stacked", stacked_search.search),
)
_NAMED: dict[Kind, _Search] = {
    "linear": linear_search.find,
    "postal": postal_search.find,
    "matrix": matrix_search.search,
    "stacked": stacked_search.search,
}


def find(image: Image.Image, formats: _Formats = None) -> tuple[Located, ...]:
    """Find and decode the symbols that decoders of our own read.

    Args:
        image: 8-bit grayscale (mode L).
        formats: ids of symbologies to look for; None looks for all, and for ambiguous ones only if
            no other is found.

    Returns:
        What was found. Several readings of one symbol have the same corners, the likelier first.
    """
    if formats is not None:
        return _without_parts(
            one
            for kind, search in _NAMED.items()
            if _is_wanted(kind, formats)
            for one in search(image, formats)
        )
    return _without_parts(_sure(image)) or _without_parts(_guesses(image))


def _sure(image: Image.Image) -> Iterator[Located]:
    """Yield what the searches find that need no name, until nothing is left to look at."""
    found: list[Located] = []
    for _, search in _SURE:
        more = search(image, None)
        yield from more
        found += more
        if more and is_explained(image, [one.corners for one in found]):
            return


def _guesses(image: Image.Image) -> Iterator[Located]:
    yield from linear_search.find(image)
    yield from postal_search.find(image)


def _without_parts(found: Iterator[Located]) -> tuple[Located, ...]:
    """Return *found* without readings of parts of a symbol, but with all of the whole."""
    every = list(found)
    kept = {one.corners for one in distinct(every)}
    return tuple(one for one in every if one.corners in kept)


def _is_wanted(kind: Kind, formats: Collection[str]) -> bool:
    """Return True if decoders of *kind* read any of *formats*."""
    return any(
        decoder.kind == kind and not set(decoder.symbologies).isdisjoint(formats)
        for decoder in decoders()
    )
