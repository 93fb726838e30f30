"""Writes sheets of labels as PDF, page by page, to be sent while it is made. ISO 32000-1:2008.

Bars are rectangles and texts outlines, each character drawn once as a form and placed again and
again. Objects that name others which are not known yet stand at the end; kept are a number a page
and the characters that occurred.
"""

import zlib
from array import array
from collections.abc import Iterable, Iterator
from itertools import islice

from common.barcode.labels.label import Label, Text
from common.barcode.labels.label_stock import Template
from common.barcode.layout import font
from common.barcode.render import postscript, vector_paths
from common.barcode.render.colours import Colour
from common.barcode.render.image_format import Drawing

POINTS_PER_MM = 72 / 25.4
_CATALOG, _PAGES, _RESOURCES = 1, 2, 3
_MARK, _MARK_AWAY, _MARK_WIDTH = 4.0, 0.7, 0.1  # mm
_LEVEL = 2  # of compression: half the time of the usual, a tenth larger


def write(
    labels: Iterable[Label], template: Template, *, start: int = 1, cut_marks: bool = False
) -> Iterator[bytes]:
    """Yield a PDF file, a page at a time.

    Args:
        labels: in order.
        template: the sheet.
        start: the label of the first sheet to print on, counted from 1.
        cut_marks: print marks into the margins.
    """
    file = _File(template, _marks(template) if cut_marks else b"")
    yield b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n"
    waiting = iter(labels)
    first = start - 1
    while page := list(islice(waiting, template.count - first)):
        yield file.page(page, first)
        first = 0
    if not file.pages:
        yield file.page([], 0)
    yield from file.end()


