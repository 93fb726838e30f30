"""Reads every barcode in a picture somebody sends: a scan, a photo, one of our own.

Owns opening a picture that may be hostile and saying what was found; knows nothing of drawing.
"""

import io
import warnings

from PIL import Image, ImageOps, UnidentifiedImageError

from common.barcode.decode import grayscale, picture_search
from common.barcode.decode.found import Found
from common.barcode.model.errors import UnreadableImage

MAX_PIXELS = 25_000_000
MAX_SIDE = 10_000  # px, as many as are drawn here; what a search costs rises with the side
MAX_BARCODES = 100
IMAGE_FORMATS = ("PNG", "JPEG", "GIF", "BMP", "TIFF", "WEBP", "PCX", "PPM")


def import_formats() -> None:
    """Import the image formats now, not at the first picture: 17 ms in each forked process."""
    Image.preinit()


def read(picture: bytes, formats: tuple[str, ...] = ()) -> tuple[Found, ...]:
    """Return every barcode in *picture*, at most MAX_BARCODES, from top to bottom.

    Args:
        picture: a file in one of IMAGE_FORMATS; of several frames the first is read.
        formats: ids of the symbologies to look for; () looks for all. Symbologies whose bars fit
            others as well are looked for if they are named, or if nothing else is found.

    Raises:
        UnreadableImage: it can't be opened, has more than MAX_PIXELS, or a side above MAX_SIDE.
    """
    found = sorted(picture_search.find(_open(picture), formats), key=_place)
    return tuple(found[:MAX_BARCODES])


def _open(picture: bytes) -> Image.Image:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # the size is checked below, before any pixel is read
            image = Image.open(io.BytesIO(picture), formats=IMAGE_FORMATS)
        width, height = image.size
        if width * height > MAX_PIXELS or max(width, height) > MAX_SIDE:
            raise _too_large(f"{width} × {height} px")
        return grayscale.flatten(ImageOps.exif_transpose(image))
    except UnidentifiedImageError as error:
        raise UnreadableImage.of(
            "image",
            "image.unknown",
            "This is no picture that can be opened here.",
            f"Send {', '.join(IMAGE_FORMATS[:-1])} or {IMAGE_FORMATS[-1]}.",
        ) from error
    except Image.DecompressionBombError as error:
        raise _too_large("too many px") from error
    except (OSError, ValueError, SyntaxError, EOFError, MemoryError) as error:
        raise UnreadableImage.of(
            "image",
            "image.broken",
            "The picture is broken: it can't be read to its end.",
            "Send the whole file as it was saved.",
        ) from error


def _too_large(size: str) -> UnreadableImage:
    return UnreadableImage.of(
        "image",
        "image.too_large",
        f"The picture has {size}.",
        f"Send at most {MAX_PIXELS // 1_000_000} million px, {MAX_SIDE} in a row; 1500 px across"
        " suffice for most.",
    )


def _place(found: Found) -> tuple[int, int]:
    first = found.corners[0]
    return first.y, first.x
