"""The result of drawing: an image with the facts that headers and JSON answers report."""

from typing import Literal

from msgspec import Struct

from common.barcode.model.errors import Problem

Verified = Literal["true", "unsupported"]


class RenderedImage(Struct, frozen=True):
    """A drawn barcode.

    Attributes:
        body: the file's bytes.
        media_type: such as ``image/png``.
        image_format: name of the image format, such as ``PNG``.
        symbology: id of the symbology.
        data: the data as encoded, with its check digit.
        text: the text printed below the bars; empty if there is none.
        width_px: width of the image, after rotation.
        height_px: height of the image, after rotation.
        module_px: width of a module.
        module_mm: printed width of a module at the resolution of the image.
        verified: ``true`` if an independent decoder read the symbol back, ``unsupported`` if none
            supports the symbol with these colours, rotation and text.
        ecc: the error correction level of a symbology that chooses it; empty if it does not.
        scan_margin: the error correction that is left in a styled symbol that is blurred and
            noisy, in per cent; None for a symbol without style.
        warnings: remarks for the caller, one sentence each.
        notices: those of them on the data, with field, code, fix and suggestion.
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
    notices: tuple[Problem, ...] = ()
    ecc: str = ""
    scan_margin: int | None = None
