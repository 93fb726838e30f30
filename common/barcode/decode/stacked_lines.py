"""Element widths on the scan lines that cross a stacked symbol."""

import re
from collections.abc import Iterator

from PIL import Image

MAX_LINES = 300
_MIN_ELEMENTS = 25
_WIDEST_GAP = 9  # modules; a wider light element is a quiet zone
_BEST_WIDTH = 1400  # pixels to which a narrower region is enlarged, at most four times
_RUN = re.compile(rb"\x01+|\x00+")


def lines(
    image: Image.Image, threshold: int, *, least: int = _MIN_ELEMENTS, most: int = MAX_LINES
) -> Iterator[list[list[float]]]:
    """Yield for each scan line its segments between quiet zones, as element widths in pixels.

    Args:
        image: 8-bit grayscale.
        threshold: level below which a pixel is dark.
        least: elements that a segment must have.
        most: lines.
    """
    # Edges between pixels are placed more finely in an enlarged line.
    enlarged = min(4.0, max(1.0, _BEST_WIDTH / image.width))
    width = round(image.width * enlarged)
    count = min(image.height, most)
    small = image.resize((width, count), Image.Resampling.BICUBIC)
    pixels = small.point([level < threshold for level in range(256)]).tobytes()
    for at in range(0, len(pixels), width):
        yield list(_segments(pixels[at : at + width].strip(b"\x00"), least))


def _segments(line: bytes, least: int) -> Iterator[list[float]]:
    runs = [match.end() - match.start() for match in _RUN.finditer(line)]
    if len(runs) < least:
        return
    widest = _WIDEST_GAP * sorted(runs)[len(runs) // 5]
    start = 0
    for place in (*range(1, len(runs), 2), len(runs)):
        # A wide space is a quiet zone: what follows is another symbol.
        if place == len(runs) or runs[place] > widest:
            if place - start >= least:
                yield [float(run) for run in runs[start:place]]
            start = place + 1
