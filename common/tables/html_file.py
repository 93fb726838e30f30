"""HTML tables, which many web applications save with the ending .xls.

Source: HTML, 4.9 (tables). A page may have several tables, for layout too: the one with most cells
is read.
"""

import html
import re
from functools import partial

from common.tables import html_tokens
from common.tables.csv_file import SCIENTIFIC, is_scientific
from common.tables.encodings import Decoded
from common.tables.errors import too_large, too_many_rows, unreadable
from common.tables.table import MAX_COLUMNS, Cell, Record, Sheet
from common.tables.xlsx_cells import EMPTY, text_cell

# Atomic: else each row of comments could be split into comments in exponentially many ways.
_START = re.compile(
    r"(?>\s*(?:<!--.*?-->\s*)*)<(?:!doctype\s+html|html|table|head|body|meta)\b", re.I | re.S
)
_SPACES = re.compile(r"[\t\n\f\r ]+")
# The bound of colspan in HTML.
_MAX_SPAN = 1_000
_ATTRIBUTES = frozenset(("x:num", "data-v", "colspan", "rowspan"))
_HIDDEN = ("script", "style", "head", "title", "template")
# More tables than any export has.
_MAX_TABLES = 10_000


def is_html(text: str) -> bool:
    """Return True if *text* begins as HTML does."""
    return _START.match(text[:4_096]) is not None


def read(name: str, decoded: Decoded, most: int) -> list[Sheet]:
    """Return the tables in *decoded*, by their number.

    Args:
        name: name of the file, for errors.
        decoded: the text.
        most: the largest number of rows of a table.

    Raises:
        TableError: there is no table, or one is too large.
    """
    reader = _Reader(name, most)
    html_tokens.read(decoded.text, reader.start, reader.end, reader.add_text)
    reader.close()
    sheets = []
    for at, rows in enumerate(reader.tables, 1):
        records = [
            Record(number, tuple(cells))
            # Rows are numbered within their table, as a page shows no number.
            for number, cells in enumerate(rows, 1)
            if any(cell.text for cell in cells)
        ]
        if records:
            sheets.append(Sheet(name, "HTML", partial(iter, records), title=f"table {at}"))
    if not sheets:
        raise unreadable(name, "no_rows", "The page has no table.", "Send a table with rows.")
    return sheets


class _Reader:
    """Collects the cells of every table; a nested table is one of its own."""

    def __init__(self, name: str, most: int) -> None:
        self._name = name
        self._most = most
        self.tables: list[list[list[Cell]]] = []
        self._open: list[list[list[Cell]]] = []
        self._pieces: list[str] | None = None
        self._number = ""
        self._span = self._down = 1
        # Cells of the rows above that go on in this row, by their column: rows left, and the cell.
        self._spanning: list[dict[int, tuple[int, Cell]]] = []
        self._is_hidden = 0

    def start(self, tag: str, attributes: str) -> None:
        """Handle a start tag."""
        if tag == "table":
            self._end_cell()
            if len(self.tables) < _MAX_TABLES:
                self._open.append([])
                self._spanning.append({})
                self.tables.append(self._open[-1])
        elif tag == "tr" and self._open:
            self._end_cell()
            self._start_row()
        elif tag in ("td", "th") and self._open:
            self._end_cell()
            given = html_tokens.attributes(attributes, _ATTRIBUTES)
            # Excel and SheetJS write the whole number here if the cell shows a shorter form.
            self._number = given.get("x:num") or given.get("data-v") or ""
            self._span, self._down = _span(given.get("colspan")), _span(given.get("rowspan"))
            self._pieces = []
        elif tag == "br" and self._pieces is not None:
            self._pieces.append("\n")
        elif tag in _HIDDEN:
            self._is_hidden += 1

    def end(self, tag: str) -> None:
        """Handle an end tag."""
        if tag in ("td", "th", "tr"):
            self._end_cell()
        elif tag == "table" and self._open:
            self._end_cell()
            self._end_row()
            self._open.pop()
            self._spanning.pop()
        elif tag in _HIDDEN and self._is_hidden:
            self._is_hidden -= 1

    def close(self) -> None:
        """Handle the end of the page, which closes what is open (HTML, 13.2.6.4.7)."""
        while self._open:
            self.end("table")

    def add_text(self, data: str) -> None:
        """Handle text."""
        if self._pieces is not None and not self._is_hidden:
            self._pieces.append(_SPACES.sub(" ", html.unescape(data)))

    def _end_cell(self) -> None:
        if self._pieces is None or not self._open:
            return
        # Pages use no-break spaces for layout.
        lines = "".join(self._pieces).replace("\xa0", " ").split("\n")
        text = "\n".join(line.strip() for line in lines).strip()
        if is_scientific(text) and self._number:
            text = self._number
        self._pieces = None
        if not self._open[-1]:
            self._start_row()
        row = self._open[-1][-1]
        cell = Cell(text, problem=SCIENTIFIC) if is_scientific(text) else text_cell(text)
        for each in [cell, *[EMPTY] * (self._span - 1)]:
            if self._down > 1 and len(row) < MAX_COLUMNS:
                self._spanning[-1][len(row)] = (self._down - 1, each)
            row.append(each)
        self._add_spanning()
        if text and len(row) - self._span >= MAX_COLUMNS:
            raise too_large(
                self._name,
                "too_many_columns",
                f"Row {len(self._open[-1]):,} has more than {MAX_COLUMNS} cells.",
                f"Use at most {MAX_COLUMNS} columns.",
            )

    def _start_row(self) -> None:
        self._end_row()
        if len(self._open[-1]) > self._most:
            # Before the rest is read, which takes longer than a request may.
            raise too_many_rows(self._name)
        self._open[-1].append([])
        self._add_spanning()

    def _end_row(self) -> None:
        """Add the cells of rows above that go on at the right of the last cell."""
        if self._open[-1]:
            row = self._open[-1][-1]
            for column in sorted(self._spanning[-1]):
                if column >= len(row):
                    row += [EMPTY] * (column - len(row))
                    self._add_spanning()

    def _add_spanning(self) -> None:
        """Add the cells of rows above that go on at this place, as the page shows them."""
        spanning, row = self._spanning[-1], self._open[-1][-1]
        while len(row) in spanning:
            column = len(row)
            left, cell = spanning.pop(column)
            row.append(cell)
            if left > 1:
                spanning[column] = (left - 1, cell)


def _span(text: str | None) -> int:
    """Return how many columns or rows a cell has whose attribute is *text*."""
    is_number = text is not None and re.fullmatch(r"[0-9]{1,5}", text)
    return max(1, min(int(text or "1"), _MAX_SPAN)) if is_number else 1
