"""EAN and UPC symbols: printed sizes, guard bars and the places of their digits.

GS1 General Specifications 23.0, section 5.2.
"""

from common.barcode.model.options import DrawOptions
from common.barcode.model.symbol import PrintRule, QuietZone, Reading, Row, Symbol, TextSpan

# Millimetres: the nominal, the least and the greatest width of a module, then the height of bars.
EAN13_RULE = PrintRule(0.330, 0.264, 0.660, 22.85)
EAN8_RULE = PrintRule(0.330, 0.264, 0.660, 18.23)
# GS1 General Specifications 5.2.3.5: signs at the outer ends of the quiet zones, which keep them
# clear in the artwork of a package.
LEFT_MARK, RIGHT_MARK = "<", ">"
OPTIONS = ("guardbar", "light_margin_mark", "addon")


def masked(modules: bytes, *ranges: tuple[int, int]) -> bytes:
    """Return *modules*, light outside *ranges* of (first module, module after the last)."""
    kept = bytearray(len(modules))
    for start, end in ranges:
        kept[start:end] = modules[start:end]
    return bytes(kept)


def ean13(
    symbology: str, modules: bytes, digits: str, options: DrawOptions, heading: str = ""
) -> Symbol:
    """Return the Symbol of 13 *digits*, below the line *heading* if there is one."""
    # The first digit has no bars of its own and is printed left of the guard bars.
    spans = (
        TextSpan(digits[0], -9, -1),
        TextSpan(digits[1:7], 3, 45),
        TextSpan(digits[7:], 50, 92),
        *([TextSpan(RIGHT_MARK, 96, 102)] if options.light_margin_mark else []),
    )
    return Symbol(
        symbology=symbology,
        shape="linear",
        rows=(Row(modules),),
        # 11X to the left, where the first digit is printed, and 7X to the right (GS1 General
        # Specifications 5.2).
        quiet_zone=QuietZone(11, 7),
        data=digits,
        text=digits,
        heading=heading,
        spans=spans,
        # Guards of 3, 5 and 3 modules, between them twice six digits of 7 modules.
        guards=masked(modules, (0, 3), (45, 50), (92, 95)),
        print_rule=EAN13_RULE,
        reading=Reading(("EAN13",), digits),
    )


def ean8(symbology: str, modules: bytes, digits: str, options: DrawOptions) -> Symbol:
    """Return the Symbol of 8 *digits*."""
    marks = (TextSpan(LEFT_MARK, -7, -1), TextSpan(RIGHT_MARK, 68, 74))
    return Symbol(
        symbology=symbology,
        shape="linear",
        rows=(Row(modules),),
        quiet_zone=QuietZone(7, 7),
        data=digits,
        text=digits,
        spans=(
            TextSpan(digits[:4], 3, 31),
            TextSpan(digits[4:], 36, 64),
            *(marks if options.light_margin_mark else ()),
        ),
        # Normal guards of three modules, a centre guard of five, four digits of seven modules on
        # either side.
        guards=masked(modules, (0, 3), (31, 36), (64, 67)),
        print_rule=EAN8_RULE,
        reading=Reading(("EAN8",), digits),
    )


def upca(symbology: str, modules: bytes, digits: str) -> Symbol:
    """Return the Symbol of 12 *digits*."""
    return Symbol(
        symbology=symbology,
        shape="linear",
        rows=(Row(modules),),
        quiet_zone=QuietZone(9, 9),
        data=digits,
        text=digits,
        spans=(
            TextSpan(digits[0], -9, -1),
            TextSpan(digits[1:6], 10, 46),
            TextSpan(digits[6:11], 49, 85),
            TextSpan(digits[11], 96, 104),
        ),
        # The bars of the first and last digit descend like the guard bars next to them.
        guards=masked(modules, (0, 10), (45, 50), (85, 95)),
        print_rule=EAN13_RULE,
        # A decoder reports UPC-A as the EAN-13 with a leading zero, which has the same bars.
        reading=Reading(("UPCA", "EAN13"), "0" + digits),
    )


def upce(symbology: str, modules: bytes, digits: str, upca_digits: str) -> Symbol:
    """Return the Symbol of 8 *digits*, which represent *upca_digits*."""
    return Symbol(
        symbology=symbology,
        shape="linear",
        rows=(Row(modules),),
        quiet_zone=QuietZone(9, 7),
        data=digits,
        text=digits,
        spans=(
            TextSpan(digits[0], -9, -1),
            TextSpan(digits[1:7], 3, 45),
            TextSpan(digits[7], 52, 60),
        ),
        # UPC-E has no centre guard, and an end guard of six modules, 010101.
        guards=masked(modules, (0, 3), (45, 51)),
        print_rule=EAN13_RULE,
        # Decoders report the GTIN-13 that the digits represent.
        reading=Reading(("UPCE",), "0" + upca_digits),
    )
