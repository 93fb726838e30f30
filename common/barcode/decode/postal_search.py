"""Finds postal bars, whose heights carry the data, in a picture and decodes them.

Bars of a postal code are of one width at one pitch, so that a scan line through their middle
crosses even elements, or some of them if the code is tilted. Such a run is followed to both ends
along the tracker region, which neighbouring bars have in common, whatever the tilt. Each
of two views (bars that stand and bars that lie) has at most `_MAX_CODES` codes of at most
`_MAX_BARS` bars; each is decoded both ways up.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import chain

from PIL import Image

from common.barcode.decode import four_state, scanlines
from common.barcode.decode.catalogue import chosen, named
from common.barcode.decode.decoder import Bar, Decoder, Kind, Located, WrongCheck
from common.barcode.decode.linear_search import Point, distinct

Measured = tuple[tuple[Bar, ...], list[Point]]  # bars, and the corners about them
Extent = tuple[int, int, int]  # of a bar: middle, first dark row, the row behind the last
Box = tuple[int, int, int, int]  # left, top, right and bottom, in px
_KINDS: tuple[Kind, ...] = ("postal",)
_MAX_CODES = 48
_MAX_BARS = 160
_MIN_RUN = 5  # bars that one scan line must see
_MIN_BARS = 4
_MAX_SPREAD = 0.45  # of the mean width, of bars and of pitches each
_NEIGHBOURS = 6  # bars whose common rows are the tracker region
_REACH = 0.35  # of the pitch, by which a bar may be out of place
_WIDEST = 0.85  # of the pitch
_TALLEST = 10  # pitches: postal bars are 3 to 6 high, those of linear codes more
_TWO_HEIGHTS = 0.12  # of the height of all: ends that differ by less are of one kind
_SLOPES = tuple(slope / 200 for slope in range(-36, 37))  # up to 10°
_FINE = 0.031  # about a coarse one, each sixth, the slopes are tried that are within this
_TWO_TRACK = "pharmacode2"
_MIN_GUESSED_BARS = 6  # strokes of a word may be four
_HEIGHTS = 2  # of bars in a row that is more than stripes
_MAX_BANDS = 3  # of rows: bars, and a line of text above and below
_IS_FILLED = [255 * (level > 0) for level in range(256)]  # a row that is dark somewhere
_BAND = re.compile(rb"\xff+")
_IS_LOW_BAR = [255 * (level > 16) for level in range(256)]  # a column that is dark somewhere
_IS_BAR = [255 * (level > 64) for level in range(256)]  # a column that is dark by a quarter


def find(
    image: Image.Image,
    formats: Collection[str] | None = None,
    *,
    with_lying: bool = True,
) -> tuple[Located, ...]:
    """Find and decode postal symbols.

    Args:
        image: 8-bit grayscale (mode L).
        formats: ids of symbologies to look for; None looks for all that are not ambiguous.
        with_lying: look for bars that lie, too.

    Returns:
        What was found, each symbol once, with its corners.
    """
    decoders, _ = chosen(_KINDS, formats)
    if not decoders:
        return ()
    is_two_track = _TWO_TRACK in (formats or ())
    measured = _measured(image, is_two_track=is_two_track, with_lying=with_lying)
    return tuple(distinct(_decoded(measured, decoders, formats)))


def find_wrong_check(image: Image.Image) -> WrongCheck | None:
    """Return the first postal symbol in *image* whose check character contradicts its data."""
    decoders, _ = chosen(_KINDS, None)
    for bars, _ in _measured(image, is_two_track=False, with_lying=True):
        for seen in (bars, four_state.upside_down(bars)):
            for decoder in decoders:
                found = decoder.wrong_check(seen) if decoder.wrong_check else None
                if found is not None:
                    return found
    return None


def find_lone(dark: Image.Image) -> tuple[Located, ...]:
    """Return what bars of set heights say if they are all that is dark; guesses if none is sure.

    Args:
        dark: 255 for what is dark, else 0.
    """
    measured = _lone(dark, dark.getbbox()) or _lone(dark, _tallest_band(dark))
    if measured is None:
        return ()
    sure, ambiguous = chosen(_KINDS, None)
    if found := tuple(distinct(_decoded([measured], sure, None))):
        return found
    bars, corners = measured
    # Bars that all begin or all end in one line are stripes, or a chart.
    states = {one.ascends for one in bars}, {one.descends for one in bars}
    if len(bars) < _MIN_GUESSED_BARS or min(map(len, states)) < _HEIGHTS:
        return ()
    if _is_sure_in_a_mirror(bars, sure):
        return ()
    return tuple(
        Located(named(decoding, decoder, None), tuple(corners))
        for decoder in ambiguous
        for decoding in decoder.decode(bars)
    )


def _is_sure_in_a_mirror(bars: Sequence[Bar], decoders: Sequence[Decoder]) -> bool:
    """Return True if *bars* of four states are a postal code in a mirror: they are no other one."""
    # Digits of tall and short bars are digits in a mirror, too.
    if len(set(bars)) <= _HEIGHTS:
        return False
    mirrored = bars[::-1]
    return any(
        not decoding.is_guess
        for seen in (mirrored, four_state.upside_down(mirrored))
        for decoder in decoders
        for decoding in decoder.decode(seen)
    )


def _tallest_band(dark: Image.Image) -> Box | None:
    """Return the box about the highest rows with light above and below them, and not text."""
    filled = dark.resize((1, dark.height), Image.Resampling.BOX).point(_IS_FILLED).tobytes()
    bands = [match.span() for match in _BAND.finditer(filled)]
    if not 1 < len(bands) <= _MAX_BANDS:
        return None
    top, bottom = max(bands, key=lambda band: band[1] - band[0])
    box = dark.crop((0, top, dark.width, bottom)).getbbox()
    return box and (box[0], top, box[2], bottom)


def _lone(dark: Image.Image, box: Box | None) -> Measured | None:
    """Return the bars that are all of *dark* in *box*, if each of them stands at the next place."""
    if box is None:
        return None
    piece = dark.crop(box)
    width = piece.width
    line = piece.resize((width, 1), Image.Resampling.BOX).point(_IS_LOW_BAR).tobytes()
    runs = scanlines.even_runs(line, _MIN_BARS, _MAX_SPREAD)
    if len(runs) != 1 or runs[0][1] - runs[0][0] < width:
        return None
    data = piece.tobytes()
    extents = []
    for middle in scanlines.middles(line):
        column = data[middle::width]
        top, bottom = column.find(b"\xff"), column.rfind(b"\xff") + 1
        # A gap in a column is of a letter, or of two rows.
        if column.count(b"\xff") < bottom - top:
            return None
        extents.append((box[0] + middle, box[1] + top, box[1] + bottom))
    return _classified(extents, runs[0][2])


def _decoded(
    measured: Iterable[Measured],
    decoders: Sequence[Decoder],
    formats: Collection[str] | None,
) -> Iterator[Located]:
    for bars, corners in measured:
        doubted: set[str] = set()
        # Some codes have no start bar: only their decoder says which way up they are.
        turned = four_state.upside_down(bars), corners[2:] + corners[:2]
        for seen, places in ((bars, corners), turned):
            for decoder in decoders:
                for number, decoding in enumerate(decoder.decode(seen)):
                    # The others are less likely, unless the bars themselves say no more.
                    if number and not decoding.note:
                        break
                    if (
                        formats is None
                        and decoding.is_guess
                        and _is_sure_in_a_mirror(bars, decoders)
                    ):
                        break
                    if formats is None or decoding.symbology in formats:
                        # Neither end is known to be the left one: both are readings of one symbol.
                        is_either = bool(decoding.note) and decoding.symbology in doubted
                        at = tuple(corners if is_either else places)
                        yield Located(named(decoding, decoder, formats), at)
                    if seen is bars and decoding.note:
                        doubted.add(decoding.symbology)


def _measured(image: Image.Image, *, is_two_track: bool, with_lying: bool) -> Iterator[Measured]:
    """Yield the bars of each code, and its corners in *image*.

    Args:
        image: to be searched.
        is_two_track: take all that is dark for one code whose bars may have no row in common.
        with_lying: look for bars that lie, too.
    """
    # As for linear codes: a quarter turn costs little, and any other angle is searched for
    # elsewhere.
    for is_lying in (False, True)[: 1 + with_lying]:
        view = image.transpose(Image.Transpose.ROTATE_90) if is_lying else image
        last = image.width - 1
        dark = scanlines.binarize(view)
        codes = _View(dark).codes()
        for bars, corners in chain(_two_tracks(dark), codes) if is_two_track else codes:
            yield bars, [(last - y, x) for x, y in corners] if is_lying else corners


def _two_tracks(dark: Image.Image) -> Iterator[Measured]:
    """Yield the bars of a two-track code that fills the dark part of a picture, and its corners."""
    box = dark.getbbox()
    if box is None:
        return
    piece = dark.crop(box)
    width, height = piece.size
    line = piece.resize((width, 1), Image.Resampling.BOX).point(_IS_BAR).tobytes()
    runs = scanlines.even_runs(line, 2, _MAX_SPREAD)
    if len(runs) != 1 or runs[0][1] - runs[0][0] < width - 2:
        return
    data = piece.tobytes()
    columns = [data[place::width] for place in scanlines.middles(line)]
    quarter = max(1, height // 4)
    yield (
        tuple(Bar(b"\xff" in one[:quarter], b"\xff" in one[-quarter:]) for one in columns),
        [(box[0], box[1]), (box[2], box[1]), (box[2], box[3]), (box[0], box[3])],
    )


class _View:
    """One view of the picture, in which bars stand."""

    def __init__(self, dark: Image.Image) -> None:
        self._width, self._height = dark.size
        self._data = dark.tobytes()

    def codes(self) -> Iterator[Measured]:
        """Yield the bars of each code and its corners."""
        followed: list[list[Extent]] = []
        for y, start, end, pitch in self._seeds():
            if len(followed) >= _MAX_CODES:
                return
            if any(_covers(extents, y, (start + end) / 2) for extents in followed):
                continue
            extents = self._follow(y, start, end, pitch)
            followed.append(extents)
            if len(extents) >= _MIN_BARS:
                measured = _classified(extents, pitch)
                if measured is not None:
                    yield measured

    def _seeds(self) -> list[tuple[int, int, int, float]]:
        """Return y, start, end and pitch of runs of even bars, the longest first."""
        step = 1 + self._height // 1000
        previous, found = b"", []
        for y in range(0, self._height, step):
            line = self._data[y * self._width : (y + 1) * self._width]
            # Rows within the same bars are equal.
            if line == previous:
                continue
            previous = line
            runs = scanlines.even_runs(line, _MIN_RUN, _MAX_SPREAD)
            found += [(y, start, end, pitch) for start, end, pitch in runs]
        return sorted(found, key=lambda seed: (-round((seed[2] - seed[1]) / seed[3]), seed[0]))

    def _follow(self, y: int, start: int, end: int, pitch: float) -> list[Extent]:
        """Return the bars of the run at *y*, and those that continue it to both sides."""
        count = round((end - start) / pitch + 0.5)
        first = self._extent((start + start + round(pitch / 2)) // 2, y)
        extents = [first]
        extents += self._continued([first], pitch, y, most=count - 1)
        y = (extents[-1][1] + extents[-1][2]) // 2
        # Then from the ends of the run outwards: a damaged bar had ended it.
        extents += self._continued(extents[::-1], pitch, y, most=_MAX_BARS)
        back = self._continued(extents, -pitch, y, most=_MAX_BARS)
        return [*back[::-1], *extents]

    def _continued(self, near: Sequence[Extent], step: float, y: int, *, most: int) -> list[Extent]:
        """Return the bars that follow *near* (the nearest first), *step* pixels apart."""
        nearest = list(near[:_NEIGHBOURS])
        added: list[Extent] = []
        while len(added) < most:
            found = self._bar(nearest, step, y)
            if found is None:
                break
            added.append(found)
            nearest = [found, *nearest][:_NEIGHBOURS]
        return added

    def _bar(self, nearest: Sequence[Extent], step: float, y: int) -> Extent | None:
        """Return the bar at one *step* from the nearest of *nearest*, or None if there is none."""
        top = max(extent[1] for extent in nearest)
        bottom = min(extent[2] for extent in nearest) - 1
        if top > bottom:
            top, bottom = nearest[0][1], nearest[0][2] - 1
        span = len(nearest) - 1
        # The distance of the last bars follows a picture that is bent or seen from the side.
        pitch = (nearest[0][0] - nearest[-1][0]) / span if span > 2 else step
        expected = nearest[0][0] + pitch
        rows = dict.fromkeys((y, *(top + (bottom - top) * part // 4 for part in (2, 1, 3, 0, 4))))
        for row in (row for row in rows if top <= row <= bottom):
            middle = self._dark_near(row, expected, abs(step))
            if middle is not None:
                return self._extent(middle, row)
        return None

    def _dark_near(self, row: int, expected: float, pitch: float) -> int | None:
        """Return the middle of the dark run of *row* that is near *expected*, if it is a bar's."""
        base = row * self._width
        reach = max(1, round(_REACH * pitch))
        left, right = round(expected) - reach, round(expected) + reach + 1
        if left < 0 or right > self._width:
            left, right = max(0, left), min(self._width, right)
        at = self._data.find(b"\xff", base + left, base + right)
        if at < 0:
            return None
        start = self._data.rfind(b"\x00", base, at) + 1
        start = max(base, start)
        end = self._data.find(b"\x00", at, base + self._width)
        end = base + self._width if end < 0 else end
        # Wider than a bar: text, or an edge of the label.
        if end - start > max(_WIDEST * pitch, 2):
            return None
        return (start + end - 1) // 2 - base

    def _extent(self, middle: int, y: int) -> Extent:
        """Return the bar through column *middle* of row *y*."""
        # A tilted bar leaves the column of its middle for the next one.
        columns = [
            self._data[x :: self._width]
            for x in range(max(middle - 1, 0), min(middle + 2, self._width))
        ]
        top = bottom = y
        while (above := min(column.rfind(b"\x00", 0, top) for column in columns) + 1) < top:
            top = above
        while (below := max(_end_of_dark(column, bottom) for column in columns)) > bottom:
            bottom = below
        return middle, top, max(bottom, y + 1)


