"""The linear component of a GS1 Composite symbol, which zxing-cpp reads."""

from collections.abc import Sequence
from functools import cache
from math import inf

import zxingcpp
from msgspec import Struct

from common.barcode.decode import zero_suppression
from common.barcode.decode.gs1_text import element_string

# Formats that zxing-cpp reports, and the composite symbologies that draw such a linear component.
_SYMBOLOGIES = {
    "EAN13": ("ean13_composite",),
    "EAN8": ("ean8_composite",),
    "UPCA": ("upca_composite", "ean13_composite"),
    "UPCE": ("upce_composite",),
    "Code128": ("gs1_128_composite",),
    "DataBarOmni": ("databar_omni_composite", "databar_truncated_composite"),
    "DataBarStk": ("databar_stacked_composite",),
    "DataBarStkOmni": ("databar_stacked_omni_composite",),
    "DataBarLtd": ("databar_limited_composite",),
    "DataBarExp": ("databar_expanded_composite",),
    "DataBarExpStk": ("databar_expanded_stacked_composite",),
}
_MIN_ELEMENTS = 9  # fewer are the bars of a separator
# Two of bars, three separators between them and one above.
_ROWS_OF_STACKED_OMNI = 6
_MARGIN, _LINES, _SCALE = 40, 4, 8  # pixels about a row, of its height, and of a module
_MAX_ROWS, _MAX_PIXELS = 60, 8000  # of a picture, and of the width of a row
_DARK, _LIGHT = b"\x00", b"\xff"


class Linear(Struct, frozen=True):
    """What a linear component says.

    Attributes:
        symbology: the composite symbology.
        text: as that takes it before the bar.
        content: as a reader sends it.
    """

    symbology: str
    text: str
    content: bytes


@cache
def formats() -> zxingcpp.BarcodeFormats:
    """Return the formats that a linear component may have."""
    names = ("EAN13", "EAN8", "UPCA", "UPCE", "Code128", "DataBar", "DataBarLtd", "DataBarExp")
    return zxingcpp.BarcodeFormats([getattr(zxingcpp.BarcodeFormat, name) for name in names])


def read(rows: Sequence[Sequence[float]]) -> tuple[Linear, ...]:
    """Return the readings of *rows* of element widths, from top to bottom, the likeliest first."""
    drawn = [row for row in rows if len(row) >= _MIN_ELEMENTS and 0 < sum(row) < inf]
    # The linear symbol is below the component: the last rows are its own.
    drawn = drawn[-_MAX_ROWS:]
    if not drawn:
        return ()
    # The rows are measured and upright: neither a search nor a threshold is needed.
    found = zxingcpp.read_barcodes(
        _picture(drawn),
        formats=formats(),
        try_rotate=False,
        try_downscale=False,
        try_invert=False,
        binarizer=zxingcpp.Binarizer.FixedThreshold,
    )
    has_wide_separator = len(drawn) >= _ROWS_OF_STACKED_OMNI
    shape = "databar_stacked_omni" if has_wide_separator else ""
    return tuple(linear for barcode in found for linear in of_barcode(barcode, shape=shape))


def of_barcode(barcode: zxingcpp.Barcode, *, shape: str = "") -> tuple[Linear, ...]:
    """Return what *barcode* says as linear component of each symbology that draws it.

    Args:
        barcode: as zxing-cpp reads it, in which EAN-13 and UPC-A are one, as are GS1 DataBar
            Omnidirectional and Truncated, and Stacked and Stacked Omnidirectional.
        shape: id of the linear symbology that the height of its bars shows, if that is known.
    """
    name = barcode.format.name
    # The same bars are a UPC-A (GS1 General Specifications, 5.2).
    if name == "EAN13" and barcode.bytes.startswith(b"0"):
        name = "UPCA"
    if name == "DataBarStk" and shape == "databar_stacked_omni":
        name = "DataBarStkOmni"
    ids = _SYMBOLOGIES.get(name, ())
    if shape == "databar_truncated":
        ids = ids[::-1]
    return tuple(Linear(id, _text(id, barcode), barcode.bytes) for id in ids)


def _text(id: str, barcode: zxingcpp.Barcode) -> str:
    digits = barcode.bytes.decode("latin-1")
    if id == "ean13_composite":
        # zxing-cpp may report the digits of an EAN-13 without leading zeros, or of a GTIN-14 with
        # them.
        return digits[-13:].rjust(13, "0")
    if id == "ean8_composite":
        return digits[-8:]
    if id == "upca_composite":
        return digits[-12:]
    if id == "upce_composite":
        return digits if len(digits) == 8 else zero_suppression.suppressed(digits[-12:])
    if id in ("gs1_128_composite", *_EXPANDED):
        return element_string(barcode.bytes)
    return digits[-14:]


_EXPANDED = ("databar_expanded_composite", "databar_expanded_stacked_composite")


def _picture(rows: Sequence[Sequence[float]]) -> memoryview:
    """Return *rows* as luminance, some lines of pixels each, in light margins."""
    lines = [_line(row) for row in rows]
    width = max(map(len, lines)) + _MARGIN
    drawn = b"".join(line.ljust(width, _LIGHT) * _LINES for line in lines)
    return memoryview(drawn).cast("B", shape=[len(drawn) // width, width])


def _line(row: Sequence[float]) -> bytes:
    scale = min(_SCALE, _MAX_PIXELS / sum(row))
    parts, at, end = [_LIGHT * _MARGIN], 0.0, 0
    for place, width in enumerate(row):
        # Edges are rounded on their own, so that errors do not add up over the row.
        at += max(width, 0) * scale
        parts.append((_LIGHT if place % 2 else _DARK) * (round(at) - end))
        end = round(at)
    return b"".join(parts)
