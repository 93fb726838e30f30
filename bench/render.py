"""Measures the CPU time of one barcode, from options to bytes, compared with other libraries.

    make bench-render

The ways to draw take turns in each round, so that other load affects all of them. The result is the
median over the rounds of the CPU time of one picture, in µs.
"""

import io
import statistics
import sys
import time
from collections.abc import Callable

import barcode
import zint
import zxingcpp
from barcode.writer import ImageWriter
from PIL import Image

from common.barcode import pipeline
from common.barcode.decode import verification
from common.barcode.model import options

ROUNDS = 31
ROUND_NS = 8_000_000  # of CPU for one way in one round

CODE128 = {"data": "123456789", "format": "code128", "width": 200, "height": 100}
QR = {"data": "https://example.com/", "format": "qr", "width": 200}


def ours(arguments: dict[str, object], **more: object) -> Callable[[], object]:
    """Draw with this product's pipeline, from parsed options to bytes."""
    parsed_options = options.parse({**arguments, **more}, strings=False)
    return lambda: pipeline.draw(parsed_options)


def unchecked(arguments: dict[str, object], **more: object) -> Callable[[], object]:
    """Draw the same without the self-check, to measure its cost."""
    draw = ours(arguments, **more)

    def without() -> object:
        original, verification.check = verification.check, lambda symbol: "true"
        try:
            return draw()
        finally:
            verification.check = original

    return without


def with_parsing(arguments: dict[str, object]) -> Callable[[], object]:
    """Draw with this product's pipeline, from the arguments of a request to bytes."""
    return lambda: pipeline.draw(options.parse(arguments, strings=False))


def python_barcode() -> object:
    """Draw with python-barcode's defaults."""
    body = io.BytesIO()
    barcode.get("code128", "123456789", writer=ImageWriter()).write(body)
    return body


def python_barcode_tuned() -> object:
    """Draw 242 × 96 px with python-barcode, two for a module, without its slow parts."""
    body = io.BytesIO()
    tuned = {"module_width": 0.3387, "quiet_zone": 3.387, "module_height": 8, "dpi": 150}
    barcode.get("code128", "123456789", writer=ImageWriter(mode="1")).write(body, tuned)
    return body


def zint_png(kind: zint.Symbology, data: str) -> Callable[[], object]:
    """Draw with zint's PNG writer, at its default size."""

    def draw() -> object:
        symbol = zint.Symbol()
        symbol.symbology = kind
        symbol.output_options = zint.OutputOptions.BARCODE_MEMORY_FILE
        symbol.outfile = "memory.png"
        symbol.encode(data)
        symbol.print()
        return bytes(symbol.memfile)

    return draw


def zxing_pillow(format: zxingcpp.BarcodeFormat, data: str) -> Callable[[], object]:
    """Draw with zxing-cpp's writer, without text, and encode with Pillow."""

    def draw() -> object:
        symbol = zxingcpp.create_barcode(data, format)
        body = io.BytesIO()
        Image.fromarray(symbol.to_image(scale=2)).save(body, "PNG")
        return body

    return draw


WAYS: dict[str, Callable[[], object]] = {
    "Code 128 PNG": unchecked(CODE128),
    "Code 128 PNG, self-check": ours(CODE128),
    "Code 128 PNG, self-check, parsing": with_parsing(CODE128),
    "Code 128 SVG": unchecked(CODE128, image_format="SVG"),
    "Code 128 SVG, self-check": ours(CODE128, image_format="SVG"),
    "Code 128 PDF": unchecked(CODE128, image_format="PDF"),
    "Code 128 JPEG": unchecked(CODE128, image_format="JPEG"),
    "QR PNG": unchecked(QR),
    "QR PNG, self-check": ours(QR),
    "QR SVG": unchecked(QR, image_format="SVG"),
    "EAN-13 PNG": unchecked({"data": "4006381333931", "format": "ean13"}),
    "zint PNG, Code 128": zint_png(zint.Symbology.CODE128, "123456789"),
    "zint PNG, QR": zint_png(zint.Symbology.QRCODE, "https://example.com/"),
    "zxing-cpp → Pillow PNG, Code 128": zxing_pillow(zxingcpp.BarcodeFormat.Code128, "123456789"),
    "zxing-cpp → Pillow PNG, QR": zxing_pillow(
        zxingcpp.BarcodeFormat.QRCode, "https://example.com/"
    ),
    "python-barcode ImageWriter": python_barcode,
    "python-barcode ImageWriter, tuned": python_barcode_tuned,
}


def measure(draw: Callable[[], object]) -> float:
    """Return the CPU time of one call in µs."""
    calls, start = 0, time.process_time_ns()
    while (spent := time.process_time_ns() - start) < ROUND_NS:
        for _ in range(5):
            draw()
        calls += 5
    return spent / calls / 1000


def main() -> int:
    """Measure every way and print a table."""
    rounds: dict[str, list[float]] = {name: [] for name in WAYS}
    for draw in WAYS.values():
        draw()
    for _ in range(ROUNDS):
        for name, draw in WAYS.items():
            rounds[name].append(measure(draw))
    for name, times in rounds.items():
        print(f"{name:36}{statistics.median(times):9.1f} µs   least {min(times):8.1f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
