"""Aztec Code, its compact form and Aztec Runes. ISO/IEC 24778:2008."""

from collections.abc import Iterator, Mapping

from msgspec import structs

from common.barcode.encode import matrix, payload, structured_append, symbol_choice, validation
from common.barcode.encode.engines import zint
from common.barcode.encode.payload import Payload
from common.barcode.encode.symbol_choice import Rows
from common.barcode.encode.symbology import Symbology
from common.barcode.model.errors import DataError
from common.barcode.model.options import DrawOptions
from common.barcode.model.symbol import PrintRule, Reading, Symbol

LEVELS = {"10": 1, "23": 2, "36": 3, "50": 4}
_DEFAULT_LEVEL = "23"
_SIZES = tuple(map(str, range(1, 33)))  # layers around a full core
_COMPACT_SIZES = tuple(map(str, range(1, 5)))  # layers around a compact core
CHOICES = {"symbol_size": _SIZES}
_COMPACT_NUMBERS = 4  # option_2 of zint: the compact sizes first, then the full ones
_FORMATS = ("Aztec", "AztecCode")
_RULE = PrintRule(module_mm=0.5)
# A level is a percentage of the codewords, and three codewords more.
_MORE_CHECKS = 3


def encode(data: str, options: DrawOptions) -> Symbol:
    """Encode *data* with an error correction of ``ecc`` percent: 10, 23 (the default), 36 or 50."""
    sequence = structured_append.of("Aztec Code", options, structured_append.AZTEC)
    content = structs.replace(payload.of("aztec", data, options), sequence=sequence)
    reading = Reading(_FORMATS, content=content.content)
    symbol = _symbol("aztec", rows("aztec", content, options), data, reading)
    return structs.replace(symbol, sequence=sequence)


def rows(id: str, content: Payload, options: DrawOptions) -> Rows:
    """Return the rows of the Aztec Code *id*, of the requested or the smallest size."""

    def draw(values: Mapping[str, str]) -> Rows:
        level, size = values.get("ecc", next(iter(LEVELS))), values.get("symbol_size")
        # zint takes a level or a size, not both: with a size, the level is checked afterwards.
        if size is None:
            return _drawn(id, content, level=LEVELS[level])
        return _sized(id, content, int(size) + _COMPACT_NUMBERS, level)

    choices = [*symbol_choice.size(options, _SIZES), *_level(id, options)]
    return symbol_choice.draw(id, choices, draw)


def encode_compact(data: str, options: DrawOptions) -> Symbol:
    """Encode *data* with a compact core, at an error correction of ``ecc`` percent."""
    sequence = structured_append.of("Aztec Code", options, structured_append.AZTEC)
    content = structs.replace(payload.of("aztec_compact", data, options), sequence=sequence)

    def draw(values: Mapping[str, str]) -> Rows:
        level, size = values.get("ecc", next(iter(LEVELS))), values.get("symbol_size")
        # The last size is tried outside the loop, so that its error is the one that is raised.
        *smaller, last = map(int, _COMPACT_SIZES if size is None else (size,))
        for number in smaller:
            try:
                return _sized("aztec_compact", content, number, level)
            except DataError:
                continue
        return _sized("aztec_compact", content, last, level)

    choices = [
        *symbol_choice.size(options, _COMPACT_SIZES),
        *_level("aztec_compact", options),
    ]
    reading = Reading(_FORMATS, content=content.content)
    symbol = _symbol(
        "aztec_compact", symbol_choice.draw("aztec_compact", choices, draw), data, reading
    )
    return structs.replace(symbol, sequence=sequence)


def _level(id: str, options: DrawOptions) -> list[symbol_choice.Choice]:
    return matrix.level_choice(id, options, LEVELS, _DEFAULT_LEVEL)


def _sized(id: str, content: Payload, number: int, level: str) -> Rows:
    """Return the rows of a set size, whose error correction zint leaves to what remains.

    Raises:
        DataError: less remains than *level* requires.
    """
    rows = _drawn(id, content, number=number)
    total, checks = _codewords(rows, is_compact=number <= _COMPACT_NUMBERS)
    if checks < int(level) * total // 100 + _MORE_CHECKS:
        raise DataError.of(
            "data",
            f"{id}.too_long",
            f"The symbol has {checks} of {total} codewords for error correction.",
            "Shorten the data, or lower ecc.",
        )
    return rows


