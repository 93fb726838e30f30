"""Reads the content type and its fields from the arguments of a request.

The type is ``content``, or ``type`` inside it if it is an object. The fields are the other members
of that object, the members of ``content_fields``, and the arguments called ``content.<field>``.
"""

import json
from collections import Counter
from collections.abc import Iterator, Mapping

from common.barcode.model.errors import OptionError
from common.barcode.model.options import Repeated, lone_surrogate
from common.tables import columns

# A table and a request use the same names.
CONTENT = columns.CONTENT
FIELDS = columns.CONTENT_FIELDS
PREFIX = columns.FIELD_PREFIX
_TYPE = "type"
_MAX_SHOWN = 40  # Characters of a caller's text that a message repeats.
# The time to write a number in decimal digits grows faster than its length.
_MAX_NUMBER_BITS = 100
# As many as data may have. Checks of a standard may take longer than the length of their input.
_MAX_CHARACTERS = 20_000
_OBJECT = '{"ssid": "Guests", "password": "correct horse"}'


def type_in(given: Mapping[str, object]) -> str:
    """Return the content type that *given* names.

    Args:
        given: the arguments that have a value.

    Raises:
        OptionError: they name none, or more than one.
    """
    content = given.get(CONTENT)
    if content is None:
        raise OptionError.of(
            CONTENT,
            "option.missing",
            "The fields of a content type are given, but not its name.",
            "Give content, such as wifi. The list of content types has every name.",
        )
    if isinstance(content, Repeated):
        message = f"content is given {len(content)} times."
        raise OptionError.of(CONTENT, "option.repeated", message, "Give it once.")
    id = content.get(_TYPE) if isinstance(content, dict) else content
    if isinstance(id, str) and id:
        return id
    if isinstance(content, dict):
        raise OptionError.of(
            CONTENT,
            "option.missing",
            "The object in content does not name its content type.",
            'Give the name as type, such as {"type": "wifi", "ssid": "Guests"}.',
        )
    raise OptionError.of(
        CONTENT,
        "option.bad_value",
        "content is the name of a content type, such as wifi, or an object.",
        "If this is the text to draw, give it as data instead, in quotation marks.",
    )


def read(given: Mapping[str, object]) -> dict[str, str | list[str]]:
    """Return the fields in *given*; a null field is absent.

    Args:
        given: the arguments that have a value.

    Raises:
        OptionError: a field is given twice, or is neither text nor a list of texts; or all of them
            together are longer than data may be.
    """
    fields: dict[str, str | list[str]] = {}
    left_characters = _MAX_CHARACTERS
    for name, value in _each(given):
        if value is None:
            continue
        if name in fields:
            raise _twice(f"{PREFIX}{_shown(name)}", f"The field {_shown(name)!r}")
        left_characters -= _length(name) + _length(value)
        if left_characters < 0:
            raise _too_long(name)
        fields[name] = _text(name, value)
    return fields


def _each(given: Mapping[str, object]) -> Iterator[tuple[str, object]]:
    content = given.get(CONTENT)
    if isinstance(content, dict):
        yield from ((name, value) for name, value in content.items() if name != _TYPE)
    yield from _from_json(given.get(FIELDS, {})).items()
    for name, value in given.items():
        if name.startswith(PREFIX):
            yield name.removeprefix(PREFIX), value


def _from_json(given: object) -> dict[str, object]:
    try:
        found = json.loads(given, object_pairs_hook=_unique) if isinstance(given, str) else given
    except (ValueError, RecursionError):
        # Brackets that are nested thousands of times exhaust the stack of the parser.
        found = None
    if not isinstance(found, dict) or any(map(lone_surrogate, found)):
        raise OptionError.of(
            FIELDS,
            "option.bad_value",
            "content_fields is not a JSON object.",
            f"Give an object, such as {_OBJECT}.",
        )
    return found


def _unique(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """Refuse a name that is there twice, which RFC 8259, 4 leaves open."""
    members = dict(pairs)
    if len(members) < len(pairs):
        counts = Counter(name for name, _ in pairs)
        name = _shown(next(name for name, count in counts.items() if count > 1))
        raise _twice(FIELDS, f"The field {name!r}")
    return members


def _twice(field: str, what: str) -> OptionError:
    return OptionError.of(field, "option.twice", f"{what} is given twice.", "Give it once.")


def _length(value: object) -> int:
    """Return the characters of *value*; each item of a list counts one more."""
    if isinstance(value, list):
        return sum(_length(item) + 1 for item in value)
    return len(value) if isinstance(value, str) else 0


def _too_long(name: str) -> OptionError:
    return OptionError.of(
        f"{PREFIX}{_shown(name)}",
        "option.bad_value",
        f"The fields up to {_shown(name)!r} have more than {_MAX_CHARACTERS:,} characters.",
        "Shorten them: no symbol carries as much.",
    )


def _text(name: str, value: object) -> str | list[str]:
    if isinstance(value, list):
        return [_scalar(name, item) for item in value]
    return _scalar(name, value)


def _scalar(name: str, value: object) -> str:
    if isinstance(value, str):
        return value
    # Before the numbers: in Python, a bool is one.
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int) and value.bit_length() < _MAX_NUMBER_BITS:
        return str(value)
    fix = "Give one text, or a list of texts if the field takes several."
    if isinstance(value, int | float):
        fix = "Put it in quotation marks: a number would lose zeros and decimals."
    shown = _shown(name)
    message = f"The field {shown!r} is not text."
    raise OptionError.of(f"{PREFIX}{shown}", "option.bad_value", message, fix)


def _shown(name: str) -> str:
    return name[:_MAX_SHOWN].encode(errors="replace").decode()
