"""Draws with zint: data that we have checked in, rows of modules out.

Owns the traps of zint-bindings: text goes in as UTF-8 only in UNICODE mode, warnings pass unless
they are made to fail, and its messages are for programmers, so no caller sees one.
"""

from collections.abc import Sequence

import zint

from common.barcode.model.errors import DataError

Kind = zint.Symbology
Mode = zint.InputMode
# Its own check knows an older release of GS1's identifiers than ours.
GS1 = zint.InputMode.GS1 | zint.InputMode.GS1NOCHECK

# Bytes go into the symbol unchanged: zint has no constant for its mode 0.
BYTES = zint.InputMode(0)

_ROW_BYTES = 144  # a row of encoded_data: 1,152 modules, a bit each, lowest first
_BYTE_ORDER_MARK = "\ufeff"  # zint drops one that leads longer data
_FROM_DIGITS = bytes.maketrans(b"01", b"\x00\x01")


def draw(
    id: str,
    kind: zint.Symbology,
    data: str | bytes,
    *,
    mode: zint.InputMode = Mode.UNICODE,
    option_1: int | None = None,
    option_2: int | None = None,
    option_3: int | None = None,
    primary: str = "",
    eci: int = 0,
) -> tuple[bytes, ...]:
    """Return the rows of a symbol, top to bottom; a byte a module, 1 is dark.

    Args:
        id: of the symbology, for the error.
        kind: the symbology, by zint's name.
        data: checked already, and escaped where *mode* has escapes.
        mode: how zint takes the data.
        option_1: what zint's manual says of it for *kind*.
        option_2: likewise.
        option_3: likewise.
        primary: the primary message of MaxiCode, or the linear part of a composite.
        eci: the Extended Channel Interpretation to announce; 0 for none.

    Raises:
        DataError: ``<id>.too_long`` or ``<id>.not_encodable``.
    """
    symbol = zint.Symbol()
    symbol.symbology = kind
    symbol.input_mode = mode
    symbol.warn_level = zint.WarningLevel.FAIL_ALL
    symbol.show_text = False
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
    if isinstance(data, str) and data.startswith(_BYTE_ORDER_MARK):
        data = _BYTE_ORDER_MARK + data
    try:
        symbol.encode(data)
    except RuntimeError as refusal:
        raise _refusal(id, str(refusal)) from None
    return _rows(symbol)


def draw_smallest(
    id: str,
    kind: zint.Symbology,
    data: str,
    sizes: Sequence[int],
    *,
    mode: zint.InputMode = Mode.UNICODE,
    option_3: int | None = None,
    eci: int = 0,
) -> tuple[bytes, ...]:
    """Return the rows of the first of *sizes* (zint's option_2) that holds *data*.

    Raises:
        DataError: none does.
    """
    *others, last = sizes
    for size in others:
        try:
            return draw(id, kind, data, mode=mode, option_2=size, option_3=option_3, eci=eci)
        except DataError:
            continue
    return draw(id, kind, data, mode=mode, option_2=last, option_3=option_3, eci=eci)


def _refusal(id: str, message: str) -> DataError:
    if "too long" in message or "too many" in message or "too much" in message:
        return DataError.of(
            "data",
            f"{id}.too_long",
            "The data does not fit in the largest symbol.",
            "Shorten the data, or lower the error correction where there is a choice.",
        )
    return DataError.of(
        "data",
        f"{id}.not_encodable",
        "The symbology can't carry this data.",
        f"See what {id} takes in the list of symbologies.",
    )


def _rows(symbol: zint.Symbol) -> tuple[bytes, ...]:
    """Return the modules of all rows at once: a row at a time costs as much as encoding does."""
    bits = symbol.encoded_data.cast("B")
    width = symbol.width
    used = (width + 7) // 8
    packed = b"".join(
        [bits[start : start + used] for start in range(0, symbol.rows * _ROW_BYTES, _ROW_BYTES)]
    )
    digits = format(int.from_bytes(packed, "little"), f"0{8 * len(packed)}b")[::-1]
    modules = digits.encode().translate(_FROM_DIGITS)
    return tuple([modules[start : start + width] for start in range(0, len(modules), 8 * used)])
