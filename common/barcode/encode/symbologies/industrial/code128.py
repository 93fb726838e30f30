"""Code 128: all of ASCII, two digits a symbol character. ISO/IEC 15417:2007."""

import struct
from collections.abc import Iterator

from common.barcode.encode import code128_functions, escapes, linear, validation
from common.barcode.encode.engines import zint
from common.barcode.encode.symbology import Symbology
from common.barcode.model.errors import DataError
from common.barcode.model.options import DrawOptions
from common.barcode.model.symbol import Reading, Symbol

# The symbol characters 47, 66, 79, 82, 93 and 96, which zbar often misses at 1 px a module: of
# 1,600 random symbols it read all of the 1,210 without them and half of the others. An equally
# short sequence of other code sets has another check character, and perhaps none of these.
_RISKY = frozenset(
    (pattern.encode().translate(bytes.maketrans(b"01", b"\x00\x01")),)
    for pattern in (
        "10001110110", "10010000110", "10001111010", "10010011110", "10100011110", "10111100010",
    )
)  # fmt: skip
_CHARACTER = struct.Struct("11s")  # a symbol character has 11 modules
_KIND, _PLAIN = zint.Kind.CODE128, zint.Mode.UNICODE
_WITH_PATH = _PLAIN | zint.Mode.EXTRA_ESCAPE
_FUNCTION_WARNINGS = {
    escapes.FNC2: "FNC2 makes readers keep the data and put it before that of the next symbol.",
    escapes.FNC3: "FNC3 makes readers take the data as instructions to set them up.",
    escapes.FNC4: "Some readers ignore FNC4 and read the ASCII character.",
}
_FIX = "Use ASCII characters; qr, datamatrix, aztec and pdf417 carry any others."


def encode(data: str, options: DrawOptions) -> Symbol:
    """Encode ASCII *data* in as few symbol characters as possible."""
    if not set(escapes.FUNCTIONS).isdisjoint(data):
        return _with_functions(data)
    # FNC4 could carry Latin-1, but common readers such as zbar ignore it: they read é as i.
    if not data.isascii():
        validation.require_characters("code128", data, validation.ASCII, _FIX)
    row = bars("code128", data)
    return linear.symbol(
        "code128", row, data, Reading(("Code128",), content=data.encode(), identifier="]C0")
    )


def _with_functions(data: str) -> Symbol:
    """Return the Symbol of *data* with function characters."""
    plain = "".join(one for one in data if one not in escapes.FUNCTIONS)
    validation.require_characters("code128", plain, validation.ASCII, _FIX)
    before, fnc1, _ = data.partition(escapes.FNC1)
    content = code128_functions.content(data)
    # FNC1 before any data makes the symbol a GS1-128 (ISO/IEC 15417:2007, annex B).
    if fnc1 and not code128_functions.content(before):
        raise DataError.of(
            "data",
            "code128.gs1",
            "FNC1 in the first position announces GS1 data.",
            "Draw it as gs1_128, or put FNC1 elsewhere.",
        )
    if not content:
        raise DataError.of(
            "data", "code128.no_data", "Readers ignore a symbol without data.", "Add characters."
        )
    marked = bool(fnc1) and code128_functions.marks_application(before)
    reading = Reading(("Code128",), content=content, identifier="]C2" if marked else "]C0")
    text = content.decode("latin-1")
    warnings = [_FUNCTION_WARNINGS[one] for one in _FUNCTION_WARNINGS if one in data]
    return linear.symbol(
        "code128", code128_functions.bars(data), text, reading, warnings=tuple(warnings)
    )


def bars(id: str, data: str) -> bytes:
    """Return the modules of ASCII *data* for the symbology *id*.

    Of the shortest symbols, it is the one with the fewest risky characters.
    """
    best, fewest = b"", 0
    # Some sequences of bars are read as another symbol if a reader begins in the middle; the
    # shortest symbol with the fewest of them is taken.
    for path, mode in _paths(data):
        (row,) = zint.encode(id, _KIND, path, mode=mode)
        risks = _risks(row)
        if not best or (len(row) == len(best) and risks < fewest):
            best, fewest = row, risks
        if not risks:
            break
    return best


def _paths(data: str) -> Iterator[tuple[str, zint.Mode]]:
    """Yield data with code set choices for zint; the first gives the shortest symbol.

    An odd number of digits begins with one digit in code set A or B (ISO/IEC 15417, annex E).
    """
    # Code set C has pairs of digits: which end the odd one stands at is free.
    odd = len(data) > 4 and len(data) % 2 and data.isdigit()
    if odd:
        yield rf"\^B{data[0]}\^C{data[1:]}", _WITH_PATH
    yield data, _PLAIN
    if odd:
        yield rf"\^A{data[0]}\^C{data[1:]}", _WITH_PATH
    elif "\\" not in data and not any(map(str.islower, data)):
        yield rf"\^A{data}", _WITH_PATH


def _risks(row: bytes) -> int:
    # Without the stop character, which has 13 modules.
    characters = row[:-13]
    if _RISKY.isdisjoint(_CHARACTER.iter_unpack(characters)):
        return 0
    return sum([each in _RISKY for each in _CHARACTER.iter_unpack(characters)])


SYMBOLOGY = Symbology(
    id="code128",
    title="Code 128",
    standard="ISO/IEC 15417:2007",
    family="industrial",
    example="123456789",
    characters="ASCII, control characters included",
    lengths="1 to 80 characters",
    max_characters=80,
    check_digit="its own symbol character, always added and never printed",
    gs1_twin="gs1_128",
    encode=encode,
    functions=escapes.FUNCTIONS,
    aliases=("128", "code128a", "code128b", "code128c", "code128auto"),
)
