"""ODS, the sheets of OpenDocument, as LibreOffice saves them.

Source: OpenDocument 1.3, part 3: 9.1 (tables), 19.384 to 19.389 (values), 6.1 (text). A cell has
its value and the text that it shows, so that no number format has to be understood.
"""

from common.tables.csv_file import SPREADSHEET_ERRORS, spreadsheet_error
from common.tables.errors import too_large, too_wide
from common.tables.number_formats import find
from common.tables.table import (
    HIDDEN_ROW,
    MAX_COLUMNS,
    MAX_MERGED,
    Cell,
    Merged,
    Record,
    Sheet,
)
from common.tables.xlsx_cells import EMPTY, date_problem, number_cell, text_cell
from common.tables.xlsx_package import Attributes, Package

CONTENT = "content.xml"
# Rows that one element may stand for, as the largest sheets have.
_MAX_REPEATED = 1_048_576
_PARTS = frozenset(
    ("table", "table-column", "table-row", "table-cell", "covered-table-cell", "annotation")
)
_GENERAL = find(0, "")


def read(package: Package) -> list[Sheet]:
    """Return the sheets.

    Raises:
        TableError: it is broken, encrypted or too large.
    """
    reader = _Reader(package.name)
    for _ in package.parse(CONTENT, (reader.start, reader.end, reader.text)):
        pass
    return reader.sheets


class _Reader:
    """Collects the rows of every sheet."""

    def __init__(self, name: str) -> None:
        self._name = name
        self.sheets: list[Sheet] = []
        self._records: list[Record] = []
        self._merged: list[Merged] = []
        self._count = 0
        self._hidden_styles: set[str] = set()
        self._style = ""
        self._number = self._column = 0
        self._hidden_columns: set[int] = set()
        self._repeated_rows = 1
        self._note = ""
        self._cells: list[Cell] = []
        self._cell: Attributes | None = None
        self._pieces: list[str] = []
        self._in_text = self._in_remark = 0

    def start(self, tag: str, attributes: Attributes) -> None:
        """Handle a start tag."""
        if tag in _PARTS:
            self._start_part(
                tag, {key[key.rfind(" ") + 1 :]: attributes[key] for key in attributes}
            )
        elif tag == "style":
            self._style = _attribute(attributes, "name")
        elif tag == "table-properties":
            if _attribute(attributes, "display") == "false":
                self._hidden_styles.add(self._style)
        elif tag == "p" and self._cell is not None and not self._in_remark:
            # Each paragraph of a cell is a line.
            if self._pieces:
                self._pieces.append("\n")
            self._in_text += 1
        elif self._in_text:
            self._start_white_space(tag, attributes)

    def text(self, piece: str) -> None:
        """Handle character data."""
        if self._in_text and not self._in_remark:
            self._pieces.append(piece)

    def end(self, tag: str) -> None:
        """Handle an end tag."""
        if tag == "p" and self._in_text:
            self._in_text -= 1
        elif tag == "annotation":
            self._in_remark -= 1
        elif tag in ("table-cell", "covered-table-cell") and self._cell is not None:
            self._end_cell(self._cell)
        elif tag == "table-row":
            self._end_row()

    def _start_part(self, tag: str, attributes: Attributes) -> None:
        if tag == "annotation":
            self._in_remark += 1
        elif tag == "table":
            rows: list[Record] = []
            self._records = rows
            self._merged = []
            self._number = self._column = 0
            self._hidden_columns = set()
            self.sheets.append(
                Sheet(
                    self._name,
                    "ODS",
                    lambda: iter(rows),
                    title=attributes.get("name", ""),
                    is_hidden=attributes.get("style-name", "") in self._hidden_styles,
                    hidden_columns=self._hidden_columns,
                    merged=self._merged,
                )
            )
        elif tag == "table-column":
            self._start_column(attributes)
        elif tag == "table-row":
            self._repeated_rows = _count(attributes, "number-rows-repeated", _MAX_REPEATED)
            is_hidden = attributes.get("visibility", "visible") != "visible"
            self._note = HIDDEN_ROW if is_hidden else ""
            self._cells = []
        elif self.sheets:
            self._cell, self._pieces = attributes, []

    def _start_column(self, attributes: Attributes) -> None:
        first = self._column
        self._column = min(
            first + _count(attributes, "number-columns-repeated", MAX_COLUMNS), MAX_COLUMNS
        )
        if attributes.get("visibility", "visible") != "visible":
            self._hidden_columns.update(range(first, self._column))

    def _start_white_space(self, tag: str, attributes: Attributes) -> None:
        # 6.1.2: white space collapses, so that these elements stand for it.
        if tag == "s":
            count = int(_attribute(attributes, "c") or "1")
            # One element could stand for any number of spaces.
            self._pieces.append(" " * min(count, 1_000))
        elif tag == "tab":
            self._pieces.append("\t")
        elif tag == "line-break":
            self._pieces.append("\n")

    def _end_cell(self, attributes: Attributes) -> None:
        cell = _cell(attributes, "".join(self._pieces))
        spanned = _count(attributes, "number-rows-spanned", _MAX_REPEATED)
        if spanned > 1 and len(self._merged) < MAX_MERGED:
            first = self._number + 1
            self._merged.append(Merged(len(self._cells), first, self._number + spanned))
        repeated = _count(attributes, "number-columns-repeated", MAX_COLUMNS + 1)
        # Programs fill up a row with one repeated empty cell: one more than may be read is enough
        # to see that a row is too wide.
        self._cells += [cell] * min(repeated, MAX_COLUMNS + 1 - min(len(self._cells), MAX_COLUMNS))
        self._cell = None

    def _end_row(self) -> None:
        first = self._number + 1
        self._number += self._repeated_rows
        while self._cells and not (self._cells[-1].text or self._cells[-1].problem):
            self._cells.pop()
        if not self._cells:
            return
        if len(self._cells) > MAX_COLUMNS:
            raise too_wide(self._name, first)
        self._count += self._repeated_rows
        if self._count > _MAX_REPEATED:
            raise too_large(
                self._name,
                "too_many_rows",
                f"The sheets have more than {_MAX_REPEATED:,} rows.",
                "Send them in several batches.",
            )
        cells = tuple(self._cells)
        for number in range(first, first + self._repeated_rows):
            self._records.append(Record(number, cells, note=self._note))


def _cell(attributes: Attributes, shown: str) -> Cell:
    kind = attributes.get("value-type", "")
    shown = shown.strip()
    # LibreOffice shows errors of its own by number, such as Err:502.
    if shown in SPREADSHEET_ERRORS or shown.startswith("Err:"):
        return Cell(shown, problem=spreadsheet_error(shown[:20]))
    if kind in ("float", "percentage", "currency"):
        cell = number_cell(attributes.get("value", ""), _GENERAL)
        return Cell(
            cell.text, True, problem=cell.problem, shown="" if shown == cell.text else shown
        )
    if kind == "date":
        date = attributes.get("date-value", "")
        return Cell(date, problem=date_problem(date), shown=shown)
    if kind == "boolean":
        return Cell(attributes.get("boolean-value", ""), shown=shown)
    return text_cell(shown) if shown else EMPTY


def _attribute(attributes: Attributes, name: str) -> str:
    return next((value for key, value in attributes.items() if key.endswith(f" {name}")), "")


def _count(attributes: Attributes, name: str, maximum: int) -> int:
    return max(1, min(int(attributes.get(name, "1")), maximum))
