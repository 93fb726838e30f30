"""Encoding by zint: checked data to rows of modules.

Owns the workarounds for zint-bindings: text is UTF-8 only in UNICODE mode, warnings are ignored
unless they are made errors, and messages are for programmers, so that no caller sees them.
"""

import zint

from common.barcode.model.errors import DataError
from common.barcode.model.symbol import Sequence

Kind = zint.Symbology
Mode = zint.InputMode
# Its own check knows an older release of GS1's identifiers than ours.
GS1 = zint.InputMode.GS1 | zint.InputMode.GS1NOCHECK

# Bytes go into the symbol unchanged: zint has no constant for its mode 0.
BYTES = zint.InputMode(0)

# Python 3.11 looks a member of an Enum up by a function of the enum module.
_FAIL_ALL, _UNICODE = zint.WarningLevel.FAIL_ALL, Mode.UNICODE

_ROW_BYTES = 144  # a row of encoded_data: 1,152 modules of one bit, the lowest bit first
_BYTE_ORDER_MARK = "\ufeff"  # zint removes one at the start of longer data
_FROM_DIGITS = bytes.maketrans(b"01", b"\x00\x01")


def encode(
    id: str,
    kind: zint.Symbology,
    data: str | bytes,
    *,
    mode: zint.InputMode = _UNICODE,
    option_1: int | None = None,
    option_2: int | None = None,
    option_3: int | None = None,
    primary: str = "",
    eci: int = 0,
    sequence: Sequence | None = None,
) -> tuple[bytes, ...]:
    """Return the rows of a symbol, top to bottom; a byte a module, 1 is dark.

    Args:
        id: id of the symbology, for the error.
        kind: the symbology, as zint names it.
        data: data, checked already, and escaped if *mode* has escapes.
        mode: how zint interprets the data.
        option_1: see the manual of zint for *kind*.
        option_2: see the manual of zint for *kind*.
        option_3: see the manual of zint for *kind*.
        primary: the primary message of MaxiCode, or the linear part of a composite.
        eci: the Extended Channel Interpretation of the data; 0 for none.
        sequence: the place in a message of several symbols.

    Raises:
        DataError: ``<id>.too_long`` or ``<id>.not_encodable``.
    """
    symbol = zint.Symbol()
    symbol.symbology = kind
    symbol.input_mode = mode
    # By default zint only warns, for example of a wrong check digit in GS1 data.
    symbol.warn_level = _FAIL_ALL
    symbol.show_text = False
    # An option that is not set leaves the choice to zint.
    if option_1 is not None:
        symbol.option_1 = option_1
    if option_2 is not None:
        symbol.option_2 = option_2
    if option_3 is not None:
        symbol.option_3 = option_3
    if primary:
        symbol.primary = primary
    if eci:
        symbol.eci = eci
    if sequence:
        place = symbol.structapp
        place.index, place.count = sequence.index, sequence.count
        place.id = sequence.id.encode()
        symbol.structapp = place
    # Written twice, so that one is left after zint has removed the other.
    if isinstance(data, str) and data.startswith(_BYTE_ORDER_MARK):
        data = _BYTE_ORDER_MARK + data
    try:
        symbol.encode(data)
    except RuntimeError as error:
        raise _data_error(id, str(error)) from None
    return _rows(symbol)


def number(size: str | None) -> int | None:
    """Return *size*, a version that the engine numbers likewise, as its number."""
    return None if size is None else int(size)


def mask(mask: str | None) -> int | None:
    """Return option_3 for the number of a *mask*; None leaves the choice to the engine."""
    # zint has the mask in the second byte of option_3, counted from 1.
    return None if mask is None else (int(mask) + 1) << 8


def _data_error(id: str, message: str) -> DataError:
    # The binding raises one class of error for everything: only the message shows the cause.
    if "too long" in message or "too many" in message or "too much" in message:
        return DataError.of(
            "data",
            f"{id}.too_long",
            "The data does not fit in the largest symbol.",
            "Shorten the data, or lower the error correction if the symbology has a choice.",
        )
    return DataError.of(
        "data",
        f"{id}.not_encodable",
        "The symbology can't carry this data.",
        f"The list of symbologies describes the data of {id}.",
    )


def _rows(symbol: zint.Symbol) -> tuple[bytes, ...]:
    """Return the rows of modules.

    All rows are converted together: row by row, it would take as long as the encoding.
    """
    # The engine's own buffer without a copy; it is valid until the symbol is deleted.
    bits = symbol.encoded_data.cast("B")
    width, rows = symbol.width, symbol.rows
    used = (width + 7) // 8
    packed: bytes | memoryview = bits[:used]
    if rows > 1:
        packed = b"".join(
            [bits[start : start + used] for start in range(0, rows * _ROW_BYTES, _ROW_BYTES)]
        )
    # In a little-endian number the first module is the lowest bit, the last digit that format()
    # writes.
    digits = format(int.from_bytes(packed, "little"), f"0{8 * len(packed)}b")[::-1]
    modules = digits.encode().translate(_FROM_DIGITS)
    if rows == 1:
        return (modules[:width],)
    return tuple([modules[start : start + width] for start in range(0, len(modules), 8 * used)])
