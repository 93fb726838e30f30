"""Finds an upright QR Code in a picture and samples its modules; shares nothing with zxing-cpp.

ISO/IEC 18004:2015, 12: the finder patterns are dark and light in the ratio 1 : 1 : 3 : 1 : 1.
"""

from collections.abc import Iterator
from itertools import groupby, permutations
from math import inf

from PIL import Image, ImageChops, ImageFilter

_AROUND = 9  # modules around a pixel, whose lightest and darkest are compared with it
_LEAST_CONTRAST = 0.2  # of the whole range, below which nothing is dark
_TOLERANCE = 0.55  # of a module, in each of the five runs
_RATIO = (1, 1, 3, 1, 1)
_MOST = 10  # patterns of which three are chosen
_LEAST_DISTANCE = 12  # modules between two of them; version 1 has 14
_MOST_SKEW = 4  # modules

Finder = tuple[float, float, float, int]  # x, y, module in px, and the number of its rows


def modules(image: Image.Image, module_px: int) -> tuple[bytes, ...] | None:
    """Return the modules of the QR Code in *image*; None if its finder patterns are not found.

    Args:
        image: grey, dark on light, upright.
        module_px: about the width of a module in px.
    """
    dark = _dark(image, module_px)
    corners = _corners(_finders(dark))
    if corners is None:
        return None
    left, right, bottom = corners
    module = (left[2] + right[2] + bottom[2]) / 3
    # Centres of finder patterns are 3.5 modules from either edge.
    version = round(((right[0] - left[0]) / module + 7 - 17) / 4)
    if not 1 <= version <= 40:
        return None
    return _sampled(dark, corners, 17 + 4 * version)


def _dark(image: Image.Image, module_px: int) -> Image.Image:
    """Return 1 for pixels that are dark compared with the modules around them."""
    # Noise of single pixels would cut the runs of finder patterns.
    smooth = image.filter(ImageFilter.BoxBlur(1))
    around = smooth.reduce(module_px)
    lightest = around.filter(ImageFilter.MaxFilter(_AROUND))
    darkest = around.filter(ImageFilter.MinFilter(_AROUND))
    # The quiet zone has no dark modules near it: there nothing is dark.
    low, high = image.getextrema()
    limit = round(high - _LEAST_CONTRAST * (high - low))  # type: ignore[operator]  # of one band
    middle = Image.blend(lightest, darkest, 0.5).point(lambda value: min(value, limit))
    threshold = middle.resize(image.size, Image.Resampling.BILINEAR)
    return ImageChops.subtract(threshold, smooth).point(lambda value: value > 0)


def _corners(found: list[Finder]) -> tuple[Finder, Finder, Finder] | None:
    """Return the three patterns that are most nearly the corners of an upright square."""

    def error(corners: tuple[Finder, ...]) -> float:
        left, right, bottom = corners
        across, down = right[0] - left[0], bottom[1] - left[1]
        if min(across, down) < _LEAST_DISTANCE * left[2]:
            return inf
        sizes = abs(left[2] - right[2]) + abs(left[2] - bottom[2])
        # Upright and square: the pictures are our own, turned before.
        skew = abs(right[1] - left[1]) + abs(bottom[0] - left[0])
        return (skew + abs(across - down)) / left[2] + 4 * sizes / left[2]

    best = min(permutations(found, 3), key=error, default=None)
    return None if best is None or error(best) > _MOST_SKEW else (best[0], best[1], best[2])


def _finders(dark: Image.Image) -> list[Finder]:
    """Return what looks like a finder pattern, the clearest first; at most `_MOST`."""
    width, height = dark.size
    pixels = dark.tobytes()
    rows = [pixels[y * width : (y + 1) * width] for y in range(height)]
    columns: dict[int, list[tuple[float, float]]] = {}
    groups: list[list[tuple[float, float, float]]] = []
    # The core of a finder pattern is three modules high: no row of it may be missed.
    for y in range(0, height, 2):
        for x, module in _centres(rows[y]):
            column = int(x)
            if column not in columns:
                columns[column] = list(_centres(pixels[column::width]))
            across = next(
                (at for at, other in columns[column] if _is_near(at, y, other, module)), None
            )
            if across is not None:
                _add(groups, (x, across, module))
    groups.sort(key=len, reverse=True)
    return [(*_mean(group), len(group)) for group in groups[:_MOST]]


def _is_near(at: float, y: int, other: float, module: float) -> bool:
    return abs(at - y) <= 2 * module and 0.6 < other / module < 1.7


def _centres(line: bytes) -> Iterator[tuple[float, float]]:
    """Yield the middle of each run of runs like a finder pattern, and the width of its module."""
    edges = [0]
    for _, run in groupby(line):
        edges.append(edges[-1] + sum(1 for _ in run))
    first = 0 if line[:1] != b"\x00" else 1
    for start in range(first, len(edges) - 5, 2):
        runs = [edges[start + at + 1] - edges[start + at] for at in range(5)]
        module = sum(runs) / 7
        fits = all(
            abs(run - wanted * module) <= _TOLERANCE * module * (1 if wanted == 1 else 1.6)
            for run, wanted in zip(runs, _RATIO, strict=True)
        )
        # As wide as 1:1:3:1:1, whatever the size.
        if fits:
            yield (edges[start] + edges[start + 5]) / 2, module


def _add(groups: list[list[tuple[float, float, float]]], found: tuple[float, float, float]) -> None:
    for group in groups:
        x, y, module = group[0]
        if abs(x - found[0]) <= 2 * module and abs(y - found[1]) <= 2 * module:
            group.append(found)
            return
    groups.append([found])


def _mean(group: list[tuple[float, float, float]]) -> tuple[float, float, float]:
    x, y, module = (sum(values) / len(group) for values in zip(*group, strict=True))
    return x, y, module


def _sampled(
    dark: Image.Image, corners: tuple[Finder, Finder, Finder], side: int
) -> tuple[bytes, ...]:
    left, right, bottom = corners
    between = side - 7
    along = ((right[0] - left[0]) / between, (right[1] - left[1]) / between)
    down = ((bottom[0] - left[0]) / between, (bottom[1] - left[1]) / between)
    pixels, (width, height) = dark.tobytes(), dark.size

    def value(row: int, column: int) -> int:
        # The centre of a finder pattern is the middle of module 3.
        x = left[0] + (column - 3) * along[0] + (row - 3) * down[0]
        y = left[1] + (column - 3) * along[1] + (row - 3) * down[1]
        return pixels[min(height - 1, max(0, int(y))) * width + min(width - 1, max(0, int(x)))]

    return tuple(bytes(value(row, column) for column in range(side)) for row in range(side))
