"""Finds postal bars, which say by their heights what they say, in a picture and decodes them.

Bars of a postal code are of one width at one pitch, so that a scan line through their middle sees
even elements. Runs of such elements that lie near each other are one band. Each of two views (bars
that stand and bars that lie) has at most `_MOST_BANDS` of them, the strongest; each is cut out,
turned by the tilt (one of 17, then of 5) at which a line sees most bars, measured and decoded both
ways up.
"""

from collections.abc import Collection, Iterator, Sequence

from msgspec import Struct
from PIL import Image

from common.barcode.decode import four_state, scanlines
from common.barcode.decode.catalogue import chosen, named
from common.barcode.decode.decoder import Bar, Decoder, Decoding, Kind, Located
from common.barcode.decode.linear_search import Point, distinct, untilted

Measured = tuple[tuple[Bar, ...], list[Point]]  # bars, and the corners about them
_KINDS: tuple[Kind, ...] = ("postal",)
_MOST_BANDS = 12
_LEAST_RUN = 5  # bars that one scan line must see in the middle of a tilted code
_LEAST_BARS = 4
_MOST_SPREAD = 0.45  # of the mean width, of bars and of pitches each
_TRIED_TILTS = range(-8, 9)  # degrees
_TWO_HEIGHTS = 0.12  # of the height of all: ends that differ by less are of one kind
_ONLY_NAMED = frozenset({"daft", "pharmacode2"})  # any bars would be read


class _Band(Struct):
    """Runs of even bars near each other: y, start, end, and the pitch of the bars, in pixels."""

    runs: list[tuple[int, int, int]]
    pitch: float


def find(
    image: Image.Image, formats: Collection[str] | None = None, *, with_guesses: bool = True
) -> tuple[Located, ...]:
    """Find and decode postal symbols.

    Args:
        image: 8-bit grayscale (mode L).
        formats: ids of symbologies to look for; None looks for all.
        with_guesses: look for ambiguous symbologies if *formats* is None and no other is found.

    Returns:
        What was found, each symbol once, with its corners.
    """
    groups = chosen(_KINDS, formats)
    measured: dict[bool, list[Measured]] = {}
    for group in groups if with_guesses else groups[:1]:
        for is_tilted in (False, True):
            if is_tilted not in measured:
                measured[is_tilted] = list(_measured(image, is_tilted=is_tilted))
            found = tuple(distinct(_decoded(measured[is_tilted], group, formats)))
            if found:
                return found
    return ()


def _decoded(
    measured: Sequence[Measured],
    decoders: Sequence[Decoder],
    formats: Collection[str] | None,
) -> Iterator[Located]:
    for bars, corners in measured:
        turned = four_state.upside_down(bars), corners[2:] + corners[:2]
        for seen, places in ((bars, corners), turned):
            for decoder in decoders:
                for decoding in decoder.decode(seen)[:1]:
                    if _is_wanted(decoding, formats):
                        yield Located(named(decoding, decoder, formats), tuple(places))


def _is_wanted(decoding: Decoding, formats: Collection[str] | None) -> bool:
    if formats is None:
        return decoding.symbology not in _ONLY_NAMED
    return decoding.symbology in formats


def _measured(image: Image.Image, *, is_tilted: bool) -> Iterator[Measured]:
    """Yield the bars of each band, and its corners in *image*."""
    for is_lying in (False, True):
        view = image.transpose(Image.Transpose.ROTATE_90) if is_lying else image
        dark = scanlines.binarize(view)
        for band in _bands(dark):
            for bars, corners in _read(dark, band, is_tilted=is_tilted):
                last = image.width - 1
                yield bars, [(last - y, x) for x, y in corners] if is_lying else corners


