"""GS1 element strings and Digital Links in matrix codes. GS1 General Specifications 5.6, 5.7."""

from collections.abc import Callable, Mapping
from functools import partial

from msgspec import structs

from common.barcode.encode import gs1, matrix
from common.barcode.encode.engines import zint
from common.barcode.encode.payload import Payload
from common.barcode.encode.symbologies.matrix import datamatrix, dotcode, qr
from common.barcode.encode.symbology import Symbology
from common.barcode.model.options import DrawOptions
from common.barcode.model.symbol import PrintRule, Reading, Symbol


def _encode_datamatrix(id: str, sizes: Mapping[str, int]) -> Callable[[str, DrawOptions], Symbol]:
    def encode(data: str, options: DrawOptions) -> Symbol:
        elements = gs1.parse(data)
        rows = datamatrix.rows(id, sizes, _payload(elements), options)
        return _symbol(id, rows, elements, _reading(("DataMatrix",), elements, "]d2"), 1)

    return encode


def encode_qr(data: str, options: DrawOptions) -> Symbol:
    """Encode element strings in a GS1 QR Code at error correction ``ecc``."""
    elements = gs1.parse(data)
    rows = qr.rows("gs1_qr", _payload(elements), options)
    # ]Q3 is a QR Code with FNC1 in first position, ]d2 a Data Matrix (ISO/IEC 15424).
    reading = _reading(qr.FORMATS, elements, "]Q3")
    symbol = _symbol("gs1_qr", rows, elements, reading, 4)
    return structs.replace(symbol, ecc=qr.level_of(rows))


def encode_dotcode(data: str, options: DrawOptions) -> Symbol:
    """Encode element strings in a GS1 DotCode."""
    elements = gs1.parse(data)
    rows = dotcode.rows("gs1_dotcode", _payload(elements), options)
    return _symbol("gs1_dotcode", rows, elements, None, 3)


def _payload(elements: tuple[gs1.Element, ...]) -> Payload:
    return Payload(gs1.for_zint(elements), zint.GS1, 0, gs1.raw(elements).encode())


def _reading(
    formats: tuple[str, ...], elements: tuple[gs1.Element, ...], identifier: str
) -> Reading:
    raw = gs1.raw(elements).encode()
    return Reading(formats, gs1.bracketed(elements), raw, identifier)


def _symbol(
    id: str,
    rows: tuple[bytes, ...],
    elements: tuple[gs1.Element, ...],
    reading: Reading | None,
    quiet_zone: int,
) -> Symbol:
    text = gs1.bracketed(elements)
    return matrix.symbol(
        id,
        rows,
        gs1.written(elements),
        reading,
        quiet_zone=quiet_zone,
        # Millimetres: the sizes of 2D symbols at the point of sale.
        rule=PrintRule(0.396, 0.396, 0.990),
        text=text,
        warnings=gs1.missing(elements),
    )


def _link(
    id: str, draw: Callable[[str, DrawOptions], Symbol]
) -> Callable[[str, DrawOptions], Symbol]:
    def encode(data: str, options: DrawOptions) -> Symbol:
        link = gs1.digital_link.read(data, id)
        return structs.replace(draw(data, options), warnings=link.warnings)

    return encode


def _link_elements(data: str) -> tuple[gs1.Element, ...]:
    return gs1.digital_link.read(data).elements


def _link_qr(data: str, options: DrawOptions) -> Symbol:
    content = _text(data)
    rows = qr.rows("gs1_dl_qr", content, options)
    reading = Reading(qr.FORMATS, content=content.content)
    symbol = matrix.symbol("gs1_dl_qr", rows, data, reading, quiet_zone=4, rule=qr.RULE)
    return structs.replace(symbol, ecc=qr.level_of(rows))


def _link_datamatrix(data: str, options: DrawOptions) -> Symbol:
    content = _text(data)
    rows = datamatrix.rows("gs1_dl_datamatrix", datamatrix.SQUARE, content, options)
    return datamatrix.symbol("gs1_dl_datamatrix", rows, data, content.content)


