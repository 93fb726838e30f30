"""What a barcode that zxing-cpp read may say, in the words of the symbologies that are drawn here.

Some symbols say two things: the same bars are UPC-A and an EAN-13 that begins with 0, Code 39 plain
and in full ASCII, Telepen in its two modes. Each reading draws an equal symbol. The one that was
most likely drawn is first.
"""

import re
from collections.abc import Sequence

import zxingcpp
from PIL import Image

from common.barcode.decode import applications, likely_text, shapes, upright, zero_suppression
from common.barcode.decode.decoders import telepen
from common.barcode.decode.detection import Detection
from common.barcode.decode.found import Alternative

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

# Symbologies that only AIM's identifier distinguishes from their carrier (ISO/IEC 15424): drawn as
# the carrier, the same text would be another barcode.
_MARKED = {
    "]C1": "gs1_128",
    "]d2": "gs1_datamatrix",
    "]Q3": "gs1_qr",
    "]d7": "dmre",
    "]zC": "aztec_rune",
}
# AIM identifiers of symbols that hold bytes without announcing a character set (ISO/IEC 15424).
_UNANNOUNCED = frozenset("]Q0 ]Q1 ]Q5 ]d0 ]d1 ]z0 ]z6 ]L0 ]L2".split())  # noqa: SIM905
_CODE39 = frozenset({"Code39", "Code39Ext", "Code32", "PZN"})
_PLAIN_CODE39 = zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat.Code39Std])
_QUIET = 0.1  # of the width, on either side
_HIBC = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-. $/+%"
_SMALL_LETTER = re.compile(r"\+[A-Z]")
_MIN_SMALL_LETTERS = 2
_ITF14_DIGITS = 14
_SURE = frozenset({"pzn", "pzn8"})
# The same bars, if they are of another height than the standard gives.
_LIKE = {"databar_omni": "databar_truncated", "databar_truncated": "databar_omni"}


def readings(detection: Detection, image: Image.Image) -> tuple[Alternative, ...]:
    """Return what *detection* says, the reading that was most likely drawn first.

    Args:
        detection: what zxing-cpp read in its plain text mode.
        image: shades of grey, in which it lies.
    """
    found = _carriers(detection, image)
    others = tuple(
        other for one in found for other in applications.readings(one, detection.barcode)
    )
    # A number with its sign and a right check digit is hardly anything else.
    if others and others[0].format in _SURE and found[0].format == "code39":
        return *others, *found
    return *found, *others


def _carriers(detection: Detection, image: Image.Image) -> tuple[Alternative, ...]:
    barcode = detection.barcode
    name, text = barcode.format.name, barcode.text.removesuffix(detection.add_on)
    if name in ("EAN13", "UPCA"):
        return _ean13(text)
    if name == "UPCE":
        return _upce(text)
    if name in ("ITF", "ITF14"):
        return _itf(text)
    if name in _CODE39:
        return _code39(detection, image)
    if name in ("TelepenAlpha", "TelepenNumeric") and barcode.text.isascii():
        return _telepen(barcode)
    # zxing-cpp has one name for several forms of a symbol, which only the picture tells apart.
    shape = shapes.symbology_of(detection, image)
    format = _MARKED.get(barcode.symbology_identifier) or shape
    if (format, shape) == ("gs1_datamatrix", "datamatrix_rectangular"):
        format = "gs1_datamatrix_rectangular"
    # GS1 data do not make another symbol of it.
    format = "rmqr" if name == "RMQRCode" else format or SYMBOLOGY_OF.get(name, name)
    # Bytes without an ECI may be text in several character sets.
    if is_unannounced(barcode.symbology_identifier):
        texts = likely_text.readings(bytes(barcode.bytes), text)
        return tuple(Alternative(format, each) for each in texts)
    if format in _LIKE:
        return Alternative(format, text), Alternative(_LIKE[format], text)
    return (Alternative(format, text),)


def is_unannounced(identifier: str) -> bool:
    """Return True if a symbol with AIM's *identifier* holds bytes of no announced character set."""
    return identifier in _UNANNOUNCED


def _ean13(text: str) -> tuple[Alternative, ...]:
    """An EAN-13 that begins with 0 is UPC-A (GS1 General Specifications, 5.2)."""
    ean13 = Alternative("ean13", text.zfill(13))
    if ean13.text[0] != "0":
        return (ean13,)
    return Alternative("upca", ean13.text[1:]), ean13


def _upce(text: str) -> tuple[Alternative, ...]:
    return (Alternative("upce", zero_suppression.suppressed(text[-12:])),)


def _itf(text: str) -> tuple[Alternative, ...]:
    """Fourteen digits with a right check digit are most likely a GTIN; the bars show no more."""
    itf = Alternative("itf", text)
    if len(text) != _ITF14_DIGITS or not _has_check_digit(text):
        return (itf,)
    return Alternative("itf14", text), itf


def _has_check_digit(digits: str) -> bool:
    """GS1 General Specifications, 7.9.1: weights 3 and 1 from the right."""
    return sum(int(d) * (3 if n % 2 else 1) for n, d in enumerate(reversed(digits))) % 10 == 0


def _telepen(barcode: zxingcpp.Barcode) -> tuple[Alternative, ...]:
    is_numeric = barcode.format.name == "TelepenNumeric"
    data = telepen.characters(barcode.text) if is_numeric else bytes(barcode.bytes)
    # What zxing-cpp chose is first; it leaves out that the other mode says something as well.
    found = sorted(
        telepen.readings(data), key=lambda one: is_numeric and one.symbology == "telepen"
    )
    return tuple(Alternative(one.symbology, one.text) for one in found)


def _code39(detection: Detection, image: Image.Image) -> tuple[Alternative, ...]:
    barcode = detection.barcode
    other = Alternative(SYMBOLOGY_OF[barcode.format.name], barcode.text)
    if other.format == "code39":
        return (other,)
    text = _characters(detection, image)
    # No pair stands for another character, so that both readings are equal.
    if not text or text == other.text:
        return (other,)
    plain = Alternative("code39", text)
    return (other, plain) if _is_no_plain(text, other) else (plain, other)


def _is_no_plain(text: str, other: Alternative) -> bool:
    """Return True if *text*, plain Code 39, was most likely drawn as *other*."""
    if other.format != "code39ext":
        return not text.isdigit()
    if _is_hibc(text):
        return False
    # Signs such as / stand in plain text too; small letters are why people choose full ASCII.
    return len(_SMALL_LETTER.findall(text)) >= _MIN_SMALL_LETTERS


def _is_hibc(text: str) -> bool:
    """ANSI/HIBC 2.6: data begins with + and ends with a check character, modulo 43."""
    if not text.startswith("+") or not set(text) <= set(_HIBC):
        return False
    *values, check = (_HIBC.index(character) for character in text)
    return sum(values) % len(_HIBC) == check


def _characters(detection: Detection, image: Image.Image) -> str:
    """Return the characters of a Code 39 symbol as plain Code 39 has them, or ""."""
    view = upright.cut(image, detection.corners, beyond=_QUIET)
    if detection.is_inverted:
        view = view.point([255 - level for level in range(256)])
    # Read once more, since the first reading has no characters any more.
    found = zxingcpp.read_barcodes(view, formats=_PLAIN_CODE39, text_mode=zxingcpp.TextMode.Plain)
    texts: Sequence[str] = [one.text for one in found]
    return max(texts, key=len, default="")
