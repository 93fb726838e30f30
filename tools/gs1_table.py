"""Writes the table of GS1 Application Identifiers from a release of GS1's syntax dictionary.

    make gs1-table DICTIONARY=gs1-syntax-dictionary.txt

The dictionary is published by GS1 AISBL with each release of the General Specifications; its own
header defines its syntax. The product keeps the facts that it needs, in a form that loads quickly.
"""

import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
TABLE = ROOT / "common" / "barcode" / "encode" / "gs1" / "table.py"
_WIDTH = 100
_HEAD = '''"""The GS1 Application Identifiers, release {release}.

Written by tools/gs1_table.py: don't edit. A row holds the identifier or the range; its flags,
``*`` for a predefined length (no separator follows) and ``?`` for a data attribute of a Digital
Link; the components of its value; what the item must also bear; what it must not bear; the
qualifiers of a Digital Link key, or None; and the data title. `identifier` explains the notation.
Source: GS1 General Specifications, chapter 3 and sections 4.13 and 4.14; GS1 Digital Link, 4.
"""

RELEASE = "{release}"

ROWS: tuple[tuple[str, str, str, str, str, str | None, str], ...] = (
'''

_RELEASE = re.compile(r"^# Release: (\S+)", re.MULTILINE)
_ENTRY = re.compile(r"(\d{2,4}(?:-\d{2,4})?)\s+([^\w\s\[]*)\s+(.*?)(?:\s+#\s*(.*))?$")
_COMPONENT = re.compile(r"(\[)?([NXYZ](?:\.\.)?\d+)\]?((?:,[a-z0-9]+)*)")


class Row(NamedTuple):
    """One entry of the dictionary, as it goes into the table."""

    codes: str
    flags: str
    components: str
    requires: str
    excludes: str
    qualifiers: str | None
    title: str


def read(dictionary: str) -> Iterator[Row]:
    """Yield the entries of *dictionary*, in its order.

    Raises:
        ValueError: a line has a form that this tool does not know; the message holds the line.
    """
    for line in dictionary.splitlines():
        if line.strip() and not line.startswith("#"):
            yield _row(line.rstrip())


def _row(line: str) -> Row:
    entry = _ENTRY.fullmatch(line)
    if entry is None:
        raise ValueError(f"This is no entry: {line}")
    codes, flags, rest, title = entry.groups()
    if not set(flags) <= set("*?"):
        raise ValueError(f"This entry has unknown flags: {line}")
    components: list[str] = []
    attributes: dict[str, list[str]] = {"req": [], "ex": [], "dlpkey": []}
    for word in rest.split():
        component = _COMPONENT.fullmatch(word)
        name, _, value = word.partition("=")
        if component:
            components.append(_component(component))
        elif name in attributes:
            attributes[name].append(value)
        else:
            raise ValueError(f"This entry has an unknown attribute {word}: {line}")
    return Row(
        codes,
        flags,
        " ".join(components),
        " ".join(attributes["req"]),
        ",".join(attributes["ex"]),
        "|".join(attributes["dlpkey"]) if attributes["dlpkey"] else None,
        title or "",
    )


def _component(found: re.Match[str]) -> str:
    optional, form, linters = found.groups()
    rules = ":" + linters[1:] if linters else ""
    return f"{form}{'?' if optional else ''}{rules}"


def write(dictionary: str) -> str:
    """Return the source text of the table.

    Raises:
        ValueError: the dictionary names no release, or holds a line of an unknown form.
    """
    release = _RELEASE.search(dictionary)
    if release is None:
        raise ValueError("The dictionary names no release.")
    rows = "".join(map(_source, read(dictionary)))
    return _HEAD.format(release=release[1]) + rows + ")\n"


def _source(row: Row) -> str:
    fields = [_literal(field) for field in row]
    line = f"    ({', '.join(fields)}),\n"
    if len(line) <= _WIDTH + 1:
        return line
    return "    (\n" + "".join(f"        {field},\n" for field in fields) + "    ),\n"


def _literal(field: str | None) -> str:
    return "None" if field is None else '"' + field.replace("\\", "\\\\").replace('"', '\\"') + '"'


def main(arguments: list[str]) -> int:
    """Write the table from the dictionary that *arguments* name; return the exit status."""
    if len(arguments) != 1:
        print("usage: python -m tools.gs1_table DICTIONARY", file=sys.stderr)
        return 2
    TABLE.write_text(write(Path(arguments[0]).read_text("utf-8")), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
