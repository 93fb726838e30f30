"""Collects the problems of one content type while its fields are checked or its payload is read."""

from common.barcode.model.errors import Problem
from common.content.content_type import Values, refuse

_MAX_PROBLEMS = 20  # Broken payloads can have as many as characters.


class ProblemList:
    """The problems found so far; those beyond the first 20 are dropped.

    Args:
        id: the id of the content type; part of every code.
    """

    def __init__(self, id: str) -> None:
        self._id = id
        self._found: list[Problem] = []

    def add(self, field: str, reason: str, message: str, fix: str, suggestion: str = "") -> None:
        """Add one problem with the code ``content.<id>.<reason>``."""
        code = f"content.{self._id}.{reason}"
        if len(self._found) < _MAX_PROBLEMS:
            self._found.append(Problem(field, code, message, fix, suggestion))

    def refuse_if_any(self) -> None:
        """Raise the problems as one DataError, if there are any."""
        if self._found:
            refuse(self._found)

    @property
    def found(self) -> tuple[Problem, ...]:
        """Return the problems in the order in which they were added."""
        return tuple(self._found)


def text_of(values: Values, name: str) -> str:
    """Return the text of the field *name*, or an empty one if it is absent."""
    value = values.get(name, "")
    return value if isinstance(value, str) else ""


def texts_of(values: Values, name: str) -> list[str]:
    """Return the texts of the repeated field *name*."""
    value = values.get(name, [])
    return [value] if isinstance(value, str) else value


def present(values: Values) -> dict[str, str | list[str]]:
    """Return *values* without those that are empty."""
    return {name: value for name, value in values.items() if value}


def decoded(payload: bytes | str) -> str:
    """Return a payload as text: bytes are UTF-8, or ISO 8859-1 if they are not valid UTF-8."""
    if isinstance(payload, str):
        return payload
    try:
        return payload.decode()
    except UnicodeDecodeError:
        return payload.decode("iso8859-1")
