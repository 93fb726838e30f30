"""Independent reading of pictures: every image format to pixels, and these by zxing-cpp."""

import io
import re
from collections.abc import Callable

import pypdfium2
import resvg_py
import zxingcpp
from PIL import Image, ImageOps

from common.barcode.model.rendered_image import RenderedImage
from common.barcode.model.symbol import Reading
from tests.common.barcode import zpl_bitmaps

_BLOCKS = {" ": (0, 0), "▀": (1, 0), "▄": (0, 1), "█": (1, 1)}  # upper, lower; 1 is filled
_COLOUR = re.compile(r"\x1b\[([34]8);2;(\d+);(\d+);(\d+)m")
_SGR = re.compile(r"\x1b\[[0-9;]*m")


def pixels(picture: RenderedImage) -> Image.Image:
    """Return *picture* as another decoder of its format shows it on a white page, in whole dots."""
    return _DECODERS.get(picture.image_format, _raster_pixels)(picture)


def read(
    picture: RenderedImage, reading: Reading | None = None, *, inverted: bool = False
) -> list[zxingcpp.Barcode]:
    """Return the barcodes in *picture* that zxing-cpp finds, of *reading*'s formats if given."""
    image = pixels(picture)
    return read_image(ImageOps.invert(image) if inverted else image, reading)


def read_image(image: Image.Image, reading: Reading | None = None) -> list[zxingcpp.Barcode]:
    """Return the barcodes that zxing-cpp finds in *image*, of *reading*'s formats if given."""
    image = image.convert("L")
    if reading is None:
        return zxingcpp.read_barcodes(image)
    add_on = zxingcpp.EanAddOnSymbol.Require if reading.add_on else zxingcpp.EanAddOnSymbol.Ignore
    formats = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat[reading.formats[0]])
    return zxingcpp.read_barcodes(image, formats=formats, ean_add_on_symbol=add_on)


def _raster_pixels(picture: RenderedImage) -> Image.Image:
    image = Image.open(io.BytesIO(picture.body))
    return _on_white(image.convert("RGBA"))


def _on_white(image: Image.Image) -> Image.Image:
    page = Image.new("RGBA", image.size, "white")
    return Image.alpha_composite(page, image).convert("RGB")


def _svg_pixels(picture: RenderedImage) -> Image.Image:
    # A size in mm is not a whole number of pixels; at four pixels a dot the error is small.
    zoom = 4 if b'mm"' in picture.body[:200] else 1
    body = resvg_py.svg_to_bytes(
        svg_string=picture.body.decode(),
        width=zoom * picture.width_px,
        dpi=96,
        skip_system_fonts=True,
    )
    return _on_white(Image.open(io.BytesIO(bytes(body))).convert("RGBA"))


def _pdf_pixels(picture: RenderedImage) -> Image.Image:
    document = pypdfium2.PdfDocument(picture.body)
    page = document[0]
    # Four pixels a dot: pdfium rounds a page up to whole pixels and stretches it to fit.
    image = page.render(scale=4 * picture.width_px / page.get_width()).to_pil()
    document.close()
    return image.convert("RGB")


def _zpl_pixels(picture: RenderedImage) -> Image.Image:
    (graphic,) = zpl_bitmaps.read(picture.body.decode())
    return graphic.image.crop((0, 0, picture.width_px, picture.height_px)).convert("RGB")


def _text_pixels(picture: RenderedImage) -> Image.Image:
    text = picture.body.decode()
    colours = {kind: tuple(map(int, rgb)) for kind, *rgb in _COLOUR.findall(text)}
    pair = colours.get("48", (255, 255, 255)), colours.get("38", (0, 0, 0))
    lines = [line for line in _SGR.sub("", text).splitlines() if set(line) <= set(_BLOCKS)]
    width = picture.width_px
    rows = [
        [pair[_BLOCKS[cell][half]] for cell in line.ljust(width)]
        for line in lines
        for half in (0, 1)
    ]
    cells = Image.new("RGB", (width, len(rows)))
    cells.putdata([colour for row in rows for colour in row])
    page = Image.new("RGB", (width + 8, len(rows) + 8), pair[0])  # a terminal has a margin too
    page.paste(cells, (4, 4))
    return page.resize((page.width * 3, page.height * 3), Image.Resampling.NEAREST)


_DECODERS: dict[str, Callable[[RenderedImage], Image.Image]] = {
    "SVG": _svg_pixels,
    "PDF": _pdf_pixels,
    "ZPL": _zpl_pixels,
    "TXT": _text_pixels,
}
