"""How well a styled QR Code survives a bad scan: blur and noise, read by two decoders."""

import hashlib
import io

import zxingcpp
from PIL import Image, ImageChops, ImageFilter, ImageOps

from common.barcode.decode import qr_codewords, qr_grid, verification
from common.barcode.model.symbol import Reading, Symbol

MODULE_PX = 5  # of the picture that is checked
_BLUR_MODULES = 0.35  # standard deviation; a camera that is a little out of focus
_NOISE = 48  # range of the noise in grey levels, of 256


def measure(symbol: Symbol, picture: bytes, *, is_light_on_dark: bool = False) -> int | None:
    """Return the error correction that is left in the blurred picture, in per cent.

    Both decoders must read the sharp picture and the blurred one with noise: zxing-cpp the meaning,
    the project's own reader the codewords of *symbol*.

    Args:
        symbol: the QR Code in the picture.
        picture: a PNG at `MODULE_PX` a module, upright.
        is_light_on_dark: True if light and dark are exchanged.

    Returns:
        0 to 100 for the worst block; None if one of the decoders fails.
    """
    assert symbol.reading is not None  # noqa: S101 - zxing-cpp reads QR Codes
    image = Image.open(io.BytesIO(picture)).convert("L")
    sharp = ImageOps.invert(image) if is_light_on_dark else image
    expected = qr_codewords.read([row.modules for row in symbol.rows])
    worst = 1.0
    for seen in (sharp, degrade(sharp)):
        sampled = qr_grid.modules(seen, MODULE_PX)
        found = sampled and qr_codewords.read(sampled)
        if not found or not expected or found.data != expected.data:
            return None
        if not _is_read(seen, symbol.reading):
            return None
        worst = min(worst, found.margin)
    return round(100 * worst)


def degrade(image: Image.Image) -> Image.Image:
    """Return *image* blurred and with noise, which is the same each time."""
    blurred = image.filter(ImageFilter.GaussianBlur(_BLUR_MODULES * MODULE_PX))
    count = image.width * image.height
    noise = Image.frombytes("L", image.size, hashlib.shake_128(b"noise").digest(count))
    faint = noise.point(lambda value: value * _NOISE // 256)
    return ImageChops.add(blurred, faint, 1, -_NOISE // 2)


def _is_read(image: Image.Image, reading: Reading) -> bool:
    found = zxingcpp.read_barcodes(image, formats=verification.format_of("QRCode"))
    return any(verification.matches(reading, barcode) for barcode in found)