def _text(data: str) -> Payload:
    # A Digital Link is plain text: FNC1 would make readers take it for an element string.
    return Payload(data, zint.Mode.UNICODE, 0, data.encode())


_ELEMENTS = "GS1 element strings, in brackets or raw with GS (character 29) as separator"
_OF_EACH = "of each element, verified"
_EXAMPLE = "(01)09501101530003(17)261231(10)ABC"
_LINK = "https://id.gs1.org/01/09501101530003/10/ABC"

_declare = partial(Symbology, family="gs1", check_digit=_OF_EACH)
_element_strings = partial(_declare, example=_EXAMPLE, characters=_ELEMENTS, elements=gs1.parse)
_digital_link = partial(
    _declare,
    example=_LINK,
    characters="a GS1 Digital Link: a web address whose path holds GS1 elements",
    elements=_link_elements,
)

SYMBOLOGY = (
    _element_strings(
        id="gs1_datamatrix",
        title="GS1 DataMatrix",
        standard="GS1 General Specifications 5.6; ISO/IEC 16022:2006",
        lengths="up to 3,116 digits or 2,335 letters, brackets not counted",
        max_characters=3600,
        encode=gs1.plausible.with_notices(_encode_datamatrix("gs1_datamatrix", datamatrix.SQUARE)),
        options=("symbol_size",),
        choices={"symbol_size": tuple(datamatrix.SQUARE)},
        aliases=("gs1dm",),
    ),
    _element_strings(
        id="gs1_datamatrix_rectangular",
        title="GS1 DataMatrix, rectangular",
        standard="GS1 General Specifications 5.6; ISO/IEC 16022:2006",
        lengths="up to 98 digits or 72 letters, brackets not counted",
        max_characters=140,
        encode=gs1.plausible.with_notices(
            _encode_datamatrix("gs1_datamatrix_rectangular", datamatrix.RECTANGULAR)
        ),
        options=("symbol_size",),
        choices={"symbol_size": tuple(datamatrix.RECTANGULAR)},
    ),
    _element_strings(
        id="gs1_qr",
        title="GS1 QR Code",
        standard="GS1 General Specifications 5.7; ISO/IEC 18004:2015",
        lengths="up to 7,089 digits or 4,296 letters, brackets not counted",
        max_characters=7600,
        encode=gs1.plausible.with_notices(encode_qr),
        options=("ecc", *qr.CHOICES),
        choices=qr.CHOICES,
        ecc_levels=tuple(qr.LEVELS),
        aliases=("gs1qrcode",),
    ),
    _element_strings(
        id="gs1_dotcode",
        title="GS1 DotCode",
        standard="GS1 General Specifications 5.11; AIM DotCode 4.0",
        lengths="up to 400 characters, brackets not counted",
        max_characters=460,
        encode=gs1.plausible.with_notices(encode_dotcode),
        options=(*dotcode.RANGES, *dotcode.CHOICES),
        choices=dotcode.CHOICES,
        ranges=dotcode.RANGES,
    ),
    _digital_link(
        id="gs1_dl_qr",
        title="GS1 Digital Link QR Code",
        standard="GS1 Digital Link URI Syntax 1.5; ISO/IEC 18004:2015",
        lengths="up to 2,000 characters",
        max_characters=2000,
        encode=_link("gs1_dl_qr", _link_qr),
        options=("ecc", *qr.CHOICES),
        choices=qr.CHOICES,
        ecc_levels=tuple(qr.LEVELS),
        aliases=("gs1dlqrcode", "gs1digitallinkqrcode", "gs1digitallink"),
    ),
    _digital_link(
        id="gs1_dl_datamatrix",
        title="GS1 Digital Link Data Matrix",
        standard="GS1 Digital Link URI Syntax 1.5; ISO/IEC 16022:2006",
        lengths="up to 1,555 characters",
        max_characters=1555,
        encode=_link("gs1_dl_datamatrix", _link_datamatrix),
        options=("symbol_size",),
        choices={"symbol_size": tuple(datamatrix.SQUARE)},
        aliases=("gs1digitallinkdatamatrix",),
    ),
)
