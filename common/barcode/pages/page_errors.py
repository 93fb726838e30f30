"""Why a file, or a page of it, can't be read."""

from common.barcode.model.errors import UnreadableImage
from common.barcode.pages.page import MAX_PIXELS, MAX_SIDE

READABLE = "PNG, JPEG, GIF, BMP, TIFF, WEBP, AVIF, HEIC, PCX, PPM, SVG or PDF"


def unknown() -> UnreadableImage:
    """Return the error of a file of no known type."""
    return UnreadableImage.of(
        "image",
        "image.unknown",
        "This is no picture or document that can be opened here.",
        f"Send {READABLE}.",
    )


def broken(page: int = 1) -> UnreadableImage:
    """Return the error of a file that is damaged at *page*."""
    if page > 1:
        return UnreadableImage.of(
            "image",
            "image.broken",
            f"Page {page} of the file is broken: it can't be read to its end.",
            f"Send the whole file as it was saved, or read the others with pages={_before(page)}.",
        )
    return UnreadableImage.of(
        "image",
        "image.broken",
        "The picture is broken: it can't be read to its end.",
        "Send the whole file as it was saved.",
    )


def _before(page: int) -> str:
    return "1" if page == 2 else f"1-{page - 1}"


def too_costly(page: int = 1) -> UnreadableImage:
    """Return the error of a *page* whose pixels need more memory than there is."""
    subject = "the picture" if page == 1 else f"page {page}"
    return UnreadableImage.of(
        "image",
        "image.too_costly",
        f"Reading {subject} takes more memory than one request may use.",
        "Send a smaller picture: 1500 px across suffice for most barcodes. Of a document, choose"
        " other pages with pages=.",
    )


def too_large(size: str, page: int = 1) -> UnreadableImage:
    """Return the error of a *page* of more pixels than are read; *size* describes it."""
    subject = "The picture" if page == 1 else f"Page {page}"
    return UnreadableImage.of(
        "image",
        "image.too_large",
        f"{subject} has {size}.",
        f"Send at most {MAX_PIXELS // 1_000_000} million px, {MAX_SIDE} in a row; 1500 px across"
        " suffice for most.",
    )


def no_size() -> UnreadableImage:
    """Return the error of a drawing or page without an area."""
    return UnreadableImage.of(
        "image",
        "image.no_size",
        "The width or height of the drawing is zero, negative or no number.",
        "Set width, height or viewBox of the drawing.",
    )


def encrypted() -> UnreadableImage:
    """Return the error of a document that needs a password."""
    return UnreadableImage.of(
        "image",
        "image.encrypted",
        "The PDF can't be opened without a password.",
        "Save a copy without a password, or send the page as a picture.",
    )


def no_pages() -> UnreadableImage:
    """Return the error of a document without pages."""
    return UnreadableImage.of(
        "image", "image.no_pages", "The file has no pages.", "Send a file with at least one page."
    )
