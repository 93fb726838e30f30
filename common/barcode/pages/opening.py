"""Recognises a file by its first bytes, and opens it."""

import importlib
import re
import struct
import sys

from common.barcode.pages import raster
from common.barcode.pages.page import Document

# A PDF may have other bytes before its header (ISO 32000-1:2008, annex H, note 13).
_PDF, _PDF_WITHIN = b"%PDF-", 1_024
_SVG = re.compile(rb"<(?:\w+:)?svg[\s>/]")
_XML_STARTS = (b"<", b"\xef\xbb\xbf<", b"\xff\xfe<\x00", b"\xfe\xff\x00<")
_SVG_WITHIN = 65_536
_GZIP = b"\x1f\x8b"
_PNG_HEADER_BYTES = 33
_PNG = b"\x89PNG\r\n\x1a\n"
# Samples of a pixel by colour type (ISO/IEC 15948:2004, 11.2.2).
_PNG_SAMPLES = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}
# A4 at 300 dpi in colour.
_PAGE_BYTES = 26_000_000
# Lossy and bilevel compression make pictures about ten times smaller.
_COMPRESSION = 10


def open_document(content: bytes) -> Document:
    """Return the pages of a file.

    Args:
        content: a picture, a PDF, or an SVG drawing, which may be compressed with gzip.

    Raises:
        UnreadableImage: it can't be opened, is broken, encrypted or too large.
    """
    # PDF and SVG are imported at their first file: their libraries are large and rarely needed.
    if _PDF in content[:_PDF_WITHIN]:
        from common.barcode.pages.pdf import PdfFile

        return PdfFile(content)
    if content.startswith(_GZIP) or _is_svg(content):
        from common.barcode.pages.svg import SvgDrawing

        return SvgDrawing(content)
    return raster.RasterPicture(content)


def estimate_bytes(content: bytes) -> int:
    """Return about how many bytes of pixels a file has, from its first bytes alone.

    Nothing is unpacked, and pages are not counted: it tells small files from large ones before
    they are opened, and is no limit.
    """
    if content.startswith(_PNG) and len(content) >= _PNG_HEADER_BYTES:
        width, height, depth, colour = struct.unpack_from(">IIBB", content, 16)
        # Samples of less than a byte are unpacked to one each.
        pixels: int = width * height * max(depth, 8) * _PNG_SAMPLES.get(colour, 4) // 8
        return min(max(pixels, len(content)), sys.maxsize)
    if _PDF in content[:_PDF_WITHIN] or content.startswith(_GZIP) or _is_svg(content):
        return max(_PAGE_BYTES, len(content))
    return _COMPRESSION * len(content)


def _is_svg(content: bytes) -> bool:
    start = content[:_SVG_WITHIN].lstrip()
    if not start.startswith(_XML_STARTS):
        return False
    # UTF-16 has a zero beside each ASCII character.
    return _SVG.search(start.replace(b"\x00", b"")) is not None


def import_formats() -> None:
    """Import all that opens files now, not at the first file in each forked process."""
    raster.import_formats()
    for name in ("pdf", "svg"):
        importlib.import_module(f"common.barcode.pages.{name}")
