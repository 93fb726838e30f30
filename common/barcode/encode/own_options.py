"""Checks of the options that only some symbologies have, against what one of them declares."""

import difflib
from collections.abc import Mapping

from msgspec import structs

from common.barcode.encode import payload
from common.barcode.model.errors import DataError, OptionError, Problem
from common.barcode.model.options import DrawOptions

_MAX_SHOWN = 20  # characters of a caller's text that a message repeats


def canonical(
    title: str,
    options: DrawOptions,
    choices: Mapping[str, tuple[str, ...]],
    ranges: Mapping[str, range],
) -> DrawOptions:
    """Return *options* with each name of *choices* as the symbology writes it.

    Args:
        title: name of the symbology, for errors.
        options: the options of the request.
        choices: the names that each option takes.
        ranges: the whole numbers that each option takes.

    Raises:
        OptionError: a value is none of these; one problem for each such option.
    """
    changes: dict[str, str] = {}
    problems: list[Problem] = []
    for option, names in choices.items():
        if (value := getattr(options, option)) is not None:
            if name := _named(value, names):
                changes[option] = name
            else:
                problems.append(_no_choice(title, option, value, names))
    for option, numbers in ranges.items():
        if (number := getattr(options, option)) is not None and number not in numbers:
            problems.append(_out_of_range(title, option, number, numbers))
    if problems:
        raise OptionError(*problems)
    return structs.replace(options, **changes) if changes else options


def _named(value: str, names: tuple[str, ...]) -> str:
    folded = value.strip().casefold()
    return next((name for name in names if name.casefold() == folded), "")


def _no_choice(title: str, option: str, value: str, names: tuple[str, ...]) -> Problem:
    # Names of choices are capitals and digits.
    near = difflib.get_close_matches(value[:_MAX_SHOWN].upper(), names, n=1)
    return Problem(
        option,
        "option.bad_value",
        f"{title} has no {option} {value[:_MAX_SHOWN]!r}.",
        f"Use {in_words(names)}.",
        *near,
    )


def in_words(names: tuple[str, ...]) -> str:
    """Return *names* for a sentence; consecutive numbers by the first and the last."""
    first = int(names[0]) if names[0].isdecimal() else 0
    if names == tuple(map(str, range(first, first + len(names)))) and len(names) > 2:
        return f"{names[0]} to {names[-1]}"
    return ", ".join(names)


def _out_of_range(title: str, option: str, value: int, numbers: range) -> Problem:
    kind = "a whole number" if numbers.step == 1 else f"a multiple of {numbers.step}"
    return Problem(
        option,
        "option.bad_value",
        f"{option} of {title} is {kind} from {numbers[0]} to {numbers[-1]}, not {value}.",
        f"Give {kind} from {numbers[0]} to {numbers[-1]}.",
    )


def require_ratio(title: str, ratio: float, ratios: tuple[float, float]) -> None:
    """Check that *ratio* is between the two of *ratios*.

    Raises:
        OptionError: it is not.
    """
    least, most = ratios
    if not least <= ratio <= most:
        nearest = f"{least if ratio < least else most:g}"
        raise OptionError.of(
            "wide_to_narrow_ratio",
            "option.bad_value",
            f"wide_to_narrow_ratio of {title} is {least:g} to {most:g}, not {ratio:g}.",
            f"Give a ratio from {least:g} to {most:g}.",
            nearest,
        )


def require_length(
    id: str, title: str, data: str, options: DrawOptions, longest: int, lengths: str
) -> None:
    """Check that *data* is not longer than the symbology can carry.

    Raises:
        DataError: ``<id>.too_long``; ``data.bad_encoding`` if it does not write bytes.
    """
    # Binary data is given as text of a larger length, such as base64.
    length, unit = len(data), "characters"
    if options.data_encoding is not None:
        length, unit = len(payload.binary(data, options.data_encoding)), "bytes"
    if length > longest:
        raise DataError.of(
            "data",
            f"{id}.too_long",
            f"The data has {length} {unit}; {title} carries at most {longest}.",
            f"Give {lengths}.",
        )
