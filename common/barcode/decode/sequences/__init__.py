"""The place of a symbol in a message of several, read from its codewords.

zxing-cpp returns the data of such a symbol without it. Each file reads the codewords of one
symbology by itself, from the standard.
"""

from collections.abc import Callable
from itertools import groupby
from typing import Any

import zxingcpp
from PIL import Image

from common.barcode.decode import catalogue, upright
from common.barcode.decode.detection import Detection
from common.barcode.decode.matrices import Modules
from common.barcode.decode.sequences import aztec, data_matrix, pdf417, qr_code
from common.barcode.model.symbol import Sequence, Symbol

_OF_MODULES: dict[str, Callable[..., Sequence | None]] = {
    **dict.fromkeys(("datamatrix", "datamatrix_rectangular", "dmre"), data_matrix.read),
    **dict.fromkeys(("aztec", "aztec_compact"), aztec.read),
    "qr": qr_code.read,
}
# zxing-cpp's names of formats.
_OF_FORMAT: dict[str, Callable[..., Sequence | None]] = {
    "QRCode": qr_code.read,
    "QRCodeModel2": qr_code.read,
    "DataMatrix": data_matrix.read,
    "Aztec": aztec.read,
    "AztecCode": aztec.read,
}
_PDF417 = ("PDF417", "CompactPDF417", "MicroPDF417")
# AIM identifiers of Aztec Codes in a message of several begin with it (ISO/IEC 15424).
_AZTEC_IN_SEQUENCE = ("]z6", "]z7", "]z8", "]z9", "]zA", "]zB")
_MODULES = bytes(level < 128 for level in range(256))  # 1 for levels of dark modules
_BESIDE, _ABOVE = 0.05, 0.02  # of the width, as corners of what was read are inexact
# By how much the place of a symbol is enlarged across and down, to find edges of narrow modules.
_SCALES = ((2, 2), (3, 2), (2, 1))


def read(symbol: Symbol) -> Sequence | None:
    """Return the place in a message of several symbols that *symbol* states; None if none."""
    if symbol.reading is None:
        # A symbology that zxing-cpp does not know: its decoder returns the place with the data.
        found = catalogue.decode_symbol(symbol, (symbol.symbology,))
        return found[0].sequence if found else None
    rows = [row.modules for row in symbol.rows]
    if symbol.symbology in _OF_MODULES:
        return _OF_MODULES[symbol.symbology](rows)
    widths = [[len(tuple(run)) for _, run in groupby(row)] for row in rows]
    is_micro = symbol.symbology == "micropdf417"
    is_compact = symbol.symbology == "pdf417_compact"
    return pdf417.read(widths, is_micro=is_micro, is_compact=is_compact)


def of_detection(detection: Detection, format: str, image: Image.Image) -> Sequence | None:
    """Return the place that a symbol in a picture states; None if none, or if it can't be read.

    Args:
        detection: what zxing-cpp read.
        format: id of its symbology.
        image: shades of grey, in which it lies.
    """
    barcode = detection.barcode
    name = barcode.format.name
    extra = barcode.extra if isinstance(barcode.extra, dict) else {}
    if name in _PDF417:
        # zxing-cpp returns the id of PDF417, and nothing of MicroPDF417.
        if name != "MicroPDF417" and not extra.get("FileId"):
            return None
        return _of_rows(detection, format, image)
    if name not in _OF_FORMAT:
        return None
    if name.startswith("Aztec") and barcode.symbology_identifier not in _AZTEC_IN_SEQUENCE:
        return None
    is_damaged = float(extra.get("UEC", 0)) < 1
    modules = _modules(barcode)
    # Nearly no symbol has a header, and the modules that say so are few.
    if not is_damaged and name in _MAY_BEGIN and not _MAY_BEGIN[name](modules, extra):
        return None
    return _OF_FORMAT[name](modules, is_damaged=is_damaged)


def _modules(barcode: zxingcpp.Barcode) -> Modules:
    """Return the modules as the reader sampled them, a byte each, 1 is dark."""
    image: Any = barcode.to_image(scale=1, add_quiet_zones=False)
    rows = memoryview(image)  # of bytes; building a picture of them takes ten times as long
    levels = rows.tobytes().translate(_MODULES)
    width = len(levels) // len(rows)
    return tuple(levels[at : at + width] for at in range(0, len(levels), width))


def _qr_may_begin(modules: Modules, extra: dict[str, object]) -> bool:
    mask = extra.get("DataMask")
    return not isinstance(mask, int) or qr_code.may_begin(modules, mask)


def _data_matrix_may_begin(modules: Modules, _: dict[str, object]) -> bool:
    return data_matrix.may_begin(modules)


_MAY_BEGIN: dict[str, Callable[[Modules, dict[str, object]], bool]] = {
    "QRCode": _qr_may_begin,
    "QRCodeModel2": _qr_may_begin,
    "DataMatrix": _data_matrix_may_begin,
}


def _of_rows(detection: Detection, format: str, image: Image.Image) -> Sequence | None:
    is_micro, is_compact = format == "micropdf417", format == "pdf417_compact"
    rows: list[list[float]] = []
    for scales in _SCALES:
        view = upright.cut(image, detection.corners, beyond=_BESIDE, above=_ABOVE, scales=scales)
        if detection.is_inverted:
            view = view.point([255 - level for level in range(256)])
        # Narrow modules are read differently at each scale: all rows vote.
        rows += pdf417.rows_of(view)
        codewords = pdf417.codewords_of(rows, is_micro=is_micro, is_compact=is_compact)
        if codewords:
            return pdf417.place_of(codewords)
    return None
