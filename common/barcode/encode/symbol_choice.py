"""Options that bound a symbol: its size, its columns and rows, its error correction level.

An engine reports only that the data does not fit. This module finds the values that would hold it.
"""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping, Sequence

from msgspec import Struct

from common.barcode.model.errors import DataError
from common.barcode.model.options import DrawOptions

Rows = tuple[bytes, ...]
# Returns the rows with these values by option, and the engine's choice for the other options.
Encode = Callable[[Mapping[str, str]], Rows]

_LEVEL = "ecc"
_MAX_NAMED = 6  # values that an error lists


class Choice(Struct, frozen=True):
    """The value of an option that bounds the symbol.

    Attributes:
        option: name of the option.
        value: the value.
        larger: the values that hold more, the nearest first.
        is_ordered: True if each of *larger* holds more than the one before.
        is_given: True if the caller gave the value; False for a default.
    """

    option: str
    value: str
    larger: tuple[str, ...]
    is_ordered: bool = True
    is_given: bool = True


def size(options: DrawOptions, sizes: Iterable[str], *, is_ordered: bool = True) -> list[Choice]:
    """Return the choice of ``symbol_size`` among *sizes*, the smallest first; [] if it is open."""
    value = options.symbol_size
    if value is None:
        return []
    names = tuple(sizes)
    at = names.index(value)
    # Of sizes of several shapes, one that comes first may hold data that this one does not.
    larger = names[at + 1 :] if is_ordered else tuple(name for name in names if name != value)
    return [Choice("symbol_size", value, larger, is_ordered)]


def number(options: DrawOptions, option: str, values: range) -> list[Choice]:
    """Return the choice of *option*, one of *values*; [] if it is open."""
    value = getattr(options, option)
    if value is None:
        return []
    return [Choice(option, str(value), tuple(str(each) for each in values if each > value))]


def level(name: str, levels: Sequence[str], *, is_given: bool) -> list[Choice]:
    """Return the choice of the error correction level *name* of *levels*, weakest first."""
    weaker = tuple(reversed(levels[: levels.index(name)]))
    return [Choice(_LEVEL, name, weaker, is_given=is_given)]


def draw(id: str, choices: Sequence[Choice], encode: Encode) -> Rows:
    """Return the rows with *choices*.

    Args:
        id: id of the symbology, for the error.
        choices: the bounds, the caller's own first.
        encode: returns the rows, or raises DataError if the data does not fit.

    Raises:
        DataError: ``<id>.does_not_fit``, with the values that would hold the data; or the error of
            *encode* if there are none.
    """
    chosen = {choice.option: choice.value for choice in choices}
    try:
        return encode(chosen)
    except DataError as error:
        raise _refusal(id, choices, chosen, encode, error) from None


def _refusal(
    id: str,
    choices: Sequence[Choice],
    chosen: Mapping[str, str],
    encode: Encode,
    error: DataError,
) -> DataError:
    found = {
        choice.option: values for choice in choices if (values := _fitting(choice, chosen, encode))
    }
    given = [choice.option for choice in choices if choice.is_given]
    # The option that was given is at fault rather than one that was left to its default.
    field = next((option for option in given if option in found), next(iter(found), ""))
    fixes = [_fix(choice, found[choice.option]) for choice in choices if choice.option in found]
    fix = f"Set {', or '.join(fixes)}." if fixes else _without_bounds(choices, given, encode)
    if not fix:
        return error
    return DataError.of(
        field or given[0],
        f"{id}.does_not_fit",
        f"The data does not fit with {_text(choices)}.",
        fix,
        found[field][0] if field else "",
    )


def _without_bounds(choices: Sequence[Choice], given: Sequence[str], encode: Encode) -> str:
    """Return the fix if no change of one choice is enough; empty if no symbol holds the data."""
    open_options = [option for option in given if option != _LEVEL]
    level = {choice.option: choice.value for choice in choices if choice.option == _LEVEL}
    if not open_options or not _fits({}, encode):
        return ""
    weaker = "" if _fits(level, encode) else f", and lower {_LEVEL}"
    return f"Leave {' and '.join(open_options)} out{weaker}."


def _fitting(choice: Choice, chosen: Mapping[str, str], encode: Encode) -> list[str]:
    """Return the values of *choice* that hold the data; of ordered ones, the nearest and up."""

    def fits(value: str) -> bool:
        return _fits({**chosen, choice.option: value}, encode)

    if not choice.is_ordered:
        return [value for value in choice.larger if fits(value)]
    # From one value on, all larger ones fit: a bisection draws only a few of them.
    return list(choice.larger[bisect_left(choice.larger, True, key=fits) :])


def _fits(values: Mapping[str, str], encode: Encode) -> bool:
    try:
        encode(values)
    except DataError:
        return False
    return True


def _text(choices: Sequence[Choice]) -> str:
    return " and ".join(f"{choice.option} {choice.value}" for choice in choices)


def _fix(choice: Choice, found: Sequence[str]) -> str:
    if not choice.is_ordered:
        others = " and others" if len(found) > _MAX_NAMED else ""
        return f"{choice.option} to {', '.join(found[:_MAX_NAMED])}{others}"
    beyond = " or weaker" if choice.option == _LEVEL else " or more"
    return f"{choice.option} to {found[0]}{beyond if len(found) > 1 else ''}"
