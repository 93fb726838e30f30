"""Finds linear symbols in a picture and decodes them, upright or turned by any right angle.

Two passes (bars that stand and bars that lie) each read both directions; if they find nothing that
the caller named, the picture is searched again turned by a few degrees. Each pass measures at most
48 runs of bars, each on at most 7 scan lines, and runs a decoder only if two neighbouring lines
agree.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from math import cos, hypot, radians, sin
from statistics import median

from msgspec import structs
from PIL import Image

from common.barcode.decode import grayscale, scanlines, upright
from common.barcode.decode.catalogue import chosen, named
from common.barcode.decode.decoder import Decoder, Decoding, Kind, Located
from common.barcode.decode.decoders import pharmacode

Point = tuple[float, float]
Counted = tuple[Sequence[float], int]  # element widths, and how many scan lines have them
_KINDS: tuple[Kind, ...] = ("linear",)
_TILTS = (0, 5, -5)  # degrees; symbols that are turned by up to 8° are found
_SAMPLES = 7  # scan lines of a run that are measured
_MIN_AGREEING = 2
_MIN_ELEMENTS = 3
_MIN_SHORTER = 8  # px by which a part of a symbol is shorter than the whole
_MAX_UNEQUAL = 0.1  # of the length, by which two readings of the same bars differ
_MAX_SHIFT = 0.25  # of the length, by which one of them begins further right
ONLY_NAMED = frozenset({"flattermarken"})  # any even marks would be read
_MIN_PHARMACODE = 15  # of four bars: fewer are seen anywhere
_MIN_GUESSED_ROWS = 10  # px
_MAX_GUESSES = 4  # more of them are text
_MIN_GUESS = 0.6  # of the longest guess's length: shorter ones are pieces of text and bars


def find(
    image: Image.Image,
    formats: Collection[str] | None = None,
    *,
    with_sure: bool = True,
    with_guesses: bool = True,
    with_lying: bool = True,
) -> tuple[Located, ...]:
    """Find and decode linear symbols.

    Args:
        image: 8-bit grayscale (mode L).
        formats: ids of symbologies to look for; None looks for all.
        with_sure: look for symbologies that are not ambiguous.
        with_guesses: look for ambiguous symbologies if *formats* is None and no other is found.
        with_lying: look for bars that lie, too.

    Returns:
        What was found, each symbol once, with its corners.
    """
    sure, guessed = chosen(_KINDS, formats)
    if formats is None:
        guessed = tuple(one for one in guessed if ONLY_NAMED.isdisjoint(one.symbologies))
    for group in (sure * with_sure, guessed * with_guesses):
        # Without a name to look for, text on the page would be searched again for nothing.
        for tilt in _TILTS if formats is not None else _TILTS[:1]:
            located = _pass(image, group, formats, tilt, with_lying=with_lying)
            if formats is None:
                located = filter(_is_likely, located)
            found = _joined(image, tuple(distinct(located)))
            if found:
                return found if formats is not None else _without_pieces(found)
    return ()


def guess_marks(image: Image.Image) -> tuple[Located, ...]:
    """Return what bars of one width say as Flattermarken, which any even marks may be."""
    return tuple(
        one.as_guess
        for one in find(image, ONLY_NAMED, with_lying=False)
        # Marks at one distance are stripes.
        if len(set(one.decoding.text.replace("0", ""))) > 1
    )


def _is_likely(one: Located) -> bool:
    """Return True if *one* is sure, or a guess that few rows of text or stripes don't look like."""
    if not one.decoding.is_guess:
        return True
    height = hypot(one.corners[3][0] - one.corners[0][0], one.corners[3][1] - one.corners[0][1])
    # Any few stripes are a Pharmacode: rows alone don't make one likely.
    if one.decoding.symbology == "pharmacode" and not _is_likely_pharmacode(one.decoding.text):
        return False
    return height >= _MIN_GUESSED_ROWS


def _is_likely_pharmacode(text: str) -> bool:
    number = int(text)
    return number >= _MIN_PHARMACODE and pharmacode.has_two_widths(number)


def _without_pieces(found: Sequence[Located]) -> tuple[Located, ...]:
    """Return *found* without guesses that are short beside others or that fit anything."""
    guesses = [one for one in found if one.decoding.is_guess]
    # So many guesses are a page of text or a pattern.
    if len(guesses) > _MAX_GUESSES:
        return tuple(one for one in found if not one.decoding.is_guess)
    longest = max((_length(one.corners) for one in guesses), default=0)
    return tuple(
        one
        for one in found
        if not one.decoding.is_guess or _length(one.corners) >= _MIN_GUESS * longest
    )


