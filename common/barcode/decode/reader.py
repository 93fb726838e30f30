"""Reads every barcode in a picture somebody sends: a scan, a photo, one of our own.

Owns opening a picture that may be hostile and saying what was found; knows nothing of drawing.
"""

import io
import warnings

import zxingcpp
from msgspec import Struct
from PIL import Image, ImageOps, UnidentifiedImageError

from common.barcode.decode import grayscale, rotated_search
from common.barcode.decode.rotated_search import Detection
from common.barcode.encode import gs1
from common.barcode.model.errors import UnreadableImage

MOST_PIXELS = 25_000_000
MOST_SIDE = 10_000  # px, as many as are drawn here; what a search costs rises with the side
# Looking for Aztec Codes in stripes takes time by the side's third power: seconds above this.
MOST_AZTEC_SIDE = 4_000
MOST_BARCODES = 100
_AZTEC = zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat.Aztec])
_BUT_AZTEC = zxingcpp.BarcodeFormats(
    [
        zxingcpp.BarcodeFormat[name]
        for name in """AllLinear QRCode MicroQRCode RMQRCode DataMatrix MaxiCode PDF417
        CompactPDF417 MicroPDF417""".split()  # noqa: SIM905  # a list of quoted names reads worse
    ]
)
# Light bars on dark zxing-cpp itself takes of matrix symbols only.
_LINEAR = zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat.AllLinear])
_ALL = zxingcpp.BarcodeFormats([])
IMAGE_FORMATS = ("PNG", "JPEG", "GIF", "BMP", "TIFF", "WEBP", "PCX", "PPM")

# zxing-cpp's names of formats, and the ids of the symbologies that draw them here.
SYMBOLOGY_OF = {
    "Aztec": "aztec",
    "AztecCode": "aztec",
    "AztecRune": "aztec_rune",
    "Codabar": "codabar",
    "Code128": "code128",
    "Code32": "code32",
    "Code39": "code39",
    "Code39Ext": "code39ext",
    "Code39Std": "code39",
    "Code93": "code93",
    "CompactPDF417": "pdf417_compact",
    "DXFilmEdge": "dx_film_edge",
    "DataBarExp": "databar_expanded",
    "DataBarExpStk": "databar_expanded_stacked",
    "DataBarLtd": "databar_limited",
    "DataBarOmni": "databar_omni",
    "DataBarStk": "databar_stacked",
    "DataBarStkOmni": "databar_stacked_omni",
    "DataMatrix": "datamatrix",
    "EAN13": "ean13",
    "EAN8": "ean8",
    "ISBN": "isbn13",
    "ITF": "itf",
    "ITF14": "itf14",
    "MaxiCode": "maxicode",
    "MicroPDF417": "micropdf417",
    "MicroQRCode": "micro_qr",
    "PDF417": "pdf417",
    "PZN": "pzn",
    "QRCode": "qr",
    "QRCodeModel2": "qr",
    "RMQRCode": "rmqr",
    "TelepenAlpha": "telepen",
    "TelepenNumeric": "telepen_numeric",
    "UPCA": "upca",
    "UPCE": "upce",
}

# AIM symbology identifiers that announce GS1 data (GS1 General Specifications, figure 7.8.1-1).
_GS1_MARKS = frozenset({"]C1", "]e0", "]d2", "]Q3", "]J1", "]L0"})
# Where AIM's identifier is all that tells a symbology from its carrier: drawn as the carrier, the
# same text would be another barcode.
_MARKED = {
    "]C1": "gs1_128",
    "]d2": "gs1_datamatrix",
    "]Q3": "gs1_qr",
    "]d7": "dmre",
    "]zC": "aztec_rune",
}


class Point(Struct, frozen=True):
    """A place in the picture, in px from its upper left corner."""

    x: int
    y: int


