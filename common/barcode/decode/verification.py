"""Reads our own modules back with an independent decoder before anything is sent.

The decoder is zxing-cpp if it knows the symbology, and else one of
:mod:`common.barcode.decode.decoders`, which share nothing with the encoders. zxing-cpp sees a
linear symbol as one scanline, any other as its module matrix, each a pixel a module with its quiet
zone and nothing else, so that it needs no search. That pictures say the same as their modules is
proven in tests, which decode every image format.
"""

import io
from functools import cache

import zxingcpp
from msgspec import Struct
from PIL import Image, ImageOps

from common.barcode.decode import catalogue, grayscale, searches
from common.barcode.model.errors import ReadBackError
from common.barcode.model.rendered_image import Verified
from common.barcode.model.symbol import Reading, Row, Symbol

_TO_LUMINANCE = bytes.maketrans(b"\x00\x01", b"\xff\x00")
_MARGIN = 4
# Decoders of stacked symbols, and of DataBar, want to see a row more than once: they get three
# pixels a module of its height, and at most so many.
_LINES_PER_MODULE = 3
_MOST_LINES = 6
_HEXAGON = 4
_WIDE = (b"\xff" * _HEXAGON, b"\x00" * _HEXAGON)


class Dress(Struct, frozen=True):
    """How a picture shows its symbol.

    Attributes:
        turn: degrees clockwise.
        is_light_on_dark: True if light and dark are exchanged.
    """

    turn: int = 0
    is_light_on_dark: bool = False


def check(symbol: Symbol) -> Verified:
    """Read *symbol* back.

    Returns:
        ``true``, or ``unsupported`` if no decoder knows the symbology.

    Raises:
        ReadBackError: the reader found nothing, or something other than what was asked for.
    """
    if not is_readable(symbol):
        return "unsupported"
    if not _is_right(symbol):
        raise ReadBackError.of(
            "data",
            f"{symbol.symbology}.unreadable",
            "An independent reader did not read back what was asked for.",
            "Change the data or choose another symbology; please report this data as a fault.",
        )
    return "true"


def is_readable(symbol: Symbol) -> bool:
    """Return True if zxing-cpp or a decoder of ours reads the symbology of *symbol*."""
    return symbol.reading is not None or catalogue.is_decoded(symbol.symbology)


def _is_right(symbol: Symbol) -> bool:
    if symbol.reading is None:
        found = catalogue.decode_symbol(symbol, (symbol.symbology,))
        return any(decoding.text == symbol.data for decoding in found)
    return _reads(symbol, symbol.reading) or _reads(symbol, symbol.reading, pure=False)


def _reads(symbol: Symbol, reading: Reading, *, pure: bool = True) -> bool:
    return any(matches(reading, barcode) for barcode in read(symbol, reading, pure=pure))


def check_file(
    symbol: Symbol, file: bytes, field: str = "verify", dress: Dress | None = None
) -> None:
    """Read the finished picture in *file* back as a scanner would: text, colours, edges and all.

    Args:
        symbol: what it shows; one that no reader finds in pictures is let pass.
        file: in an image format that is pixels.
        field: the option that an error names.
        dress: how *file* shows *symbol*, if not upright and dark on light. zxing-cpp finds that out
            itself; some symbols that it doesn't read say something else upside down.

    Raises:
        ReadBackError: the reader found nothing, or something other than what was asked for.
    """
    image = grayscale.flatten(Image.open(io.BytesIO(file)))
    if _is_found(symbol, image, dress or Dress()):
        return
    raise ReadBackError.of(
        field,
        "picture.unreadable",
        "An independent reader did not read the finished picture.",
        "Make it larger (scale), print no text, or use black on white.",
    )


def _is_found(symbol: Symbol, image: Image.Image, dress: Dress) -> bool:
    reading = symbol.reading
    if reading is None:
        return _is_found_by_search(symbol, image, dress)
    return any(
        matches(reading, barcode)
        for is_pure in (False, True)  # some symbologies are found by the one way only
        for barcode in _decode(image, reading, is_pure=is_pure)
    )


def _is_found_by_search(symbol: Symbol, image: Image.Image, dress: Dress) -> bool:
    if not catalogue.is_decoded(symbol.symbology):
        return True
    upright = image.rotate(dress.turn, expand=True) if dress.turn else image
    positive = ImageOps.invert(upright) if dress.is_light_on_dark else upright
    found = searches.find(positive, (symbol.symbology,))
    return any(located.decoding.text == symbol.data for located in found)


