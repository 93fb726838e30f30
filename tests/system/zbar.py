"""zbar, a reader that is independent of the one in the product.

Uses Debian's libzbar0 through ctypes, with the functions and constants of <zbar.h> 0.23.
"""

import ctypes
import ctypes.util
from functools import cache

from PIL import Image

Y800 = int.from_bytes(b"Y800", "little")
ENABLE, ANY = 0, 0  # zbar_config_t ZBAR_CFG_ENABLE; zbar_symbol_type_t ZBAR_NONE: all


@cache
def _library() -> ctypes.CDLL:
    found = ctypes.CDLL(ctypes.util.find_library("zbar"))
    for name in ("zbar_image_scanner_create", "zbar_image_create"):
        getattr(found, name).restype = ctypes.c_void_p
    for name in ("zbar_image_first_symbol", "zbar_symbol_next"):
        getattr(found, name).restype = ctypes.c_void_p
        getattr(found, name).argtypes = [ctypes.c_void_p]
    found.zbar_symbol_get_data.restype = ctypes.c_void_p
    found.zbar_get_symbol_name.restype = ctypes.c_char_p
    return found


def read(image: Image.Image) -> set[tuple[str, bytes]]:
    """Return (type, data) of every barcode that zbar finds, with zbar's names of types."""
    zbar, grey = _library(), image.convert("L")
    pixels = grey.tobytes()
    scanner = ctypes.c_void_p(zbar.zbar_image_scanner_create())
    picture = ctypes.c_void_p(zbar.zbar_image_create())
    try:
        zbar.zbar_image_scanner_set_config(scanner, ANY, ENABLE, 1)
        zbar.zbar_image_set_format(picture, ctypes.c_ulong(Y800))
        zbar.zbar_image_set_size(picture, grey.width, grey.height)
        zbar.zbar_image_set_data(picture, pixels, ctypes.c_ulong(len(pixels)), None)
        zbar.zbar_scan_image(scanner, picture)
        return set(_symbols(zbar, picture))
    finally:
        zbar.zbar_image_destroy(picture)
        zbar.zbar_image_scanner_destroy(scanner)


def _symbols(zbar: ctypes.CDLL, picture: ctypes.c_void_p) -> list[tuple[str, bytes]]:
    found = []
    symbol = zbar.zbar_image_first_symbol(picture)
    while symbol:
        pointer = ctypes.c_void_p(symbol)
        kind = zbar.zbar_get_symbol_name(zbar.zbar_symbol_get_type(pointer)).decode()
        length = zbar.zbar_symbol_get_data_length(pointer)
        found.append((kind, ctypes.string_at(zbar.zbar_symbol_get_data(pointer), length)))
        symbol = zbar.zbar_symbol_next(symbol)
    return found
