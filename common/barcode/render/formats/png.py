"""PNG: two colours, a bit a pixel. ISO/IEC 15948:2004 (W3C PNG, second edition)."""

import struct
import zlib
from functools import lru_cache

from common.barcode.render import raster
from common.barcode.render.colours import Colours
from common.barcode.render.image_format import Drawing, ImageFormat

SIGNATURE = b"\x89PNG\r\n\x1a\n"
_LEVEL = 1  # rows repeat: higher levels save a few bytes and cost twice the time
# A window of 4 KiB holds at least three rows. Allocating the default window and tables of 268 KB
# takes longer than compressing a picture.
_WINDOW, _MEMORY = 12, 5
_INCH_M = 0.0254


def render(drawing: Drawing) -> bytes:
    """Return *drawing* as a palette PNG with its resolution."""
    bitmap = raster.rotated(drawing)
    pack = zlib.compressobj(_LEVEL, zlib.DEFLATED, _WINDOW, _MEMORY)
    pixels = pack.compress(bitmap.rows) + pack.flush()
    return b"".join(
        (
            _head(bitmap.width, bitmap.height, drawing.dpi, drawing.colours),
            len(pixels).to_bytes(4, "big"),
            b"IDAT",
            pixels,
            zlib.crc32(pixels, _IDAT).to_bytes(4, "big"),
            END,
        )
    )


def chunk(kind: bytes, content: bytes) -> bytes:
    """Return a chunk: length, type, content, CRC (5.3)."""
    length, checksum = len(content), zlib.crc32(kind + content)
    # The CRC covers type and content, not the length (5.3).
    return struct.pack(">I", length) + kind + content + struct.pack(">I", checksum)


def resolution(dpi: float) -> bytes:
    """Return the chunk pHYs, which counts pixels per metre (11.3.5.3)."""
    metre = round(dpi / _INCH_M)
    return chunk(b"pHYs", struct.pack(">IIB", metre, metre, 1))


@lru_cache(maxsize=1024)
def _head(width: int, height: int, dpi: float, colours: Colours) -> bytes:
    """Return everything before the pixels: signature, IHDR, PLTE, tRNS and pHYs (11.2, 11.3)."""
    palette = (colours.background, colours.foreground)  # a bit of 0 is background
    alphas = bytes(colour[3] for colour in palette)
    return (
        SIGNATURE
        + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 1, 3, 0, 0, 0))
        + chunk(b"PLTE", bytes(value for colour in palette for value in colour[:3]))
        + (chunk(b"tRNS", alphas) if alphas != b"\xff\xff" else b"")
        + resolution(dpi)
    )


_IDAT = zlib.crc32(b"IDAT")
END = chunk(b"IEND", b"")

FORMAT = ImageFormat(
    id="PNG",
    title="Portable Network Graphics: sharp pixels, small files",
    extension="png",
    media_type="image/png",
    kind="raster",
    render=render,
    exact_dpi=True,
)
