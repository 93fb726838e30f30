"""The meaning of columns: an option, by our name or another service's, or text for labels."""

import difflib
import re
from collections.abc import Iterable, Sequence

from msgspec import Struct

from common.barcode.model.errors import Problem
from common.barcode.model.options import OPTION_ALIASES, DrawOptions
from common.tables.errors import TableError

# Sets no option of a drawing, but the name of its picture in the archive.
FILENAME = "filename"
_FILENAME_WORDS = ("filename", "file_name", "file", "output_filename")
_SEPARATORS = re.compile(r"[\s_-]+")
_WORDS = re.compile(r"[a-z_]+")
_OPTIONS = frozenset(DrawOptions.__struct_fields__)


class Column(Struct, frozen=True, omit_defaults=True):
    """One column.

    Attributes:
        name: name in the header.
        option: the option that it sets, ``filename``, or empty if it is for labels.
        note: a hint for the author.
    """

    name: str
    option: str = ""
    note: str = ""


class Columns(Struct, frozen=True):
    """The columns of a table, in order."""

    every: tuple[Column, ...]

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
    name = fold(first[0]) if len(first) == 1 else "data"
    return not _exact(name) and OPTION_ALIASES.get(name) != "data"


def is_undelimited_header(first: str) -> bool:
    """Return True if the cell *first* is a whole header with an unknown delimiter."""
    # "data:format" would otherwise be read as the first value of a table without a header.
    words = set(_WORDS.findall(first.casefold()))
    return "data" in words and len(words & _OPTIONS) > 1


def assign(file: str, names: tuple[str, ...]) -> Columns:
    """Return the option that each column sets; our name has precedence over another service's.

    Args:
        file: name of the file, for errors.
        names: the header.

    Raises:
        TableError: two columns set the same option, or no column has the data.
    """
    folded = [fold(name) for name in names]
    options = [_exact(name) for name in folded]
    # Our names are all known now: an alias can only fill an option that no column sets.
    for index, name in enumerate(folded):
        alias = OPTION_ALIASES.get(name, "")
        if not options[index] and alias and alias not in options:
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
    if of_content := [name for name in names if _is_content(name)]:
        problems.append(_content(file, of_content[0]))
    elif "data" not in options:
        problems.append(_no_data(file, names))
    if problems:
        raise TableError(*problems)
    return Columns(
        tuple(
            Column(name, option, "" if option else _hint(key, names.index(name) < index))
            for index, (name, key, option) in enumerate(zip(names, folded, options, strict=True))
        )
    )


def fold(name: str) -> str:
    """Return *name* as options are written: ``Module width`` is ``module_width``."""
    return _SEPARATORS.sub("_", name.strip().casefold())


def _exact(name: str) -> str:
    if name in _FILENAME_WORDS:
        return FILENAME
    return name if name in _OPTIONS else ""


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
        "Put option names, data among them, in the first row, or send one value a line as TXT.",
    )


def _is_content(name: str) -> bool:
    """Return True for a field of a content type, which single barcodes may give."""
    folded = name.strip().casefold()
    return folded == "content_fields" or folded.startswith("content.")


def _content(file: str, name: str) -> Problem:
    """Refuse content: the column of its type would be drawn as data, and its fields dropped."""
    return Problem(
        file[:100] or "body",
        "table.content",
        f"A batch draws data, not the fields of a content type; one column is {name[:40]!r}.",
        "Put the finished payload into a column called data: POST validate returns it.",
    )


def _near(name: str) -> str:
    return next(iter(difflib.get_close_matches(name[:40], _OPTIONS, n=1, cutoff=0.8)), "")
