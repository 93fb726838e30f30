"""Sheets of labels as PDF, generated page by page. ISO 32000-1:2008.

Bars and boxes are rectangles. Text is outlines: each glyph is one form XObject (8.10), which pages
use again, as they do pictures. Objects that refer to all pages or glyphs come last, so that memory
holds only one number a page, the glyphs that occurred, and the pictures.
"""

import zlib
from array import array
from collections.abc import Callable, Iterable, Iterator
from itertools import islice

from msgspec import structs

from common.barcode.labels.label import Barcode, Box, Image, Label, Picture, Text
from common.barcode.labels.label_stock import Stock
from common.barcode.layout import font
from common.barcode.layout.faces import Face
from common.barcode.layout.placement import Layout
from common.barcode.model.style import Style
from common.barcode.render import postscript, styled, styled_pdf, vector_paths
from common.barcode.render.colours import Colour
from common.barcode.render.image_format import Drawing

POINTS_PER_MM = 72 / 25.4
_CATALOG, _PAGES, _RESOURCES = 1, 2, 3
_MARK, _MARK_GAP, _MARK_WIDTH = 4.0, 0.7, 0.1  # mm
_LEVEL = 2  # compression: half the time of the default level, a tenth larger


def write(
    labels: Iterable[Label],
    stock: Stock,
    *,
    start: int = 1,
    cut_marks: bool = False,
    pause: Callable[[], None] = lambda: None,
) -> Iterator[bytes]:
    """Yield the bytes of a PDF file, one page at a time.

    Args:
        labels: the labels in order.
        stock: the sheet.
        start: the first label of the first sheet to print, counted from 1.
        cut_marks: True to print cut marks into the margins.
        pause: called before each label and each of its barcodes.
    """
    file = _File(stock, _marks(stock) if cut_marks else b"", pause)
    # Bytes above 127 in the second line let programs recognise a binary file.
    yield b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n"
    remaining = iter(labels)
    first = start - 1
    while page := list(islice(remaining, stock.count - first)):
        yield file.page(page, first)
        # Only the first sheet may have used labels.
        first = 0
    if not file.pages:  # a PDF without pages is not valid
        yield file.page([], 0)
    yield from file.end()