class Found(Struct, frozen=True):
    """One barcode in a picture.

    Attributes:
        format: id of the symbology, or the reader's own name where it is not drawn here.
        text: what it says, without its add-on; GS separators as the character U+001D.
        content: the bytes it holds.
        corners: upper left, upper right, lower right, lower left, as the symbol stands.
        angle_degrees: how far it is turned, clockwise.
        gs1_elements: the elements, if it announces GS1 data or is a GS1 Digital Link, each with
            its problem if it has one; empty for any other.
        gs1_problem: what is wrong with them and between them, if they break GS1's rules.
        symbology_identifier: AIM's, such as ``]C1``.
        error_correction: the level, where the symbology has levels.
        add_on: digits of an EAN/UPC add-on.
    """

    format: str
    text: str
    content: bytes
    corners: tuple[Point, Point, Point, Point]
    angle_degrees: int
    symbology_identifier: str
    gs1_elements: tuple[gs1.Element, ...] = ()
    gs1_problem: str = ""
    error_correction: str = ""
    add_on: str = ""


def import_formats() -> None:
    """Import the image formats now, not at the first picture: 17 ms in each forked process."""
    Image.preinit()


def read(picture: bytes) -> tuple[Found, ...]:
    """Return every barcode in *picture*, at most MOST_BARCODES, from top to bottom.

    Args:
        picture: a file in one of IMAGE_FORMATS; of several frames the first is read.

    Raises:
        UnreadableImage: it can't be opened, has more than MOST_PIXELS, or a side above MOST_SIDE.
    """
    image = _open(picture)
    seen = rotated_search.find(image, _search(image)) or _read(ImageOps.invert(image), _LINEAR, 1.0)
    return tuple(sorted((_report(one) for one in seen[:MOST_BARCODES]), key=_place))


def _search(image: Image.Image) -> list[Detection]:
    """Return what a reader of rows and columns finds."""
    if max(image.size) <= MOST_AZTEC_SIDE:
        return _read(image, _ALL, 1.0)
    small = image.copy()
    small.thumbnail((MOST_AZTEC_SIDE, MOST_AZTEC_SIDE))
    aztec = _read(small, _AZTEC, image.width / small.width)
    return [*_read(image, _BUT_AZTEC, 1.0), *aztec]


def _read(image: Image.Image, formats: zxingcpp.BarcodeFormats, scale: float) -> list[Detection]:
    found = zxingcpp.read_barcodes(
        image,
        formats=formats,
        text_mode=zxingcpp.TextMode.Plain,
        ean_add_on_symbol=zxingcpp.EanAddOnSymbol.Read,
    )
    return rotated_search.without_parts([Detection.of(barcode, scale) for barcode in found])


def _open(picture: bytes) -> Image.Image:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # the size is checked below, before any pixel is read
            image = Image.open(io.BytesIO(picture), formats=IMAGE_FORMATS)
        width, height = image.size
        if width * height > MOST_PIXELS or max(width, height) > MOST_SIDE:
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
        f"Send at most {MOST_PIXELS // 1_000_000} million px, {MOST_SIDE} in a row; 1500 px across"
        " suffice for most.",
    )


def _report(sighting: Detection) -> Found:
    barcode, corners, angle = sighting
    name = barcode.format.name
    carrier = SYMBOLOGY_OF.get(name, name)
    elements, problem = _elements(barcode)
    return Found(
        format=_MARKED.get(barcode.symbology_identifier, carrier),
        text=barcode.text.removesuffix(sighting.add_on),
        content=bytes(barcode.bytes),
        corners=(_point(corners[0]), _point(corners[1]), _point(corners[2]), _point(corners[3])),
        angle_degrees=angle,
        symbology_identifier=barcode.symbology_identifier,
        gs1_elements=elements,
        gs1_problem=problem,
        error_correction=barcode.ec_level,
        add_on=sighting.add_on,
    )


def _elements(barcode: zxingcpp.Barcode) -> tuple[tuple[gs1.Element, ...], str]:
    if barcode.symbology_identifier in _GS1_MARKS:
        return gs1.explain(barcode.text)
    return gs1.digital_link.explain(barcode.text)


def _point(corner: tuple[float, float]) -> Point:
    return Point(round(corner[0]), round(corner[1]))


def _place(found: Found) -> tuple[int, int]:
    first = found.corners[0]
    return first.y, first.x
