"""Tables in text as programs print them: with bars and rules, or with columns at fixed places.

SAP's lists, psql, mysql and Markdown have bars; older systems print spaces between columns.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import islice, pairwise

from msgspec import structs

from common.tables.csv_file import cell_of, guess_note, lines_of, notes_on
from common.tables.encodings import Decoded
from common.tables.errors import too_wide
from common.tables.header_row import looks_like_names
from common.tables.table import MAX_COLUMNS, Cell, Pause, Record, Sheet, no_pause

# Markdown writes a bar that is a character of a cell with a backslash before it.
_BAR = re.compile(r"(?<!\\)[|│┃║]")
# Also the characters of boxes, U+2500 to U+257F.
_RULE = re.compile(r"(?=.*[=─━═-]{2})[\s|+:=─-╿-]+")
_NAME = re.compile(r"\S+(?: \S+)*")
_SAMPLE_LINES = 100
# Reports have narrow pages; a longer line is data.
_MAX_LINE = 1_000
# Lines of totals may cross the space between two columns, and a text may have a bar.
_MOST, _FEW = 0.9, 2

Split = Callable[[str], list[str]]


def read_bars(name: str, decoded: Decoded, pause: Pause = no_pause) -> Sheet | None:
    """Return the rows in *decoded* if bars and rules divide them, else None.

    *pause* is called between lines.
    """
    lines = list(islice(lines_of(decoded.text), _SAMPLE_LINES))
    if not any(map(_is_rule, lines)) or max(map(len, lines)) > _MAX_LINE:
        return None
    rows = [line.strip() for line in lines if _BAR.search(line) and not _is_rule(line)]
    counts = Counter(len(_BAR.findall(row)) for row in rows)
    if not _are_most(max(counts.values(), default=0), len(rows)):
        return None
    # Psql has no bar at the beginning, but may have an empty first cell.
    is_framed = all(_BAR.match(row) for row in rows)
    sheet = _sheet(name, decoded, partial(_between_bars, is_framed), pause)
    without = sum(1 for _, line in _lines(decoded.text, pause) if not _BAR.search(line))
    note = f"Lines without bars are no rows of the table, and not read: {without:,}."
    return structs.replace(sheet, notes=(*sheet.notes, note)) if without else sheet


def read_columns(name: str, decoded: Decoded, pause: Pause = no_pause) -> Sheet | None:
    """Return the rows in *decoded* if its columns begin at fixed places, else None.

    *pause* is called between lines.
    """
    lines = [line for _, line in islice(_lines(decoded.text, pause), _SAMPLE_LINES)]
    if not lines or max(map(len, lines)) > _MAX_LINE:
        return None
    for at, line in enumerate(lines):
        names = list(_NAME.finditer(line))
        if len(names) > 1 and looks_like_names([each[0] for each in names]):
            ends = _ends(names, lines[at + 1 :])
            return _sheet(name, decoded, partial(_at_places, ends), pause) if ends else None
    return None


def _ends(names: Sequence[re.Match[str]], below: Sequence[str]) -> list[int]:
    """Return where columns end: places between *names* that are empty in the lines *below*."""
    ends: list[int] = []
    for name, following in pairwise(names):
        empty = Counter(
            place
            for place in range(name.end(), following.start())
            for line in below
            if line[place : place + 1] in ("", " ")
        )
        place, count = max(empty.items(), key=lambda item: (item[1], item[0]), default=(0, 0))
        if not _are_most(count, len(below)):
            return []
        ends.append(place)
    return ends


def _are_most(count: int, of: int) -> bool:
    return count > 1 and count >= min(_MOST * of, of - _FEW)


def _between_bars(is_framed: bool, line: str) -> list[str]:
    cells = _BAR.split(line.strip())
    if len(cells) == 1:
        return []
    if is_framed:
        cells = cells[1:] if cells[-1] else cells[1:-1]
    return [cell.replace("\\|", "|") for cell in cells]


def _at_places(ends: Sequence[int], line: str) -> list[str]:
    if any(line[end : end + 1] not in ("", " ") for end in ends):
        # A title or a sum, in which no word must be cut.
        return [line]
    return [line[first:last] for first, last in pairwise([0, *ends, len(line)])]


def _sheet(name: str, decoded: Decoded, split: Split, pause: Pause) -> Sheet:
    note = guess_note(decoded) if decoded.guessed else ""

    def cell(text: str) -> Cell:
        made = cell_of(text.strip())
        return structs.replace(made, note=note) if note and not text.isascii() else made

    def rows() -> Iterator[Record]:
        for number, line in _lines(decoded.text, pause):
            cells = split(line)
            if len(cells) > MAX_COLUMNS:
                raise too_wide(name, number)
            if any(map(str.strip, cells)):
                yield Record(number, tuple(map(cell, cells)))

    return Sheet(name, "CSV", rows, notes_on(decoded))


def _lines(text: str, pause: Pause) -> Iterator[tuple[int, str]]:
    """Yield the lines of *text* that are neither empty nor rules, with their numbers."""
    for number, line in enumerate(lines_of(text, pause), 1):
        if line.strip() and not _is_rule(line):
            yield number, line.rstrip()


def _is_rule(line: str) -> bool:
    return _RULE.fullmatch(line) is not None and not line.isspace()
