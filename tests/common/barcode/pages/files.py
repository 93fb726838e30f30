"""Files for the tests, written by other programs than the one that reads them."""

import ctypes
import io
from collections.abc import Sequence

import pypdfium2
import zxingcpp
from PIL import Image
from pypdfium2 import raw


def barcode(text: str, name: str = "QRCode", scale: int = 4) -> Image.Image:
    """Draw with zxing-cpp's own writer."""
    written = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat[name])
    return Image.fromarray(written.to_image(scale=scale, add_quiet_zones=True)).convert("L")


def saved(image: Image.Image, kind: str, **options: object) -> bytes:
    file = io.BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


def frames(kind: str, *images: Image.Image, **options: object) -> bytes:
    return saved(images[0], kind, save_all=True, append_images=images[1:], **options)


def pdf(*pages: Sequence[tuple[Image.Image, tuple[float, ...]]], size: float = 300) -> bytes:
    """Return a PDF of square pages of *size* points, each with pictures and their matrices."""
    document = pypdfium2.PdfDocument.new()
    for pictures in pages:
        page = document.new_page(size, size)
        for image, matrix in pictures:
            placed = pypdfium2.PdfImage.new(document)
            placed.set_bitmap(pypdfium2.PdfBitmap.from_pil(image))
            placed.set_matrix(pypdfium2.PdfMatrix(*matrix))
            page.insert_obj(placed)
        page.gen_content()
    return saved_pdf(document)


def saved_pdf(document: pypdfium2.PdfDocument) -> bytes:
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def bars(page: pypdfium2.PdfPage, text: str, module: float) -> None:
    """Draw a Code 128 of paths on *page*, at (20, 20), with modules of *module* points."""
    image = barcode(text, "Code128", 1)
    row = image.crop((0, 2, image.width, 3)).tobytes()
    for place, level in enumerate(row):
        if level < 128:
            box = raw.FPDFPageObj_CreateNewRect(20 + place * module, 20, module, 40)
            raw.FPDFPageObj_SetFillColor(box, 0, 0, 0, 255)
            raw.FPDFPath_SetDrawMode(box, raw.FPDF_FILLMODE_ALTERNATE, ctypes.c_int(0))
            raw.FPDFPage_InsertObject(page, box)
    page.gen_content()
