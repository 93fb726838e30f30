"""PDF417, its compact form and MicroPDF417. ISO/IEC 15438:2015, 24728:2006."""

from collections.abc import Mapping

from msgspec import structs

from common.barcode.encode import matrix, payload, structured_append, symbol_choice
from common.barcode.encode.engines import zint
from common.barcode.encode.payload import Payload
from common.barcode.encode.symbol_choice import Rows
from common.barcode.encode.symbology import Symbology
from common.barcode.model.errors import DataError, OptionError
from common.barcode.model.options import DrawOptions
from common.barcode.model.symbol import PrintRule, Reading, Symbol

LEVELS = {str(level): level for level in range(9)}
RULE = PrintRule(module_mm=0.33)
RANGES = {"symbol_columns": range(1, 31), "symbol_rows": range(3, 91)}
MICRO_RANGES = {"symbol_columns": range(1, 5), "symbol_rows": range(6, 45)}
_MIN_MICRO_ROWS = 6  # zxing-cpp reads every size but the one of four columns and four rows
# option_1 of zint: the recommended level, which grows with the data: 2 up to 40 codewords, 5 at the
# most (ISO/IEC 15438).
_AUTOMATIC = -1


def encode(data: str, options: DrawOptions) -> Symbol:
    """Encode *data* at error correction ``ecc``: 0 to 8."""
    return _draw("pdf417", zint.Kind.PDF417, ("PDF417",), data, options)


def encode_compact(data: str, options: DrawOptions) -> Symbol:
    """Encode *data* without the right-hand row indicators, at error correction ``ecc``."""
    formats = ("CompactPDF417", "PDF417")
    return _draw("pdf417_compact", zint.Kind.PDF417COMP, formats, data, options)


def encode_micro(data: str, options: DrawOptions) -> Symbol:
    """Encode *data* as MicroPDF417."""
    sequence = structured_append.of("MicroPDF417", options, structured_append.PDF417)
    content = structs.replace(payload.of("micropdf417", data, options), sequence=sequence)
    reading = Reading(("MicroPDF417",), content=content.content)
    symbol = micro("micropdf417", micro_rows("micropdf417", content, options), data, reading)
    return structs.replace(symbol, sequence=sequence)


def rows(id: str, kind: zint.Kind, content: Payload, options: DrawOptions) -> Rows:
    """Return the rows of the PDF417 *id*, with the requested columns, rows and level."""
    choices = [
        choice
        for option, values in RANGES.items()
        for choice in symbol_choice.number(options, option, values)
    ]
    # Without one, zint chooses a level by the amount of data, as the standard recommends.
    if options.ecc is not None:
        choices += matrix.level_choice(id, options, LEVELS, "2")

    def draw(values: Mapping[str, str]) -> Rows:
        return content.rows(
            id,
            kind,
            option_1=LEVELS[values["ecc"]] if "ecc" in values else _AUTOMATIC,
            option_2=zint.number(values.get("symbol_columns")),
            option_3=zint.number(values.get("symbol_rows")),
        )

    return symbol_choice.draw(id, choices, draw)


def micro_rows(id: str, content: Payload, options: DrawOptions) -> Rows:
    """Return the rows of the MicroPDF417 *id*, with the requested columns and rows."""
    if options.symbol_rows is not None:
        return _of_height(id, content, options)

    def draw(values: Mapping[str, str]) -> Rows:
        return content.rows(
            id,
            zint.Kind.MICROPDF417,
            option_2=zint.number(values.get("symbol_columns")),
        )

    choices = symbol_choice.number(options, "symbol_columns", MICRO_RANGES["symbol_columns"])
    rows = symbol_choice.draw(id, choices, draw)
    if len(rows) < _MIN_MICRO_ROWS:
        raise _unread(options.symbol_columns, len(rows))
    return rows


def _unread(columns: int | None, rows: int) -> OptionError:
    return OptionError.of(
        "symbol_columns",
        "option.bad_value",
        f"Readers miss a MicroPDF417 of {columns} columns and {rows} rows.",
        "Give symbol_columns 3, or leave it out.",
        "3",
    )


