"""SVG drawings, rendered by resvg without any file or address that they refer to."""

import io
import re
import zlib
from collections.abc import Iterator
from math import isfinite, sqrt
from typing import Any
from xml.sax import SAXException, handler, make_parser, saxutils, xmlreader

import resvg_py
from PIL import Image

from common.barcode.model.errors import UnreadableImage
from common.barcode.pages import page_errors
from common.barcode.pages.page import MAX_PIXELS, MAX_SIDE, EmbeddedPicture, Page

MAX_CHARACTERS = 20_000_000
MAX_DEPTH = 500  # of elements within elements
# Modules are often one unit wide. Larger drawings, such as pages in mm, are enlarged less.
_MAX_SCALE, _USUAL_PIXELS = 4, 8_000_000
_UNITS_PER_INCH = 96  # CSS Values and Units 3, 6.2
_UNITS = {
    "": 1.0, "px": 1.0, "in": 96.0, "cm": 96 / 2.54, "mm": 96 / 25.4, "q": 96 / 101.6,
    "pt": 96 / 72, "pc": 16.0, "em": 16.0, "ex": 8.0,
}  # fmt: skip
_LENGTH = re.compile(r"\s*([-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d+)?)\s*([A-Za-z]*|%)\s*")
# A reference within the drawing, or data in it: everything else is outside.
_INSIDE = ("#", "data:")


class SvgDrawing:
    """A drawing, as one page.

    Args:
        content: SVG, or SVG compressed with gzip.

    Raises:
        UnreadableImage: it is no SVG, is malformed, or is too large.
    """

    page_count = 1

    def __init__(self, content: bytes) -> None:
        try:
            self._text, size = _without_references(_unpacked(content))
        except (SAXException, UnicodeError, ValueError, zlib.error) as error:
            raise _malformed() from error
        self._scale = _scale(size)
        self._size = max(1, round(size[0] * self._scale)), max(1, round(size[1] * self._scale))

    def page(self, number: int) -> Page:
        """Return the drawing on white; *number* is 1."""
        try:
            # Text needs fonts of this machine, and no symbol consists of text.
            body = resvg_py.svg_to_bytes(
                svg_string=self._text,
                width=self._size[0],
                height=self._size[1],
                dpi=_UNITS_PER_INCH,
                background="#ffffff",
                # The same file must look the same on every machine.
                skip_system_fonts=True,
            )
        except ValueError as error:
            raise _malformed() from error
        image = Image.open(io.BytesIO(body), formats=("PNG",)).convert("RGB")
        return Page(number, image, _UNITS_PER_INCH * self._scale)

    def embedded(self, page: Page) -> Iterator[EmbeddedPicture]:
        """Yield nothing: pictures in a drawing are read as they are shown."""
        yield from ()

    def close(self) -> None:
        """Release the memory of the drawing."""
        self._text = ""


def transparent(content: bytes, side: int) -> Image.Image:
    """Return the drawing in *content* with its transparency, its longer side *side* px.

    Raises:
        UnreadableImage: it is no SVG, is malformed, or is too large.
    """
    try:
        text, (width, height) = _without_references(_unpacked(content))
        # For its refusals: a drawing that is too large must not be rendered at any size.
        _scale((width, height))
        scale = side / max(width, height)
        body = resvg_py.svg_to_bytes(
            svg_string=text,
            width=max(1, round(width * scale)),
            height=max(1, round(height * scale)),
            dpi=_UNITS_PER_INCH,
            skip_system_fonts=True,
        )
    except (SAXException, UnicodeError, ValueError, zlib.error) as error:
        raise _malformed() from error
    return Image.open(io.BytesIO(body), formats=("PNG",)).convert("RGBA")


def _malformed() -> UnreadableImage:
    return UnreadableImage.of(
        "image",
        "image.broken",
        "The drawing is malformed: it can't be rendered as SVG.",
        "Send the whole file as it was saved, or export it as PNG.",
    )