def _bands(dark: Image.Image) -> list[_Band]:
    """Return the bands of even bars in *dark*, those of most runs first."""
    width, height = dark.size
    data = dark.tobytes()
    bands: list[_Band] = []
    step = max(1, height // 1200)
    previous, runs = b"", list[tuple[int, int, float]]()
    for y in range(0, height, step):
        line = data[y * width : (y + 1) * width]
        if line != previous:
            runs = scanlines.even_runs(line, _LEAST_RUN, _MOST_SPREAD)
        previous = line
        for start, end, pitch in runs:
            _add(bands, (y, start, end), pitch, step)
    strongest = sorted(bands, key=_strength)[: 4 * _MOST_BANDS]
    return sorted(_merged(strongest, dark.size), key=_strength)[:_MOST_BANDS]


def _strength(band: _Band) -> int:
    return -sum(end - start for _, start, end in band.runs)


def _merged(bands: Sequence[_Band], size: tuple[int, int]) -> list[_Band]:
    """Return *bands* with those of one pitch whose boxes meet as one: a tilted code has several."""
    merged: list[_Band] = []
    for band in bands:
        left, top, right, bottom = _box(band, size)
        for other in merged:
            x, y, u, v = _box(other, size)
            is_near = left < u and x < right and top < v and y < bottom
            if is_near and abs(band.pitch - other.pitch) < 0.25 * other.pitch:
                other.runs += band.runs
                break
        else:
            merged.append(band)
    return merged


def _add(bands: list[_Band], run: tuple[int, int, int], pitch: float, step: int) -> None:
    """Put *run* into the band that it continues, or into a new one."""
    y, start, end = run
    for band in reversed(bands[-4 * _MOST_BANDS :]):
        last_y, last_start, last_end = band.runs[-1]
        is_near = y - last_y <= 4 * band.pitch + step
        is_beside = start <= last_end + 3 * pitch and end >= last_start - 3 * pitch
        if is_near and is_beside and abs(pitch - band.pitch) < 0.25 * pitch:
            band.runs.append(run)
            return
    bands.append(_Band([run], pitch))


def _read(dark: Image.Image, band: _Band, *, is_tilted: bool) -> Iterator[Measured]:
    """Yield the bars of *band*, turned upright if it *is_tilted*."""
    box = _box(band, dark.size)
    piece = dark.crop(box)
    for tilt in _tilts(piece, band.pitch) if is_tilted else [0.0]:
        found = _bars(_turned(piece, tilt))
        if found is not None:
            bars, corners = found
            placed = untilted(piece.size, tilt, corners)
            yield bars, [(x + box[0], y + box[1]) for x, y in placed]


def _box(band: _Band, size: tuple[int, int]) -> tuple[int, int, int, int]:
    """Return the box of *band* with room for ends that no even run reaches."""
    ys = [run[0] for run in band.runs]
    start, end = min(run[1] for run in band.runs), max(run[2] for run in band.runs)
    beside, above = round(6 * band.pitch), round(8 * band.pitch)
    return (
        max(0, start - beside),
        max(0, min(ys) - above),
        min(size[0], end + beside),
        min(size[1], max(ys) + above),
    )


def _tilts(piece: Image.Image, pitch: float) -> list[float]:
    """Return the degrees by which to turn *piece*, the likeliest first.

    A line through the middle of upright bars sees more of them than any line through tilted ones.
    """
    step = max(1, round(pitch / 4))
    scores = {float(tilt): _longest(_turned(piece, tilt), step) for tilt in _TRIED_TILTS}
    most = max(scores.values())
    if scores[0.0] == most:
        return [0.0]
    best = [tilt for tilt, score in scores.items() if score == most]
    coarse = best[len(best) // 2]
    fine = [coarse + shift for shift in (0.0, 0.33, -0.33, 0.67, -0.67)]
    return sorted(fine, key=lambda tilt: -_longest(_turned(piece, tilt), step))[:3]


def _turned(piece: Image.Image, tilt: float) -> Image.Image:
    if not tilt:
        return piece
    turned = piece.rotate(tilt, Image.Resampling.BICUBIC)
    return turned.point([255 * (level > 127) for level in range(256)])


def _longest(upright: Image.Image, step: int) -> int:
    """Return how many even bars a line of *upright* sees at most."""
    width, height = upright.size
    data = upright.tobytes()
    lines = (data[y * width : (y + 1) * width] for y in range(0, height, step))
    runs = (run for line in lines for run in scanlines.even_runs(line, _LEAST_RUN, _MOST_SPREAD))
    return max((round((end - start) / pitch + 0.5) for start, end, pitch in runs), default=0)


def _bars(upright: Image.Image) -> Measured | None:
    """Return the bars of a band that stands upright, and its corners, or None if they aren't."""
    width, height = upright.size
    data = upright.tobytes()
    best: tuple[int, int, int, int] = (0, 0, 0, 0)
    for y in range(height):
        line = data[y * width : (y + 1) * width]
        for start, end, pitch in scanlines.even_runs(line, _LEAST_BARS, _MOST_SPREAD):
            count = round((end - start) / pitch + 0.5)
            best = max(best, (count, -abs(y - height // 2), start, end))
    if not best[0]:
        return None
    y = _middle_line(data, width, height, best)
    line = data[y * width : (y + 1) * width]
    places = scanlines.middles(line, best[2], best[3])
    if len(places) < _LEAST_BARS:
        return None
    extents = [_extent(data[place::width], y) for place in places]
    return _classified(extents, (best[2], best[3]))


def _middle_line(data: bytes, width: int, height: int, best: tuple[int, int, int, int]) -> int:
    """Return the middle of the scan lines that see all bars of the *best* run."""
    count = best[0]
    same = []
    for y in range(height):
        line = data[y * width : (y + 1) * width]
        for start, end, pitch in scanlines.even_runs(line, _LEAST_BARS, _MOST_SPREAD):
            if round((end - start) / pitch + 0.5) == count and abs(start - best[2]) < pitch:
                same.append(y)
    return same[len(same) // 2]


def _extent(column: bytes, y: int) -> tuple[int, int]:
    """Return the first dark pixel of *column* about *y*, and the one behind the last."""
    top = column.rfind(b"\x00", 0, y) + 1
    bottom = column.find(b"\x00", y)
    return top, bottom if bottom >= 0 else len(column)


def _classified(extents: Sequence[tuple[int, int]], ends: tuple[int, int]) -> Measured | None:
    tops, bottoms = [top for top, _ in extents], [bottom for _, bottom in extents]
    top, bottom = min(tops), max(bottoms)
    ascends = _split(tops, bottom - top)
    descends = _split([-place for place in bottoms], bottom - top)
    if ascends is None or descends is None:
        return None
    bars = tuple(Bar(*both) for both in zip(ascends, descends, strict=True))
    left, right = ends
    corners = [(left, top), (right, top), (right, bottom), (left, bottom)]
    return bars, [(float(x), float(y)) for x, y in corners]


def _split(ends: Sequence[int], height: int) -> list[bool] | None:
    """Return of each end whether it reaches out (is small), or None if there are more than two."""
    least, most = min(ends), max(ends)
    if most - least <= max(1, _TWO_HEIGHTS * height):
        return [False] * len(ends)
    middle = (least + most) / 2
    if sum(0.3 < (end - least) / (most - least) < 0.7 for end in ends) > len(ends) // 12:
        return None
    return [end < middle for end in ends]
