"""HIBC: labels of health industry suppliers, in nine symbologies. ANSI/HIBC 2.6:2016."""

from collections.abc import Callable, Mapping
from typing import NamedTuple

from common.barcode.encode import (
    check_digits,
    hibc_data,
    linear,
    matrix,
    payload,
    readings,
    validation,
)
from common.barcode.encode.engines import zint
from common.barcode.encode.symbologies.industrial import code39, code128
from common.barcode.encode.symbologies.matrix import aztec, datamatrix, qr
from common.barcode.encode.symbologies.stacked import codablock, pdf417
from common.barcode.encode.symbology import Symbology
from common.barcode.model.errors import DataError, Problem
from common.barcode.model.options import DrawOptions
from common.barcode.model.symbol import Reading, Symbol

_CHARACTERS = frozenset(check_digits.CODE39)
_STANDARD = "ANSI/HIBC 2.6:2016"
_EXAMPLE = "A123BJC5D6E71"


def complete(id: str, data: str) -> str:
    """Return *data* with the leading + and the modulo 43 check character.

    The data may contain neither or both of them, between the asterisks of printed text or not.

    Raises:
        DataError: a character is not allowed; the structure is not one of HIBC; the check character
            is wrong or missing; or ``data.two_readings``: it may be missing or not.
    """
    bare = data[1:-1] if len(data) > 2 and data[0] == data[-1] == "*" else data
    validation.require_capitals(id, bare, _CHARACTERS, "HIBC has no others.")
    # + is the flag character of HIBC: with it the data is complete.
    body = bare.removeprefix("+")
    # The data whole if its check character is missing, and whole if the last character is meant as
    # one.
    added, given = _whole(body), _whole(body[:-1])
    is_given = given[-1] == body[-1:] and not hibc_data.fault(body[:-1])
    lacks_both, fault = bare == body, hibc_data.fault(body)
    if is_given and not lacks_both:
        return given
    if lacks_both and not fault and not is_given:
        return added
    right = [whole for whole, works in ((added, not fault), (given, is_given)) if works]
    if lacks_both and len(right) == 2:
        meanings = ("the data without + and check character", "the data without +")
        raise readings.refusal(data, list(zip(right, meanings, strict=True)))
    if lacks_both and right:
        raise DataError.of(
            "data",
            f"{id}.bad_form",
            "The data has its check character, but no leading +.",
            f"Give {given}.",
            given,
        )
    if lacks_both:
        raise _malformed(id, fault)
    # The last character is a wrong check character, or there is none.
    if not hibc_data.fault(body[:-1]):
        right.append(given)
    if not right:
        raise _malformed(id, hibc_data.fault(body[:-1]))
    message = f"The check character {bare[-1]!r} is wrong or missing."
    raise DataError.gather(
        [
            Problem("data", f"{id}.bad_check_digit", message, f"Give {whole}.", whole)
            for whole in right
        ]
    )


def _whole(body: str) -> str:
    return f"+{body}{check_digits.code39('+' + body)}"


def _malformed(id: str, fault: hibc_data.Fault | None) -> DataError:
    message, fix = (fault.message, fault.fix) if fault else ("", "")
    return DataError.of("data", f"{id}.bad_form", message, fix)


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
    return _in_datamatrix(id, datamatrix.SQUARE, whole, options)


def _datamatrix_rectangular(id: str, whole: str, options: DrawOptions) -> Symbol:
    return _in_datamatrix(id, datamatrix.RECTANGULAR, whole, options)


def _in_datamatrix(id: str, sizes: Mapping[str, int], whole: str, options: DrawOptions) -> Symbol:
    content = payload.of(id, whole, options)
    rows = datamatrix.rows(id, sizes, content, options)
    return datamatrix.symbol(id, rows, whole, content.content)


def _qr(id: str, whole: str, options: DrawOptions) -> Symbol:
    rows = qr.rows(id, payload.of(id, whole, options), options)
    reading = Reading(("QRCode", "QRCodeModel2"), whole)
    return matrix.symbol(id, rows, whole, reading, quiet_zone=4)


