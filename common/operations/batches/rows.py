"""One row of a batch: what its cells ask for, and what is wrong with them."""

from collections.abc import Iterator, Mapping

from msgspec import Struct

from common.barcode import pipeline
from common.barcode.encode import symbology
from common.barcode.model import options
from common.barcode.model.errors import BarcodeError, DataError, OptionError, Problem
from common.barcode.model.options import DrawOptions
from common.barcode.model.symbol import Symbol
from common.barcode.render import image_format
from common.tables.columns import FILENAME, Column, Columns
from common.tables.filenames import Names
from common.tables.table import Cell, Record, Table

_DATA = "data"


class Row(Struct, frozen=True, omit_defaults=True):
    """One row, checked.

    Attributes:
        file: which of the files it stands in, counted from 0.
        number: as the author's program counts rows; the first row of the file is 1.
        data: as it is encoded, with its check digit; as it was given where the row is bad.
        format: id of the symbology; as it was given where the row is bad.
        asked: what is drawn; None where the row is bad.
        filename: of its picture; empty where the row is bad.
        labels: what the columns say that set no option, for labels.
        cells: of a bad row, all that it was given, by option or column: what is to be mended.
        problems: what is wrong, each with its fix.
        notes: what was done that the author should know, one sentence each.
    """

    file: int
    number: int
    data: str = ""
    format: str = ""
    asked: DrawOptions | None = None
    filename: str = ""
    labels: dict[str, str] = {}
    cells: dict[str, str] = {}
    problems: tuple[Problem, ...] = ()
    notes: tuple[str, ...] = ()


class Checker:
    """Checks the rows of one batch, which share defaults and file names.

    Arguments: options that hold where a row says nothing else, as a query string has them.
    """

    def __init__(self, defaults: Mapping[str, str]) -> None:
        self._defaults = defaults
        self._names = Names()

    def check(self, file: int, table: Table, columns: Columns) -> Iterator[Row]:
        """Yield every row of *table*, file number *file*."""
        for record in table.records():
            yield self._row(file, table, record, columns)

    def _row(self, file: int, table: Table, record: Record, columns: Columns) -> Row:
        gathered = _Gathered(record, columns)
        given = {**self._defaults, **gathered.options}
        data, name = given.get(_DATA, ""), given.get("format", "")
        asked: DrawOptions | None = None
        problems = tuple(gathered.problems)
        if not problems:
            try:
                asked = options.parse(given, strings=True)
                symbol = pipeline.check(asked).symbol
                doubt = _lost_zero(asked, symbol)
                if doubt and gathered.number:
                    raise DataError(doubt)
                if doubt and table.kind == "CSV":
                    gathered.notes.append(str(doubt))
                data, name = symbol.data, symbol.symbology
            except BarcodeError as error:
                asked, problems = None, _explained(error, gathered.number)
        if asked is None:
            return Row(
                file,
                record.number,
                data,
                name,
                labels=gathered.labels,
                cells=gathered.cells,
                problems=problems,
            )
        extension = image_format.find(asked.image_format).extension
        wanted = gathered.filename
        if wanted:
            called = self._names.asked(wanted, extension)
        else:
            called = self._names.made(data, record.number, extension)
        notes = (*gathered.notes, called.note) if called.note else tuple(gathered.notes)
        return Row(
            file, record.number, data, name, asked, called.text, gathered.labels, notes=notes
        )


class _Gathered:
    """The cells of one record, sorted by what their columns say."""

    def __init__(self, record: Record, columns: Columns) -> None:
        self.options: dict[str, str] = {}
        self.labels: dict[str, str] = {}
        self.cells: dict[str, str] = {}
        self.problems: list[Problem] = []
        self.notes: list[str] = []
        self.filename = ""
        self.number = False
        named = columns.of(record.names) if record.names else columns.every
        for column, cell in zip(named, record.cells, strict=False):
            if cell.text or cell.wrong:
                self._take(column, cell)
        if any(cell.text for cell in record.cells[len(named) :]):
            self.problems.append(_too_many(len(named)))

    def _take(self, column: Column, cell: Cell) -> None:
        self.cells.setdefault(column.option or column.name, cell.text)
        if cell.wrong and column.option:
            wrong = cell.wrong
            code = f"table.{wrong.code}"
            self.problems.append(Problem(column.option, code, wrong.message, wrong.fix))
            if column.option == _DATA:
                self.options[_DATA] = cell.text
        elif not column.option:
            self.labels.setdefault(column.name, cell.text)
        elif column.option == FILENAME:
            self.filename = cell.text
        else:
            self.options[column.option] = cell.text
            if cell.note:
                self.notes.append(f"{column.option}: {cell.note}")
            if column.option == _DATA:
                self.number = cell.number


def _too_many(width: int) -> Problem:
    return Problem(
        "row",
        "table.too_many_cells",
        f"The row has more cells than the header's {width}.",
        "Put a cell that holds the delimiter into quotation marks.",
    )


def _lost_zero(asked: DrawOptions, symbol: Symbol) -> Problem | None:
    """Tell of digits that may have lost a zero at their start: that would be another barcode.

    A check digit was added to what was given; if the same with a zero before it ends in its right
    check digit, nobody can know which of them is meant.
    """
    short = asked.data
    if len(symbol.data) != len(short) + 1 or not short.isdecimal():
        return None
    whole = short.zfill(len(symbol.data))
    try:
        other = symbology.find(asked.format).make(whole, asked)
    except BarcodeError:
        return None
    if other.data != whole:
        return None
    return Problem(
        _DATA,
        "table.lost_zero",
        f"A spreadsheet drops zeros at the start of a number: this may be {whole} or, with a check"
        f" digit added, {symbol.data}.",
        "Format the column as text and write every digit.",
    )


def _explained(error: BarcodeError, number: bool) -> tuple[Problem, ...]:
    """Add to a refusal of data that came as a number what may be behind it."""
    if not number or isinstance(error, OptionError) or error.problems[0].field != _DATA:
        return error.problems
    first = error.problems[0]
    hint = "The cell holds a number: if zeros were lost at its start, format the column as text."
    fix = f"{first.fix} {hint}".strip()
    told = Problem(first.field, first.code, first.message, fix, first.suggestion)
    return (told, *error.problems[1:])
