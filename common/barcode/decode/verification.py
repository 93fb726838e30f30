"""Decoding of encoded symbols by an independent decoder, before any image of them is sent.

The decoder is zxing-cpp if it supports the symbology, and otherwise one of
`common.barcode.decode.decoders`, which share no code with the encoders. For zxing-cpp, a linear
symbol is one scanline, any other symbol its module matrix, at one pixel a module with the quiet
zone and nothing else, so that it need not search. Tests decode images of every format, to check
that they show the same modules.
"""

import io
from collections.abc import Iterator
from functools import cache, lru_cache
from operator import attrgetter

import zxingcpp
from msgspec import Struct
from PIL import Image, ImageOps

from common.barcode.decode import catalogue, grayscale, searches, sequences
from common.barcode.decode.decoder import Decoding
from common.barcode.model.errors import ReadBackError
from common.barcode.model.rendered_image import Verified
from common.barcode.model.symbol import QuietZone, Reading, Row, Symbol

# Python 3.11 looks a member of an Enum up by a function of the enum module.
_BINARIZER = zxingcpp.Binarizer.FixedThreshold
_WITH_ADD_ON, _WITHOUT_ADD_ON = zxingcpp.EanAddOnSymbol.Require, zxingcpp.EanAddOnSymbol.Ignore
_MODULES = attrgetter("modules")
_TO_LUMINANCE = bytes.maketrans(b"\x00\x01", b"\xff\x00")
_MARGIN = 4
# Decoders of stacked symbols and of DataBar need a row more than once: three pixels a module of its
# height, and at most six.
_LINES_PER_MODULE = 3
_MAX_LINES = 6
_HEXAGON = 4
_NARROWED = (6, 3)  # pixels of the picture for each module of a symbol without its quiet zone
_WIDE = (b"\xff" * _HEXAGON, b"\x00" * _HEXAGON)


# By the option that changes the widths of bars.
_FIXES = {
    "bar_width_reduction": "Lower bar_width_reduction, or make the modules wider.",
    "wide_to_narrow_ratio": "Leave it out, or make the modules wider.",
}


class Appearance(Struct, frozen=True):
    """How an image shows its symbol.

    Attributes:
        rotation: rotation of the symbol in degrees, clockwise.
        is_light_on_dark: True if light and dark are exchanged.
    """

    rotation: int = 0
    is_light_on_dark: bool = False


def check(symbol: Symbol) -> Verified:
    """Check that a decoder returns the data of *symbol*.

    Returns:
        ``true``, or ``unsupported`` if no decoder supports the symbology.

    Raises:
        ReadBackError: the decoder found nothing, or other data.
    """
    # Most are read by zxing-cpp, at the first attempt.
    if symbol.reading is None and not catalogue.is_decoded(symbol.symbology):
        return "unsupported"
    if not _is_correct(symbol):
        raise ReadBackError.of(
            "data",
            f"{symbol.symbology}.unreadable",
            "An independent decoder did not return the encoded data.",
            "Change the data or choose another symbology; please report this data as a bug.",
        )
    return "true"


def is_readable(symbol: Symbol) -> bool:
    """Return True if zxing-cpp or a decoder of the project supports the symbology of *symbol*."""
    return symbol.reading is not None or catalogue.is_decoded(symbol.symbology)


def _is_correct(symbol: Symbol) -> bool:
    if symbol.reading is None:
        found = catalogue.decode_symbol(symbol, (symbol.symbology,))
        return any(_agrees(symbol, one) and one.sequence == symbol.sequence for one in found)
    if symbol.sequence is not None and sequences.read(symbol) != symbol.sequence:
        return False
    # A few symbols are found by the search only; see `read`.
    return _is_read(symbol, symbol.reading) or _is_read(symbol, symbol.reading, pure=False)


def _is_read(symbol: Symbol, reading: Reading, *, pure: bool = True) -> bool:
    return any(matches(reading, barcode) for barcode in read(symbol, reading, pure=pure))


def check_image(
    symbol: Symbol, file: bytes, field: str = "verify", appearance: Appearance | None = None
) -> None:
    """Check that a decoder finds *symbol* in a finished image, with its text and colours.

    Args:
        symbol: the symbol in the image; if no decoder supports it, nothing is checked.
        file: bytes of a raster image.
        field: the option that an error names.
        appearance: how the image shows *symbol*, if not upright and dark on light. zxing-cpp does
            not need it; some symbols of other decoders have another meaning upside down.

    Raises:
        ReadBackError: the decoder found nothing, or other data.
    """
    # Transparent pixels are white, as on most pages.
    image = grayscale.flatten(Image.open(io.BytesIO(file)))
    if _is_found(symbol, image, appearance or Appearance()):
        return
    raise ReadBackError.of(
        field,
        "picture.unreadable",
        "An independent decoder did not read the finished picture.",
        _FIXES.get(field, "Make it larger (scale), print no text, or use black on white."),
    )


def _is_found(symbol: Symbol, image: Image.Image, appearance: Appearance) -> bool:
    reading = symbol.reading
    if reading is None:
        return _is_found_by_search(symbol, image, appearance)
    return any(
        matches(reading, barcode)
        for is_pure in (False, True)  # some symbologies are found in one way only
        for barcode in _decode(image, reading, is_pure=is_pure)
    )


