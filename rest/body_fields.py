"""Reads the fields of a small JSON body or form, naming every one that is wrong."""

from collections.abc import Mapping

from common.barcode.model.errors import Problem
from common.barcode.model.options import Repeated
from common.operations.users import InvalidInput

_KINDS = {str: "text", bool: "true or false"}


def take(
    given: Mapping[str, object],
    *,
    texts: tuple[str, ...] = (),
    switches: tuple[str, ...] = (),
    required: tuple[str, ...] = (),
) -> dict[str, object]:
    """Return *given*, checked.

    Args:
        given: what the request carries.
        texts: names of the fields that hold text.
        switches: names of the fields that are true or false.
        required: which of them must be given.

    Raises:
        InvalidInput: a field is unknown, missing or of another kind.
    """
    kinds: dict[str, type] = dict.fromkeys(texts, str) | dict.fromkeys(switches, bool)
    problems = [
        problem for name, value in given.items() if (problem := _problem(name, value, kinds))
    ]
    problems += [
        Problem(name, "field.missing", f"The field {name!r} is missing.", f"Give {name!r}.")
        for name in required
        if given.get(name) is None
    ]
    if problems:
        raise InvalidInput(*problems)
    return {name: value for name, value in given.items() if value is not None}


def number(raw: str, name: str) -> int:
    """Return the id that *raw* writes.

    Raises:
        InvalidInput: it is no id.
    """
    if not (raw.isascii() and raw.isdigit() and len(raw) <= 9):
        message = f"{raw[:40]!r} is no id."
        fix = "Give one as it was answered, a whole number of 1 to 9 digits."
        raise InvalidInput(Problem(name, "field.bad_id", message, fix))
    return int(raw)


def _problem(name: str, value: object, kinds: Mapping[str, type]) -> Problem | None:
    if name not in kinds:
        message, fix = f"There is no field {name[:40]!r} here.", f"Give {', '.join(kinds)}."
        return Problem(name[:40], "field.unknown", message, fix)
    if isinstance(value, Repeated):
        message = f"The field {name!r} is given {len(value)} times."
        return Problem(name, "option.repeated", message, "Give it once.")
    if value is None or isinstance(value, kinds[name]):
        return None
    wanted = _KINDS[kinds[name]]
    return Problem(name, "field.bad_kind", f"{name!r} must be {wanted}.", f"Give {wanted}.")