class _File:
    """A PDF file that grows: numbers objects and knows where each begins."""

    def __init__(self, template: Template, marks: bytes) -> None:
        self._template = template
        self._marks = marks
        self._places = array("Q", [0, 0, 0])
        self._at = len(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n")
        self._glyphs: dict[str, int] = {}
        self.pages = array("Q")

    def page(self, labels: list[Label], first: int) -> bytes:
        """Return the page of *labels*, which begin at label *first* of the sheet."""
        width, height = (side * POINTS_PER_MM for side in self._template.page)
        parts = [self._marks]
        for number, label in enumerate(labels, first):
            left, top = self._template.place(number)
            parts.append(self._label(label, left, self._template.page[1] - top).encode())
        body = zlib.compress(b"\n".join(parts), _LEVEL)
        stream = b"<</Length %d/Filter/FlateDecode>>stream\n%b\nendstream" % (len(body), body)
        number, content = self._object(stream)
        page = (
            f"<</Type/Page/Parent {_PAGES} 0 R/MediaBox[0 0 {width:.4f} {height:.4f}]"
            f"/Resources {_RESOURCES} 0 R/Contents {number} 0 R>>"
        )
        number, described = self._object(page.encode())
        self.pages.append(number)
        return content + described

    def end(self) -> Iterator[bytes]:
        """Yield what names the rest: forms, resources, pages, catalog and the table of places."""
        forms = []
        for character, number in self._glyphs.items():
            identity, form = self._object(_glyph(character))
            forms.append(f"/G{number} {identity} 0 R")
            yield form
        kids = " ".join([f"{number} 0 R" for number in self.pages])
        resources = f"<</XObject<<{' '.join(forms)}>>>>"
        yield self._known(_RESOURCES, resources)
        yield self._known(_PAGES, f"<</Type/Pages/Kids[{kids}]/Count {len(self.pages)}>>")
        yield self._known(_CATALOG, f"<</Type/Catalog/Pages {_PAGES} 0 R>>")
        count, begin = len(self._places) + 1, self._at
        yield b"xref\n0 %d\n0000000000 65535 f \n" % count
        for at in range(0, len(self._places), 1_000):
            yield b"".join([b"%010d 00000 n \n" % place for place in self._places[at : at + 1_000]])
        yield b"trailer\n<</Size %d/Root %d 0 R>>\n" % (count, _CATALOG)
        yield b"startxref\n%d\n%%%%EOF\n" % begin

    def _object(self, content: bytes) -> tuple[int, bytes]:
        self._places.append(self._at)
        number = len(self._places)
        written = b"%d 0 obj\n%b\nendobj\n" % (number, content)
        self._at += len(written)
        return number, written

    def _known(self, number: int, content: str) -> bytes:
        self._places[number - 1] = self._at
        written = f"{number} 0 obj\n{content}\nendobj\n".encode()
        self._at += len(written)
        return written

    def _label(self, label: Label, left: float, up: float) -> str:
        """Draw *label*, whose top left corner is so many mm from the page's lower left."""
        parts = [f"q 1 0 0 1 {left * POINTS_PER_MM:.4f} {up * POINTS_PER_MM:.4f} cm"]
        if label.drawing is not None:
            parts += self._barcode(label.drawing, label.left, label.top)
        parts += [self._text(text) for text in label.texts]
        parts.append("Q")
        return "\n".join(parts)

    def _barcode(self, drawing: Drawing, left: float, top: float) -> Iterator[str]:
        high = drawing.size[1] * 72 / drawing.dpi
        x, y = left * POINTS_PER_MM, -top * POINTS_PER_MM - high
        plan = drawing.layout
        yield f"q 1 0 0 1 {x:.4f} {y:.4f} cm {postscript.matrix(drawing)} cm"
        if drawing.ink.background[3] and drawing.ink.background[:3] != (255, 255, 255):
            paper = _on_white(drawing.ink.background)
            yield f"{paper} rg 0 0 {plan.width} {plan.height} re f"
        yield f"{_on_white(drawing.ink.foreground)} rg"
        yield postscript.bars(plan, "re", "m", "l", "h")
        yield "f"
        scale = plan.size / font.units_per_em()
        for character, pen, baseline in vector_paths.characters(plan):
            place = f"{scale:.6g} 0 0 {-scale:.6g} {pen} {baseline}"
            yield f"q {place} cm /G{self._form(character)} Do Q"
        yield "Q"

    def _text(self, text: Text) -> str:
        em = font.units_per_em()
        scale = text.size * POINTS_PER_MM / em
        x, y = text.left * POINTS_PER_MM, -text.baseline * POINTS_PER_MM
        parts = []
        for character in text.text:
            if not character.isspace():
                place = f"{scale:.6g} 0 0 {scale:.6g} {x:.3f} {y:.3f}"
                parts.append(f"q {place} cm /G{self._form(character)} Do Q")
            x += font.glyph(character).advance * scale
        return "\n".join(parts)

    def _form(self, character: str) -> int:
        return self._glyphs.setdefault(character, len(self._glyphs))


def _glyph(character: str) -> bytes:
    """Return the form of *character*, in units of the face (8.10)."""
    glyph = font.glyph(character)
    path = f"{postscript.glyph(character, 'm', 'l', 'c', 'h')} f".encode()
    box = f"{glyph.left} {glyph.bottom} {glyph.right} {glyph.top}"
    head = f"<</Type/XObject/Subtype/Form/BBox[{box}]/Length {len(path)}>>stream\n"
    return head.encode() + path + b"\nendstream"


def _on_white(colour: Colour) -> str:
    """Return *colour* as it looks on white paper."""
    alpha = colour[3] / 255
    red, green, blue = (round(255 + (shade - 255) * alpha) for shade in colour[:3])
    return postscript.colour((red, green, blue, 255))


def _marks(template: Template) -> bytes:
    """Draw where each edge meets the margins of the sheet."""
    width, height = template.page
    across, down = template.edges()
    left, top = template.first
    right, bottom = width - across[-1], height - down[-1]
    strokes = []
    for x in across:
        a, b = _span(top)
        strokes.append(f"{x:.4f} {height - a:.4f} m {x:.4f} {height - b:.4f} l")
        a, b = _span(bottom)
        strokes.append(f"{x:.4f} {a:.4f} m {x:.4f} {b:.4f} l")
    for y in down:
        a, b = _span(left)
        strokes.append(f"{a:.4f} {height - y:.4f} m {b:.4f} {height - y:.4f} l")
        a, b = _span(right)
        strokes.append(f"{width - a:.4f} {height - y:.4f} m {width - b:.4f} {height - y:.4f} l")
    scale = f"{POINTS_PER_MM:.8g}"
    body = "\n".join(strokes)
    return f"q {scale} 0 0 {scale} 0 0 cm {_MARK_WIDTH} w\n{body} S Q\n".encode()


def _span(margin: float) -> tuple[float, float]:
    """Return from where to where in a margin a mark goes: it ends short of the label."""
    end = max(0.0, margin - _MARK_AWAY)
    return max(0.0, end - _MARK), end
