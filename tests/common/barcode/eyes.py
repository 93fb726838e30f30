"""Independent eyes for pictures: every image format back to pixels, and those read by zxing-cpp."""

import io
import re
from collections.abc import Callable

import pypdfium2
import resvg_py
import zxingcpp
from PIL import Image, ImageOps

from common.barcode.model.rendered_image import Picture
from common.barcode.model.symbol import Reading

_BLOCKS = {" ": (0, 0), "▀": (1, 0), "▄": (0, 1), "█": (1, 1)}  # upper, lower; 1 is filled
_COLOUR = re.compile(r"\x1b\[([34]8);2;(\d+);(\d+);(\d+)m")
_SGR = re.compile(r"\x1b\[[0-9;]*m")


def see(picture: Picture) -> Image.Image:
    """Return *picture* as a decoder of its format shows it on a white page, in whole dots."""
    return _DECODERS.get(picture.image_format, _see_raster)(picture)


def read(
    picture: Picture, reading: Reading | None = None, *, inverted: bool = False
) -> list[zxingcpp.Barcode]:
    """Return what zxing-cpp finds in *picture*: whatever there is, or what *reading* asks for."""
    image = see(picture)
    return read_image(ImageOps.invert(image) if inverted else image, reading)


def read_image(image: Image.Image, reading: Reading | None = None) -> list[zxingcpp.Barcode]:
    """Return what zxing-cpp finds in *image*: whatever there is, or what *reading* asks for."""
    image = image.convert("L")
    if reading is None:
        return zxingcpp.read_barcodes(image)
    add_on = zxingcpp.EanAddOnSymbol.Require if reading.add_on else zxingcpp.EanAddOnSymbol.Ignore
    formats = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat[reading.formats[0]])
    return zxingcpp.read_barcodes(image, formats=formats, ean_add_on_symbol=add_on)


def _see_raster(picture: Picture) -> Image.Image:
    image = Image.open(io.BytesIO(picture.body))
    return _on_white(image.convert("RGBA"))


def _on_white(image: Image.Image) -> Image.Image:
    page = Image.new("RGBA", image.size, "white")
    return Image.alpha_composite(page, image).convert("RGB")


def _see_svg(picture: Picture) -> Image.Image:
    # Sizes in mm end between two pixels; four pixels a dot leave little of that.
    zoom = 4 if b'mm"' in picture.body[:200] else 1
    body = resvg_py.svg_to_bytes(
        svg_string=picture.body.decode(),
        width=zoom * picture.width_px,
        dpi=96,
        skip_system_fonts=True,
    )
    return _on_white(Image.open(io.BytesIO(bytes(body))).convert("RGBA"))


def _see_pdf(picture: Picture) -> Image.Image:
    document = pypdfium2.PdfDocument(picture.body)
    page = document[0]
    # Four pixels a dot: pdfium rounds a page up to whole pixels and stretches it to fit.
    image = page.render(scale=4 * picture.width_px / page.get_width()).to_pil()
    document.close()
    return image.convert("RGB")


def _see_zpl(picture: Picture) -> Image.Image:
    found = re.search(rb"\^GFA,(\d+),(\d+),(\d+),([0-9A-F]+)\^FS", picture.body)
    assert found is not None
    total, stride = int(found[1]), int(found[3])
    pixels = bytes.fromhex(found[4].decode())
    assert found[1] == found[2]
    assert total == len(pixels)
    size = (picture.width_px, picture.height_px)
    return Image.frombytes("1", size, pixels, "raw", "1;I", stride).convert("RGB")


def _see_text(picture: Picture) -> Image.Image:
    text = picture.body.decode()
    said = {kind: tuple(map(int, rgb)) for kind, *rgb in _COLOUR.findall(text)}
    inks = said.get("48", (255, 255, 255)), said.get("38", (0, 0, 0))
    lines = [line for line in _SGR.sub("", text).splitlines() if set(line) <= set(_BLOCKS)]
    width = picture.width_px
    rows = [
        [inks[_BLOCKS[cell][half]] for cell in line.ljust(width)]
        for line in lines
        for half in (0, 1)
    ]
    cells = Image.new("RGB", (width, len(rows)))
    cells.putdata([ink for row in rows for ink in row])
    page = Image.new("RGB", (width + 8, len(rows) + 8), inks[0])  # a terminal has a margin too
    page.paste(cells, (4, 4))
    return page.resize((page.width * 3, page.height * 3), Image.Resampling.NEAREST)


_DECODERS: dict[str, Callable[[Picture], Image.Image]] = {
    "SVG": _see_svg,
    "PDF": _see_pdf,
    "ZPL": _see_zpl,
    "TXT": _see_text,
}