def _unpacked(content: bytes) -> bytes:
    if not content.startswith(b"\x1f\x8b"):
        return content
    unpacking = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)
    # One character more than allowed shows that there are too many, without unpacking the rest.
    unpacked = unpacking.decompress(content, MAX_CHARACTERS + 1)
    if len(unpacked) > MAX_CHARACTERS:
        raise page_errors.too_large(f"more than {MAX_CHARACTERS // 1_000_000} MB of SVG")
    return unpacked


def _without_references(content: bytes) -> tuple[str, tuple[float, float]]:
    """Return the drawing without references to the outside, and its size in px at 96 dpi.

    resvg opens files that an image refers to by path. Rewriting the parsed document leaves it none,
    however the reference is written.
    """
    # Expat itself bounds how much entities grow, and external ones are switched off below.
    parser = make_parser()  # noqa: S317
    parser.setFeature(handler.feature_external_ges, False)
    parser.setFeature(handler.feature_external_pes, False)
    rewriter = _Rewriter()
    parser.setContentHandler(rewriter)
    source = xmlreader.InputSource()
    source.setByteStream(io.BytesIO(content))
    parser.parse(source)
    return rewriter.text(), rewriter.size


class _Rewriter(saxutils.XMLGenerator):
    """Writes what it is given, without references to the outside."""

    def __init__(self) -> None:
        self._written = io.StringIO()
        super().__init__(self._written, "utf-8")
        self._depth = 0
        self.size = (0.0, 0.0)

    def text(self) -> str:
        return self._written.getvalue()

    def startElement(self, name: str, attrs: Any) -> None:  # noqa: N802  # xml.sax's name
        if not self._depth:
            if name.rpartition(":")[2] != "svg":
                raise page_errors.unknown()
            self.size = _size(attrs)
        self._depth += 1
        # The renderer's own limits speak of nodes, and a deep tree could exhaust its stack.
        if self._depth > MAX_DEPTH or self._written.tell() > MAX_CHARACTERS:
            raise _malformed()
        kept = {key: value for key, value in attrs.items() if _is_inside(key, value)}
        super().startElement(name, xmlreader.AttributesImpl(kept))

    def endElement(self, name: str) -> None:  # noqa: N802  # xml.sax's name
        self._depth -= 1
        super().endElement(name)


def _is_inside(name: str, value: str) -> bool:
    """Return False for an attribute that refers to something outside the drawing."""
    return name.rpartition(":")[2] != "href" or value.lstrip().lower().startswith(_INSIDE)


def _size(attributes: Any) -> tuple[float, float]:
    """Return width and height in px at 96 dpi. SVG 2, 8.2 and 7.2."""
    box = _view_box(attributes.get("viewBox", ""))
    width = _length(attributes.get("width", "auto"), box and box[0])
    height = _length(attributes.get("height", "auto"), box and box[1])
    # A side that is missing follows the proportions of the box.
    if width is None or height is None:
        across, down = box or (100.0, 100.0)
        if width is not None:
            return width, width * down / across
        return (across, down) if height is None else (height * across / down, height)
    return width, height


def _view_box(text: str) -> tuple[float, float] | None:
    parts = text.replace(",", " ").split()
    if len(parts) != 4:
        return None
    width, height = float(parts[2]), float(parts[3])
    return (width, height) if width > 0 and height > 0 else None


def _length(text: str, whole: float | None) -> float | None:
    """Return a length in px; a percentage is one of the box's side *whole*, if there is a box."""
    match = _LENGTH.fullmatch(text)
    if match is None:
        return None
    unit = whole and whole / 100 if match[2] == "%" else _UNITS.get(match[2].lower())
    return float(match[1]) * unit if unit else None


def _scale(size: tuple[float, float]) -> float:
    """Return by how much a drawing of *size* is enlarged; whole numbers keep edges sharp.

    Raises:
        UnreadableImage: it has no area, or is too large.
    """
    width, height = size
    if not (isfinite(width) and isfinite(height)) or width <= 0 or height <= 0:
        raise page_errors.no_size()
    if width * height > MAX_PIXELS or max(width, height) > MAX_SIDE:
        raise page_errors.too_large(f"{width:.0f} × {height:.0f} px")
    scale = min(_MAX_SCALE, int(sqrt(_USUAL_PIXELS / (width * height))), MAX_SIDE / max(size))
    return max(1, int(scale))