def _aztec(id: str, whole: str, options: DrawOptions) -> Symbol:
    rows = aztec.rows(id, payload.of(id, whole, options), options)
    return matrix.symbol(id, rows, whole, Reading(("Aztec", "AztecCode"), whole), quiet_zone=0)


def _pdf417(id: str, whole: str, options: DrawOptions) -> Symbol:
    rows = pdf417.rows(id, zint.Kind.PDF417, payload.of(id, whole, options), options)
    return pdf417.symbol(id, rows, whole, Reading(("PDF417",), whole))


def _micropdf417(id: str, whole: str, options: DrawOptions) -> Symbol:
    rows = pdf417.micro_rows(id, payload.of(id, whole, options), options)
    return pdf417.micro(id, rows, whole, Reading(("MicroPDF417",), whole))


def _codablock_f(id: str, whole: str, options: DrawOptions) -> Symbol:
    return codablock.symbol(id, whole, options)


class _Carrier(NamedTuple):
    """A symbology that carries HIBC data."""

    id: str
    title: str
    draw: Callable[[str, str, DrawOptions], Symbol]
    aliases: tuple[str, ...] = ()
    choices: Mapping[str, tuple[str, ...]] = {}
    ranges: Mapping[str, range] = {}
    ecc_levels: tuple[str, ...] = ()
    options: tuple[str, ...] = ()


_CARRIERS = (
    _Carrier(
        "hibc_code39", "HIBC Code 39", _code39, ("hibc39",), options=("wide_to_narrow_ratio",)
    ),
    _Carrier("hibc_code128", "HIBC Code 128", _code128, ("hibc128",)),
    _Carrier(
        "hibc_datamatrix",
        "HIBC Data Matrix",
        _datamatrix,
        ("hibcdm",),
        {"symbol_size": tuple(datamatrix.SQUARE)},
    ),
    _Carrier(
        "hibc_datamatrix_rectangular",
        "HIBC Data Matrix, rectangular",
        _datamatrix_rectangular,
        choices={"symbol_size": tuple(datamatrix.RECTANGULAR)},
    ),
    _Carrier(
        "hibc_qr",
        "HIBC QR Code",
        _qr,
        ("hibcqrcode",),
        qr.CHOICES,
        ecc_levels=tuple(qr.LEVELS),
    ),
    _Carrier(
        "hibc_aztec",
        "HIBC Aztec Code",
        _aztec,
        ("hibcazteccode",),
        aztec.CHOICES,
        ecc_levels=tuple(aztec.LEVELS),
    ),
    _Carrier(
        "hibc_pdf417",
        "HIBC PDF417",
        _pdf417,
        ("hibcpdf",),
        ranges=pdf417.RANGES,
        ecc_levels=tuple(pdf417.LEVELS),
    ),
    _Carrier(
        "hibc_micropdf417",
        "HIBC MicroPDF417",
        _micropdf417,
        ("hibcmicpdf",),
        ranges=pdf417.MICRO_RANGES,
    ),
    _Carrier(
        "hibc_codablock_f",
        "HIBC Codablock F",
        _codablock_f,
        ("hibcblockf",),
        ranges=codablock.RANGES,
    ),
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
        characters="primary data (labeler, product, unit of measure), secondary data or both, in"
        " digits, capitals and signs",
        lengths="up to 108 characters without the leading + and the check character",
        max_characters=112,
        check_digit="modulo 43: added, or verified if the data begins with +",
        encode=_encoder(carrier),
        options=(
            *(("ecc",) if carrier.ecc_levels else ()),
            *carrier.choices,
            *carrier.ranges,
            *carrier.options,
        ),
        choices=carrier.choices,
        ranges=carrier.ranges,
        ecc_levels=carrier.ecc_levels,
        aliases=carrier.aliases,
    )
    for carrier in _CARRIERS
)