def _of_height(id: str, content: Payload, options: DrawOptions) -> Rows:
    """Return the rows of a MicroPDF417 of ``symbol_rows`` rows.

    ISO/IEC 24728:2006, table 1: each number of columns has its own numbers of rows, of which the
    engine takes the first that holds the data.

    Raises:
        DataError: no number of columns gives this number of rows.
    """
    columns = MICRO_RANGES["symbol_columns"]
    drawn: dict[int, Rows] = {}
    error: DataError | None = None
    for number in columns if options.symbol_columns is None else (options.symbol_columns,):
        try:
            found = content.rows(id, zint.Kind.MICROPDF417, option_2=number)
        except DataError as refused:
            error = refused
        else:
            # Of two symbols with as many rows, the one of fewer columns counts.
            drawn.setdefault(len(found), found)
    possible = sorted(number for number in drawn if number >= _MIN_MICRO_ROWS)
    if options.symbol_rows in possible:
        return drawn[options.symbol_rows]
    if not possible:
        raise error or _unread(options.symbol_columns, *drawn)
    nearest = min(possible, key=lambda number: abs(number - (options.symbol_rows or 0)))
    raise DataError.of(
        "symbol_rows",
        f"{id}.does_not_fit",
        f"The data is no MicroPDF417 of {options.symbol_rows} rows.",
        f"Set symbol_rows to {' or '.join(map(str, possible))}.",
        str(nearest),
    )


def micro(id: str, rows: Rows, data: str, reading: Reading) -> Symbol:
    """Return the Symbol of a MicroPDF417."""
    # ISO/IEC 24728 requires rows of at least 2X. At 2 px a module zxing-cpp misses one in five
    # symbols with 2X and none with 3X.
    return matrix.symbol(
        id, rows, data, reading, quiet_zone=1, shape="stacked", heights=(3,), rule=RULE
    )


def symbol(id: str, rows: Rows, data: str, reading: Reading) -> Symbol:
    """Return the Symbol of a PDF417."""
    return matrix.symbol(
        id, rows, data, reading, quiet_zone=2, shape="stacked", heights=(3,), rule=RULE
    )


def _draw(
    id: str, kind: zint.Kind, formats: tuple[str, ...], data: str, options: DrawOptions
) -> Symbol:
    sequence = structured_append.of("PDF417", options, structured_append.PDF417)
    content = structs.replace(payload.of(id, data, options), sequence=sequence)
    reading = Reading(formats, content=content.content)
    drawn = symbol(id, rows(id, kind, content, options), data, reading)
    return structs.replace(drawn, sequence=sequence)


SYMBOLOGY = (
    Symbology(
        id="pdf417",
        title="PDF417",
        standard="ISO/IEC 15438:2015",
        family="stacked",
        example="PDF417 carries more than a line of text.",
        characters=payload.ANY_TEXT,
        lengths="1 to 2,710 digits, 1,850 characters or 1,108 bytes, fewer with more correction",
        max_characters=2710,
        check_digit="",
        encode=encode,
        options=("ecc", *payload.OPTIONS, *RANGES, *structured_append.OPTIONS),
        ranges=RANGES,
        ecc_levels=tuple(LEVELS),
    ),
    Symbology(
        id="pdf417_compact",
        title="Compact PDF417",
        standard="ISO/IEC 15438:2015, annex G",
        family="stacked",
        example="Compact PDF417",
        characters=payload.ANY_TEXT,
        lengths="1 to 2,710 digits, 1,850 characters or 1,108 bytes, fewer with more correction",
        max_characters=2710,
        check_digit="",
        encode=encode_compact,
        options=("ecc", *payload.OPTIONS, *RANGES, *structured_append.OPTIONS),
        ranges=RANGES,
        ecc_levels=tuple(LEVELS),
        aliases=("pdf417truncated", "truncatedpdf417", "pdf417comp"),
    ),
    Symbology(
        id="micropdf417",
        title="MicroPDF417",
        standard="ISO/IEC 24728:2006",
        family="stacked",
        example="MicroPDF417",
        characters=payload.ANY_TEXT,
        lengths="1 to 366 digits, 250 characters or 150 bytes",
        max_characters=366,
        check_digit="",
        encode=encode_micro,
        options=(*payload.OPTIONS, *MICRO_RANGES, *structured_append.OPTIONS),
        ranges=MICRO_RANGES,
    ),
)
