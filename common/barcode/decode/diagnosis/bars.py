"""Draws bars from their widths, as sharp as a printer would."""

from collections.abc import Sequence
from itertools import accumulate

from PIL import Image, ImageDraw

_HEIGHT = 60  # px
_QUIET = 12  # px of paper for each px of a module


def draw(widths: Sequence[float], module: float, px: int) -> Image.Image:
    """Return bars and spaces of these *widths*, with quiet zones.

    Args:
        widths: from the first bar to the last.
        module: how wide a module is in them.
        px: how wide it becomes.
    """
    scale = px / module
    quiet = _QUIET * px
    edges = [quiet + edge for edge in (0.0, *accumulate(width * scale for width in widths))]
    image = Image.new("L", (round(edges[-1]) + quiet, _HEIGHT), 255)
    canvas = ImageDraw.Draw(image)
    for start, end in zip(edges[::2], edges[1::2], strict=True):
        left = round(start)
        # Each edge is rounded by itself: errors don't add up along the row.
        canvas.rectangle((left, 0, max(left, round(end) - 1), _HEIGHT), fill=0)
    return image
