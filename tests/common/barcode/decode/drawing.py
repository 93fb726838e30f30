"""Pictures of modules, as a renderer or a printer would make them."""

from collections.abc import Sequence

from PIL import Image, ImageDraw

_FINE = 8  # pixels a module before reduction
_MARGIN = 10  # modules


def picture(
    rows: Sequence[bytes],
    pixels: float,
    *,
    turned: float = 0,
    heights: Sequence[int] = (),
    dotted: bool = False,
) -> Image.Image:
    """Return *rows* in light margins.

    Args:
        rows: modules, 1 is dark.
        pixels: of a module.
        turned: by how many degrees, counter-clockwise.
        heights: of each row, in modules; all 1 if there are none.
        dotted: True to draw round dots of 0.8 modules.
    """
    heights = heights or [1] * len(rows)
    size = (len(rows[0]) + 2 * _MARGIN, sum(heights) + 2 * _MARGIN)
    fine = Image.new("L", (size[0] * _FINE, size[1] * _FINE), 255)
    draw = ImageDraw.Draw(fine)
    y = _MARGIN
    for row, height in zip(rows, heights, strict=True):
        for x, module in enumerate(row, _MARGIN):
            if module and dotted:
                draw.ellipse([_FINE * x + 1, _FINE * y + 1, _FINE * x + 6, _FINE * y + 6], fill=0)
            elif module:
                draw.rectangle(
                    [_FINE * x, _FINE * y, _FINE * (x + 1) - 1, _FINE * (y + height) - 1], fill=0
                )
        y += height
    fine = fine.rotate(turned, Image.Resampling.BICUBIC, expand=True, fillcolor=255)
    scale = pixels / _FINE
    return fine.resize(
        (round(fine.width * scale), round(fine.height * scale)), Image.Resampling.BOX
    )
