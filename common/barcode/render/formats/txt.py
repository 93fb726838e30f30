"""Text for terminals: two dots a character, in block elements (U+2580 to U+2588).

A dark dot is filled, which is right on a light terminal only. Requested colours are written as SGR
sequences (ECMA-48, 8.3.117), so that the barcode is right on a dark terminal too.
"""

from common.barcode.render import raster
from common.barcode.render.colours import Colour
from common.barcode.render.image_format import Drawing, ImageFormat

_BLOCKS = {("0", "0"): " ", ("0", "1"): "▄", ("1", "0"): "▀", ("1", "1"): "█"}  # upper, lower
_RESET = "\x1b[0m"


def render(drawing: Drawing) -> bytes:
    """Return *drawing* as lines of text, with its heading above and its caption below."""
    bitmap = raster.rotated(drawing)
    rows = _digits(bitmap)
    if len(rows) % 2:  # a line of text is two rows
        rows.append("0" * bitmap.width)
    lines = [
        "".join([_BLOCKS[pair] for pair in zip(upper, lower, strict=True)])
        for upper, lower in zip(rows[::2], rows[1::2], strict=True)
    ]
    above, below = (
        [_caption(text, drawing, bitmap.width) for text in block]
        for block in (drawing.heading, drawing.caption)
    )
    lines = [*above, *lines, *below]
    return "".join([f"{line}\n" for line in _painted(lines, drawing)]).encode()


def _digits(bitmap: raster.Bitmap) -> list[str]:
    """Return each row of pixels as digits; 1 is dark."""
    bits = 8 * bitmap.stride
    starts = range(0, len(bitmap.rows), bitmap.stride)
    rows = (bitmap.rows[at : at + bitmap.stride] for at in starts)
    return [format(int.from_bytes(row, "big"), f"0{bits}b")[8 : 8 + bitmap.width] for row in rows]


def _caption(text: str, drawing: Drawing, width: int) -> str:
    if drawing.centred:
        return text.center(width)
    return (" " * drawing.layout.bands[0].left + text).ljust(width)


def _painted(lines: list[str], drawing: Drawing) -> list[str]:
    colours = drawing.colours
    if not colours.is_explicit:
        return [line.rstrip() for line in lines]
    background = _sgr(48, colours.background) if colours.background[3] else ""
    start = _sgr(38, colours.foreground) + background
    return [f"{start}{line}{_RESET}" for line in lines]


def _sgr(target: int, colour: Colour) -> str:
    red, green, blue, _ = colour
    return f"\x1b[{target};2;{red};{green};{blue}m"


FORMAT = ImageFormat(
    id="TXT",
    title="Text for terminals: a column is a dot, a line two; width and height count dots",
    extension="txt",
    media_type="text/plain; charset=utf-8",
    kind="text",
    render=render,
    aliases=("text", "ansi", "terminal", "utf8"),
    unsupported=(
        "dpi",
        "module_width",
        "module_height",
        "quiet_zone",
        "bar_width_reduction",
        "font_size",
        "text_distance",
        "light_margin_mark",
    ),
    alpha="binary",
    max_dots=1_000_000,  # a character each two dots
)
