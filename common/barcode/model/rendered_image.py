"""What rendering returns."""

from typing import Literal

from msgspec import Struct

Verified = Literal["true", "unsupported"]


class RenderedImage(Struct, frozen=True):
    """A drawn barcode.

    Attributes:
        body: the file's bytes.
        media_type: such as ``image/png``.
        image_format: name of the image format, such as ``PNG``.
        symbology: id of the symbology.
        data: the data as encoded, with its check digit.
        text: what is printed below the bars; empty where nothing is.
        width_px: width of the picture, as turned.
        height_px: height of the picture, as turned.
        module_px: width of a module.
        module_mm: printed width of a module at the picture's resolution.
        verified: ``true`` where an independent reader read it back, ``unsupported`` where none
            reads it as it is drawn.
        warnings: what the caller should know, one sentence each.
    """

    body: bytes
    media_type: str
    image_format: str
    symbology: str
    data: str
    text: str
    width_px: int
    height_px: int
    module_px: int
    module_mm: float
    verified: Verified
    warnings: tuple[str, ...] = ()