def _pass(
    image: Image.Image,
    decoders: Sequence[Decoder],
    formats: Collection[str] | None,
    tilt: float,
    *,
    with_lying: bool,
) -> Iterator[Located]:
    if not decoders:
        return
    turned = image.rotate(tilt, Image.Resampling.BICUBIC, fillcolor=255) if tilt else image
    # Bars that lie are upright in the transposed picture, which costs less than a rotation.
    for is_lying in (False, True)[: 1 + with_lying]:
        view = turned.transpose(Image.Transpose.TRANSPOSE) if is_lying else turned
        dark = scanlines.binarize(view)
        reader = _Reader(view, dark, decoders, formats)
        read: list[scanlines.Track] = []
        for track in scanlines.tracks(dark):
            # A part of what is read would be left out in favour of the whole.
            if any(track.is_part_of(other, _MIN_SHORTER) for other in read):
                continue
            for decoding, corners in reader.read(track):
                if not read or read[-1] is not track:
                    read.append(track)
                upright = [(y, x) for x, y in corners] if is_lying else corners
                yield Located(decoding, tuple(untilted(image.size, tilt, upright)))


def untilted(size: tuple[int, int], tilt: float, corners: Sequence[Point]) -> list[Point]:
    """Return *corners* in the picture of *size* before it was turned by *tilt* degrees."""
    if not tilt:
        return list(corners)
    place = _rotation(size, tilt)
    return [place(corner) for corner in corners]


def _rotation(size: tuple[int, int], tilt: float) -> Callable[[Point], Point]:
    sine, cosine = sin(radians(tilt)), cos(radians(tilt))
    middle = size[0] / 2, size[1] / 2

    def place(corner: Point) -> Point:
        x, y = corner[0] - middle[0], corner[1] - middle[1]
        return middle[0] + cosine * x - sine * y, middle[1] + sine * x + cosine * y

    return place


