"""HIBC: labels of health industry suppliers, in nine symbologies. ANSI/HIBC 2.6:2016."""

from collections.abc import Callable
from typing import NamedTuple

from common.barcode.encode import check_digits, linear, matrix, validation
from common.barcode.encode.engines import zint
from common.barcode.encode.symbologies.industrial import code39, code128
from common.barcode.encode.symbologies.matrix import datamatrix
from common.barcode.encode.symbologies.stacked import codablock, pdf417
from common.barcode.encode.symbology import Symbology
from common.barcode.model.options import DrawOptions
from common.barcode.model.symbol import Reading, Symbol

_CHARACTERS = frozenset(check_digits.CODE39)
_STANDARD = "ANSI/HIBC 2.6:2016"
_EXAMPLE = "A123BJC5D6E71"


def complete(id: str, data: str) -> str:
    """Return *data* with the leading + and the modulo 43 link character.

    The data may contain neither or both of them.

    Raises:
        DataError: a character is not allowed, or the link character is wrong.
    """
    validation.require_capitals(id, data, _CHARACTERS, "HIBC has no others.")
    # + is the flag character of HIBC: with it the data is complete.
    if data.startswith("+"):
        validation.require_length(id, data, 3, 110)
        return validation.verified(id, data, check_digits.code39)
    return f"+{data}{check_digits.code39('+' + data)}"


def _code39(id: str, whole: str, options: DrawOptions) -> Symbol:
    row = code39.bars(id, whole, options)
    reading = Reading(("Code39Std", "Code39"), whole)
    return linear.symbol(
        id, row, whole, reading, text=f"*{whole}*", warnings=code39.warnings(whole)
    )


def _code128(id: str, whole: str, options: DrawOptions) -> Symbol:
    row = code128.bars(id, whole)
    return linear.symbol(id, row, whole, Reading(("Code128",), whole), text=f"*{whole}*")


def _datamatrix(id: str, whole: str, options: DrawOptions) -> Symbol:
    rows = zint.encode(id, zint.Kind.DATAMATRIX, whole, option_3=100)
    return datamatrix.symbol(id, rows, whole)


def _datamatrix_rectangular(id: str, whole: str, options: DrawOptions) -> Symbol:
    rows = zint.encode_smallest(
        id, zint.Kind.DATAMATRIX, whole, datamatrix.RECTANGULAR, option_3=101
    )
    return datamatrix.symbol(id, rows, whole)


def _qr(id: str, whole: str, options: DrawOptions) -> Symbol:
    rows = zint.encode(id, zint.Kind.QRCODE, whole, option_1=2)
    reading = Reading(("QRCode", "QRCodeModel2"), whole)
    return matrix.symbol(id, rows, whole, reading, quiet_zone=4)


def _aztec(id: str, whole: str, options: DrawOptions) -> Symbol:
    rows = zint.encode(id, zint.Kind.AZTEC, whole)
    return matrix.symbol(id, rows, whole, Reading(("Aztec", "AztecCode"), whole), quiet_zone=0)


def _pdf417(id: str, whole: str, options: DrawOptions) -> Symbol:
    rows = zint.encode(id, zint.Kind.PDF417, whole)
    return pdf417.symbol(id, rows, whole, Reading(("PDF417",), whole))


def _micropdf417(id: str, whole: str, options: DrawOptions) -> Symbol:
    rows = zint.encode(id, zint.Kind.MICROPDF417, whole)
    return pdf417.micro(id, rows, whole, Reading(("MicroPDF417",), whole))


def _codablock_f(id: str, whole: str, options: DrawOptions) -> Symbol:
    return codablock.symbol(id, whole)


class _Carrier(NamedTuple):
    """A symbology that carries HIBC data."""

    id: str
    title: str
    draw: Callable[[str, str, DrawOptions], Symbol]
    aliases: tuple[str, ...] = ()
    verified: bool = True


_CARRIERS = (
    _Carrier("hibc_code39", "HIBC Code 39", _code39, ("hibc39",)),
    _Carrier("hibc_code128", "HIBC Code 128", _code128, ("hibc128",)),
    _Carrier("hibc_datamatrix", "HIBC Data Matrix", _datamatrix, ("hibcdm",)),
    _Carrier(
        "hibc_datamatrix_rectangular", "HIBC Data Matrix, rectangular", _datamatrix_rectangular
    ),
    _Carrier("hibc_qr", "HIBC QR Code", _qr, ("hibcqrcode",)),
    _Carrier("hibc_aztec", "HIBC Aztec Code", _aztec, ("hibcazteccode",)),
    _Carrier("hibc_pdf417", "HIBC PDF417", _pdf417, ("hibcpdf",)),
    _Carrier("hibc_micropdf417", "HIBC MicroPDF417", _micropdf417, ("hibcmicpdf",)),
    _Carrier("hibc_codablock_f", "HIBC Codablock F", _codablock_f, ("hibcblockf",), verified=False),
)


def _encoder(carrier: _Carrier) -> Callable[[str, DrawOptions], Symbol]:
    def encode(data: str, options: DrawOptions) -> Symbol:
        return carrier.draw(carrier.id, complete(carrier.id, data), options)

    return encode


SYMBOLOGY = tuple(
    Symbology(
        id=carrier.id,
        title=carrier.title,
        standard=_STANDARD,
        family="health",
        example=_EXAMPLE,
        characters="digits, capitals, space and - . $ / + %",
        lengths="1 to 68 characters without the leading + and the link character",
        max_characters=70,
        check_digit="modulo 43: added, or verified if the data begins with +",
        encode=_encoder(carrier),
        aliases=carrier.aliases,
        verified=carrier.verified,
    )
    for carrier in _CARRIERS
)