def _is_found_by_search(symbol: Symbol, image: Image.Image, appearance: Appearance) -> bool:
    if not catalogue.is_decoded(symbol.symbology):
        return True
    # Pillow rotates anticlockwise.
    upright = image.rotate(appearance.rotation, expand=True) if appearance.rotation else image
    positive = ImageOps.invert(upright) if appearance.is_light_on_dark else upright
    return any(
        _agrees(symbol, located.decoding)
        for view in _views(positive, symbol)
        for located in searches.find(view, (symbol.symbology,))
    )


def _views(image: Image.Image, symbol: Symbol) -> Iterator[Image.Image]:
    """Yield *image*, or copies with narrower bars if those of *symbol* are wide."""
    # Bars that are wider than high look like lines in the other direction, and a search of many
    # pixels takes seconds.
    if symbol.shape != "linear" or image.width < 2 * _NARROWED[0] * symbol.width:
        yield image
        return
    for module in _NARROWED:
        yield image.resize((module * symbol.width, image.height), Image.Resampling.BOX)


def _agrees(symbol: Symbol, decoding: Decoding) -> bool:
    if symbol.content is not None:
        return decoding.content == symbol.content
    return decoding.text == symbol.data


def _decode(image: Image.Image, reading: Reading, *, is_pure: bool) -> list[zxingcpp.Barcode]:
    return zxingcpp.read_barcodes(
        image,
        formats=format_of(reading.formats[0]),
        is_pure=is_pure,
        ean_add_on_symbol=_WITH_ADD_ON if reading.add_on else _WITHOUT_ADD_ON,
    )


def matches(reading: Reading, barcode: zxingcpp.Barcode) -> bool:
    """Return True if *barcode*, decoded in zxing-cpp's default text mode, agrees with *reading*."""
    if barcode.format.name not in reading.formats:
        return False
    # Without it a GS1-128 would pass for a Code 128 of the same characters.
    if not barcode.symbology_identifier.startswith(reading.identifier):
        return False
    if reading.content is not None:
        return barcode.bytes == reading.content
    return barcode.text == reading.text


def read(symbol: Symbol, reading: Reading, *, pure: bool = True) -> list[zxingcpp.Barcode]:
    """Return the barcodes that zxing-cpp finds in the modules of *symbol*.

    Args:
        symbol: the symbol to decode.
        reading: gives the format to search for.
        pure: True to omit the search. The decoder then regards the outermost dark modules as the
            edges, which fails for a few symbols without dark modules there (1 of 30,000 Aztec
            Codes).
    """
    return zxingcpp.read_barcodes(
        module_image(symbol),
        formats=format_of(reading.formats[0]),
        # The modules are known to be upright, dark on light and sharp: nothing has to be searched
        # for.
        try_rotate=False,
        try_downscale=False,
        try_invert=False,
        binarizer=_BINARIZER,
        is_pure=pure,
        ean_add_on_symbol=_WITH_ADD_ON if reading.add_on else _WITHOUT_ADD_ON,
    )


def module_image(symbol: Symbol) -> memoryview:
    """Return *symbol* as rows of luminance, one pixel a module, with a quiet zone.

    Hexagons of MaxiCode are squares of four pixels, odd rows half a module to the right.
    """
    if symbol.shape == "linear":
        return _scanline(symbol)
    return _hexagons(symbol) if symbol.shape == "hexagonal" else _matrix(symbol)


@cache
def format_of(name: str) -> zxingcpp.BarcodeFormats:
    """Return the format of zxing-cpp that is called *name*."""
    return zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat[name])


def _scanline(symbol: Symbol) -> memoryview:
    left, right = _margins(symbol.quiet_zone)
    line = left + symbol.rows[0].modules.translate(_TO_LUMINANCE) + right
    lines = _MAX_LINES if symbol.symbology.startswith("databar") else 1
    return memoryview(line * lines).cast("B", shape=[lines, len(line)])


@lru_cache(maxsize=64)
def _margins(zone: QuietZone) -> tuple[bytes, bytes]:
    return b"\xff" * max(zone.left, _MARGIN), b"\xff" * max(zone.right, _MARGIN)


def _matrix(symbol: Symbol) -> memoryview:
    margin = bytes(_MARGIN)
    width = symbol.width + 2 * _MARGIN
    blank = bytes(width * _MARGIN)
    if symbol.shape == "stacked":
        rows = b"".join([(margin + row.modules + margin) * _lines(row) for row in symbol.rows])
    else:
        between = 2 * margin
        rows = margin + between.join(map(_MODULES, symbol.rows)) + margin
    pixels = b"".join((blank, rows, blank)).translate(_TO_LUMINANCE)
    return memoryview(pixels).cast("B", shape=[len(pixels) // width, width])


def _hexagons(symbol: Symbol) -> memoryview:
    margin = b"\xff" * _MARGIN
    half = b"\xff" * (_HEXAGON // 2)
    rows = []
    for number, row in enumerate(symbol.rows):
        line = b"".join(_WIDE[module] for module in row.modules)
        # Every second row of MaxiCode is shifted by half a hexagon.
        line = half + line if number % 2 else line + half
        rows.append((margin + line + margin) * _HEXAGON)
    width = symbol.width * _HEXAGON + len(half) + 2 * _MARGIN
    blank = b"\xff" * (width * _MARGIN)
    pixels = b"".join((blank, *rows, blank))
    return memoryview(pixels).cast("B", shape=[len(pixels) // width, width])


def _lines(row: Row) -> int:
    return min(_MAX_LINES, round(_LINES_PER_MODULE * row.height))