class _Reader:
    """Measures runs of bars in one view of the picture and decodes them."""

    def __init__(
        self,
        view: Image.Image,
        dark: Image.Image,
        decoders: Sequence[Decoder],
        formats: Collection[str] | None,
    ) -> None:
        self._width = view.width
        self._levels = view.tobytes()
        self._dark = dark.tobytes()
        self._decoders = decoders
        self._formats = formats

    def read(self, track: scanlines.Track) -> Iterator[tuple[Decoding, list[Point]]]:
        """Yield what *track* decodes to, read from either end."""
        measured = self._measure(track)
        if not measured or len(measured[0]) < _MIN_ELEMENTS:
            return
        mean = [sum(column) / len(column) for column in zip(*measured, strict=True)]
        lines = _counted([mean, *measured])
        # From both ends: the symbol may be upside down, and only one direction has a start
        # character.
        for step in (1, -1):
            for decoder in self._decoders:
                for decoding in self._agreed(decoder, lines):
                    yield decoding, _corners(track, is_reversed=step < 0)
            lines = [(widths[::-1], count) for widths, count in lines]

    def _measure(self, track: scanlines.Track) -> list[list[float]]:
        """Return the element widths on some scan lines of *track*, the middle ones first."""
        middle = len(track.lines) / 2
        nearest = sorted(range(len(track.lines)), key=lambda place: abs(place - middle))
        # Lines next to each other see the same damage.
        spread = nearest[:: max(1, len(nearest) // (2 * _SAMPLES))][:_SAMPLES]
        measured = []
        known: dict[tuple[bytes, bytes, int, int], list[float]] = {}
        for y, start, end in (track.lines[place] for place in spread):
            row = slice(y * self._width, (y + 1) * self._width)
            line = self._levels[row], self._dark[row], start, end
            # Rows of a drawing are equal.
            if line not in known:
                known[line] = scanlines.widths(line[0], start, end, line[1])
            widths = known[line]
            if len(widths) == 2 * track.count - 1 and min(widths) > 0:
                measured.append(widths)
        return measured

    def _agreed(self, decoder: Decoder, lines: Sequence[Counted]) -> list[Decoding]:
        """Return the decodings that two of *lines* (the first is their mean) agree on first."""
        seen: dict[tuple[str, str], int] = {}
        for widths, count in lines:
            agreed = []
            for decoding in decoder.decode(widths):
                if self._formats is not None and decoding.symbology not in self._formats:
                    continue
                key = decoding.symbology, decoding.text
                seen[key] = seen.get(key, 0) + count
                # One line alone may be damaged into another valid text.
                if seen[key] >= _MIN_AGREEING:
                    agreed.append(named(decoding, decoder, self._formats))
            if agreed:
                return agreed
        return []


def _counted(lines: Sequence[Sequence[float]]) -> list[Counted]:
    """Return each of *lines* once, in their order, with how many are equal to it."""
    counts: dict[tuple[float, ...], int] = {}
    for widths in lines:
        counts[tuple(widths)] = counts.get(tuple(widths), 0) + 1
    return list(counts.items())


def _corners(track: scanlines.Track, *, is_reversed: bool) -> list[Point]:
    top, bottom = track.lines[0], track.lines[-1]
    corners = [
        *((float(top[1]), float(top[0])), (float(top[2]), float(top[0]))),
        *((float(bottom[2]), float(bottom[0])), (float(bottom[1]), float(bottom[0]))),
    ]
    return corners[2:] + corners[:2] if is_reversed else corners


def distinct(found: Iterable[Located]) -> Iterator[Located]:
    """Yield each symbol once: of readings of one place, the longest and surest counts.

    Other readings of the same bars in the same symbology follow it, with the same corners, if it
    or they have a note of doubt.
    """
    kept: list[Located] = []
    for one in sorted(found, key=_doubt):
        # Sorted by doubt, so that the first one at a place is the surest.
        over = [other for other in kept if overlap(one, other)]
        if not over:
            kept.append(one)
            yield one
        elif _is_other_reading(one, over[0]):
            yield one


def _is_other_reading(one: Located, other: Located) -> bool:
    has_note = bool(one.decoding.note or other.decoding.note)
    if not has_note or one.decoding.text == other.decoding.text:
        return False
    return one.corners == other.corners and one.decoding.symbology == other.decoding.symbology


def _doubt(located: Located) -> tuple[float, bool]:
    # A note speaks of doubt: a check that doesn't fit, a number that reads both ways.
    return -round(_length(located.corners) / 8), bool(located.decoding.note)


def _length(corners: Sequence[Point]) -> float:
    return hypot(corners[1][0] - corners[0][0], corners[1][1] - corners[0][1])


def _joined(image: Image.Image, found: Sequence[Located]) -> tuple[Located, ...]:
    """Return *found*, with readings of the upper and of the lower rows of the same bars as one.

    Rows of narrow bars that lean differ, so that some of them in the middle may not be read.
    """
    kept: list[Located] = []
    places: dict[tuple[Point, ...], tuple[Point, ...]] = {}
    for one in found:
        for other in kept:
            if not _says_the_same(one, other):
                continue
            if both := _around_both(image, one.corners, other.corners):
                # Other readings of the same bars have the same corners.
                places |= {one.corners: both, other.corners: both}
                kept = [_moved(each, places) for each in kept]
                break
        else:
            kept.append(_moved(one, places))
    return tuple(dict.fromkeys(kept))


def _says_the_same(one: Located, other: Located) -> bool:
    read, again = one.decoding, other.decoding
    return (read.symbology, read.text) == (again.symbology, again.text)


def _moved(one: Located, places: Mapping[tuple[Point, ...], tuple[Point, ...]]) -> Located:
    return structs.replace(one, corners=places.get(one.corners, one.corners))


def _around_both(
    image: Image.Image, one: Sequence[Point], other: Sequence[Point]
) -> tuple[Point, ...]:
    """Return the corners about two readings if bars go from one to the other, else ()."""
    (x, y), (u, v) = one[0], one[1]
    length, (a, b) = _length(one), other[0]
    if not length or abs(_length(other) / length - 1) > _MAX_UNEQUAL:
        return ()
    along, down = (u - x) / length, (v - y) / length
    if abs((a - x) * along + (b - y) * down) > _MAX_SHIFT * length:
        return ()
    # Corners are in reading order, which is from the right to the left in turned symbols.
    upper, lower = (one, other) if (b - y) * along > (a - x) * down else (other, one)
    halves = [
        ((first[0] + second[0]) / 2, (first[1] + second[1]) / 2)
        for first, second in (
            *((upper[0], upper[3]), (upper[1], upper[2])),
            *((lower[1], lower[2]), (lower[0], lower[3])),
        )
    ]
    view = upright.cut(image, halves)
    means = view.resize((1, view.height), Image.Resampling.BOX).tobytes()
    _, lightest = grayscale.extrema(view)
    # Between labels that lie below each other there is paper.
    is_one = max(means) < (median(means) + lightest) / 2
    return (upper[0], upper[1], lower[2], lower[3]) if is_one else ()


def overlap(one: Located, other: Located) -> bool:
    """Return True if the boxes about two symbols have much of the smaller one in common."""
    boxes = [_box(symbol.corners) for symbol in (one, other)]
    (left, top, right, bottom), (x, y, u, v) = boxes
    common = max(0.0, min(right, u) - max(left, x)) * max(0.0, min(bottom, v) - max(top, y))
    smaller = min((right - left) * (bottom - top), (u - x) * (v - y))
    return common > 0.3 * smaller


def _box(corners: Sequence[Point]) -> tuple[float, float, float, float]:
    xs, ys = [x for x, _ in corners], [y for _, y in corners]
    return min(xs), min(ys), max(xs) + 1, max(ys) + 1
