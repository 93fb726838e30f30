"""Pictures whose modules are so many pixels wide that a smaller copy of them is read.

The cells in which areas of bars are looked for, and the rows that are measured, fit modules of 2 to
10 px. A label that is drawn or scanned larger shows nothing more.
"""

import re
from collections.abc import Iterator

from PIL import Image

from common.barcode.decode import grayscale

_LINES = 9  # rows, and as many columns
_MIN_CONTRAST = 48  # levels of a line that crosses bars
_MIN_RUNS = 24
# Modules are narrowest runs, but for those that dirt and letters make.
_NARROW = 0.1
_MODULE = 5  # px of a module in the copy
_RUNS = re.compile(rb"\x00+|\xff+")


def factor(image: Image.Image) -> int:
    """Return how many times smaller a copy of *image* is whose modules are about 5 px; 1 is none.

    Args:
        image: 8-bit grayscale (mode L).
    """
    runs = sorted(run for line in _lines(image) for run in _runs(line))
    if len(runs) < _MIN_RUNS:
        return 1
    return max(1, runs[int(_NARROW * len(runs))] // _MODULE)


def _lines(image: Image.Image) -> Iterator[Image.Image]:
    """Yield rows and columns at equal distances."""
    for part in range(1, _LINES + 1):
        y, x = (part * size // (_LINES + 1) for size in (image.height, image.width))
        yield image.crop((0, y, image.width, y + 1))
        yield image.crop((x, 0, x + 1, image.height))


def _runs(line: Image.Image) -> list[int]:
    """Return the lengths of the light and dark runs of *line*, in px, without its margins."""
    darkest, lightest = grayscale.extrema(line)
    if lightest - darkest < _MIN_CONTRAST:
        return []
    dark = line.point(grayscale.darker_than((darkest + lightest + 1) / 2)).tobytes()
    return [len(run) for run in _RUNS.findall(dark)][1:-1]