def _drawn(
    id: str, content: Payload, *, level: int | None = None, number: int | None = None
) -> Rows:
    return content.rows(
        id,
        zint.Kind.AZTEC,
        option_1=level,
        option_2=number,
    )


def _codewords(rows: Rows, *, is_compact: bool) -> tuple[int, int]:
    """Return how many codewords a symbol has, and how many of them correct errors.

    Source: ISO/IEC 24778:2008, the mode message around the core: the number of layers and of data
    codewords, each less 1.
    """
    bits = "".join(str(module) for module in _mode_message(rows, is_compact))
    layer_bits, data_bits = (2, 6) if is_compact else (5, 11)
    layers = int(bits[:layer_bits], 2) + 1
    data = int(bits[layer_bits : layer_bits + data_bits], 2) + 1
    modules = layers * ((88 if is_compact else 112) + 16 * layers)
    # A codeword has 6, 8, 10 or 12 bits, by the number of layers.
    size = next(size for most, size in ((2, 6), (8, 8), (22, 10), (32, 12)) if layers <= most)
    total = modules // size
    return total, total - data


def _mode_message(rows: Rows, is_compact: bool) -> Iterator[int]:
    """Yield the modules of the mode message: the four sides of the core, clockwise."""
    centre, distance = len(rows) // 2, 5 if is_compact else 7
    # The reference grid of a full core crosses the middle of each side.
    along = range(-3, 4) if is_compact else (*range(-5, 0), *range(1, 6))
    for step in along:
        yield rows[centre - distance][centre + step]
    for step in along:
        yield rows[centre + step][centre + distance]
    for step in along:
        yield rows[centre + distance][centre - step]
    for step in along:
        yield rows[centre - step][centre - distance]


def encode_rune(data: str, options: DrawOptions) -> Symbol:
    """Encode a number from 0 to 255."""
    validation.require_digits("aztec_rune", data)
    number = int(data)
    if number > 255:
        raise DataError.of(
            "data", "aztec_rune.too_great", f"{number} is too large.", "Give 0 to 255."
        )
    rows = zint.encode("aztec_rune", zint.Kind.AZRUNE, str(number))
    # A rune is read as three digits.
    reading = Reading(("AztecRune", "Aztec"), f"{number:03}")
    return _symbol("aztec_rune", rows, f"{number:03}", reading)


def _symbol(id: str, rows: Rows, data: str, reading: Reading) -> Symbol:
    # Aztec needs no quiet zone: readers find it by the bullseye in its middle (ISO/IEC 24778).
    return matrix.symbol(id, rows, data, reading, quiet_zone=0, rule=_RULE)


SYMBOLOGY = (
    Symbology(
        id="aztec",
        title="Aztec Code",
        standard="ISO/IEC 24778:2008",
        family="matrix",
        example="AZTEC CODE 2008",
        characters=payload.ANY_TEXT,
        lengths="1 to 3,832 digits, 3,067 capitals or 1,914 bytes, fewer with more correction",
        max_characters=3832,
        check_digit="",
        encode=encode,
        options=("ecc", *payload.OPTIONS, "symbol_size", *structured_append.OPTIONS),
        choices=CHOICES,
        ecc_levels=tuple(LEVELS),
        aliases=("azteccode",),
    ),
    Symbology(
        id="aztec_compact",
        title="Aztec Code, compact",
        standard="ISO/IEC 24778:2008",
        family="matrix",
        example="COMPACT",
        characters=payload.ANY_TEXT,
        lengths="1 to 110 digits, 89 capitals or 53 bytes, fewer with more correction",
        max_characters=110,
        check_digit="",
        encode=encode_compact,
        options=("ecc", *payload.OPTIONS, "symbol_size", *structured_append.OPTIONS),
        choices={"symbol_size": _COMPACT_SIZES},
        ecc_levels=tuple(LEVELS),
        aliases=("azteccodecompact",),
    ),
    Symbology(
        id="aztec_rune",
        title="Aztec Rune",
        standard="ISO/IEC 24778:2008, annex A",
        family="matrix",
        example="125",
        characters="digits",
        lengths="a number from 0 to 255",
        max_characters=3,
        check_digit="",
        encode=encode_rune,
        aliases=("aztecrunes", "azrune"),
    ),
)
