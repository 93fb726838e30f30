"""Symbols of stacked rows of bars with separator bars between them."""

from collections.abc import Mapping

from common.barcode.encode import symbol_choice, validation
from common.barcode.encode.engines import zint
from common.barcode.model.errors import DataError
from common.barcode.model.options import DrawOptions
from common.barcode.model.symbol import PrintRule, QuietZone, Row, Symbol

ROW_HEIGHT = 10  # modules; the standards of Code 16K, Code 49 and Codablock F require at least 8
_LEFT, _RIGHT = 10, 1  # modules of quiet zone
_FIX = "Use ASCII characters; qr, datamatrix and pdf417 carry any others."


def require_ascii(id: str, data: str) -> None:
    """Check that *data* is ASCII.

    Raises:
        DataError: ``<id>.bad_character``.
    """
    validation.require_characters(id, data, validation.ASCII, _FIX)


def encode(id: str, kind: zint.Kind, data: str, options: DrawOptions, numbers: range) -> Symbol:
    """Encode ASCII *data* as Code 16K or Code 49, in ``symbol_rows`` rows of *numbers*.

    Raises:
        DataError: ``<id>.bad_character``, ``<id>.does_not_fit`` or ``<id>.too_long``.
    """
    require_ascii(id, data)

    def draw(values: Mapping[str, str]) -> symbol_choice.Rows:
        number = zint.number(values.get("symbol_rows"))
        rows = zint.encode(id, kind, data, option_1=number)
        # For zint it is the least number of rows.
        if number not in (None, len(rows)):
            raise too_long(id)
        return rows

    choices = symbol_choice.number(options, "symbol_rows", numbers)
    return symbol(id, symbol_choice.draw(id, choices, draw), data)


def too_long(id: str) -> DataError:
    """Return the error of data that needs more rows or columns than requested."""
    return DataError.of(
        "data",
        f"{id}.too_long",
        "The data needs a larger symbol.",
        "Shorten the data, or allow more rows or columns.",
    )


def symbol(id: str, rows: tuple[bytes, ...], data: str) -> Symbol:
    """Return the Symbol of Code 16K or Code 49, which zxing-cpp does not support.

    The outer separator bars span the quiet zones, the inner ones only the rows. The quiet zones
    are therefore part of the rows here.

    Args:
        id: id of the symbology.
        rows: rows of bars from top to bottom, a byte a module, 1 is dark.
        data: data as encoded.
    """
    outer = Row(b"\x01" * (_LEFT + len(rows[0]) + _RIGHT), 1)
    inner = Row(bytes(_LEFT) + b"\x01" * len(rows[0]) + bytes(_RIGHT), 1)
    separated = [outer]
    for row in rows:
        separated += [Row(bytes(_LEFT) + row + bytes(_RIGHT), ROW_HEIGHT), inner]
    return Symbol(
        symbology=id,
        shape="stacked",
        # The last separator is an outer one.
        rows=(*separated[:-1], outer),
        quiet_zone=QuietZone(0, 0, 1, 1),
        data=data,
        print_rule=PrintRule(0.330),
    )
