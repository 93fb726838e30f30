"""Rows of a table that are no records: sums, and titles of groups."""

from collections.abc import Iterable
from functools import lru_cache

from msgspec import Struct

from common.tables.cell_range import CellRange
from common.tables.header_words import words_of
from common.tables.table import Record

# The first or the last word of a sum: Excel writes "Tea Total" below a group called Tea.
_SUMS = """
    total totals subtotal subtotals sum summe gesamt gesamtsumme zwischensumme ergebnis
    gesamtergebnis teilergebnis endsumme somme totaux totale totali subtotale totaal subtotaal
    suma razem ogółem итого всего разом celkem součet toplam 合计 总计 小计 合計 小計 総計 總計
    합계 소계 총계 סהכ المجموع summa delsumma yhteensä összesen ukupno spolu σύνολο jumlah รวม
"""
_WORDS = frozenset(map(words_of, _SUMS.split()))
# SAP marks the levels of its sums so.
_MARKS = frozenset(("*", "**", "***", "****"))
# Rows that are kept; a table with more of them is none with sums.
MOST = 1_000
_FIRST_CHARACTERS = 80
_FEWEST_COLUMNS = 3


class Aside(Struct, frozen=True, array_like=True):
    """A row that is a sum, or a title if it has one cell.

    Attributes:
        number: its number.
        columns: the columns that have cells, as bits.
        is_sum: True if its first cell names a sum.
        is_word: True if that cell has no digit.
    """

    number: int
    columns: int
    is_sum: bool
    is_word: bool = False


def aside(number: int, columns: int, texts: Iterable[str]) -> Aside | None:
    """Return the row *number* with cells in *columns* if it may be no record, else None."""
    first = next(filter(None, texts), "")
    found = is_sum(first[:_FIRST_CHARACTERS])
    is_word = not any(map(str.isdigit, first))
    return Aside(number, columns, found, is_word) if found or columns.bit_count() == 1 else None


def may_be_aside(record: Record) -> bool:
    """Return True if *record* may be a sum or a title: a row of its table with few cells."""
    texts = [cell.text for cell in record.cells if cell.text]
    return len(texts) < 2 or is_sum(texts[0][:_FIRST_CHARACTERS])


@lru_cache(maxsize=1024)
def is_sum(text: str) -> bool:
    """Return True if *text* names a sum."""
    words = words_of(text).split()
    return text.strip() in _MARKS or not _WORDS.isdisjoint((*words[:1], *words[-1:]))


def numbers(
    rows: Iterable[Aside],
    cells: CellRange,
    header: int,
    data: int,
    first: int,
    width: int,
    *,
    is_sure: bool,
) -> list[int]:
    """Return which *rows* are no records of a table, since they have no barcode either.

    Args:
        rows: rows of the sheet.
        cells: the cells of the table.
        header: number of the row with its names.
        data: the column of the barcodes, counted from 0.
        first: its first column.
        width: how many columns it has.
        is_sure: True if that column surely has barcodes; else a row with one cell may be a label.
    """
    # A title stands in the first column. A product of which only the name is known does not.
    title = 1 << first
    has_titles = is_sure and width >= _FEWEST_COLUMNS
    return [
        row.number
        for row in rows
        if header < row.number <= cells.last_row
        and (
            _names_sum(row, data, is_sure=is_sure)
            if row.columns >> data & 1
            else row.is_sum or (has_titles and row.columns == title)
        )
    ]


def _names_sum(row: Aside, data: int, *, is_sure: bool) -> bool:
    """Return True if the cell in the column *data* is the word for a sum, as of merged cells."""
    is_first = row.columns & -row.columns == 1 << data
    return is_sure and row.is_sum and row.is_word and is_first
