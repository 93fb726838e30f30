"""Content types in tables: the columns that give their fields, and the fields of one row.

A column called ``content`` names the content type of each row, unless an option of all rows does.
A field has a column ``content.FIELD``, or one with the bare name of the field.
"""

from collections.abc import Collection, Mapping

from common.barcode.model.errors import DataError, OptionError
from common.content import catalogue
from common.content.content_type import ContentType
from common.operations import content_fields
from common.operations.content_fields import CONTENT, FIELDS, PREFIX
from common.tables import columns, mapping
from common.tables.columns import Columns
from common.tables.errors import unreadable
from common.tables.survey import Survey
from common.tables.table import Pause, Table, no_pause


def assign(
    table: Table,
    survey: Survey,
    defaults: Mapping[str, str],
    choices: Mapping[str, str] = {},
    pause: Pause = no_pause,
) -> Columns:
    """Return what each column of *table* becomes, the fields of content types included.

    Args:
        table: the table.
        survey: the values of its columns.
        defaults: the options for all rows.
        choices: what the request says of columns.
        pause: called between the values of columns.

    Raises:
        TableError: the header is contradictory, or a chosen column is unknown.
        OptionError: the table has fields of a content type, and nothing names the type.
    """
    fields = _fields(table, survey, defaults)
    assigned = mapping.assign(table, survey, defaults, choices, fields, pause)
    _require_header(table, defaults)
    # Without a type, the fields would be ignored and the rows refused one by one.
    has_fields = any(column.option.startswith(CONTENT) for column in assigned.every)
    if has_fields and CONTENT not in defaults and not assigned.sets(CONTENT):
        raise OptionError.of(
            CONTENT,
            "option.missing",
            "The table has fields of a content type, and nothing names the type.",
            "Give content=wifi in the query, or a column called content.",
        )
    return assigned


def _require_header(table: Table, defaults: Mapping[str, str]) -> None:
    """Refuse a single column whose header, the bare name of a field, was read as data."""
    if CONTENT not in defaults or table.columns != (columns.DATA,):
        return
    # One column without a known name is data by default, its header included.
    first = next(iter(table.records()), None)
    name = columns.fold(first.cells[0].text) if first and first.cells else ""
    if name in (field.name for field in catalogue.find(defaults[CONTENT]).fields):
        raise unreadable(
            table.name,
            "no_header",
            f"The table has one column, so its first line {name!r} was read as data.",
            f"Call the column {PREFIX}{name}.",
        )


def _fields(table: Table, survey: Survey, defaults: Mapping[str, str]) -> Collection[str] | None:
    """Return the fields of the content types in *table*; None if it names none."""
    kinds = [catalogue.find(defaults[CONTENT])] if CONTENT in defaults else []
    # Another service calls its data so: only a column that holds names of content types is ours.
    for name in table.columns:
        if columns.fold(name) == CONTENT:
            found = map(_find, survey.columns[name].distinct)
            kinds += [kind for kind in found if kind]
    return {field.name for kind in kinds for field in kind.fields} if kinds else None


def _find(name: str) -> ContentType | None:
    try:
        return catalogue.find(name)
    except DataError:
        return None


def check_defaults(defaults: Mapping[str, object]) -> dict[str, object]:
    """Return *defaults* with each field of ``content_fields`` as an option ``content.FIELD``.

    A row then replaces the fields of its own columns only.

    Raises:
        DataError: the content type, or a field of it, is unknown.
        OptionError: a field is malformed, or the type is missing.
    """
    others = {
        name: value
        for name, value in defaults.items()
        if name not in (CONTENT, FIELDS) and not name.startswith(PREFIX)
    }
    if len(others) == len(defaults):
        return others
    fields = content_fields.read(defaults)
    if fields and CONTENT not in defaults:
        # The rows name the type, so that only they can check the fields.
        return {**others, **_prefixed(fields)}
    kind = catalogue.find(content_fields.type_in(defaults))
    catalogue.check_names(kind.id, fields)
    return {**others, CONTENT: kind.id, **_prefixed(fields)}


def _prefixed(fields: Mapping[str, str | list[str]]) -> dict[str, str]:
    return {
        PREFIX + name: value if isinstance(value, str) else "\n".join(value)
        for name, value in fields.items()
    }


def arguments(
    defaults: Mapping[str, str], given: Mapping[str, str], implied: Mapping[str, str]
) -> dict[str, object]:
    """Return the arguments of the request that a row makes.

    Args:
        defaults: the options of all rows.
        given: the options of the row.
        implied: values of columns with the bare name of a field, by ``content.FIELD``. They count
            if the row's content type has the field.
    """
    both = {**defaults, **given}
    kind = _find(both[CONTENT]) if CONTENT in both else None
    if kind is None:
        return dict(both)
    fields = {PREFIX + field.name: field for field in kind.fields}
    known = {name: text for name, text in implied.items() if name in fields}
    # From the general to the specific: options of all rows, bare columns, columns with the prefix.
    whole = {**defaults, **known, **given}
    return {
        name: text.splitlines() if name in fields and fields[name].repeated else text
        for name, text in whole.items()
    }