def _end_of_dark(column: bytes, start: int) -> int:
    light = column.find(b"\x00", start)
    return len(column) if light < 0 else light


def _covers(extents: Sequence[Extent], y: int, x: float) -> bool:
    ends = extents[0][0], extents[-1][0]
    if not min(ends) <= x <= max(ends):
        return False
    nearest = min(extents, key=lambda extent: abs(extent[0] - x))
    return nearest[1] - 2 <= y <= nearest[2] + 2


def _classified(extents: Sequence[Extent], pitch: float) -> Measured | None:
    """Return the states of bars, or None if their ends are of more than two heights each."""
    heights = [bottom - top for _, top, bottom in extents]
    height = max(heights)
    if not pitch <= height <= _TALLEST * pitch:
        return None
    # A coarse search, then a fine one around its result.
    coarse = min(_SLOPES[::6], key=lambda one: (_unevenness(extents, one), abs(one)))
    near = [slope for slope in _SLOPES if abs(slope - coarse) <= _FINE]
    slope = min(near, key=lambda one: (_unevenness(extents, one), abs(one)))
    origin = extents[0][0]
    tops = [top - slope * (x - origin) for x, top, _ in extents]
    bottoms = [slope * (x - origin) - bottom for x, _, bottom in extents]
    ascends, descends = _split(tops, height), _split(bottoms, height)
    if ascends is None or descends is None:
        return None
    bars = tuple(Bar(*both) for both in zip(ascends, descends, strict=True))
    left, right = extents[0][0] - pitch / 4, extents[-1][0] + pitch / 4
    fall = slope * (right - left)
    top, bottom = min(tops), -min(bottoms)
    return bars, [(left, top), (right, top + fall), (right, bottom + fall), (left, bottom)]


def _unevenness(extents: Sequence[Extent], slope: float) -> float:
    """Return how far the ends of bars are from two heights each, if the code falls by *slope*."""
    tops = [top - slope * x for x, top, _ in extents]
    bottoms = [bottom - slope * x for x, _, bottom in extents]
    return round(_spread(tops) + _spread(bottoms), 6)


def _spread(ends: Sequence[float]) -> float:
    least, most = min(ends), max(ends)
    return sum(min(end - least, most - end) for end in ends) + (most - least)


def _split(ends: Sequence[float], height: int) -> list[bool] | None:
    """Return of each end whether it reaches out (is small), or None if there are more than two."""
    least, most = min(ends), max(ends)
    if most - least <= max(1.5, _TWO_HEIGHTS * height):
        return [False] * len(ends)
    middle = (least + most) / 2
    # Ends between both heights: this is text, or bars of another kind.
    between = sum(0.35 < (end - least) / (most - least) < 0.65 for end in ends)
    return None if between > len(ends) // 10 else [end < middle for end in ends]