def _decode(image: Image.Image, reading: Reading, *, is_pure: bool) -> list[zxingcpp.Barcode]:
    return zxingcpp.read_barcodes(
        image,
        formats=_format(reading.formats[0]),
        is_pure=is_pure,
        ean_add_on_symbol=_add_on(reading),
    )


def matches(reading: Reading, barcode: zxingcpp.Barcode) -> bool:
    """Tell whether *barcode*, read in zxing-cpp's default text mode, is what *reading* asks for."""
    if barcode.format.name not in reading.formats:
        return False
    if not barcode.symbology_identifier.startswith(reading.identifier):
        return False
    if reading.content is not None:
        return barcode.bytes == reading.content
    return barcode.text == reading.text


def read(symbol: Symbol, reading: Reading, *, pure: bool = True) -> list[zxingcpp.Barcode]:
    """Return what zxing-cpp reads from the modules of *symbol*, looking for *reading*'s formats.

    Args:
        symbol: to be read.
        reading: names the formats to look for.
        pure: spare the reader the search. It then takes the outermost dark modules for the edges,
            which fails for a few symbols that have none there (1 of 30,000 Aztec Codes).
    """
    return zxingcpp.read_barcodes(
        picture(symbol),
        formats=_format(reading.formats[0]),
        try_rotate=False,
        try_downscale=False,
        try_invert=False,
        binarizer=zxingcpp.Binarizer.FixedThreshold,
        is_pure=pure,
        ean_add_on_symbol=_add_on(reading),
    )


def picture(symbol: Symbol) -> memoryview:
    """Return *symbol* as rows of luminance, a pixel a module, with its quiet zone.

    MaxiCode's hexagons are squares of four pixels, odd rows half a module to the right.
    """
    if symbol.shape == "linear":
        return _scanline(symbol)
    return _hexagons(symbol) if symbol.shape == "hexagonal" else _matrix(symbol)


def _add_on(reading: Reading) -> zxingcpp.EanAddOnSymbol:
    return zxingcpp.EanAddOnSymbol.Require if reading.add_on else zxingcpp.EanAddOnSymbol.Ignore


@cache
def _format(name: str) -> zxingcpp.BarcodeFormats:
    return zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat[name])


def _scanline(symbol: Symbol) -> memoryview:
    zone = symbol.quiet_zone
    line = (
        b"\xff" * max(zone.left, _MARGIN)
        + symbol.rows[0].modules.translate(_TO_LUMINANCE)
        + b"\xff" * max(zone.right, _MARGIN)
    )
    lines = _MOST_LINES if symbol.symbology.startswith("databar") else 1
    return memoryview(line * lines).cast("B", shape=[lines, len(line)])


def _matrix(symbol: Symbol) -> memoryview:
    margin = bytes(_MARGIN)
    width = symbol.width + 2 * _MARGIN
    blank = bytes(width * _MARGIN)
    if symbol.shape == "stacked":
        rows = b"".join([(margin + row.modules + margin) * _lines(row) for row in symbol.rows])
    else:
        between = 2 * margin
        rows = margin + between.join([row.modules for row in symbol.rows]) + margin
    picture = b"".join((blank, rows, blank)).translate(_TO_LUMINANCE)
    return memoryview(picture).cast("B", shape=[len(picture) // width, width])


def _hexagons(symbol: Symbol) -> memoryview:
    margin = b"\xff" * _MARGIN
    half = b"\xff" * (_HEXAGON // 2)
    rows = []
    for number, row in enumerate(symbol.rows):
        line = b"".join(_WIDE[module] for module in row.modules)
        line = half + line if number % 2 else line + half
        rows.append((margin + line + margin) * _HEXAGON)
    width = symbol.width * _HEXAGON + len(half) + 2 * _MARGIN
    blank = b"\xff" * (width * _MARGIN)
    picture = b"".join((blank, *rows, blank))
    return memoryview(picture).cast("B", shape=[len(picture) // width, width])


def _lines(row: Row) -> int:
    return min(_MOST_LINES, round(_LINES_PER_MODULE * row.height))
