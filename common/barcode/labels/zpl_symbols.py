"""Symbols that a ZPL printer draws itself, in exactly our modules.

The commands take characters, while the modules of a symbol depend on how they are encoded. Only
symbols whose encoding a command prescribes are here: Code 128 in code set B, in code set C, or in C
and then B, and symbologies with one encoding. EAN and UPC are not: printers draw their guard bars
longer. Nor are QR Code and Data Matrix: printers choose the mask, the version and the modes.

Source: Zebra Programming Guide: ^BY, ^B2, ^B3, ^BC (table "Code 128 invocation codes").
"""

from collections.abc import Callable, Mapping

from common.barcode.decode.code128_characters import PATTERNS
from common.barcode.model.symbol import Symbol

MAX_MODULE_DOTS = 10  # ^BY
# Characters with a meaning in a field are written as codes (^FH).
CODES = {ord(character): f"_{ord(character):02X}" for character in "^~_\\"}
_NARROW_AND_WIDE = 3  # modules of a wide element: the ratio of ^BY
_CODE_B, _CODE_C, _FNC1, _START_B, _START_C = 100, 99, 102, 104, 105
_CHARACTER, _STOP = 11, 13  # modules


def command(symbol: Symbol, module: int, height: int) -> str:
    """Return the commands that draw *symbol* at the position of ^FO, without its text.

    Args:
        symbol: the symbol.
        module: dots of a module.
        height: dots of the bars.

    Returns:
        The commands up to ^FS; empty if the printer might draw other modules.
    """
    write = _COMMANDS.get(symbol.symbology)
    if write is None or module > MAX_MODULE_DOTS:
        return ""
    field = write(symbol, height)
    return f"^BY{module},{_NARROW_AND_WIDE},{height}{field}^FS" if field else ""


def _code128(symbol: Symbol, height: int) -> str:
    # The invocation codes >: and >; start in code set B and C, >6 changes to B, >8 is FNC1.
    values = _values(symbol.rows[0].modules)
    if values[:1] == [_START_C]:
        text = _in_code_c(values[1:-1])
    elif values[:1] == [_START_B]:
        text = _in_code_b(":", values[1:-1])
    else:
        text = ""
    # Mode N: the printer adds the check character and changes no code set.
    return f"^BCN,{height},N,N,N,N^FH^FD>{text}" if text else ""


def _values(modules: bytes) -> list[int]:
    """Return the symbol characters from the start character to the check character."""
    ends = range(0, len(modules) - _STOP, _CHARACTER)
    return [_PATTERNS.get(modules[at : at + _CHARACTER], -1) for at in ends]


def _in_code_c(values: list[int]) -> str:
    text = ";"
    for at, value in enumerate(values):
        # ZPL has no notation for a return to code set C within the data of this mode.
        if value == _CODE_B:
            rest = _in_code_b(">6", values[at + 1 :])
            return text + rest if rest else ""
        if value == _FNC1:
            text += ">8"
        elif 0 <= value < _CODE_C:
            text += f"{value:02d}"
        else:
            return ""
    return text


def _in_code_b(start: str, values: list[int]) -> str:
    text = start
    for value in values:
        if value == _FNC1:
            text += ">8"
        # Space to ~; 95 is DEL. The code >0 for > is no safe one: zpl-renderer-js 3.4 reads >0; as
        # the start of code set C.
        elif 0 <= value < 95 and value != ord(">") - 32:
            text += chr(value + 32).translate(CODES)
        else:
            return ""
    return text


def _of_data(name: str, parameters: str, modules: Callable[[str], int]) -> "_Write":
    """Return a writer for a symbology with one encoding.

    Args:
        name: the command.
        parameters: the parameters after the height, and before the data.
        modules: the width of a symbol of the data with wide elements of three modules.
    """

    def write(symbol: Symbol, height: int) -> str:
        data = symbol.data
        # Another width has other wide elements, or a check character that data does not have.
        if len(symbol.rows[0].modules) != modules(data) or not data.isascii():
            return ""
        return f"{name},{parameters.format(height=height)}^FH^FD{data.translate(CODES)}"

    return write


_Write = Callable[[Symbol, int], str]
# Sixteen modules a character with the gap, less the last gap, with the asterisks at both ends.
_CODE39 = _of_data("^B3N", "N,{height},N,N", lambda data: 16 * len(data) + 31)
_COMMANDS: Mapping[str, _Write] = {
    **dict.fromkeys(("code128", "gs1_128", "sscc", "ean14"), _code128),
    **dict.fromkeys(("code39", "logmars", "vin"), _CODE39),
    # Nine modules a digit, four of the start and five of the stop pattern.
    "itf": _of_data("^B2N", "{height},N,N,N", lambda data: 9 * len(data) + 9),
}


def _pattern(widths: str) -> bytes:
    return b"".join([bytes([1 - at % 2]) * int(width) for at, width in enumerate(widths)])


_STARTS = "211412 211214 211232"  # values 103 to 105
_PATTERNS = {
    _pattern(widths): value for value, widths in enumerate(f"{PATTERNS} {_STARTS}".split())
}
