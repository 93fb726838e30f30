"""What every symbology checks before an engine sees the data: characters, lengths, check digits."""

from collections.abc import Callable

from common.barcode.model.errors import DataError, OptionError
from common.barcode.model.options import DrawOptions

DIGITS = frozenset("0123456789")
ASCII = frozenset(map(chr, range(128)))
PRINTABLE = frozenset(map(chr, range(32, 127)))


def shown(character: str) -> str:
    """Return *character* as an error message may print it: quoted, escaped where invisible."""
    return ascii(character) if not character.isprintable() else f"'{character}'"


def require_characters(id: str, data: str, allowed: frozenset[str], fix: str) -> None:
    """Refuse data with a character outside *allowed*; *fix* says which ones work.

    Raises:
        DataError: ``<id>.bad_character`` naming the first wrong one and its place.
    """
    if allowed.issuperset(data):
        return
    place, character = next((i, c) for i, c in enumerate(data, 1) if c not in allowed)
    raise DataError.of(
        "data",
        f"{id}.bad_character",
        f"Character {place}, {shown(character)}, can't be in this barcode.",
        fix,
    )


def require_digits(id: str, data: str) -> None:
    """Refuse data with anything but the digits 0 to 9.

    Raises:
        DataError: ``<id>.bad_character``.
    """
    spaced = DIGITS.issuperset(data.replace(" ", "").replace("-", ""))
    fix = "Leave spaces and hyphens out." if spaced else "Use the digits 0 to 9 only."
    require_characters(id, data, DIGITS, fix)


def require_capitals(id: str, data: str, allowed: frozenset[str], others: str) -> None:
    """Refuse data with a character outside *allowed*, which has capitals but no small letters.

    Raises:
        DataError: ``<id>.bad_character``, suggesting capitals where they alone put it right;
            *others* names symbologies that carry more.
    """
    if allowed.issuperset(data):
        return
    capitals = data.upper()
    if allowed.issuperset(capitals) and data.isascii():
        raise DataError.of(
            "data",
            f"{id}.bad_character",
            "Small letters can't be in this barcode.",
            f"Use capitals; {others}",
            capitals,
        )
    require_characters(id, data, allowed, f"Use digits, capitals and its signs; {others}")


def wants_checksum(options: DrawOptions) -> bool:
    """Tell whether *options* ask for a check digit that the symbology leaves to choice.

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
    """Return *data* without the *name* that its human form begins with, as in ``ISBN 978-…``."""
    start = data.lstrip()
    return start[len(name) :].lstrip(" :") if start[: len(name)].upper() == name else data


def without_separators(id: str, data: str) -> str:
    """Return *data* without the hyphens and spaces of its human form, in capitals.

    Raises:
        DataError: ``<id>.bad_character`` for anything not ASCII.
    """
    require_characters(id, data, ASCII, "Use digits, hyphens and spaces.")
    return data.replace("-", "").replace(" ", "").upper()


def require_length(id: str, data: str, least: int, most: int, unit: str = "character") -> None:
    """Refuse data shorter than *least* or longer than *most* characters.

    Raises:
        DataError: ``<id>.bad_length``.
    """
    if least <= len(data) <= most:
        return
    want = f"{least}" if least == most else f"{least} to {most}"
    raise DataError.of(
        "data",
        f"{id}.bad_length",
        f"The data has {len(data)} {unit}{'s' if len(data) != 1 else ''}.",
        f"Give {want} {unit}s.",
    )


def complete(id: str, digits: str, length: int, rule: Callable[[str], str]) -> str:
    """Return *digits* with its check digit: added where missing, verified where given.

    Args:
        id: of the symbology, for the error.
        digits: characters already checked.
        length: with the check digit.
        rule: gives the check digit of what stands before it.

    Raises:
        DataError: ``<id>.bad_length``, or ``<id>.bad_check_digit`` suggesting the right data.
    """
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
    """Return *data* when its last character is the check digit of those before it.

    Raises:
        DataError: ``<id>.bad_check_digit``, suggesting *suggestion* or the data put right.
    """
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
