"""The searches of our own in pictures, of every kind of symbol."""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from math import dist, sqrt

from msgspec import structs
from PIL import Image

from common.barcode.decode import (
    bar_regions,
    grayscale,
    linear_search,
    matrix_search,
    picture_regions,
    postal_rows,
    postal_search,
    rotated_search,
    stacked_search,
)
from common.barcode.decode.bar_regions import BarRegion
from common.barcode.decode.catalogue import decoders
from common.barcode.decode.decoder import Decoding, Kind, Located
from common.barcode.decode.linear_search import distinct
from common.barcode.decode.picture_regions import Upright

_Search = Callable[[Image.Image, Collection[str]], tuple[Located, ...]]
_NAMED: dict[Kind, _Search] = {
    "linear": linear_search.find,
    "postal": postal_search.find,
    "matrix": matrix_search.search,
    "stacked": stacked_search.search,
}
_MAX_VIEWS = 8  # areas of bars that are looked at
_ALIKE = 0.8  # of the length of one that was looked at: a shorter one in it is another
_LONGER = 1.1  # times the length of a reading, of bars that are not longer than it
_MOST = 0.5  # of the width and the height of a view
_BESIDE = 0.12  # of the length, on either side
_MIN_BESIDE = 16  # px
# Searches of the project take about a second for so many pixels; photographs, which have more, are
# smooth.
MAX_PIXELS = 2_000_000
_MIN_GUESSED_PARALLELISM = 0.85
_MIN_BARS = 0.3  # of the area about what is dark, below which other symbols are looked for first
_MAX_GUESSES = 2  # a picture of more has bars of something else
_MIN_SPAN = 0.75  # of an area's length that a guess fills
# So many characters of other ambiguous symbologies are no chance pattern beside text.
_MIN_CHARACTERS = 8
_LEAST = {
    "msi": 3,
    "channel_code": 4,
    "code11": 4,
}  # so many are sure in a symbology without mandatory check
_UNCHECKED = frozenset({"channel_code", "code11", "msi"})  # a part of a symbol reads as well
_SHORT = frozenset({"pharmacode", "ean2", "ean5", "fim", "kix"})


def find(image: Image.Image, formats: Collection[str]) -> tuple[Located, ...]:
    """Find and decode the symbols of *formats* that decoders of our own read.

    Args:
        image: 8-bit grayscale (mode L).
        formats: ids of symbologies to look for.

    Returns:
        What was found. Several readings of one symbol have the same corners, the likelier first.
    """
    found = _without_parts(
        one
        for kind, search in _NAMED.items()
        if _is_wanted(kind, formats)
        for one in search(image, formats)
    )
    if found or not _is_wanted("postal", formats):
        return found
    # The search for postal codes itself takes rows that are turned by a few degrees.
    return _without_parts(
        _in_bars(image, postal_rows.find(image), lambda view: _postal(view, formats))
    )


class Reduced:
    """A picture, made smaller if searches of the project would take long, and its regions.

    Attributes:
        view: the picture.
        scale: how many px of the original one of it is.
        regions: its dense areas.
    """

    def __init__(self, image: Image.Image) -> None:
        self.view, self.scale = reduced(image)
        self.regions = picture_regions.Regions(self.view)


def find_any(
    image: Image.Image, regions: Sequence[BarRegion], dense: Reduced | None
) -> tuple[Located, ...]:
    """Find and decode the symbols that decoders of our own read, where they are likely.

    Args:
        image: 8-bit grayscale (mode L).
        regions: areas of parallel edges in it, the largest first.
        dense: its dense areas; None if it shows nothing but bars.

    Returns:
        What was found, and ambiguous symbologies only if no other is found. Several readings of one
        symbol have the same corners, the likelier first.
    """
    likely = _distinct_areas(regions)
    seen: list[Located] = []
    is_dense = dense is not None and not _are_bars(image, likely)
    if dense is not None and is_dense:
        seen = list(_dense(dense))
        if _explain(image, seen):
            return _without_parts(seen)
    read = _without_parts(_in_bars(image, likely, _sure))
    found = tuple(one for one in read if is_sure(one.decoding))
    # All bars of the picture belong to what was found: nothing else is looked for.
    if _explain(image, found):
        return found
    if not found and not seen:
        found = _without_parts(_in_bars(image, postal_rows.find(image), _postal))
        if found:
            return found
    if dense is not None and not is_dense:
        seen = list(_dense(dense))
    if found or seen:
        return _without_parts([*found, *seen])
    return _guesses(image, read, likely)


def find_explained(image: Image.Image, regions: Sequence[BarRegion]) -> tuple[Located, ...]:
    """Return what `find_any` finds for sure in bars, if they are all of *image*; else ().

    Args:
        image: 8-bit grayscale (mode L).
        regions: areas of parallel edges in it, the largest first.
    """
    likely = _distinct_areas(regions)
    if not _are_bars(image, likely):
        return ()
    read = _without_parts(_in_bars(image, likely, _sure))
    found = tuple(one for one in read if is_sure(one.decoding))
    return found if _explain(image, found) else ()


def _explain(image: Image.Image, found: Sequence[Located]) -> bool:
    """Return True if *found* are all that is dark in *image*, and not nothing."""
    return bool(found) and rotated_search.is_explained(image, [one.corners for one in found])


def _are_bars(image: Image.Image, likely: Sequence[BarRegion]) -> bool:
    """Return True if the largest of the areas of bars is much of what is dark in *image*."""
    darkest, lightest = grayscale.extrema(image)
    box = image.point(grayscale.darker_than((darkest + lightest) / 2)).getbbox()
    if box is None or not likely:
        return False
    largest = max(one.length * one.height for one in likely)
    return largest >= _MIN_BARS * (box[2] - box[0]) * (box[3] - box[1])


