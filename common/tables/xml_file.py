"""XML Spreadsheet 2003, which many web applications save with the ending .xls.

Source: Microsoft, XML Spreadsheet Reference (Office XP). Cells have a type, and styles a number
format.
"""

from collections.abc import Callable
from datetime import datetime

from msgspec import structs

from common.tables.csv_file import spreadsheet_error
from common.tables.errors import too_wide
from common.tables.number_formats import NumberFormat, find
from common.tables.table import HIDDEN_ROW, MAX_COLUMNS, Cell, Pause, Record, Sheet
from common.tables.xlsx_cells import EMPTY, NO_VALUE, date_problem, number_cell, text_cell
from common.tables.xlsx_package import Attributes, parse_document

NAMESPACE = "urn:schemas-microsoft-com:office:spreadsheet"
# Names that stand for formats of the computer's region.
_NAMED = {
    "Fixed": "0.00",
    "Standard": "#,##0.00",
    "Percent": "0.00%",
    "Scientific": "0.00E+00",
    "Currency": "#,##0.00",
    "Euro Currency": '#,##0.00 "€"',
    "General Number": "",
    "General": "",
    "Short Date": "yyyy-mm-dd",
    "General Date": "yyyy-mm-dd hh:mm",
}
_EPOCH = datetime(1899, 12, 30)


def read(name: str, content: bytes, pause: Pause) -> list[Sheet]:
    """Return the sheets.

    Raises:
        TableError: it is broken.
    """
    reader = _Reader(name)
    parse_document(name, content, (reader.start, reader.end, reader.text), pause)
    return reader.sheets


class _Reader:
    """Collects the rows of every sheet."""

    def __init__(self, name: str) -> None:
        self._name = name
        self.sheets: list[Sheet] = []
        self._records: list[Record] = []
        self._formats: dict[str, NumberFormat] = {}
        self._style = ""
        self._number = self._column = 0
        self._note = self._cell_style = self._kind = ""
        self._is_formula = False
        self._hidden_columns: set[int] = set()
        self._cells: list[Cell] = []
        self._pieces: list[str] | None = None
        self._starts: dict[str, Callable[[Attributes], None]] = {
            "Style": self._start_style,
            "NumberFormat": self._start_format,
            "Worksheet": self._start_sheet,
            "Column": self._start_column,
            "Row": self._start_row,
            "Cell": self._start_cell,
            "Data": self._start_data,
            "Visible": self._start_visible,
        }

    def start(self, tag: str, attributes: Attributes) -> None:
        """Handle a start tag."""
        if begin := self._starts.get(tag):
            begin({key[key.rfind(" ") + 1 :]: value for key, value in attributes.items()})

    def text(self, piece: str) -> None:
        """Handle character data."""
        if self._pieces is not None:
            self._pieces.append(piece)

    def end(self, tag: str) -> None:
        """Handle an end tag."""
        if tag == "Data" and self._pieces is not None:
            self._put(self._cell("".join(self._pieces)))
            self._pieces = None
        elif tag == "Visible" and self._pieces is not None:
            is_hidden = "".join(self._pieces) != "SheetVisible"
            if self.sheets:
                self.sheets[-1] = structs.replace(self.sheets[-1], is_hidden=is_hidden)
            self._pieces = None
        elif tag == "Row" and any(map(_is_filled, self._cells)):
            self._records.append(Record(self._number, tuple(self._cells), note=self._note))

    def _start_style(self, attributes: Attributes) -> None:
        self._style = attributes.get("ID", "")

    def _start_format(self, attributes: Attributes) -> None:
        code = attributes.get("Format", "")
        # Formats that are not built in have ids from 164 on.
        self._formats[self._style] = find(164, _NAMED.get(code, code))

    def _start_sheet(self, attributes: Attributes) -> None:
        rows: list[Record] = []
        self._records = rows
        self._number = self._column = 0
        self._hidden_columns = set()
        title = attributes.get("Name", "")
        self.sheets.append(
            Sheet(
                self._name,
                "XML",
                lambda: iter(rows),
                title=title,
                hidden_columns=self._hidden_columns,
            )
        )

    def _start_column(self, attributes: Attributes) -> None:
        first = int(attributes.get("Index", self._column + 1))
        # Span counts the columns after the first one.
        self._column = first + max(0, int(attributes.get("Span", "0")))
        if attributes.get("Hidden") == "1":
            self._hidden_columns.update(range(max(first - 1, 0), min(self._column, MAX_COLUMNS)))

    def _start_visible(self, _: Attributes) -> None:
        self._pieces = []

    def _start_row(self, attributes: Attributes) -> None:
        self._number = int(attributes.get("Index", self._number + 1))
        self._note = HIDDEN_ROW if attributes.get("Hidden") == "1" else ""
        self._cells, self._column = [], 0

    def _start_cell(self, attributes: Attributes) -> None:
        self._column = int(attributes.get("Index", self._column + 1))
        if not 0 < self._column <= MAX_COLUMNS:
            raise too_wide(self._name, self._number)
        self._cell_style = attributes.get("StyleID", "Default")
        self._is_formula = "Formula" in attributes

    def _start_data(self, attributes: Attributes) -> None:
        self._kind, self._pieces = attributes.get("Type", "String"), []

    def _put(self, cell: Cell) -> None:
        self._cells += [EMPTY] * (self._column - len(self._cells))
        self._cells[self._column - 1] = cell

    def _cell(self, raw: str) -> Cell:
        if self._is_formula and not raw:
            return Cell("", problem=NO_VALUE)
        form = self._formats.get(self._cell_style) or find(0, "")
        if self._kind == "Number":
            return number_cell(raw, form)
        if self._kind == "DateTime":
            # Excel writes midnight and milliseconds behind a date alone.
            date = raw.removesuffix(".000").removesuffix("T00:00:00")
            days = (datetime.fromisoformat(raw) - _EPOCH).total_seconds() / 86_400
            return Cell(date, problem=date_problem(date), shown=form.show(days))
        if self._kind == "Boolean":
            return Cell("true", shown="TRUE") if raw == "1" else Cell("false", shown="FALSE")
        if self._kind == "Error":
            return Cell(raw, problem=spreadsheet_error(raw[:20]))
        return text_cell(raw)


def _is_filled(cell: Cell) -> bool:
    return bool(cell.text or cell.problem)
