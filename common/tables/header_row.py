"""Finds the row that names the columns: below titles and empty rows, or nowhere."""

import re
from collections.abc import Sequence

from msgspec import Struct, structs

from common.tables.columns import is_headless, is_option_name
from common.tables.errors import too_large, unreadable
from common.tables.header_words import meaning_of
from common.tables.packed_rows import SAMPLE
from common.tables.table import (
    MAX_COLUMNS,
    Pause,
    Record,
    Sheet,
    column_letter,
    no_pause,
    replace_lone_surrogates,
)

# The name of the only column of a table without a header.
DATA = "data"
# A header is among the first rows; further ones show how wide the table is.
_CANDIDATES = 30
_ENOUGH_VALUES = 2
_SPACES = re.compile(r"\s+")
_NUMBER = re.compile(r"[+-]?[0-9][0-9.,' ]*(?:E\+?[0-9]+)?\s?%?", re.IGNORECASE)


class Header(Struct, frozen=True):
    """The row that names the columns.

    Attributes:
        record: the row; None if there is none.
        columns: the names of the columns; letters if there is no header.
        notes: what the author should know, one sentence each.
        below: the rows of the sample below it.
        more: numbers of further rows of names, directly below it.
    """

    record: Record | None
    columns: tuple[str, ...]
    notes: tuple[str, ...]
    below: Sequence[Record]
    more: tuple[int, ...] = ()

    @property
    def number(self) -> int:
        """Return the number of the row; 0 if there is none."""
        return self.record.number if self.record else 0


def header_of(
    sheet: Sheet,
    sample: Sequence[Record],
    number: int | None = None,
    first_column: int = 0,
    pause: Pause = no_pause,
) -> Header:
    """Return the header of the table whose first rows are *sample*.

    Args:
        sheet: the sheet.
        sample: the first rows of the table, at least one.
        number: number of the row with the names, 0 if there is none, None to find it.
        first_column: the sheet's column of the first cells, counted from 0.
        pause: called for each row.

    Raises:
        TableError: it is too wide, or there is no such row.
    """
    if number is None:
        at, notes = _find(sample, pause)
    else:
        at, notes = _named(sheet, sample, number), ()
    record = sample[at] if at is not None else None
    below = sample[at + 1 :] if at is not None else sample
    more = _further_names(below) if number is None and at is not None else 0
    numbers, below = tuple(each.number for each in below[:more]), below[more:]
    columns = _names(sheet, record, below, first_column)
    if sheet.kind != "CSV" and any(len(each.cells) > len(columns) for each in below):
        notes += ("Cells to the right of the last named column are not read.",)
    return Header(record, columns, notes, below, numbers)


def begins_table(sample: Sequence[Record], above: Sequence[Record]) -> bool:
    """Return True if the rows *sample*, below an empty row, begin with names of their own.

    Args:
        sample: the rows.
        above: rows of the table above them, with its header and titles.
    """
    first, below = sample[0], sample[1:]
    texts = _texts(first)
    if len(texts) < 2 or not below or any(map(_has_digit, texts)):
        return False
    known = sum(map(_is_known, texts))
    if known > 1:
        return True
    # Names that are not known differ from the cells below them, and from those above.
    values = [record for record in above if any(map(_has_digit, _texts(record)))]
    return _Below([first, *below]).differs(0, first) and (
        known == 1 or _Below([first, *values]).differs(0, first)
    )


def looks_like_names(cells: Sequence[str]) -> bool:
    """Return True if *cells* name columns: two have known names, and none is a number."""
    known = sum(map(_is_known, cells))
    return known > 1 and not any(map(_NUMBER.fullmatch, cells))


def _further_names(below: Sequence[Record]) -> int:
    """Return how many of the first rows *below* a header name its columns too.

    Templates of marketplaces have names for people, and below them names for programs.
    """
    if not below or len(below) <= _ENOUGH_VALUES:
        return 0
    texts = _texts(below[0])
    known = sum(map(_is_known, texts))
    is_naming = known > 1 and known * 2 > len(texts) and not any(map(_has_digit, texts))
    return int(is_naming and _Below(below).differs(0, below[0]))


def _find(sample: Sequence[Record], pause: Pause) -> tuple[int | None, tuple[str, ...]]:
    """Return the place of the header in *sample*, None if there is none, and what to note."""
    # Scores would take seconds for rows of a hundred thousand cells, which are refused anyway.
    sample = [structs.replace(each, cells=each.cells[:MAX_COLUMNS]) for each in sample]
    widest = max(len(_texts(record)) for record in sample)
    if widest < 2:
        return _find_single(sample)
    below = _Below(sample, pause)
    scored = []
    for at, record in enumerate(sample[:_CANDIDATES]):
        # Of equal scores, that of the first row is the greatest.
        scored.append((_score(at, record, below, widest), -at))
        pause()
    score, place = max(scored)
    if score <= 0:
        return None, ("No row names the columns: they are called A, B, C. header_row names it.",)
    at = -place
    if not at:
        return 0, ()
    first, last = sample[0].number, sample[at - 1].number
    rows = f"Row {first} is" if first == last else f"Rows {first} to {last} are"
    return at, (f"{rows} above the header in row {sample[at].number}, and not read.",)


