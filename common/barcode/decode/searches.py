"""The searches of our own in pictures, of every kind of symbol."""

from collections.abc import Callable, Collection, Iterable, Sequence

from PIL import Image

from common.barcode.decode import (
    bar_search,
    explanation,
    linear_search,
    matrix_search,
    postal_rows,
    postal_search,
    stacked_search,
)
from common.barcode.decode.areas import Areas
from common.barcode.decode.bar_regions import BarRegion
from common.barcode.decode.bar_search import BarReadings
from common.barcode.decode.catalogue import decoders
from common.barcode.decode.decoder import Decoding, Kind, Located

_Search = Callable[[Image.Image, Collection[str]], tuple[Located, ...]]
_NAMED: dict[Kind, _Search] = {
    "linear": linear_search.find,
    "postal": postal_search.find,
    "matrix": matrix_search.search,
    "stacked": stacked_search.search,
}
_MIN_TILT = 1.0  # degrees
_MAX_LEANING = 4  # areas
_MIN_GUESSED_PARALLELISM = 0.85
_MAX_GUESSES = 2  # a picture of more has bars of something else
# So many characters of other ambiguous symbologies are no chance pattern near text.
_MIN_CHARACTERS = 8
_SHORT = frozenset({"pharmacode", "ean2", "ean5", "fim", "kix"})


def find(image: Image.Image, formats: Collection[str]) -> tuple[Located, ...]:
    """Find and decode the symbols of *formats* that decoders of our own read.

    Args:
        image: 8-bit grayscale (mode L).
        formats: ids of symbologies to look for.

    Returns:
        What was found. Several readings of one symbol have the same corners, the likelier first.
    """
    found = bar_search.without_parts(
        one
        for kind, search in _NAMED.items()
        if _is_wanted(kind, formats)
        for one in search(image, formats)
    )
    if found or not _is_wanted("postal", formats):
        return found
    # The search for postal codes itself takes rows that are turned by a few degrees.
    return bar_search.without_parts(
        bar_search.find(image, postal_rows.find(image), lambda view: _postal(view, formats))
    )


def find_leaning(areas: Areas, formats: Collection[str]) -> tuple[Located, ...]:
    """Find and decode linear symbols of *formats* that are turned by a few degrees or more.

    Rows cross a part of their bars only, and a part of some symbologies reads as well as the whole.

    Args:
        areas: of the picture.
        formats: ids of symbologies to look for.
    """
    # Marks of Flattermarken are too far apart for an area of bars.
    named = frozenset(formats) - linear_search.ONLY_NAMED
    if not _is_wanted("linear", named):
        return ()
    regions = [one for one in BarReadings(areas).likely if one.tilt_degrees >= _MIN_TILT]
    return tuple(
        one
        for region in regions[:_MAX_LEANING]
        for one in bar_search.find(
            areas.image,
            [region],
            lambda view: linear_search.find(view, named, with_lying=False),
        )
        if bar_search.spans(region, bar_search.length(one))
    )


def find_any(areas: Areas, bars: BarReadings, dense: Sequence[Located]) -> tuple[Located, ...]:
    """Find and decode the symbols that decoders of our own read, where they are likely.

    Args:
        areas: of the picture.
        bars: what is read in areas of bars.
        dense: what was read in dense areas.

    Returns:
        What was found, and ambiguous symbologies only if no other is found. Several readings of one
        symbol have the same corners, the likelier first.
    """
    image = areas.image
    if bar_search.explain(image, dense):
        return bar_search.without_parts(dense)
    # All bars of the picture belong to what was found: nothing else is looked for.
    if bars.explain_all:
        return bars.sure
    if bars.sure or dense:
        return bar_search.without_parts([*bars.sure, *dense])
    found = bar_search.without_parts(bar_search.find(image, postal_rows.find(image), _postal))
    return found or _guesses(image, bars.every, bars.likely)


def _postal(view: Image.Image, formats: Collection[str] | None = None) -> tuple[Located, ...]:
    return postal_search.find(view, formats, with_lying=False)


def _guesses(
    image: Image.Image, read: Iterable[Located], likely: Sequence[BarRegion]
) -> tuple[Located, ...]:
    """Return readings of bars that other symbologies fit as well, if the bars look like symbols.

    Args:
        image: the picture.
        read: guesses that were read in it already.
        likely: areas of bars.
    """
    found = [one.as_guess for one in read]
    for region in likely:
        if region.parallelism >= _MIN_GUESSED_PARALLELISM:
            found += (
                one
                for one in bar_search.find(image, [region], _ambiguous)
                if bar_search.spans(region, bar_search.length(one))
            )
    guesses = bar_search.without_parts(found)
    if len({one.corners for one in guesses}) > _MAX_GUESSES:
        return ()
    if explanation.is_explained(image, [one.corners for one in guesses]):
        return guesses
    # Near text and in photographs, edges of something else look like a few bars.
    return tuple(one for one in guesses if _is_long(one.decoding))


def _ambiguous(view: Image.Image) -> tuple[Located, ...]:
    return linear_search.find(view, with_sure=False, with_lying=False)


def _is_long(decoding: Decoding) -> bool:
    return decoding.symbology not in _SHORT and len(decoding.text) >= _MIN_CHARACTERS


def _is_wanted(kind: Kind, formats: Collection[str]) -> bool:
    """Return True if decoders of *kind* read any of *formats*."""
    return any(
        decoder.kind == kind and not set(decoder.symbologies).isdisjoint(formats)
        for decoder in decoders()
    )
