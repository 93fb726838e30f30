"""Labels as ZPL II, one format a label, for Zebra and compatible printers.

The barcode is a bitmap in dots of the print head, as in the image format ZPL. Text is UTF-8 in the
scalable font of the printer. Source: Zebra Programming Guide: ^CI, ^PW, ^LL, ^FO, ^FH, ^FB, ^A0.
"""

from collections.abc import Iterable, Iterator

from common.barcode.labels.label import MM_PER_INCH, Label, Text
from common.barcode.render.formats import zpl

UTF8 = 28  # ^CI
RESOLUTIONS = (152, 203, 300, 600)
# Characters with a meaning in a field are written as codes (^FH).
_CODES = {ord(character): f"_{ord(character):02X}" for character in "^~_\\"}


def write(labels: Iterable[Label], size: tuple[float, float], dpi: int) -> Iterator[bytes]:
    """Yield the formats of *labels*, of *size* mm each, for a printer of *dpi* dots per inch."""
    width, height = (_dots(side, dpi) for side in size)
    for label in labels:
        parts = [f"^XA\n^CI{UTF8}\n^PW{width}\n^LL{height}"]
        if label.drawing is not None:
            left, top = _dots(label.left, dpi), _dots(label.top, dpi)
            parts.append(zpl.field(label.drawing, left, top))
        parts += [_text(text, width, dpi) for text in label.texts]
        parts.append("^XZ\n")
        yield "\n".join(parts).encode()


def _text(text: Text, width: int, dpi: int) -> str:
    """Return the field of a line, centred by the printer, whose font has other widths."""
    em = max(1, _dots(text.size, dpi))
    top = max(0, _dots(text.baseline - 0.8 * text.size, dpi))
    escaped = text.text.translate(_CODES)
    return f"^FO0,{top}^A0N,{em},{em}^FB{width},1,0,C^FH^FD{escaped}^FS"


def _dots(length: float, dpi: int) -> int:
    return round(length * dpi / MM_PER_INCH)
