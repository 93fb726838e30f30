"""EAN-2 and EAN-5 alone, to print next to an existing EAN or UPC symbol."""

from collections.abc import Callable

from common.barcode.encode import add_on, linear, validation
from common.barcode.encode.symbology import Symbology
from common.barcode.model.options import DrawOptions
from common.barcode.model.symbol import PrintRule, Symbol

_RULE = PrintRule(0.330, 0.264, 0.660, 21.9)


def _encoder(id: str, length: int) -> Callable[[str, DrawOptions], Symbol]:
    def encode(data: str, options: DrawOptions) -> Symbol:
        validation.require_digits(id, data)
        validation.require_length(id, data, length, length, "digit")
        # zxing-cpp reads an add-on only next to its main symbol.
        return linear.symbol(id, add_on.pattern(data), data, None, quiet_zone=7, rule=_RULE)

    return encode


SYMBOLOGY = tuple(
    Symbology(
        id=id,
        title=title,
        standard="GS1 General Specifications 5.2.2.5; ISO/IEC 15420:2009",
        family="retail",
        example=example,
        characters="digits",
        lengths=f"{len(example)} digits",
        max_characters=len(example),
        check_digit="in the number sets of the digits, never printed",
        encode=_encoder(id, len(example)),
        aliases=aliases,
        note="Readers read it only next to an EAN or UPC; use the option addon of those.",
    )
    for id, title, example, aliases in (
        ("ean2", "EAN-2 add-on", "05", ("addon2", "eanaddon2", "upcaddon2")),
        ("ean5", "EAN-5 add-on", "51299", ("addon5", "eanaddon5", "upcaddon5")),
    )
)
