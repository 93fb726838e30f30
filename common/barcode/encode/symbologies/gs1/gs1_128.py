"""GS1-128: GS1 element strings in Code 128. GS1 General Specifications 5.4."""

from common.barcode.encode import gs1, linear
from common.barcode.encode.engines import zint
from common.barcode.encode.symbology import Symbology
from common.barcode.model.errors import DataError
from common.barcode.model.options import DrawOptions
from common.barcode.model.symbol import PrintRule, Reading, Symbol

_MOST = 48  # characters of data, brackets and the first FNC1 not counted (5.4.4.1)
# Sizes for general distribution and logistics, which are larger than those at the point of sale.
RULE = PrintRule(0.495, 0.495, 1.016, 31.75)


def encode(data: str, options: DrawOptions) -> Symbol:
    """Encode element strings, bracketed or raw."""
    return draw("gs1_128", gs1.parse(data))


def draw(id: str, elements: tuple[gs1.Element, ...]) -> Symbol:
    """Draw *elements* for the symbology *id*."""
    raw = gs1.raw(elements)
    if len(raw) > _MOST:
        raise DataError.of(
            "data",
            f"{id}.too_long",
            f"The elements have {len(raw)} characters.",
            f"GS1-128 carries {_MOST}; gs1_datamatrix and gs1_qr carry more.",
        )
    # The engine sets FNC1 first and after each value of variable length but the last.
    (row,) = zint.encode(id, zint.Kind.GS1_128, gs1.for_zint(elements), mode=zint.GS1)
    text = gs1.bracketed(elements)
    warnings = gs1.missing(elements)
    # ]C1 confirms FNC1 in first position: without it the same characters are a plain Code 128.
    reading = Reading(("Code128",), text, raw.encode(), "]C1")
    return linear.symbol(
        id, row, gs1.written(elements), reading, text=text, rule=RULE, warnings=warnings
    )


SYMBOLOGY = Symbology(
    id="gs1_128",
    title="GS1-128",
    standard="GS1 General Specifications 5.4; ISO/IEC 15417:2007",
    family="gs1",
    example="(01)09501101530003(10)ABC",
    characters="GS1 element strings, in brackets or raw with GS (character 29) as separator",
    lengths="up to 48 characters, brackets not counted",
    max_characters=120,
    check_digit="of each element, verified",
    encode=gs1.plausible.with_notices(encode),
    elements=gs1.parse,
    aliases=("gs1", "ean128", "ucc128", "eanucc128", "code128gs1"),
)
