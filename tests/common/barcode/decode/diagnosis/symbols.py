"""Random symbols as images of modules, drawn by encoders that are not the product's.

zxing-cpp's writer and segno draw all but symbols with wrong check digits, which no encoder draws:
those follow the tables of the GS1 General Specifications.
"""

import io
from collections.abc import Callable
from random import Random
from typing import NamedTuple

import segno
import zxingcpp
from PIL import Image

from tests.common.barcode.decode.diagnosis import ean


class Drawn(NamedTuple):
    """A symbol.

    Attributes:
        format: zxing-cpp's name.
        image: black on white, `MODULE` px to a module, without a quiet zone.
        text: what it says.
        is_linear: True for bars in one row.
    """

    format: str
    image: Image.Image
    text: str
    is_linear: bool


MODULE = 8
_CAPITALS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"


def digits(rng: Random, count: int) -> str:
    """Return *count* random digits."""
    return "".join(str(rng.randrange(10)) for _ in range(count))


def letters(rng: Random, low: int, high: int) -> str:
    """Return random capital letters and digits."""
    return "".join(rng.choice(_CAPITALS) for _ in range(rng.randint(low, high)))


_LINEAR: dict[str, Callable[[Random], str]] = {
    "EAN13": lambda rng: ean.complete(digits(rng, 12)),
    "EAN8": lambda rng: ean.complete(digits(rng, 7)),
    "UPCA": lambda rng: ean.complete(digits(rng, 11)),
    "Code128": lambda rng: letters(rng, 6, 16),
    "Code39": lambda rng: letters(rng, 5, 10),
    "Code93": lambda rng: letters(rng, 6, 14),
    "ITF": lambda rng: digits(rng, 14),
    "Codabar": lambda rng: "A" + digits(rng, 10) + "B",
}
_TWO_DIMENSIONAL: dict[str, Callable[[Random], str]] = {
    "QRCode": lambda rng: "https://example.com/" + letters(rng, 5, 40),
    "MicroQRCode": lambda rng: letters(rng, 5, 12),
    "DataMatrix": lambda rng: letters(rng, 8, 40),
    "Aztec": lambda rng: letters(rng, 8, 40),
    "PDF417": lambda rng: letters(rng, 15, 60),
    "MicroPDF417": lambda rng: letters(rng, 8, 20),
    "RMQRCode": lambda rng: letters(rng, 5, 12),
}


def linear(rng: Random, *names: str) -> Drawn:
    """Return a random linear symbol, of one of the formats *names* if there are any."""
    name = rng.choice(names or tuple(_LINEAR))
    return _by_zxing(name, _LINEAR[name](rng))


def matrix(rng: Random, *names: str) -> Drawn:
    """Return a random 2D symbol, of one of the formats *names* if there are any."""
    name = rng.choice(names or tuple(_TWO_DIMENSIONAL))
    text = _TWO_DIMENSIONAL[name](rng)
    if name == "QRCode" and rng.random() < 0.5:
        return _by_segno(rng, text)
    return _by_zxing(name, text)


def read(image: Image.Image) -> list[str]:
    """Return what zxing-cpp reads in *image*."""
    return [one.text for one in zxingcpp.read_barcodes(image.convert("L"))]


def any_symbol(rng: Random) -> Drawn:
    """Return a random symbol of any kind."""
    return linear(rng) if rng.random() < 0.5 else matrix(rng)


def _by_zxing(name: str, text: str) -> Drawn:
    barcode = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat[name])
    image = Image.fromarray(barcode.to_image(scale=MODULE, add_quiet_zones=False))
    return Drawn(name, image, text, name in _LINEAR)


def _by_segno(rng: Random, text: str) -> Drawn:
    file = io.BytesIO()
    segno.make(text, error=rng.choice("LMQH"), micro=False).save(
        file, kind="png", scale=MODULE, border=0
    )
    return Drawn("QRCode", Image.open(file).convert("L"), text, is_linear=False)