def reduced(image: Image.Image) -> tuple[Image.Image, float]:
    """Return *image* with at most `MAX_PIXELS`, and how many px of *image* one of it is."""
    scale = max(1.0, sqrt(image.width * image.height / MAX_PIXELS))
    if scale == 1:
        return image, scale
    size = max(1, round(image.width / scale)), max(1, round(image.height / scale))
    return image.resize(size, Image.Resampling.BOX), scale


def enlarged(located: Located, scale: float) -> Located:
    """Return *located*, found in a picture that is *scale* times smaller, at its place."""
    corners = tuple((x * scale, y * scale) for x, y in located.corners)
    return structs.replace(located, corners=corners)


def _dense(picture: Reduced) -> Iterator[Located]:
    """Yield the matrix and stacked symbols in *picture*, at their places in the original."""

    def read(region: Upright) -> tuple[Located, ...]:
        return matrix_search.read(picture.view, region, None) or stacked_search.read(region, None)

    for one in picture.regions.read(read, only_likely=True):
        yield enlarged(one, picture.scale)


def _distinct_areas(regions: Sequence[BarRegion]) -> list[BarRegion]:
    """Return the likely ones of *regions*, each place once, as closely as it is known."""
    kept: list[BarRegion] = []
    for region in regions:
        if region.parallelism < bar_regions.PARALLEL:
            continue
        for place, one in enumerate(kept):
            # Coarse cells find the same place as fine ones; the last is the closest.
            if one.holds(region.middle) and _is_like(region, one):
                kept[place] = region
                break
        else:
            kept.append(region)
    return kept[:_MAX_VIEWS]


def _is_like(region: BarRegion, other: BarRegion) -> bool:
    """Return True if *region*, of smaller cells, has the same bars as *other*."""
    length, most = region.length - region.cell, other.length - other.cell
    return _ALIKE * most < length < most + other.cell


def _in_bars(
    image: Image.Image,
    regions: Sequence[BarRegion],
    search: Callable[[Image.Image], Iterable[Located]],
) -> Iterator[Located]:
    """Yield what *search* finds in views of *regions*, at its place in *image*."""
    known: list[Located] = []
    for region in regions:
        # Smaller cells show the same bars as larger ones, or a part of them.
        if any(_is_read(region, one) for one in known):
            continue
        # Bars of postal codes reach out of the rows that all of them cross.
        room = region.grown(max(_MIN_BESIDE, _BESIDE * region.length), 2 * region.cell)
        view, scale = rotated_search.upright_view(image, room)
        for one in search(view):
            length = _length(one) / scale
            if one.decoding.symbology in _UNCHECKED and not _spans(region, length):
                continue
            corners = tuple(
                room.place((x - view.width / 2) / scale, (y - view.height / 2) / scale)
                for x, y in one.corners
            )
            located = structs.replace(one, corners=corners)
            known.append(located)
            yield located


def _is_read(region: BarRegion, one: Located) -> bool:
    """Return True if *region* is in the place of *one*, which is sure and hardly shorter."""
    return (
        is_sure(one.decoding)
        and region.length <= _LONGER * _length(one)
        and rotated_search.contains(one.corners, region.middle)
    )


def _sure(view: Image.Image) -> Iterator[Located]:
    linear = linear_search.find(view, None, with_guesses=False, with_lying=False)
    yield from linear
    # Bars of postal codes are not read as those of a linear symbol.
    if not any(is_sure(one.decoding) and _fills(one, view) for one in linear):
        yield from postal_search.find(view, None, with_lying=False)


def _fills(one: Located, view: Image.Image) -> bool:
    """Return True if *one* is most of what *view* shows, beside the paper about it."""
    height = dist(one.corners[0], one.corners[3])
    return _length(one) >= _MOST * view.width and height >= _MOST * view.height


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
    found = [
        structs.replace(one, decoding=structs.replace(one.decoding, is_guess=True)) for one in read
    ]
    for region in likely:
        if region.parallelism >= _MIN_GUESSED_PARALLELISM:
            found += (
                one for one in _in_bars(image, [region], _ambiguous) if _spans(region, _length(one))
            )
    guesses = _without_parts(found)
    if len({one.corners for one in guesses}) > _MAX_GUESSES:
        return ()
    if rotated_search.is_explained(image, [one.corners for one in guesses]):
        return guesses
    # Beside text and in photographs, edges of something else look like a few bars.
    return tuple(one for one in guesses if _is_long(one.decoding))


def is_sure(decoding: Decoding) -> bool:
    """Return True if no few chance bars read as *decoding*."""
    return not decoding.is_guess and len(decoding.text) >= _LEAST.get(decoding.symbology, 0)


def _spans(region: BarRegion, length: float) -> bool:
    """Return True if so many px are most of *region*: a part of it is a part of something else."""
    return length >= _MIN_SPAN * (region.length - 2 * region.cell)


def _ambiguous(view: Image.Image) -> tuple[Located, ...]:
    return linear_search.find(view, with_sure=False, with_lying=False)


def _length(one: Located) -> float:
    return dist(one.corners[0], one.corners[1])


def _is_long(decoding: Decoding) -> bool:
    return decoding.symbology not in _SHORT and len(decoding.text) >= _MIN_CHARACTERS


def _without_parts(found: Iterable[Located]) -> tuple[Located, ...]:
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
