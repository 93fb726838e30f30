"""UPNQR: the QR Code of Slovenian payment forms, in one size. Združenje bank Slovenije, 2016."""

from common.barcode.encode import matrix
from common.barcode.encode.engines import zint
from common.barcode.encode.symbologies.matrix import qr
from common.barcode.encode.symbology import Symbology
from common.barcode.model.errors import DataError
from common.barcode.model.options import DrawOptions
from common.barcode.model.symbol import PrintRule, Reading, Symbol

_LATIN_2 = "iso8859-2"


def encode(data: str, options: DrawOptions) -> Symbol:
    """Encode text of ISO 8859-2 in version 15 at error correction M, as the form requires."""
    try:
        content = data.encode(_LATIN_2)
    except UnicodeEncodeError as error:
        raise DataError.of(
            "data",
            "upn_qr.bad_character",
            f"Character {error.start + 1} is not in ISO 8859-2.",
            "Use the letters of Central European languages, or choose qr.",
        ) from None
    # zint converts the text to ISO 8859-2 and announces it by the ECI 4 that the form requires.
    rows = zint.encode("upn_qr", zint.Kind.UPNQR, data)
    reading = Reading(qr.FORMATS, content=content)
    return matrix.symbol(
        "upn_qr", rows, data, reading, quiet_zone=4, rule=PrintRule(module_mm=0.423)
    )


SYMBOLOGY = Symbology(
    id="upn_qr",
    title="UPNQR",
    standard="Združenje bank Slovenije, UPN QR 1.0",
    family="matrix",
    example="UPNQR\n\n\n\n\nJanez Novak\nDunajska 1\n1000 Ljubljana",
    characters="ISO 8859-2, announced by an ECI",
    lengths="1 to 411 characters",
    max_characters=411,
    check_digit="",
    encode=encode,
    aliases=("upnqrcode",),
)
