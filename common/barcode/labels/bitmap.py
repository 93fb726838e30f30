"""Labels as pixels: one dot of a printer a pixel, for printers without a language of outlines."""

from collections.abc import Callable

from PIL import Image as Pillow
from PIL import ImageDraw

from common.barcode.labels.label import MM_PER_INCH, Barcode, Box, Label, Picture, Text
from common.barcode.layout import font, human_readable_text
from common.barcode.layout.faces import Placed
from common.barcode.layout.placement import Layout, Line
from common.barcode.render import raster, styled

_SLACK = 4  # dots that hinting may add
_TURNS = {
    90: Pillow.Transpose.ROTATE_270,  # Pillow rotates anticlockwise
    180: Pillow.Transpose.ROTATE_180,
    270: Pillow.Transpose.ROTATE_90,
}
# Pixels of a part of a label, of mode 1 with dark pixels set, and the place of their corner.
Part = tuple[Pillow.Image, int, int]


def render(label: Label, size: tuple[float, float], dpi: int) -> Pillow.Image:
    """Return *label* as an image of mode 1, in which dark pixels are set.

    Args:
        label: the label.
        size: width and height of the label in mm.
        dpi: resolution in dots per inch.
    """
    page = Pillow.new("1", (dots(size[0], dpi), dots(size[1], dpi)), 0)
    for picture in label.pictures:
        _paste(page, dithered(picture, dpi))
    for box in label.boxes:
        draw_box(page, box, dpi)
    for barcode in label.barcodes:
        # The whole area: a quiet zone stays light whatever is below it.
        page.paste(bars(barcode), (dots(barcode.left, dpi), dots(barcode.top, dpi)))
    for text in label.texts:
        _paste(page, lettering(text, dpi))
    return page


def bars(barcode: Barcode) -> Pillow.Image:
    """Return the pixels of *barcode*, of mode 1 with dark pixels set."""
    if barcode.style is not None:
        return styled.black_and_white(barcode.drawing, barcode.style)
    return raster.image(raster.rotated(barcode.drawing))


def dots(length: float, dpi: int) -> int:
    """Return *length* mm in dots."""
    return round(length * dpi / MM_PER_INCH)


def draw_box(page: Pillow.Image, box: Box, dpi: int) -> None:
    """Draw *box* onto *page*; a line has at least one dot."""
    left, top = dots(box.left, dpi), dots(box.top, dpi)
    # Pillow draws the last pixel of a rectangle too.
    right = max(left + 1, dots(box.left + box.width, dpi)) - 1
    bottom = max(top + 1, dots(box.top + box.height, dpi)) - 1
    pen = ImageDraw.Draw(page)
    if box.frame:
        pen.rectangle((left, top, right, bottom), outline=1, width=max(1, dots(box.frame, dpi)))
    else:
        pen.rectangle((left, top, right, bottom), fill=1)


def dithered(picture: Picture, dpi: int) -> Part:
    """Return *picture* in dots that are as dense as it is dark (Floyd and Steinberg)."""
    image = picture.image
    grey = Pillow.frombytes("L", (image.width, image.height), image.grey)
    size = max(1, dots(picture.width, dpi)), max(1, dots(picture.height, dpi))
    # Inverted: a set pixel is dark here, while 255 is white in shades of grey.
    scaled = grey.resize(size, Pillow.Resampling.LANCZOS).point(lambda value: 255 - value)
    return scaled.convert("1"), dots(picture.left, dpi), dots(picture.top, dpi)


def lettering(text: Text, dpi: int) -> Part:
    """Return the pixels of *text*."""
    size = max(1, dots(text.size, dpi))
    mask, x, y = _shaped(text.glyphs, size) if text.glyphs else _plain(text.text, size)
    left, baseline = dots(text.left, dpi), dots(text.baseline, dpi)
    width, height = mask.size
    if not text.rotation:
        return mask, left - x, baseline - y
    # Where the begin of the line is, in the pixels after the rotation.
    begin: Callable[[], tuple[int, int]] = {
        90: lambda: (height - y, x),
        180: lambda: (width - x, height - y),
        270: lambda: (y, width - x),
    }[text.rotation]
    across, down = begin()
    return mask.transpose(_TURNS[text.rotation]), left - across, baseline - down


def _plain(text: str, size: int) -> Part:
    """Return a line in the bundled font, and the place of its begin in the pixels."""
    em = font.units_per_em()
    glyphs = [font.glyph(character) for character in text]
    ascent = max(glyph.top for glyph in glyphs) * size // em + _SLACK
    descent = -min(glyph.bottom for glyph in glyphs) * size // em + _SLACK
    # Of the characters of this line alone: a line of digits needs no room for accents.
    pens = human_readable_text.pens(text, size)
    line = Line(text, tuple([_SLACK + pen for pen in pens[:-1]]), ascent)
    layout = Layout(pens[-1] + 2 * _SLACK, ascent + descent, 1, (), (line,), size)
    return raster.image(raster.draw(layout)), _SLACK, ascent


def _shaped(glyphs: tuple[Placed, ...], size: int) -> Part:
    """Return a line of shaped glyphs, and the place of its begin in the pixels."""
    placed = []
    for glyph in glyphs:
        pixels = glyph.face.bitmap(glyph.number, size)
        if pixels.rows:
            left = round(glyph.x * size) + pixels.left
            placed.append((left, -round(glyph.y * size) - pixels.top, pixels))
    if not placed:
        return Pillow.new("1", (1, 1), 0), 0, 0
    # Glyphs may reach to the left of the line's begin, and marks above its letters.
    x, y = -min(left for left, _, _ in placed), -min(top for _, top, _ in placed)
    width = max(left + len(pixels.rows[0]) for left, _, pixels in placed) + x
    height = max(top + len(pixels.rows) for _, top, pixels in placed) + y
    page = Pillow.new("1", (width, height), 0)
    for left, top, pixels in placed:
        shape = (len(pixels.rows[0]), len(pixels.rows))
        # A dot is printed or not: any part of a stroke in it makes it dark.
        mask = Pillow.frombytes("L", shape, b"".join(pixels.rows)).point([0, *[255] * 255])
        page.paste(1, (left + x, top + y), mask.convert("1"))
    return page, x, y


def _paste(page: Pillow.Image, part: Part) -> None:
    """Add the dark pixels of *part* to *page*."""
    mask, left, top = part
    page.paste(1, (left, top), mask)
