"""Checks of data before it reaches an engine: characters, lengths and check digits.

The errors give the character or digit that is wrong, and the data that works.
"""

from collections.abc import Callable

from common.barcode.model.errors import DataError, OptionError
from common.barcode.model.options import DrawOptions

DIGITS = frozenset("0123456789")
ASCII = frozenset(map(chr, range(128)))
PRINTABLE = frozenset(map(chr, range(32, 127)))


def quote(character: str) -> str:
    """Return *character* for an error message: quoted, and escaped if it is invisible."""
    return ascii(character) if not character.isprintable() else f"'{character}'"


def require_characters(id: str, data: str, allowed: frozenset[str], fix: str) -> None:
    """Check that all characters of *data* are in *allowed*; *fix* names those that are.

    Raises:
        DataError: ``<id>.bad_character`` with the first wrong character and its place.
    """
    if allowed.issuperset(data):
        return
    # Places count from 1, as people do.
    place, character = next((i, c) for i, c in enumerate(data, 1) if c not in allowed)
    raise DataError.of(
        "data",
        f"{id}.bad_character",
        f"Character {place}, {quote(character)}, is not allowed in this barcode.",
        fix,
    )


def require_digits(id: str, data: str) -> None:
    """Check that *data* is digits 0 to 9 only.

    Raises:
        DataError: ``<id>.bad_character``.
    """
    # Separators are the usual mistake, and deserve a fix of their own.
    is_separated = DIGITS.issuperset(data.replace(" ", "").replace("-", ""))
    fix = "Leave spaces and hyphens out." if is_separated else "Use the digits 0 to 9 only."
    require_characters(id, data, DIGITS, fix)


def require_capitals(id: str, data: str, allowed: frozenset[str], others: str) -> None:
    """Check that all characters of *data* are in *allowed*, which has no small letters.

    Args:
        id: id of the symbology, for the error.
        data: the data.
        allowed: the characters of the symbology.
        others: end of the fix, such as symbologies that carry more characters.

    Raises:
        DataError: ``<id>.bad_character``; it suggests capitals if they are enough.
    """
    if allowed.issuperset(data):
        return
    capitals = data.upper()
    # upper() changes other scripts too, such as ß to SS, so only ASCII gets the suggestion.
    if allowed.issuperset(capitals) and data.isascii():
        raise DataError.of(
            "data",
            f"{id}.bad_character",
            "Small letters are not allowed in this barcode.",
            f"Use capitals; {others}",
            capitals,
        )
    require_characters(id, data, allowed, f"Use digits, capitals and its signs; {others}")


def requests_check_digit(options: DrawOptions) -> bool:
    """Return True if *options* request the optional check digit.

    Raises:
        OptionError: both ``add_checksum`` and ``no_checksum`` are set.
    """
    if options.add_checksum and options.no_checksum:
        raise OptionError.of(
            "no_checksum",
            "option.contradiction",
            "add_checksum and no_checksum contradict each other.",
            "Set one of them.",
        )
    return bool(options.add_checksum)


def without_name(name: str, data: str) -> str:
    """Return *data* without a leading *name*, as in ``ISBN 978-…``."""
    # People copy the name together with the number, as it is printed.
    start = data.lstrip()
    return start[len(name) :].lstrip(" :") if start[: len(name)].upper() == name else data


def without_separators(id: str, data: str) -> str:
    """Return *data* in capitals, without hyphens and spaces.

    Raises:
        DataError: ``<id>.bad_character``: a character is not ASCII.
    """
    require_characters(id, data, ASCII, "Use digits, hyphens and spaces.")
    return data.replace("-", "").replace(" ", "").upper()


def require_length(
    id: str, data: str, shortest: int, longest: int, unit: str = "character"
) -> None:
    """Check that *data* has *shortest* to *longest* characters.

    Raises:
        DataError: ``<id>.bad_length``.
    """
    if shortest <= len(data) <= longest:
        return
    length = f"{shortest}" if shortest == longest else f"{shortest} to {longest}"
    raise DataError.of(
        "data",
        f"{id}.bad_length",
        f"The data has {len(data)} {unit}{'s' if len(data) != 1 else ''}.",
        f"Give {length} {unit}s.",
    )


def complete(id: str, digits: str, length: int, rule: Callable[[str], str]) -> str:
    """Return *digits* with the check digit, which is added if missing and verified if given.

    Args:
        id: id of the symbology, for the error.
        digits: digits, checked already.
        length: length with the check digit.
        rule: returns the check digit of the digits before it.

    Raises:
        DataError: ``<id>.bad_length``, or ``<id>.bad_check_digit`` with the right data.
    """
    # The length alone decides whether the check digit is there: a digit more is never guessed.
    if len(digits) == length - 1:
        return digits + rule(digits)
    if len(digits) != length:
        raise DataError.of(
            "data",
            f"{id}.bad_length",
            f"The data has {len(digits)} digit{'s' if len(digits) != 1 else ''}.",
            f"Give {length - 1} digits, or {length} with the check digit.",
        )
    return verified(id, digits, rule)


def verified(id: str, data: str, rule: Callable[[str], str], suggestion: str = "") -> str:
    """Return *data* if its last character is the check digit of the others.

    Raises:
        DataError: ``<id>.bad_check_digit``; it suggests *suggestion*, or the corrected data.
    """
    # Never corrected in silence: the digit or another one may be wrong.
    right = rule(data[:-1])
    if data[-1] == right:
        return data
    raise DataError.of(
        "data",
        f"{id}.bad_check_digit",
        f"The check digit {data[-1]} is wrong: {data[:-1]} has check digit {right}.",
        f"Give {data[:-1] + right}, or leave the check digit out.",
        suggestion or data[:-1] + right,
    )
