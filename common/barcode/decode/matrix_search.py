"""Finds matrix symbols in a picture: Han Xin, Grid Matrix, Code One and DotCode.

The first three fill a rectangle whose edges are dark somewhere, so that the box about a region is
their outline. Of each size that fits its proportions and the width of its narrowest elements, the
edges in the picture say how well they lie on a grid of that size. DotCode's dots stand apart on a
grid that the distances between its rows and columns give. Cost: of each region
(:mod:`common.barcode.decode.picture_regions`) at most :data:`module_grids.MAX_TRIED` grids of at
most 200 modules a side are sampled and decoded.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from functools import cache
from math import cos, pi

from msgspec import structs
from PIL import Image

from common.barcode.decode import hanxin_sizes
from common.barcode.decode.decoder import Decoder, Decoding, Located
from common.barcode.decode.decoders import code_one, dotcode, grid_matrix, hanxin
from common.barcode.decode.module_grids import (
    LINES,
    NARROWEST,
    SQUARENESS,
    Grid,
    alignment,
    edges,
    edges_of,
    fitting,
    narrowest,
    sampled,
)
from common.barcode.decode.picture_regions import Regions, Upright, diagonal

_MIN_DOTS, _MAX_DOTS = 5, 200
_DOTTED = frozenset(dotcode.DECODER.symbologies)
_DOTTED_PIXELS = 600  # of the longer side, to which a smaller region of dots is enlarged
_SURE_LENGTH = 4  # bytes of a message for each codeword that may have been corrected
# Places of DotCode, half of them for dots, to each codeword of nine dots; and the largest part of
# the codewords that is corrected. Half are for correction: a grid of chance has more errors.
_PLACES_OF_CODEWORD = 18
_MOST_CORRECTED = 1 / 3
_DARK_RUN = re.compile(rb"\x01+")
_LONGEST_DOT = 2.5  # times its width
_ROUND = 1.5  # times the narrowest run, that a round dot is wide
_WIDEST_DOT = 2.6  # times the median width of dark runs, of nine in ten


def search(image: Image.Image, formats: Collection[str] | None = None) -> tuple[Located, ...]:
    """Return the matrix symbols in *image*.

    Args:
        image: 8-bit grayscale.
        formats: ids of symbologies to look for; None looks for all.
    """
    return Regions(image).read(lambda region: read(image, region, formats))


def read(
    image: Image.Image, region: Upright, formats: Collection[str] | None
) -> tuple[Located, ...]:
    """Return the matrix symbol that fills *region* of *image*, of any of *formats*."""
    return read_modules(region, formats) or read_dots(image, region, formats)


def read_modules(region: Upright, formats: Collection[str] | None) -> tuple[Located, ...]:
    """Return the symbol of square modules that fills *region*, of any of *formats*."""
    return _located(_in_region(region, formats), region, formats)


def read_dots(
    image: Image.Image, region: Upright, formats: Collection[str] | None
) -> tuple[Located, ...]:
    """Return the symbol of single dots that fills *region* of *image*, of any of *formats*."""
    if formats is not None and _DOTTED.isdisjoint(formats):
        return ()
    decodings = _dots(region)
    # Dots have no edges that show their direction: rows and diagonals look alike.
    turned = None if decodings else diagonal(image, region)
    return _located(_dots(turned) if turned else decodings, region, formats)


def _located(
    decodings: Sequence[Decoding], region: Upright, formats: Collection[str] | None
) -> tuple[Located, ...]:
    return tuple(
        Located(decoding, region.corners())
        for decoding in decodings
        if formats is None or decoding.symbology in formats
    )


def _in_region(region: Upright, formats: Collection[str] | None) -> tuple[Decoding, ...]:
    width, height = region.image.size
    lines = edges_of(region)
    narrow = narrowest(lines[0] + lines[1])
    if not narrow:
        return ()
    # By the size of what marks them: a large finder pattern is hardly chance.
    for decoder in (hanxin.DECODER, grid_matrix.DECODER, code_one.DECODER):
        if formats is not None and set(decoder.symbologies).isdisjoint(formats):
            continue
        for grid in fitting(_sizes(decoder), (width, height), narrow, lines):
            modules = sampled(region.image, region.threshold, grid, (0.0, 0.0, width, height))
            decodings: tuple[Decoding, ...] = decoder.decode(modules)
            if decodings:
                return decodings
    return ()


@cache
def _sizes(decoder: Decoder) -> tuple[Grid, ...]:
    if decoder is hanxin.DECODER:
        sides = [hanxin_sizes.version(number).modules for number in range(1, 85)]
        return tuple((side, side) for side in sides)
    if decoder is grid_matrix.DECODER:
        return tuple((12 * layers + 6, 12 * layers + 6) for layers in range(1, 14))
    upright = code_one.SIZES
    return (*upright, *((height, width) for width, height in upright if width != height))


def _dots(region: Upright) -> tuple[Decoding, ...]:
    """Read a region of dots, at least half a module wide, whose outermost are at its edges."""
    best: tuple[Decoding, ...] = ()
    for grid, decodings in _dot_readings(region):
        if decodings and not decodings[0].errors_corrected:
            return decodings
        # A wrong grid, or one on a part of the dots, may be within reach of the error correction.
        codewords = grid[0] * grid[1] // _PLACES_OF_CODEWORD
        if not decodings or _errors(decodings) > _MOST_CORRECTED * codewords:
            continue
        if not best or _errors(decodings) < _errors(best):
            best = decodings
    return tuple(_doubted(one) for one in best)


def _errors(decodings: Sequence[Decoding]) -> int:
    return decodings[0].errors_corrected


def _doubted(decoding: Decoding) -> Decoding:
    """Return *decoding* as a guess, if it needed many corrections for so short a message."""
    if decoding.errors_corrected <= max(1, len(decoding.content) // _SURE_LENGTH):
        return decoding
    note = f"{decoding.errors_corrected} codewords were corrected; the dots may say something else."
    return structs.replace(decoding, is_guess=True, note=note)


def _dot_readings(region: Upright) -> Iterator[tuple[Grid, tuple[Decoding, ...]]]:
    """Yield each grid that the dots of *region* may lie on, the likelier first, and its reading."""
    image = _enlarged(region.image)
    across = edges(image, region.threshold)
    narrow = narrowest(across)
    if not narrow:
        return
    turned = image.transpose(Image.Transpose.TRANSPOSE)
    if not _has_single_dots(image, turned, region.threshold):
        return
    lines = across, edges(turned, region.threshold)
    yield from _readings_of_dots(image, turned, region.threshold, lines, narrow)
    # A drawn circle of a few px has rows of a px or three at its ends.
    wide = _wide_run(_dark_runs(image, region.threshold))
    if wide > _ROUND * narrow:
        yield from _readings_of_dots(image, turned, region.threshold, lines, wide)


def _readings_of_dots(
    image: Image.Image,
    turned: Image.Image,
    threshold: int,
    lines: tuple[list[list[int]], list[list[int]]],
    narrow: float,
) -> Iterator[tuple[Grid, tuple[Decoding, ...]]]:
    """Yield what `_dot_readings` does, of dots that are *narrow* px wide; *lines* has edges."""
    size = image.size
    whole = (0.0, 0.0, float(size[0]), float(size[1]))
    for grid in _filled_grids(size, narrow, lines):
        yield grid, dotcode.DECODER.decode(sampled(image, threshold, grid, whole))
    downs = _spacings(turned, narrow)
    for spacing in ((across, down) for across in _spacings(image, narrow) for down in downs):
        # Dots are as far apart across as down.
        if abs(spacing[0] / spacing[1] - 1) > SQUARENESS:
            continue
        for grid in _dot_grids(size, spacing, narrow):
            padded, box = _padded(image, _about(grid, size, spacing))
            yield grid, dotcode.DECODER.decode(sampled(padded, threshold, grid, box))


def _has_single_dots(image: Image.Image, turned: Image.Image, threshold: int) -> bool:
    """Return True if nearly all dark runs are one dot wide: DotCode has no two in a row."""
    across = _usual_run(image, threshold)
    # Bars are single runs as well, but far longer than wide.
    down = _usual_run(turned, threshold) if across else 0
    return 0 < max(across, down) <= _LONGEST_DOT * min(across, down)


def _usual_run(image: Image.Image, threshold: int) -> int:
    """Return the median of the dark runs on rows of *image*; 0 if many are wider, or none is."""
    runs = _dark_runs(image, threshold)
    usual = runs[len(runs) // 2] if runs else 0
    return usual if _wide_run(runs) <= _WIDEST_DOT * usual else 0


def _wide_run(runs: Sequence[int]) -> int:
    """Return the length that nine in ten of *runs*, in order of length, don't exceed; or 0."""
    return runs[len(runs) * 9 // 10] if runs else 0


def _dark_runs(image: Image.Image, threshold: int) -> list[int]:
    """Return the lengths of the dark runs on rows of *image*, in order.

    Rows that cross the edges of dots have short runs: the darker half of all rows counts.
    """
    lines = image.resize((image.width, min(image.height, LINES)), Image.Resampling.NEAREST)
    pixels = lines.point([level < threshold for level in range(256)]).tobytes()
    rows = [pixels[at : at + image.width] for at in range(0, len(pixels), image.width)]
    rows.sort(key=lambda row: row.count(b"\x01"), reverse=True)
    darker = b"\x00".join(rows[: (len(rows) + 1) // 2])
    return sorted(len(run) for run in _DARK_RUN.findall(darker))


def _filled_grids(
    size: Grid, narrow: float, lines: tuple[list[list[int]], list[list[int]]]
) -> Iterator[Grid]:
    """Yield grids for dots that are squares of a whole module, whose edges lie on the grid."""
    sides = []
    for length, places in zip(size, lines, strict=True):
        least = max(_MIN_DOTS, int(length / (NARROWEST[1] * narrow)))
        most = min(_MAX_DOTS, int(length / (NARROWEST[0] * narrow)))
        ranked = sorted(range(least, most + 1), key=lambda n: -alignment(places, length / n))
        sides.append(ranked[:3])
    for columns, rows in ((x, y) for x in sides[0] for y in sides[1]):
        proportion = size[0] / columns / (size[1] / rows)
        if (columns + rows) % 2 and abs(proportion - 1) < SQUARENESS:
            yield columns, rows


def _enlarged(image: Image.Image) -> Image.Image:
    """Return *image* so large that a small dot is some pixels wide."""
    scale = max(1, round(_DOTTED_PIXELS / max(image.size)))
    size = (image.width * scale, image.height * scale)
    return image if scale == 1 else image.resize(size, Image.Resampling.BICUBIC)


def _spacings(image: Image.Image, narrow: float) -> list[float]:
    """Return the likeliest distances between columns of dots, in pixels."""
    profile = image.resize((image.width, 1), Image.Resampling.BOX).tobytes()
    mean = sum(profile) / len(profile)
    levels = [value - mean for value in profile]
    # Dots are from half a module to a whole one wide, and those of few pixels a third at the edge.
    least, most = max(_MIN_DOTS, image.width / (3.4 * narrow)), image.width / (0.6 * narrow)
    ranked = []
    periods = least
    while periods < min(most, _MAX_DOTS + 1, image.width / 2):
        spacing = image.width / periods
        ranked.append((_power(levels, spacing), spacing))
        periods += 0.25
    ranked.sort(reverse=True)
    return [spacing for _, spacing in ranked[:3]]


def _power(levels: Sequence[float], spacing: float) -> float:
    """Return how strongly *levels* repeat at a distance of *spacing*.

    It is the squared magnitude of one term of their Fourier transform. The algorithm of Goertzel
    needs one real multiplication a level, which takes a fifth of the time of a complex one.
    """
    doubled = 2 * cos(2 * pi / spacing)
    last = before = 0.0
    for level in levels:
        last, before = level + doubled * last - before, last
    return last * last + before * before - doubled * last * before


def _dot_grids(
    size: tuple[int, int], spacing: tuple[float, float], narrow: float
) -> Iterator[Grid]:
    """Yield grids whose outermost dots touch the edges of *size*, columns and rows unlike."""
    columns = (size[0] - narrow) / spacing[0] + 1
    rows = (size[1] - narrow) / spacing[1] + 1
    tried = sorted(
        (abs(x - columns) + abs(y - rows), x, y)
        for x in range(int(columns), int(columns) + 2)
        for y in range(int(rows), int(rows) + 2)
        # Columns and rows are never both even or both odd.
        if (x + y) % 2
    )
    for _, x, y in tried:
        if min(x, y) >= _MIN_DOTS and max(x, y) <= _MAX_DOTS:
            yield x, y


def _about(
    grid: Grid, size: tuple[int, int], spacing: tuple[float, float]
) -> tuple[float, float, float, float]:
    """Return the box of *grid* of modules about the dots, whose middle is that of the region."""
    half_wide, half_high = grid[0] * spacing[0] / 2, grid[1] * spacing[1] / 2
    x, y = size[0] / 2, size[1] / 2
    return x - half_wide, y - half_high, x + half_wide, y + half_high


def _padded(
    image: Image.Image, box: tuple[float, float, float, float]
) -> tuple[Image.Image, tuple[float, float, float, float]]:
    margin = int(max(0.0, -box[0], -box[1], box[2] - image.width, box[3] - image.height)) + 1
    canvas = Image.new("L", (image.width + 2 * margin, image.height + 2 * margin), 255)
    canvas.paste(image, (margin, margin))
    left, top, right, bottom = (edge + margin for edge in box)
    return canvas, (left, top, right, bottom)
