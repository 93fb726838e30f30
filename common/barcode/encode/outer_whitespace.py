"""Whitespace at the ends of data: it is easily copied along, and a barcode does not show it.

A symbology that carries it draws it, with a notice; one that can't refuses it, and suggests the
data without it.
"""

from collections.abc import Callable

from common.barcode.model.errors import BarcodeError, DataError, Problem
from common.barcode.model.symbol import Symbol

# str.strip() without an argument removes the separators of GS1 and ISO/IEC 15434 (28 to 31) too.
_NAMES = {
    " ": "a space",
    "\t": "a tab",
    "\n": "a newline",
    "\r": "a carriage return",
    "\x0b": "a vertical tab",
    "\x0c": "a form feed",
    "\xa0": "a no-break space",
    "\ufeff": "a byte order mark",
}
CHARACTERS = "".join(_NAMES)


def bare(data: str) -> str:
    """Return *data* without whitespace at its ends."""
    return data.strip(CHARACTERS)


def refusal(data: str, error: DataError, draw: Callable[[str], Symbol]) -> DataError | None:
    """Return the error of *data* that can be drawn without whitespace at its ends, else None.

    Args:
        data: as the caller gave it.
        error: the error of *data*; None is returned if it has a suggestion already.
        draw: returns the symbol of other data, or raises BarcodeError.
    """
    inner = bare(data)
    # A suggestion that is there says more than this one.
    if inner in ("", data) or any(problem.suggestion for problem in error.problems):
        return None
    try:
        draw(inner)
    except BarcodeError:
        return None
    message = f"The data {_ends(data)}, which this barcode can't carry."
    return DataError.of("data", "data.outer_whitespace", message, "Leave it out.", inner)


def notices(data: str, symbol: Symbol, draw: Callable[[str], Symbol]) -> tuple[Problem, ...]:
    """Return a notice if *symbol* carries whitespace at the ends of *data*.

    There is none for spaces that fill up a fixed length, nor for a text of several lines, whose
    format may end in a newline, as vCard does.

    Args:
        data: as the caller gave it.
        symbol: the symbol of *data*.
        draw: returns the symbol of other data, or raises BarcodeError.
    """
    inner = bare(data)
    # A text of several lines often has whitespace at its ends on purpose.
    if inner == data or "\n" in inner or "\r" in inner:
        return ()
    try:
        if inner and draw(inner).data == symbol.data:
            return ()
    except BarcodeError:
        return ()
    message = f"The data {_ends(data)}, which is part of the barcode."
    return (
        Problem(
            "data", "data.outer_whitespace", message, "Leave it out, unless it is meant.", inner
        ),
    )


def _ends(data: str) -> str:
    inner = bare(data)
    if not inner:
        return "is nothing but whitespace"
    begin = f"begins with {_NAMES[data[0]]}" if data[0] in _NAMES else ""
    end = f"ends with {_NAMES[data[-1]]}" if data[-1] in _NAMES else ""
    return " and ".join(filter(None, (begin, end)))
