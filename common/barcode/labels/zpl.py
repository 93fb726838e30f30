"""Labels as ZPL II, one format a label, for Zebra and compatible printers.

The printer draws the bars if it is sure to draw our modules (`zpl_symbols`), and text of the
characters that its own font has. All else is a bitmap in dots of the print head.
Source: Zebra Programming Guide: ^CI, ^PW, ^LL, ^FO, ^FH, ^FB, ^A0, ^GB, ^GF.
"""

from collections.abc import Iterable, Iterator

from msgspec import structs

from common.barcode.labels import bitmap, zpl_symbols
from common.barcode.labels.label import MM_PER_INCH, Align, Barcode, Box, Label, Text
from common.barcode.layout import font
from common.barcode.layout.placement import Layout, Line
from common.barcode.render import raster
from common.barcode.render.formats import zpl

UTF8 = 28  # ^CI
RESOLUTIONS = (152, 203, 300, 600)
# Letters of code page 850, which the resident font of every ZPL printer has.
_RESIDENT = frozenset(bytes(range(32, 127)).decode() + bytes(range(128, 256)).decode("cp850"))
_JUSTIFY: dict[Align, str] = {"left": "L", "center": "C", "right": "R"}
# ^FB reads a backslash as the start of a command of its own; two stand for one.
_FIELD_CODES = {**zpl_symbols.CODES, ord("\\"): "_5C_5C"}
_ASCENT = 0.8  # of an em: from the top of a field to its baseline


def write(labels: Iterable[Label], size: tuple[float, float], dpi: int) -> Iterator[bytes]:
    """Yield the formats of *labels*, of *size* mm each, for a printer of *dpi* dots per inch."""
    width, height = (_dots(side, dpi) for side in size)
    for label in labels:
        parts = [f"^XA\n^CI{UTF8}\n^PW{width}\n^LL{height}"]
        # In this order, later fields are printed over earlier ones.
        parts += [_graphic(bitmap.dithered(picture, dpi)) for picture in label.pictures]
        parts += [_box(box, dpi) for box in label.boxes]
        for barcode in label.barcodes:
            parts += _barcode(barcode, dpi)
        parts += [_text(text, dpi) for text in label.texts]
        parts.append("^XZ\n")
        yield "\n".join(parts).encode()


def _barcode(barcode: Barcode, dpi: int) -> Iterator[str]:
    """Yield the fields of the bars and of the text below them."""
    drawing, layout = barcode.drawing, barcode.drawing.layout
    left, top = _dots(barcode.left, dpi), _dots(barcode.top, dpi)
    if barcode.style is not None:
        yield zpl.graphic(raster.from_image(bitmap.bars(barcode)), left, top)
        return
    # A printer's own font has other characters and widths: then the whole barcode is a bitmap.
    if drawing.rotation or not all(_is_resident(line.text) for line in layout.lines):
        yield zpl.field(drawing, left, top)
        return
    yield _bars(barcode, left, top)
    for line in layout.lines:
        yield _line(line, layout, left, top)


def _bars(barcode: Barcode, left: int, top: int) -> str:
    layout = barcode.drawing.layout
    # More bands are bearer bars, guard bars or an add-on.
    is_native = not (layout.reduction or layout.boxes or barcode.symbol.wide_ratio)
    if len(layout.bands) == 1 and is_native:
        band = layout.bands[0]
        native = zpl_symbols.command(barcode.symbol, layout.module, band.height)
        if native:
            return f"^FO{left + band.left},{top + band.top}{native}"
    bars = structs.replace(layout, lines=())
    return zpl.field(structs.replace(barcode.drawing, layout=bars), left, top)


def _line(line: Line, layout: Layout, left: int, top: int) -> str:
    """Return a line of human-readable text, in the middle of its place."""
    em, size = font.units_per_em(), layout.size
    width = line.pens[-1] - line.pens[0] + font.glyph(line.text[-1]).advance * size // em
    return _field(line.text, left + line.pens[0], width, top + line.baseline, size, "center")


def _text(text: Text, dpi: int) -> str:
    size = max(1, _dots(text.size, dpi))
    left, width, baseline = (_dots(each, dpi) for each in (text.left, text.width, text.baseline))
    if _is_resident(text.text) and not text.rotation:
        return _field(text.text, left, width, baseline, size, text.align)
    return _graphic(bitmap.lettering(text, dpi))


def _box(box: Box, dpi: int) -> str:
    left, top, width, height = (
        _dots(side, dpi) for side in (box.left, box.top, box.width, box.height)
    )
    # ^GB can't fill: a frame as thick as the shorter side does.
    thickness = max(1, _dots(box.frame or min(box.width, box.height), dpi))
    return f"^FO{left},{top}^GB{max(1, width)},{max(1, height)},{thickness}^FS"


def _graphic(part: bitmap.Part) -> str:
    """Return a bitmap; what is left of the label or above it is cut off."""
    mask, left, top = part
    cut = mask.crop((max(0, -left), max(0, -top), *mask.size))
    return zpl.graphic(raster.from_image(cut), max(0, left), max(0, top))


def _field(text: str, left: int, width: int, baseline: int, size: int, align: Align) -> str:
    """Return a line in the printer's font, which is narrower than ours; lengths are in dots."""
    # ^FO has no negative places.
    top = max(0, baseline - round(_ASCENT * size))
    block = f"^FB{max(1, width)},1,0,{_JUSTIFY[align]}"
    return (
        f"^FO{max(0, left)},{top}^A0N,{size},{size}{block}^FH^FD{text.translate(_FIELD_CODES)}^FS"
    )


def _is_resident(text: str) -> bool:
    return text.isascii() or _RESIDENT.issuperset(text)


def _dots(length: float, dpi: int) -> int:
    return round(length * dpi / MM_PER_INCH)
