"""Grades cells, as far as ISO/IEC 15415 can be applied to a picture."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from math import hypot
from statistics import mean

from PIL import Image, ImageFilter

from common.barcode.decode.grading import fixed_patterns, sampling
from common.barcode.decode.grading.quality import Parameter, Quality, at_least, at_most, letter

STANDARD = "ISO/IEC 15415"
_CONTRAST = (0.70, 0.55, 0.40, 0.20)  # ISO/IEC 15415: limits of A to D, here and below
_MODULATION = (0.50, 0.40, 0.30, 0.20)
_UNUSED = (0.62, 0.50, 0.37, 0.25)
_AXIAL = (0.06, 0.08, 0.10, 0.12)
_GRID = (0.38, 0.50, 0.63, 0.75)
_PX = 5  # of a module in the copy that is measured; 3 by 3 of them are the aperture
_FINE = 8  # px of a module in the copy in which edges are located
MAX_QUIET = 4  # modules around a symbol, in which paper is looked for
_CODEWORD = 8  # modules
_CLEAN = 0.97  # of a ring of modules that must be light to be quiet
_AGREEING = 0.75  # of the modules, below which the corners are those of something else
_LINES = 32  # rows and columns on which edges are located
_BLOCKS = 4  # in each direction: parts of a symbol whose grid may be shifted
# How many codewords can be corrected, as a part of all (ISO/IEC 18004, table 9; others about so).
_CAPACITY = {"L": 0.07, "M": 0.15, "Q": 0.25, "H": 0.30}
_USUAL_CAPACITY = 0.14


def grade(
    page: Image.Image,
    corners: Sequence[sampling.Point],
    format: str,
    modules: Sequence[bytes],
    level: str,
    unused: float,
) -> Quality | None:
    """Return the quality of a matrix symbol, or None if *modules* do not lie between *corners*.

    Args:
        page: shades of grey.
        corners: of the symbol: upper left, upper right, lower right, lower left.
        format: zxing-cpp's name of the symbology.
        modules: rows of the symbol as the reader saw them, 1 is dark.
        level: of error correction, if the symbology has levels.
        unused: part of the error correction that the reader did not need.
    """
    columns, rows = len(modules[0]), len(modules)
    cells = _cells(page, corners, columns, rows)
    inner = [row[MAX_QUIET:-MAX_QUIET] for row in cells[MAX_QUIET:-MAX_QUIET]]
    levels = [level for row in inner for level in row]
    high, low = max(levels), min(levels)
    threshold, contrast = (high + low) / 2, high - low
    wrong = {
        (x, y)
        for y, row in enumerate(inner)
        for x, level in enumerate(row)
        if (level < threshold) != bool(modules[y][x])
    }
    # The grid does not lie on the modules: any grade would be of something else.
    if not contrast or len(wrong) > (1 - _AGREEING) * len(levels):
        return None
    damage, damage_grade = fixed_patterns.grade(
        format, [[level < threshold for level in row] for row in inner]
    )
    width, height = sampling.size_of(corners)
    axial = abs(width / columns - height / rows) / ((width / columns + height / rows) / 2)
    shift = _shift(page, corners, modules, threshold)
    values = [abs(level - threshold) * 2 / contrast for level in levels]
    capacity = _CAPACITY.get(level, _USUAL_CAPACITY)
    parameters = (
        Parameter("decode", 1.0, 4),
        Parameter("symbol_contrast", round(contrast, 3), at_least(contrast, _CONTRAST)),
        Parameter("modulation", round(min(values), 3), _modulation(values, wrong, capacity)),
        Parameter("fixed_pattern_damage", round(damage, 3), damage_grade),
        Parameter("axial_nonuniformity", round(axial, 3), at_most(axial, _AXIAL)),
        Parameter("grid_nonuniformity", round(shift, 3), at_most(shift, _GRID)),
        Parameter("unused_error_correction", round(unused, 3), at_least(unused, _UNUSED)),
    )
    # The worst parameter is the grade of the symbol.
    overall = min(parameter.grade for parameter in parameters)
    return Quality(
        grade=float(overall),
        letter=letter(overall),
        standard=STANDARD,
        parameters=parameters,
        module_px=round((width / columns + height / rows) / 2, 2),
        quiet_zones=(float(_quiet(cells, threshold)),),
    )


def _cells(
    page: Image.Image, corners: Sequence[sampling.Point], columns: int, rows: int
) -> list[list[float]]:
    """Return the reflectance of each module and of the quiet zone around them, 0 to 1."""
    wide, high = columns + 2 * MAX_QUIET, rows + 2 * MAX_QUIET
    image = sampling.upright(
        page, corners, (wide * _PX, high * _PX), (MAX_QUIET / columns, MAX_QUIET / rows)
    )
    # The nearest px to the middle of a module, which has the mean of its aperture.
    data = image.filter(ImageFilter.BoxBlur(1)).resize((wide, high), Image.Resampling.NEAREST)
    levels = data.tobytes()
    return [[level / 255 for level in levels[y * wide : (y + 1) * wide]] for y in range(high)]


def _modulation(values: Sequence[float], wrong: set[tuple[int, int]], capacity: float) -> int:
    """Return the grade of modulation.

    At each level, modules with less modulation count as errors, and the error correction that
    would be left has a grade. Each is taken to be in a codeword of its own, so that the grade is
    the lowest that the layout of codewords may give.
    """
    best = 0
    for place, limit in enumerate(_MODULATION):
        # At each level of modulation, what lies below it counts as damage that is left to correct.
        bad = sum(value < limit for value in values) + len(wrong)
        left = 1 - bad * _CODEWORD / len(values) / capacity
        best = max(best, min(4 - place, at_least(left, _UNUSED)))
    return best


def _quiet(cells: Sequence[Sequence[float]], threshold: float) -> int:
    """Return how many rings of modules around the symbol are light."""
    for ring in range(1, MAX_QUIET + 1):
        first, last = MAX_QUIET - ring, len(cells) - MAX_QUIET + ring - 1
        end = len(cells[0]) - MAX_QUIET + ring - 1
        around = [*cells[first][first : end + 1], *cells[last][first : end + 1]]
        around += [row[x] for row in cells[first + 1 : last] for x in (first, end)]
        # A few dark cells are grain, not something beside the symbol.
        if sum(level > threshold for level in around) < _CLEAN * len(around):
            return ring - 1
    return MAX_QUIET


def _shift(
    page: Image.Image,
    corners: Sequence[sampling.Point],
    modules: Sequence[bytes],
    threshold: float,
) -> float:
    """Return by how many modules a part of the grid is shifted, the most."""
    size = len(modules[0]) * _FINE, len(modules) * _FINE
    image = sampling.upright(page, corners, size, (0.0, 0.0))
    turned = image.transpose(Image.Transpose.TRANSPOSE)
    across = _shifts(image, modules, threshold)
    down = _shifts(turned, list(map(bytes, zip(*modules, strict=True))), threshold)
    places = {*across, *((x, y) for y, x in down)}
    return max(
        (hypot(across.get((x, y), 0.0), down.get((y, x), 0.0)) for x, y in places), default=0.0
    )


def _shifts(
    image: Image.Image, modules: Sequence[bytes], threshold: float
) -> dict[tuple[int, int], float]:
    """Return by how many modules columns are shifted, for each part of a symbol."""
    found = sorted(_edges(image, modules, threshold))
    shifts = {}
    for place, group in groupby(found, key=lambda edge: edge[:2]):
        edges = list(group)
        begins = [offset for *_, is_dark, offset in edges if is_dark]
        ends = [offset for *_, is_dark, offset in edges if not is_dark]
        # Ink that spreads moves both by as much, in opposite directions.
        if begins and ends:
            shifts[place] = (mean(begins) + mean(ends)) / 2
    # Corners are known to a px: a shift of all of the grid is theirs.
    usual = mean(shifts.values()) if shifts else 0.0
    return {place: shift - usual for place, shift in shifts.items()}


def _edges(
    image: Image.Image, modules: Sequence[bytes], threshold: float
) -> Iterator[tuple[int, int, bool, float]]:
    """Yield part across and down, whether a dark module begins, and the offset in modules."""
    rows, columns = len(modules), len(modules[0])
    data, width = image.tobytes(), image.width
    middle = 255 * threshold
    for y in range(0, rows, max(1, rows // _LINES)):
        start = (y * _FINE + _FINE // 2) * width
        line = data[start : start + width]
        for x in range(1, columns):
            if modules[y][x - 1] == modules[y][x]:
                continue
            place = _crossing(line, x * _FINE, middle)
            if place is not None:
                part = x * _BLOCKS // columns, y * _BLOCKS // rows
                yield *part, bool(modules[y][x]), place / _FINE


def _crossing(line: bytes, at: int, middle: float) -> float | None:
    """Return how far from *at*, in px, the line crosses *middle*, within a module."""
    # The nearest crossing: a neighbouring edge may lie within the same module.
    for shift in sorted(range(-_FINE + 1, _FINE), key=abs):
        place = at + shift
        if not 0 < place < len(line):
            continue
        before, after = line[place - 1], line[place]
        if before != after and (before - middle) * (after - middle) <= 0:
            return shift - 0.5 + (before - middle) / (before - after)
    return None
