"""Add-ons of two or five digits to the right of EAN and UPC symbols.

GS1 General Specifications 25.0, 5.2.2.5; ISO/IEC 15420:2009, 4.4.
"""

from collections.abc import Callable

from msgspec import structs

from common.barcode.encode import ean_upc
from common.barcode.model.errors import OptionError, suggesting
from common.barcode.model.options import DrawOptions
from common.barcode.model.symbol import QuietZone, Reading, Row, Symbol, TextSpan

# Number sets A and B (ISO/IEC 15420, table 1); 1 is dark.
_SET_A = (
    "0001101", "0011001", "0010011", "0111101", "0100011",
    "0110001", "0101111", "0111011", "0110111", "0001011",
)  # fmt: skip
_SET_B = (
    "0100111", "0110011", "0011011", "0100001", "0011101",
    "0111001", "0000101", "0010001", "0001001", "0010111",
)  # fmt: skip
# Number set of each digit, by the check value (ISO/IEC 15420, tables 4 and 5).
_TWO = ("AA", "AB", "BA", "BB")
_FIVE = (
    "BBAAA", "BABAA", "BAABA", "BAAAB", "ABBAA", "AABBA", "AAABB", "ABABA", "ABAAB", "AABAB",
)  # fmt: skip
_GAP = 9  # modules; 7 to 12 are allowed
# Modules of light margin to the right of an add-on.
_RIGHT_ZONE = 5
_TO_MODULES = bytes.maketrans(b"01", b"\x00\x01")


def pattern(digits: str) -> bytes:
    """Return the modules of an add-on of two or five *digits*."""
    sets = _TWO[int(digits) % 4] if len(digits) == 2 else _FIVE[_check_value(digits)]
    # A guard 1011, and a delineator 01 between the digits (ISO/IEC 15420, 4.4).
    characters = [
        # An add-on has no check digit: the choice of number sets protects its digits.
        (_SET_A if name == "A" else _SET_B)[int(digit)]
        for name, digit in zip(sets, digits, strict=True)
    ]
    return ("1011" + "01".join(characters)).encode().translate(_TO_MODULES)


def _check_value(five: str) -> int:
    """Return the check value of a five-digit add-on: weights 3 and 9, modulo 10."""
    return (3 * sum(map(int, five[::2])) + 9 * sum(map(int, five[1::2]))) % 10


def with_add_on(
    id: str, encode: Callable[[str, DrawOptions], Symbol]
) -> Callable[[str, DrawOptions], Symbol]:
    """Return *encode* of the symbology *id*, extended by an add-on.

    The add-on is the option ``addon``, or follows a ``+`` in the data.
    """

    def encode_both(data: str, options: DrawOptions) -> Symbol:
        main, digits = split(id, data, options)
        # The encoder sees the main part only; its suggestion must contain the add-on.
        with suggesting(after=data[len(main) :]):
            symbol = encode(main, options)
        return join(symbol, digits)

    return encode_both


def split(id: str, data: str, options: DrawOptions) -> tuple[str, str]:
    """Return *data* without its add-on, and the digits of the add-on.

    Raises:
        OptionError: ``<id>.bad_addon``: the add-on is not two or five digits, or is given twice.
    """
    # No EAN or UPC has a + in its own data.
    main, plus, after = data.partition("+")
    if plus and options.addon:
        raise OptionError.of(
            "addon", f"{id}.bad_addon", "The data has an add-on after its + too.", "Give it once."
        )
    digits = after if plus else options.addon or ""
    if (plus or digits) and not (len(digits) in (2, 5) and digits.isascii() and digits.isdigit()):
        raise OptionError.of(
            "data" if plus else "addon",
            f"{id}.bad_addon",
            "The add-on is not two or five digits.",
            "Give 2 digits (an issue) or 5 (a price), such as 12 or 51299.",
        )
    return main, digits


def join(symbol: Symbol, digits: str) -> Symbol:
    """Return *symbol* with the add-on *digits*, or unchanged without digits."""
    if not digits or symbol.reading is None:
        return symbol
    (row,) = symbol.rows
    start = len(row.modules) + _GAP
    modules = row.modules + bytes(_GAP) + pattern(digits)
    # The right-hand light margin is that of the add-on.
    main = tuple([span for span in symbol.spans if span.text != ean_upc.RIGHT_MARK])
    mark = TextSpan(ean_upc.RIGHT_MARK, len(modules), len(modules) + _RIGHT_ZONE, above=True)
    marks = (mark,) if len(main) < len(symbol.spans) else ()
    return structs.replace(
        symbol,
        rows=(Row(modules, row.height),),
        quiet_zone=QuietZone(symbol.quiet_zone.left, _RIGHT_ZONE),
        data=f"{symbol.data}+{digits}",
        text=f"{symbol.text} {digits}",
        spans=(*main, TextSpan(digits, start, len(modules), above=True), *marks),
        # These guards are those of the main symbol only.
        guards=symbol.guards + bytes(len(modules) - len(symbol.guards)),
        add_on_from=start,
        reading=Reading(symbol.reading.formats, symbol.reading.text + digits, add_on=True),
    )