class _File:
    """A PDF file that is written object by object, with the offsets of its objects."""

    def __init__(self, stock: Stock, marks: bytes, pause: Callable[[], None]) -> None:
        self._stock = stock
        self._marks = marks
        self._pause = pause
        # The first three are those of catalog, pages and resources, which are written last.
        self._offsets = array("Q", [0, 0, 0])
        self._at = len(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n")
        # By character of the bundled font, or by face and number of a glyph that is shaped.
        self._glyphs: dict[str | tuple[Face, int], int] = {}
        self._characters = _Characters(self._form)
        self._images: dict[int, tuple[int, Image]] = {}
        # Gradients of styled barcodes; those of symbols of one size are equal.
        self._shadings: dict[bytes, int] = {}
        self.pages = array("Q")

    def page(self, labels: list[Label], first: int) -> bytes:
        """Return the objects of a page of *labels*, which begin at place *first* of the sheet."""
        width, height = (side * POINTS_PER_MM for side in self._stock.page)
        compressor = zlib.compressobj(_LEVEL)
        parts = [compressor.compress(self._marks)]  # below the labels
        for number, label in enumerate(labels, first):
            self._pause()
            left, top = self._stock.place(number)
            drawn = f"\n{self._label(label, left, top)}".encode()
            # Label by label: a whole page takes several milliseconds.
            parts.append(compressor.compress(drawn))
        body = b"".join(parts) + compressor.flush()
        stream = b"<</Length %d/Filter/FlateDecode>>stream\n%b\nendstream" % (len(body), body)
        number, content = self._object(stream)
        page = (
            f"<</Type/Page/Parent {_PAGES} 0 R/MediaBox[0 0 {width:.4f} {height:.4f}]"
            f"/Resources {_RESOURCES} 0 R/Contents {number} 0 R>>"
        )
        number, dictionary = self._object(page.encode())
        self.pages.append(number)
        return content + dictionary

    def end(self) -> Iterator[bytes]:
        """Yield the objects that refer to others, the cross-reference table and the trailer."""
        forms = []
        for glyph, number in self._glyphs.items():
            form = _glyph(glyph) if isinstance(glyph, str) else _shaped_glyph(*glyph)
            identity, written = self._object(form)
            forms.append(f"/G{number} {identity} 0 R")
            yield written
        for number, image in self._images.values():
            identity, written = self._object(_image(image))
            forms.append(f"/I{number} {identity} 0 R")
            yield written
        kids = " ".join([f"{number} 0 R" for number in self.pages])
        shadings = []
        for body, number in self._shadings.items():
            identity, written = self._object(body)
            shadings.append(f"/S{number} {identity} 0 R")
            yield written
        named = f"/Shading<<{' '.join(shadings)}>>" if shadings else ""
        resources = f"<</XObject<<{' '.join(forms)}>>{named}>>"
        yield self._numbered(_RESOURCES, resources)
        yield self._numbered(_PAGES, f"<</Type/Pages/Kids[{kids}]/Count {len(self.pages)}>>")
        yield self._numbered(_CATALOG, f"<</Type/Catalog/Pages {_PAGES} 0 R>>")
        count, begin = len(self._offsets) + 1, self._at
        # An entry has 20 bytes: hence the space in front of its line feed.
        yield b"xref\n0 %d\n0000000000 65535 f \n" % count
        for at in range(0, len(self._offsets), 1_000):
            yield b"".join(
                [b"%010d 00000 n \n" % offset for offset in self._offsets[at : at + 1_000]]
            )
        yield b"trailer\n<</Size %d/Root %d 0 R>>\n" % (count, _CATALOG)
        yield b"startxref\n%d\n%%%%EOF\n" % begin

    def _object(self, content: bytes) -> tuple[int, bytes]:
        self._offsets.append(self._at)
        number = len(self._offsets)
        written = b"%d 0 obj\n%b\nendobj\n" % (number, content)
        self._at += len(written)
        return number, written

    def _numbered(self, number: int, content: str) -> bytes:
        self._offsets[number - 1] = self._at
        written = f"{number} 0 obj\n{content}\nendobj\n".encode()
        self._at += len(written)
        return written

    def _label(self, label: Label, left: float, top: float) -> str:
        """Return the operators of *label*.

        *left* and *top* are the distances of its top left corner from that of the page, in mm.
        """
        up = self._stock.page[1] - top
        x, y = round(left * POINTS_PER_MM, 4), round(up * POINTS_PER_MM, 4)
        # Pictures and boxes first: what is drawn later covers them.
        parts = [f"q 1 0 0 1 {x:.4f} {y:.4f} cm"]
        parts += [self._picture(picture) for picture in label.pictures]
        parts += [_box(box) for box in label.boxes]
        for barcode in label.barcodes:
            self._pause()
            if barcode.style is not None:
                parts.append(self._styled(barcode, barcode.style))
            else:
                place = left + barcode.left, top + barcode.top
                parts += self._barcode(barcode.drawing, *place, (x, y))
        parts += [self._text(text) for text in label.texts]
        parts.append("Q")
        return "\n".join(parts)

    def _styled(self, barcode: Barcode, style: Style) -> str:
        """Return the operators of a barcode with a look of its own."""
        drawing = styled.framed(barcode.drawing, style)
        drawn = styled.scene(barcode.drawing, style)
        shading = ""
        if style.gradient is not None:
            colours = drawing.colours.foreground, style.gradient
            body = styled_pdf.gradient(drawn, *colours, style.direction)
            shading = f"S{self._shadings.setdefault(body, len(self._shadings))}"
        x, y = barcode.left * POINTS_PER_MM, -barcode.top * POINTS_PER_MM
        y -= drawing.size[1] * 72 / drawing.dpi
        painted = styled_pdf.operators(drawn, drawing, style, shading=shading)
        return f"q 1 0 0 1 {x:.4f} {y:.4f} cm {painted} Q"

    def _barcode(
        self, drawing: Drawing, left: float, top: float, origin: tuple[float, float]
    ) -> Iterator[str]:
        """Yield the operators of a barcode, *left* and *top* mm from the corner of the page.

        It is moved by up to half a dot, so that its bars cover whole dots of a printer: a dot that
        a bar covers in part is printed, and would make each bar wider.
        """
        dot = 72 / drawing.dpi
        across, down = (round(edge * POINTS_PER_MM / dot) * dot for edge in (left, top))
        height = round(self._stock.page[1] * POINTS_PER_MM, 4)
        x, y = across - origin[0], height - down - drawing.size[1] * dot - origin[1]
        layout = drawing.layout
        yield f"q 1 0 0 1 {x:.6f} {y:.6f} cm {postscript.matrix(drawing)} cm"
        # Paper is white already.
        if drawing.colours.background[3] and drawing.colours.background[:3] != (255, 255, 255):
            background = _on_white(drawing.colours.background)
            yield f"{background} 0 0 {layout.width} {layout.height} re f"
        yield _on_white(drawing.colours.foreground)
        yield _bars(layout)
        yield "f"
        scale = layout.size / font.units_per_em()
        # Layouts count downwards, outlines of glyphs upwards.
        matrix, characters = f"q {scale:.6g} 0 0 {-scale:.6g}", self._characters
        parts = [
            f"{matrix} {pen} {baseline} cm {characters[character][0]}"
            for character, pen, baseline in vector_paths.characters(layout)
        ]
        parts.append("Q")
        yield "\n".join(parts)

    def _text(self, text: Text) -> str:
        x, y = text.left * POINTS_PER_MM, -text.baseline * POINTS_PER_MM
        # Such a line is drawn along the axis of coordinates of its own.
        if text.glyphs or text.rotation:
            return f"q {_DIRECTIONS[text.rotation]} {x:.3f} {y:.3f} cm\n{self._glyph_row(text)}\nQ"
        em = font.units_per_em()
        scale = text.size * POINTS_PER_MM / em
        matrix, characters = f"q {scale:.6g} 0 0 {scale:.6g}", self._characters
        parts = []
        for character in text.text:
            drawn, advance = characters[character]
            if drawn:
                parts.append(f"{matrix} {x:.3f} {y:.3f} cm {drawn}")
            x += advance * scale
        return "\n".join(parts)

    def _glyph_row(self, text: Text) -> str:
        """Return the glyphs of *text* from the origin to the right."""
        size = text.size * POINTS_PER_MM
        # Without shaping, the text is in the bundled font, which the file has as a font.
        if not text.glyphs:
            straight = structs.replace(text, left=0.0, baseline=0.0, rotation=0)
            return self._text(straight)
        parts = []
        for glyph in text.glyphs:
            scale = size / glyph.face.units_per_em
            place = f"{scale:.6g} 0 0 {scale:.6g} {glyph.x * size:.3f} {glyph.y * size:.3f}"
            parts.append(f"q {place} cm /G{self._form((glyph.face, glyph.number))} Do Q")
        return "\n".join(parts)

    def _picture(self, picture: Picture) -> str:
        # The image is part of the value: as long as it exists, no other object has its id.
        number, _ = self._images.setdefault(id(picture.image), (len(self._images), picture.image))
        width, height = (side * POINTS_PER_MM for side in (picture.width, picture.height))
        x, y = picture.left * POINTS_PER_MM, -picture.top * POINTS_PER_MM - height
        return f"q {width:.4f} 0 0 {height:.4f} {x:.4f} {y:.4f} cm /I{number} Do Q"

    def _form(self, glyph: str | tuple[Face, int]) -> int:
        return self._glyphs.setdefault(glyph, len(self._glyphs))


class _Characters(dict[str, tuple[str, int]]):
    """The operator that draws each character, empty for a space, and its advance."""

    def __init__(self, form: Callable[[str], int]) -> None:
        super().__init__()
        self._form = form

    def __missing__(self, character: str) -> tuple[str, int]:
        drawn = "" if character.isspace() else f"/G{self._form(character)} Do Q"
        self[character] = drawn, font.glyph(character).advance
        return self[character]


# Matrices of lines from left to right, downwards, upside down and upwards.
_DIRECTIONS = {0: "1 0 0 1", 90: "0 -1 1 0", 180: "-1 0 0 -1", 270: "0 1 -1 0"}


def _bars(layout: Layout) -> str:
    """Return the path of the dark modules."""
    if layout.hexagons or layout.reduction:
        return postscript.bars(layout, "re", "m", "l", "h")
    # The same path in half the time of the general function.
    bars = [
        f"{band.left + start * band.module} {band.top} {(end - start) * band.module} "
        f"{band.height} re"
        for band in layout.bands
        for start, end in vector_paths.runs(band.modules)
    ]
    bars += [f"{box.left} {box.top} {box.width} {box.height} re" for box in layout.boxes]
    return "\n".join(bars)


def _box(box: Box) -> str:
    """Return the operators of *box*; a frame is an even-odd fill between two rectangles."""
    outer = _rectangle(box.left, box.top, box.width, box.height)
    inside = box.width - 2 * box.frame, box.height - 2 * box.frame
    if not box.frame or min(inside) <= 0:
        return f"0 g {outer} f"
    return f"0 g {outer} {_rectangle(box.left + box.frame, box.top + box.frame, *inside)} f*"


def _rectangle(left: float, top: float, width: float, height: float) -> str:
    x, y = left * POINTS_PER_MM, -(top + height) * POINTS_PER_MM
    return f"{x:.4f} {y:.4f} {width * POINTS_PER_MM:.4f} {height * POINTS_PER_MM:.4f} re"


def _image(image: Image) -> bytes:
    """Return the image XObject of *image* (8.9)."""
    body = zlib.compress(image.grey, _LEVEL)
    head = (
        f"<</Type/XObject/Subtype/Image/Width {image.width}/Height {image.height}"
        f"/ColorSpace/DeviceGray/BitsPerComponent 8/Filter/FlateDecode/Length {len(body)}>>stream\n"
    )
    return head.encode() + body + b"\nendstream"


def _shaped_glyph(face: Face, number: int) -> bytes:
    """Return the form XObject of a glyph, in font units."""
    outline = face.outline(number)
    steps = [
        " ".join([*(f"{value:.6g}" for value in at), operator]) for operator, at in outline.steps
    ]
    path = "\n".join([*steps, "f"]).encode()
    box = " ".join([f"{edge:.6g}" for edge in outline.box])
    head = f"<</Type/XObject/Subtype/Form/BBox[{box}]/Length {len(path)}>>stream\n"
    return head.encode() + path + b"\nendstream"


def _glyph(character: str) -> bytes:
    """Return the form XObject of *character*, in font units (8.10)."""
    glyph = font.glyph(character)
    path = f"{postscript.glyph(character, 'm', 'l', 'c', 'h')} f".encode()
    box = f"{glyph.left} {glyph.bottom} {glyph.right} {glyph.top}"
    head = f"<</Type/XObject/Subtype/Form/BBox[{box}]/Length {len(path)}>>stream\n"
    return head.encode() + path + b"\nendstream"


def _on_white(colour: Colour) -> str:
    """Return the operator that sets *colour*, blended with white paper."""
    alpha = colour[3] / 255
    red, green, blue = (round(255 + (shade - 255) * alpha) for shade in colour[:3])
    return postscript.paint((red, green, blue, 255), "g", "rg")


def _marks(stock: Stock) -> bytes:
    """Return the operators of cut marks: where the edges of labels meet the margins."""
    width, height = stock.page
    across, down = stock.edges()
    left, top = stock.first
    right, bottom = width - across[-1], height - down[-1]
    # Marks stand in the margins only, where no label is cut by a line that is off.
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
    """Return begin and end of a mark in a margin; it ends before the label."""
    end = max(0.0, margin - _MARK_GAP)
    return max(0.0, end - _MARK), end