def _find_single(sample: Sequence[Record]) -> tuple[int | None, tuple[str, ...]]:
    """Return the place of the header of a single column.

    Without delimiters any text can be data. It is a header if it has a known name, or if it alone
    has no digit.
    """
    name = next(iter(_texts(sample[0])))
    if not is_headless([name]):
        return 0, ()
    # A single column may be a list of barcodes without a header: the first one must not be lost.
    rest = [text for record in sample[1:] for text in _texts(record)]
    is_alone = len(rest) >= _ENOUGH_VALUES and all(map(_has_digit, rest))
    if _has_digit(name) or not (is_alone or (rest and meaning_of(name))):
        return None, ()
    note = f"{name[:40]!r} was read as the name of the column: header_row=0 makes it a barcode."
    return 0, (note,)


def _named(sheet: Sheet, sample: Sequence[Record], number: int) -> int | None:
    if not number:
        return None
    for at, record in enumerate(sample):
        # Numbers are those of the file, in which empty rows count.
        if record.number == number:
            return at
    raise unreadable(
        sheet.name,
        "no_header_row",
        f"Row {number:,} is empty, or not among the first {SAMPLE} rows.",
        f"Give the number of the row with the names; the first row with cells is"
        f" {sample[0].number:,}.",
    )


def _score(at: int, record: Record, below: "_Below", widest: int) -> float:
    """Return how likely *record* names the columns of the rows below *at*; 0 if it does not."""
    texts = _texts(record)
    known = sum(map(_is_known, texts))
    # A row of less than half the width is a title.
    if len(texts) < 2 or len(texts) * 2 < widest:
        return 0
    values = sum(1 for text in texts if _NUMBER.fullmatch(text) or not any(map(str.isalpha, text)))
    # Rows of values repeat what is in the rows below them; names do not.
    repeated = len(set(texts)) < len(texts) or below.repeats(at, record)
    score = 3 * known - 4 * values + min(1.0, len(texts) / widest / 0.75) - 2 * repeated
    if known:
        # A row of data may have a known word among its values.
        return max(score, 0.0) if known * 2 >= values else 0
    if values:
        return 0
    # Unknown names are surely names if the cells below them are of another kind. If no row is
    # better, the first full one without numbers names the columns, as in most tables.
    return score if below.differs(at, record) else score / 8


class _Below:
    """What stands below each row of a sample, column by column."""

    def __init__(self, sample: Sequence[Record], pause: Pause = no_pause) -> None:
        # For each column: the last row of each text, of any text, and of one without a digit.
        self._last: list[dict[str, int]] = []
        self._last_text: list[int] = []
        self._last_without_digit: list[int] = []
        seen: set[tuple[str, ...]] = set()
        for at, record in enumerate(sample):
            pause()
            # Reports repeat the header on each page.
            whole = tuple(cell.text for cell in record.cells)
            is_repeated = whole in seen
            seen.add(whole)
            while len(self._last) < len(record.cells):
                self._last.append({})
                self._last_text.append(-1)
                self._last_without_digit.append(-1)
            for column, cell in enumerate(record.cells):
                if cell.text:
                    self._last_text[column] = at
                    if not is_repeated:
                        self._last[column][cell.text] = at
                    if not _has_digit(cell.text):
                        self._last_without_digit[column] = at

    def repeats(self, at: int, record: Record) -> bool:
        """Return True if a cell of *record*, row *at*, is repeated below, and not the whole row."""
        return any(
            cell.text and self._last[column][cell.text] > at
            for column, cell in enumerate(record.cells)
        )

    def differs(self, at: int, record: Record) -> bool:
        """Return True if a column has digits in every cell below *record*, and not in it."""
        return any(
            cell.text
            and not _has_digit(cell.text)
            and self._last_text[column] > at >= self._last_without_digit[column]
            for column, cell in enumerate(record.cells)
        )


def _names(
    sheet: Sheet, header: Record | None, below: Sequence[Record], first: int
) -> tuple[str, ...]:
    width = max((len(record.cells) for record in below), default=0)
    names = [_SPACES.sub(" ", cell.text).strip() for cell in header.cells] if header else []
    while names and not names[-1]:
        names.pop()
    if header is None:
        names = [DATA] if width == 1 else list(map(column_letter, range(first, first + width)))
    if len(names) > MAX_COLUMNS:
        raise too_large(
            sheet.name,
            "too_many_columns",
            f"The table has {len(names):,} columns.",
            f"Send at most {MAX_COLUMNS}.",
        )
    # A column of values without a name can still be chosen, by its letter.
    used = {at for record in below for at, cell in enumerate(record.cells) if cell.text}
    return tuple(
        replace_lone_surrogates(name or (column_letter(first + at) if at in used else ""))
        for at, name in enumerate(names)
    )


def _texts(record: Record) -> list[str]:
    return [cell.text for cell in record.cells if cell.text]


def _is_known(text: str) -> bool:
    return is_option_name(text) or meaning_of(text) is not None


def _has_digit(text: str) -> bool:
    return any(map(str.isdigit, text))
