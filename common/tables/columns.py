"""The meaning of columns: an option, by our name or another service's, or text for labels."""

import difflib
import re
from collections.abc import Collection, Iterable, Sequence

from msgspec import Struct

from common.barcode.model.errors import Problem
from common.barcode.model.options import OPTION_ALIASES, DrawOptions
from common.tables.errors import TableError
from common.tables.format_proposal import FormatProposal

# Sets no option of a drawing, but the name of its picture in the archive.
FILENAME = "filename"
DATA, FORMAT = "data", "format"
# Sets no option of a drawing, but how many labels a row has.
COPIES = "copies"
# The content type of a row, its fields as the text of a JSON object, and one of its fields.
CONTENT, CONTENT_FIELDS, FIELD_PREFIX = "content", "content_fields", "content."
FILENAME_WORDS = ("filename", "file_name", "file", "output_filename")
_SEPARATORS = re.compile(r"[\s_-]+")
_WORDS = re.compile(r"[a-z_]+")
OPTIONS = frozenset(DrawOptions.__struct_fields__)


class Column(Struct, frozen=True, omit_defaults=True):
    """One column.

    Attributes:
        name: name in the header.
        option: the option that it sets, ``filename``, ``content.FIELD`` for a field of a content
            type, or empty if it is for labels.
        note: a hint for the author.
    """

    name: str
    option: str = ""
    note: str = ""


class MappedColumn(Struct, frozen=True, omit_defaults=True):
    """What a column became.

    Attributes:
        name: name in the header.
        use: ``data``, ``format``, ``copies``, ``filename``, ``option``, ``content``, or, if it
            sets nothing, ``title`` or ``text`` of labels, or ``ignored``.
        option: the option or the field that it sets, if *use* is ``option`` or ``content``.
        reason: why, one sentence.
        samples: its first different values, as labels print them; long ones are cut.
    """

    name: str
    use: str
    option: str = ""
    reason: str = ""
    samples: tuple[str, ...] = ()


class Columns(Struct, frozen=True):
    """The columns of a table, in order.

    Attributes:
        every: the columns.
        mapped: what each became, and why.
        format: the symbology of rows that set none, if it was proposed.
        notes: doubts about the whole, one sentence each.
    """

    every: tuple[Column, ...]
    mapped: tuple[MappedColumn, ...] = ()
    format: FormatProposal | None = None
    notes: tuple[str, ...] = ()

    def of(self, names: Iterable[str]) -> tuple[Column, ...]:
        """Return the columns called *names*."""
        known = {column.name: column for column in self.every}
        return tuple([known[name] for name in names])

    def sets(self, option: str) -> bool:
        """Return True if a column sets *option*."""
        return any(column.option == option for column in self.every)


def is_headless(first: Sequence[str]) -> bool:
    """Return True if the *first* row of a table with one column is data and not a header."""
    # Without delimiters, any text can be data, except a known name of the data column.
    name = fold(first[0]) if len(first) == 1 else DATA
    return not (_exact(name) or is_field(name) or OPTION_ALIASES.get(name) == DATA)


def is_option_name(name: str) -> bool:
    """Return True if a column called *name* may set an option, a file name or a field."""
    folded = fold(name)
    return bool(_exact(folded) or is_field(folded) or folded in OPTION_ALIASES)


def is_undelimited_header(first: str) -> bool:
    """Return True if the cell *first* is a whole header with an unknown delimiter."""
    # "data:format" would otherwise be read as the first value of a table without a header.
    words = set(_WORDS.findall(first.casefold()))
    return "data" in words and len(words & OPTIONS) > 1


def assign(file: str, names: tuple[str, ...], fields: Collection[str] | None = None) -> Columns:
    """Return the option that each column sets; our name has precedence over another service's.

    Args:
        file: name of the file, for errors.
        names: the header.
        fields: the fields of the content types of the rows, which columns of these names set; None
            if a column called content is no content type.

    Raises:
        TableError: two columns set the same option, or no column has the data or the content.
    """
    folded = [fold(name) for name in names]
    has_content = fields is not None or any(map(is_field, folded))
    options = [
        _exact(name) or (_of_content(name, folded, fields or ()) if has_content else "")
        for name in folded
    ]
    # Our names are all known now: an alias can only fill an option that no column sets.
    for index, name in enumerate(folded):
        alias = OPTION_ALIASES.get(name, "")
        # Content makes the data, so that a column with another name for data is for labels.
        if (
            not options[index]
            and alias not in ("", *options)
            and not (has_content and alias == DATA)
        ):
            options[index] = alias
    problems = [
        Problem(
            file[:100] or "body",
            "table.column_twice",
            f"Two columns set {option}: {_quoted_names(names, options, option)}.",
            "Rename or remove one.",
        )
        for option in dict.fromkeys(options)
        if option and options.count(option) > 1
    ]
    if DATA not in options and not has_content:
        problems.append(_no_data(file, names))
    if problems:
        raise TableError(*problems)
    return Columns(
        tuple(
            Column(name, option, "" if option else _hint(key, names.index(name) < index))
            for index, (name, key, option) in enumerate(zip(names, folded, options, strict=True))
        )
    )


def is_for_labels(column: Column) -> bool:
    """Return True if labels can print *column* by its name."""
    # Labels have columns called data and copies of their own.
    has_own_name = column.option in (DATA, COPIES) and fold(column.name) != column.option
    return not column.option or has_own_name or is_implied(column)


def option_by_alias(name: str) -> str:
    """Return the option that *name* means, in ours or in another service's words; or empty."""
    folded = fold(name)
    return folded if folded in OPTIONS else OPTION_ALIASES.get(folded, "")


def is_implied(column: Column) -> bool:
    """Return True if *column* has the name of a field and is for labels too."""
    return column.option.startswith(FIELD_PREFIX) and not is_field(fold(column.name))


def fold(name: str) -> str:
    """Return *name* as options are written: ``Module width`` is ``module_width``."""
    return _SEPARATORS.sub("_", name.strip().casefold())


def _exact(name: str) -> str:
    if name in FILENAME_WORDS:
        return FILENAME
    return name if name in OPTIONS else ""


def _quoted_names(names: tuple[str, ...], options: list[str], option: str) -> str:
    return " and ".join(
        repr(name[:40]) for name, each in zip(names, options, strict=True) if each == option
    )


def _hint(name: str, is_repeated: bool) -> str:
    if is_repeated and name:
        return "Another column has the same name; if both have a value, labels print the first."
    near = _near(name)
    return f"No option has this name. If {near} is meant, rename the column." if near else ""


def _no_data(file: str, names: tuple[str, ...]) -> Problem:
    known = ", ".join(repr(name[:40]) for name in names[:20])
    return Problem(
        file[:100] or "body",
        "table.no_data",
        f"No column is called data; there are {known}.",
        "Put option names, data or content among them, in the first row, or send one value a line"
        " as TXT.",
    )


def is_field(folded: str) -> bool:
    """Return True if *folded* names a field of a content type, by its full name."""
    return folded == CONTENT_FIELDS or folded.startswith(FIELD_PREFIX)


def _of_content(name: str, folded: Sequence[str], fields: Collection[str]) -> str:
    """Return what the column *name* sets in a table with content types; empty for labels."""
    if name == CONTENT or is_field(name):
        return name
    full_name = FIELD_PREFIX + name
    # The full name has precedence: the other column is then for labels only.
    return full_name if name in fields and full_name not in folded else ""


def _near(name: str) -> str:
    return next(iter(difflib.get_close_matches(name[:40], OPTIONS, n=1, cutoff=0.8)), "")
