"""Writes the table of ISBN ranges from a Range Message of the International ISBN Agency.

    make isbn-ranges MESSAGE=RangeMessage.xml

The agency publishes the message, which names the lengths of registration groups and registrants, at
https://www.isbn-international.org/range_file_generation. The product keeps the facts that it needs,
in a form that loads quickly.
"""

import sys
import textwrap
from collections.abc import Iterator
from email.utils import parsedate_to_datetime
from pathlib import Path

# The message is a file that a maintainer has downloaded; the product never parses one.
from xml.etree import ElementTree as ET

ROOT = Path(__file__).resolve().parent.parent
TABLE = ROOT / "common" / "barcode" / "encode" / "isbn_ranges.py"
_WIDTH = 96
_DIGITS = 7  # of the ranges in the message
_HEAD = '''"""The ranges of ISBN registration groups and registrants, as of {date}.

Written by tools/isbn_ranges.py: don't edit. Each key is a prefix with its hyphens; its ranges are
those of the next part, first and last number; a number in none of them is not assigned.
Source: Range Message of the International ISBN Agency, {message}.
"""

DATE = "{date}"

RANGES = {{
'''


def write(message: str) -> str:
    """Return the source text of the table.

    Raises:
        ValueError: the message has no date, or a rule of an unknown form.
    """
    root = ET.fromstring(message)  # noqa: S314 - see the import
    stated = root.findtext("MessageDate") or ""
    try:
        date = parsedate_to_datetime(stated).date().isoformat()
    except ValueError:
        raise ValueError(f"The message has no date: {stated!r}.") from None
    groups = [*root.iterfind("EAN.UCCPrefixes/EAN.UCC"), *root.iterfind("RegistrationGroups/Group")]
    rows = "".join(map(_source, groups))
    return _HEAD.format(date=date, message=stated) + rows + "}\n"


def _source(group: ET.Element) -> str:
    prefix = group.findtext("Prefix") or ""
    lines = textwrap.wrap(" ".join(_ranges(prefix, group)), _WIDTH - 6, break_on_hyphens=False)
    if not lines:
        return f'    "{prefix}": "",\n'
    if len(lines) == 1:
        line = f'    "{prefix}": "{lines[0]}",\n'
        if len(line) <= _WIDTH + 4:
            return line
    return f'    "{prefix}": (\n' + "".join(_strings(lines)) + "    ),\n"


def _strings(lines: list[str]) -> Iterator[str]:
    for line in lines[:-1]:
        yield f'        "{line} "\n'
    yield f'        "{lines[-1]}"\n'


def _ranges(prefix: str, group: ET.Element) -> Iterator[str]:
    for rule in group.iterfind("Rules/Rule"):
        first, _, last = (rule.findtext("Range") or "").partition("-")
        length = int(rule.findtext("Length") or "-1")
        if len(first) != _DIGITS or len(last) != _DIGITS or not 0 <= length <= _DIGITS:
            raise ValueError(f"{prefix} has a rule of an unknown form: {first}-{last}, {length}.")
        # A length of 0 means that the range is not defined for use.
        if length:
            yield f"{first[:length]}-{last[:length]}"


def main(arguments: list[str]) -> int:
    """Write the table from the message that *arguments* name; return the exit status."""
    if len(arguments) != 1:
        print("usage: python -m tools.isbn_ranges MESSAGE", file=sys.stderr)
        return 2
    TABLE.write_text(write(Path(arguments[0]).read_text("utf-8")), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
