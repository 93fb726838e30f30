"""Pictures of pixels: the frames that Pillow reads, and HEIC."""

import io
import struct
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

import pi_heif
from PIL import Image, ImageOps, UnidentifiedImageError

from common.barcode.pages import page_errors
from common.barcode.pages.page import MAX_PIXELS, MAX_SIDE, EmbeddedPicture, Page

FORMATS = ("PNG", "JPEG", "GIF", "BMP", "TIFF", "WEBP", "PCX", "PPM", "AVIF", "HEIF")
# What plugins of Pillow raise at damaged files.
_DAMAGE = (
    *(OSError, ValueError, SyntaxError, EOFError, OverflowError),
    *(LookupError, RuntimeError, TypeError, ZeroDivisionError, struct.error),
)
_MAX_DPI = 10_000.0
# TIFF 6.0, tag 254 NewSubfileType: bit 0 marks a smaller copy of another page, bit 2 a mask.
_SUBFILE_TYPE, _NO_PAGE = 254, 0b101
# CIPA DC-007, 5.2.3.3: the list of entries. Thumbnails and undefined ones, such as gain maps, show
# what another frame shows.
_MP_ENTRIES = 0xB002
_MP_PICTURES = ("Baseline MP Primary Image", "Multi-Frame Image")


@cache
def import_formats() -> None:
    """Import the image formats."""
    Image.preinit()
    # Without thumbnails: a picture is read once.
    pi_heif.register_heif_opener(thumbnails=False)


class RasterPicture:
    """A picture of one or more frames.

    Args:
        content: a file in one of FORMATS.

    Raises:
        UnreadableImage: it is of another type, broken, or too large.
    """

    def __init__(self, content: bytes) -> None:
        import_formats()
        try:
            # Pillow warns of what is refused below.
            with _quiet():
                self._image = Image.open(io.BytesIO(content), formats=FORMATS)
                _check_size(self._image, 1)
                self._has_frames = getattr(self._image, "n_frames", 1) > 1
                self._frames = _frames(self._image)
        except UnidentifiedImageError as error:
            raise page_errors.unknown() from error
        except MemoryError as error:
            raise page_errors.too_costly() from error
        except Image.DecompressionBombError as error:
            raise page_errors.too_large("too many px") from error
        except _DAMAGE as error:
            raise page_errors.broken() from error

    @property
    def page_count(self) -> int:
        """Return the number of frames that are pictures of their own."""
        return len(self._frames)

    def page(self, number: int) -> Page:
        """Return the frame with this *number*, from 1, turned as its EXIF data says."""
        try:
            with _quiet():
                if self._has_frames:
                    self._image.seek(self._frames[number - 1])
                _check_size(self._image, number)
                if self._has_frames:
                    return Page(number, ImageOps.exif_transpose(self._image), _dpi(self._image))
                # The only frame needs no copy.
                self._image.load()
                ImageOps.exif_transpose(self._image, in_place=True)
                return Page(number, self._image, _dpi(self._image))
        except MemoryError as error:
            raise page_errors.too_costly(number) from error
        except Image.DecompressionBombError as error:
            raise page_errors.too_large("too many px", number) from error
        except _DAMAGE as error:
            raise page_errors.broken(number) from error

    def embedded(self, page: Page) -> Iterator[EmbeddedPicture]:
        """Yield nothing: a frame shows all of its pixels."""
        yield from ()

    def close(self) -> None:
        """Release the memory of the file."""
        self._image.close()


def _check_size(image: Image.Image, number: int) -> None:
    """Refuse a frame that is too large, before its pixels are read."""
    width, height = image.size
    if width * height > MAX_PIXELS or max(width, height) > MAX_SIDE:
        raise page_errors.too_large(f"{width} × {height} px", number)


def _frames(image: Image.Image) -> tuple[int, ...]:
    """Return the places of the frames that are pictures of their own."""
    count = getattr(image, "n_frames", 1)
    if count == 1:
        return (0,)
    if image.format == "TIFF":
        # A file may have nothing but copies: then they are what it shows.
        return tuple(n for n in range(count) if _is_page(image, n)) or tuple(range(count))
    if image.format == "MPO":
        entries = getattr(image, "mpinfo", {}).get(_MP_ENTRIES, ())
        kinds = [str(entry["Attribute"]["MPType"]) for entry in entries]
        others = tuple(n for n, kind in enumerate(kinds) if kind.startswith(_MP_PICTURES))
        return tuple(sorted({0, *others}))
    return tuple(range(count))


def _is_page(image: Image.Image, place: int) -> bool:
    image.seek(place)
    tags = getattr(image, "tag_v2", {})
    return not int(tags.get(_SUBFILE_TYPE, 0)) & _NO_PAGE


def _dpi(image: Image.Image) -> float:
    dpi = image.info.get("dpi")
    try:
        across = float(dpi[0]) if dpi else 0.0
    except (TypeError, ValueError, LookupError, ZeroDivisionError):
        return 0.0
    # 1 is what some programs write for an unknown resolution. A NaN compares as False.
    return across if 1 < across <= _MAX_DPI else 0.0


@contextmanager
def _quiet() -> Iterator[None]:
    with warnings.catch_warnings():
        # Sizes are checked here before any pixel is read; damage that Pillow tolerates is no error.
        warnings.simplefilter("ignore")
        yield
