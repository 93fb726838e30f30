"""Symbologies of applications: those that draw data of a form of their own as another symbology.

A book's number is an EAN-13, and a label of a medicine a Code 39. Readers report the carrier.
"""

import re
from collections.abc import Collection

import zxingcpp

from common.barcode.decode.found import Alternative
from common.barcode.encode import gs1, symbology
from common.barcode.model.errors import BarcodeError
from common.barcode.model.options import DrawOptions

_HIBC = r"\+[0-9A-Z$/+% .\-]+"  # ANSI/HIBC 2.6: a flag before capitals, digits and signs
# With an Application Identifier in the path: other addresses need not be drawn to see that.
_LINK = r"(?i:https?://)[^?#]+/\d{2,4}/.+"
_MAILMARK = r"JGB .{24,}"
# By carrier: the symbologies, and the form that data of theirs has. Data of that form that are none
# have a wrong check digit: drawing them fails.
_FORMS = {
    "ean13": {
        "isbn": r"97(8|9[1-9])\d+",
        "ismn": r"9790\d+",
        "issn": r"977\d+",
        "jan": r"4[59]\d+",
    },
    "itf": {"identcode": r"\d{12}", "leitcode": r"\d{14}"},
    "code39": {
        "hibc_code39": _HIBC,
        "pzn": r"-\d{7}",
        "pzn8": r"-\d{8}",
        "vin": r"[0-9A-HJ-NPR-Z]{17}",
    },
    "pzn": {"pzn8": r"-\d{8}"},
    "code128": {
        "hibc_code128": _HIBC,
        "upu_s10": r"[A-Z]{2}\d{9}[A-Z]{2}",
        "dpd": r"%[0-9A-Z]{27,28}",
    },
    "gs1_128": {"ean14": r"\(01\)\d{14}", "sscc": r"\(00\)\d{18}"},
    "databar_expanded": {"gs1_coupon": r"\(8110\)\d+"},
    "databar_expanded_stacked": {"gs1_coupon": r"\(8110\)\d+"},
    "datamatrix": {
        "hibc_datamatrix": _HIBC,
        "gs1_dl_datamatrix": _LINK,
        "mailmark_2d": _MAILMARK,
    },
    "datamatrix_rectangular": {"hibc_datamatrix_rectangular": _HIBC, "mailmark_2d": _MAILMARK},
    "qr": {"hibc_qr": _HIBC, "gs1_dl_qr": _LINK, "upn_qr": r"UPNQR\n.*"},
    "aztec": {"hibc_aztec": _HIBC},
    "pdf417": {"hibc_pdf417": _HIBC},
    "micropdf417": {"hibc_micropdf417": _HIBC},
}
_PATTERNS = {
    carrier: {id: re.compile(form, re.DOTALL) for id, form in forms.items()}
    for carrier, forms in _FORMS.items()
}
_GS1 = frozenset({"gs1_128", "databar_expanded", "databar_expanded_stacked"})


def readings(first: Alternative, barcode: zxingcpp.Barcode) -> tuple[Alternative, ...]:
    """Return the readings of *first* as a symbology of an application that draws the same data.

    Args:
        first: a reading of *barcode*.
        barcode: what zxing-cpp read.
    """
    forms = _PATTERNS.get(first.format)
    if forms is None:
        return ()
    text = _bracketed(first.text) if first.format in _GS1 else first.text
    found = (
        Alternative(id, drawn)
        for id, form in forms.items()
        # The bytes of a Code 39 may be those of full ASCII.
        if form.fullmatch(text)
        and (drawn := _drawn(id, text, (bytes(barcode.bytes), first.text.encode())))
    )
    return tuple(found)


def _bracketed(text: str) -> str:
    try:
        return gs1.written(gs1.parse(text))
    except BarcodeError:
        return ""


def _drawn(id: str, text: str, said: Collection[bytes]) -> str:
    """Return *text* as symbology *id* takes it, or "" if its symbol says none of *said*."""
    try:
        symbol = symbology.find(id).make(text, DrawOptions(data=text, format=id))
    except BarcodeError:
        return ""
    if symbol.reading is None:
        return ""
    content = symbol.reading.content
    # Drawn again: what the application would draw must be what was read, byte for byte.
    return symbol.data if (content or symbol.reading.text.encode()) in said else ""
