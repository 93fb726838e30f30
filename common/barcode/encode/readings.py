"""Data with two plausible readings: refused with both, or drawn as one with a notice of the other.

A barcode with the wrong meaning scans like the right one. If the checks of both readings pass,
the data is refused, and each reading is suggested in a form that leaves no doubt. If one is far
more likely, because the caller has named the symbology or the form, it is drawn with a notice.
"""

import re
from collections.abc import Callable, Sequence

from common.barcode.encode import check_digits
from common.barcode.model.errors import BarcodeError, DataError, Problem
from common.barcode.model.symbol import Symbol

_DIGITS = re.compile(r"([0-9]+)(\+[0-9]+)?")  # with an add-on


def refusal(data: str, readings: Sequence[tuple[str, str]]) -> DataError:
    """Return the refusal of *data*: a problem for each reading, which suggests that one.

    Args:
        data: as it was given.
        readings: the data that says each without a doubt, and what it is.
    """
    either = " or ".join(suggestion for suggestion, _ in readings)
    # One problem for each reading, so that a page can offer all of them.
    return DataError.gather(
        [
            Problem(
                "data",
                "data.two_readings",
                f"{data} may mean {either}.",
                f"Give {suggestion} for {meaning}.",
                suggestion,
            )
            for suggestion, meaning in readings
        ]
    )


def notice(message: str, fix: str, suggestion: str = "", field: str = "data") -> Problem:
    """Return the notice of another reading than the one that is drawn.

    Args:
        message: what is drawn, and what else the data may mean, one sentence.
        fix: how to get the other one, or to remove the doubt.
        suggestion: the value of *field* that means the other.
        field: the option that decides.
    """
    return Problem(field, "data.two_readings", message, fix, suggestion)


def lost_zero(
    data: str, symbol: Symbol, draw: Callable[[str], Symbol], *, is_gs1: bool = False
) -> tuple[Problem, ...]:
    """Return a notice if *data* may be a whole number whose leading zero a program dropped.

    Spreadsheets, and numbers in JSON, drop zeros. What is left looks like a number without its
    check digit, which the symbology has added. One number in ten has this doubt by chance.

    Args:
        data: as the caller gave it.
        symbol: the symbol of *data*, from a symbology that adds missing check digits.
        draw: returns the symbol of other data, or raises BarcodeError.
        is_gs1: True if check digits are those of GS1.
    """
    match = _DIGITS.fullmatch(data)
    # Nothing is added to a number that is drawn as it is.
    if match is None or symbol.data == data:
        return ()
    digits, add_on = match[1], match[2] or ""
    padded = f"0{digits}"
    is_whole = check_digits.gs1(padded[:-1]) == padded[-1]
    # The check digit decides, and costs less than the symbol of the whole number.
    if is_gs1 and not is_whole and symbol.data == digits + check_digits.gs1(digits):
        return ()
    # With a check digit of its own, the padded number is whole: another last digit is wrong.
    other = padded[:-1] + str((int(padded[-1]) + 1) % 10)
    try:
        whole = draw(padded + add_on)
    except BarcodeError:
        return ()
    if symbol.data == whole.data or _draws(draw, other + add_on):
        return ()
    message = f"A check digit is added to {digits}, which may also be {padded} without its zero."
    return (notice(message, f"Give {padded + add_on} if a zero was lost.", padded + add_on),)


def with_suggestion(error: DataError, data: str, draw: Callable[[str], Symbol]) -> DataError:
    """Return *error* of *data*, with a suggestion if exactly one usual form of it can be drawn.

    Args:
        error: the error of *data*.
        data: as the caller gave it.
        draw: returns the symbol of other data, or raises BarcodeError.
    """
    first, *others = error.problems
    kind = first.code.rpartition(".")[2]
    if others or first.suggestion or kind not in ("bad_length", "bad_character"):
        return error
    working = {}
    for form in _forms(data):
        try:
            # Not a number to which a check digit is added: that would be a guess.
            symbol = draw(form)
        except BarcodeError:
            continue
        if symbol.data in (form, f"(01){form}"):
            working[symbol.data] = form
    if len(working) != 1:
        return error
    (form,) = working.values()
    return DataError.of("data", first.code, first.message, f"Give {form}.", form)


def _forms(data: str) -> list[str]:
    """Return the digits of *data* as they are written without separators, padding and run-ons."""
    digits = re.sub("[ -]", "", data)
    forms = [digits]
    if not digits.isascii() or not digits.isdigit():
        return []
    # A GTIN with or without zeros in front is the same (General Specifications 3.3.2).
    forms += [digits[-n:] for n in (13, 12, 8) if len(digits) > n and not int(digits[:-n])]
    if len(digits) in (8, 12, 13):
        forms.append(digits.zfill(14))
    # An add-on is often printed, and pasted, behind a space.
    forms += [f"{digits[:-n]}+{digits[-n:]}" for n in (2, 5) if len(digits) > n]
    return [form for form in dict.fromkeys(forms) if form != data]


def _draws(draw: Callable[[str], Symbol], data: str) -> bool:
    try:
        draw(data)
    except BarcodeError:
        return False
    return True
