"""Recognises a file by its first bytes, and opens it."""

import importlib
import re

from common.barcode.pages import raster
from common.barcode.pages.page import Document

# A PDF may have other bytes before its header (ISO 32000-1:2008, annex H, note 13).
_PDF, _PDF_WITHIN = b"%PDF-", 1_024
_SVG = re.compile(rb"<(?:\w+:)?svg[\s>/]")
_XML_STARTS = (b"<", b"\xef\xbb\xbf<", b"\xff\xfe<\x00", b"\xfe\xff\x00<")
_SVG_WITHIN = 65_536
_GZIP = b"\x1f\x8b"


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
