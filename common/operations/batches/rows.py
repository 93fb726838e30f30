"""One row of a batch: the barcode that its cells describe, and what is wrong with them."""

import re
from collections.abc import Iterator, Mapping

from msgspec import Struct, field, structs

from common.barcode import pipeline, styling
from common.barcode.encode import check_digits, symbology
from common.barcode.labels.copies import MAX_LABELS, too_many_labels
from common.barcode.model import options
from common.barcode.model.errors import BarcodeError, DataError, OptionError, Problem
from common.barcode.model.options import DrawOptions
from common.barcode.model.symbol import Symbol
from common.barcode.render import image_format
from common.operations import content
from common.operations.batches import content_columns
from common.tables.columns import (
    CONTENT,
    CONTENT_FIELDS,
    COPIES,
    DATA,
    FIELD_PREFIX,
    FILENAME,
    FORMAT,
    Column,
    Columns,
    fold,
    is_for_labels,
    is_implied,
)
from common.tables.filenames import FilenameAllocator
from common.tables.format_proposal import BY_LENGTH, FormatProposal
from common.tables.hash_set import HashSet
from common.tables.mapping import MAX_COPIES
from common.tables.survey import without_decimal_zero, without_separators
from common.tables.table import Cell, Record, Table

# Combinations of names of JSON objects that are remembered.
_MAX_HEADERS = 100
# GTINs; with fewer digits, a right check digit would often be chance.
GTIN_LENGTHS = (8, 12, 13, 14)
_MIN_DIGITS = 6
_DIGITS_ONLY = frozenset(BY_LENGTH.values())
# A label would print nothing, or a 0 that was never calculated.
_MISSING = ("formula_without_value", "formula_of_zero")
# A spreadsheet may write a whole number with decimals.
_COPIES = re.compile(r"([0-9]{1,6})(?:[.,]0*)?")


class RowProblem(Problem, frozen=True, omit_defaults=True):
    """One problem of a row.

    Attributes:
        column: the column that holds the field, as the header names it; empty if none does.
    """

    column: str = ""

    @property
    def place(self) -> str:
        """Return the field, and its column if that has another name."""
        is_named_alike = fold(self.column) in ("", self.field)
        return self.field if is_named_alike else f"{self.field} (column {self.column!r})"

    def __str__(self) -> str:
        return f"{self.place}: {self.message} {self.fix}".rstrip()


def in_column(problem: Problem, column: str = "") -> RowProblem:
    """Return *problem* with the *column* that holds its field."""
    return RowProblem(**structs.asdict(problem), column=column)


class Row(Struct, frozen=True, omit_defaults=True):
    """One checked row.

    Attributes:
        file: index of the file that holds it.
        number: as the author's program counts rows; the first row of the file is 1.
        data: the encoded data with its check digit; of a bad row, the data as given.
        format: id of the symbology; of a bad row, the format as given.
        options: the drawing options; None if the row is bad.
        filename: name of its picture; empty if the row is bad.
        labels: values of the columns that labels can print.
        copies: how many labels to print, none if 0.
        cells: of a bad row, every given cell by option or column, so that a client can correct it.
        problems: what is wrong, each with its fix.
        notes: changes and doubts that the author should know, one sentence each.
        notices: what the author may have meant instead of the data, each with its fix.
    """

    file: int
    number: int
    data: str = ""
    format: str = ""
    # The store holds rows under this name: batches from before an upgrade stay readable.
    options: DrawOptions | None = field(default=None, name="asked")
    filename: str = ""
    labels: dict[str, str] = {}
    copies: int = 1
    cells: dict[str, str] = {}
    problems: tuple[RowProblem, ...] = ()
    notes: tuple[str, ...] = ()
    notices: tuple[Problem, ...] = ()


class Checker:
    """Checks the rows of one batch, which share defaults and file names.

    Args:
        defaults: options for rows that don't set them, as text.
    """

    def __init__(self, defaults: Mapping[str, str]) -> None:
        self._defaults = {name: value for name, value in defaults.items() if name != COPIES}
        self._copies = int(defaults.get(COPIES, "1"))
        self._filenames = FilenameAllocator()
        self._labels_left = MAX_LABELS
        self._styled_left = styling.MAX_STYLED
        self._seen = HashSet()

    def check(self, file: int, table: Table, columns: Columns) -> Iterator[Row]:
        """Yield every row of *table*, whose index among the files is *file*."""
        headers = _Headers(columns)
        for record in table.records():
            yield self._row(file, record, columns, headers.of(record.names))

    def check_again(self, file: int, record: Record, columns: Columns) -> Row:
        """Return the row of *record* alone; `keep` has the others."""
        return self._row(file, record, columns, _Headers(columns).of(record.names))

    def keep(self, row: Row) -> None:
        """Take into account the names of files and the labels of *row*, which stays as it is."""
        if row.options is not None:
            self._styled_left -= bool(styling.given(row.options))
            self._filenames.take(row.filename)
            self._labels_left -= row.copies

    def see(self, row: Row) -> None:
        """Take into account the barcode of *row*, which is above the next one that is checked."""
        if row.options is not None:
            self._seen.add(hash((row.format, row.data)))

    def _row(self, file: int, record: Record, columns: Columns, header: "_Header") -> Row:
        cells = _SortedCells(record, header, self._copies)
        if columns.format and self._is_proposed(cells):
            cells.restore_zeros(columns.format)
        defaults = self._defaults_of(cells, columns)
        # Only the symbology decides whether spaces between digits are a way of writing or data.
        cells.join_digits(cells.options.get(FORMAT) or defaults.get(FORMAT, ""))
        arguments = content_columns.arguments(defaults, cells.options, cells.implied)
        problems = cells.problems_of(arguments)
        if problems:
            return self._bad_row(file, record, cells, columns, problems)
        try:
            return self._good_row(file, record, cells, arguments)
        except BarcodeError as error:
            problems = self._explained(error, cells, columns)
            return self._bad_row(file, record, cells, columns, problems)

    def _explained(
        self, error: BarcodeError, cells: "_SortedCells", columns: Columns
    ) -> tuple[Problem, ...]:
        """Return the problems of *error*, with the data that was meant if zeros were lost."""
        given = {**self._defaults_of(cells, columns), **cells.options}
        padded = _padded(given.get(DATA, ""), given.get(FORMAT, ""))
        # Guessed only if the length is wrong: a number of the right length is not touched.
        if padded and error.problems[0].code.endswith(".bad_length"):
            return (
                Problem(
                    DATA,
                    "table.lost_zero",
                    f"A spreadsheet drops zeros at the start of a number: this may be {padded}.",
                    "Format the column as text and write every digit.",
                    padded,
                ),
            )
        return _with_hint(error, is_number=cells.data_is_number)

    def _is_proposed(self, cells: "_SortedCells") -> bool:
        """Return True if neither the row nor the request names a symbology or a content type."""
        return not {FORMAT, CONTENT} & {*self._defaults, *cells.options}

    def _defaults_of(self, cells: "_SortedCells", columns: Columns) -> dict[str, str]:
        if columns.format and self._is_proposed(cells):
            format = columns.format.of(without_separators(cells.options.get(DATA, "")))
            return {**self._defaults, FORMAT: format}
        return dict(self._defaults)

    def _good_row(
        self,
        file: int,
        record: Record,
        cells: "_SortedCells",
        arguments: Mapping[str, object],
    ) -> Row:
        expanded = content.expand(arguments)
        chosen = options.parse(expanded.arguments, strings=True)
        styling.require_no_logo(chosen)
        plan = pipeline.plan(chosen)
        if plan.style is not None:
            self._styled_left -= 1
            if self._styled_left < 0:
                raise styling.too_many(chosen)
        symbol = plan.symbol
        if cells.copies > self._labels_left:
            raise DataError(too_many_labels())
        self._labels_left -= cells.copies
        notes = [*cells.notes, *expanded.warnings, *plan.warnings]
        # Content computes check digits itself, from fields that it checks.
        lost_zero = None if CONTENT in arguments else _lost_zero(chosen, symbol)
        # A text keeps its zeros: only a number can have lost one.
        if lost_zero and cells.data_is_number:
            raise DataError(lost_zero)
        extension = image_format.find(chosen.image_format).extension
        # Every symbol of a serial number must differ, while labels of one article need not.
        if self._seen.add(hash((symbol.symbology, symbol.data))):
            notes.append("The same barcode is in an earlier row.")
        if cells.filename:
            name = self._filenames.allocate(cells.filename, extension)
        else:
            name = self._filenames.allocate_for_data(symbol.data, record.number, extension)
        if name.note:
            notes = [*notes, name.note]
        return Row(
            file,
            record.number,
            symbol.data,
            symbol.symbology,
            chosen,
            name.text,
            cells.labels,
            cells.copies,
            notes=tuple(notes),
            notices=symbol.notices,
        )

    def _bad_row(
        self,
        file: int,
        record: Record,
        cells: "_SortedCells",
        columns: Columns,
        problems: tuple[Problem, ...],
    ) -> Row:
        given = {**self._defaults_of(cells, columns), **cells.options}
        return Row(
            file,
            record.number,
            given.get(DATA, ""),
            given.get(FORMAT, ""),
            labels=cells.labels,
            cells=cells.given(),
            problems=tuple([cells.located(problem) for problem in problems]),
        )


class _Header:
    """The columns of a record, with what is asked of them for each cell."""

    def __init__(self, every: tuple[Column, ...]) -> None:
        self.columns = [(each, is_for_labels(each), is_implied(each)) for each in every]
        self.names = {column.option: column.name for column in every if column.option}


class _Headers:
    """The headers of the records of one table; only records of JSON have names of their own."""

    def __init__(self, columns: Columns) -> None:
        self._columns = columns
        self._known: dict[tuple[str, ...], _Header] = {(): _Header(columns.every)}

    def of(self, names: tuple[str, ...]) -> _Header:
        """Return the header of records with *names*, of all columns if there are none."""
        header = self._known.get(names)
        if header is None:
            header = _Header(self._columns.of(names))
            # The rows of one file usually have the same few combinations of names.
            if len(self._known) < _MAX_HEADERS:
                self._known[names] = header
        return header


class _SortedCells:
    """The cells of one record, sorted by the meaning of their columns."""

    def __init__(self, record: Record, header: _Header, copies: int) -> None:
        self._record = record
        self._header = header
        self.options: dict[str, str] = {}
        # Fields whose column has their bare name: they count if the row's content type has them.
        self.implied: dict[str, str] = {}
        self.labels: dict[str, str] = {}
        self.notes: list[str] = [record.note] if record.note else []
        self.filename = ""
        self.copies = copies
        self.data_is_number = False
        self._problems: list[Problem] = []
        width = len(header.columns)
        for (column, has_label, implied), cell in zip(header.columns, record.cells, strict=False):
            if cell.text or cell.problem:
                if has_label:
                    # Of columns with the same name, labels print the first that has a value.
                    self.labels.setdefault(column.name, cell.label)
                if implied:
                    self.implied[column.option] = cell.text
                self._add(column, cell, is_implied=implied)
        if len(record.cells) > width and any(cell.text for cell in record.cells[width:]):
            self._problems.append(_too_many_cells(width))

    def given(self) -> dict[str, str]:
        """Return every cell that is not empty, by option or column."""
        cells: dict[str, str] = {}
        for (column, _, _), cell in zip(self._header.columns, self._record.cells, strict=False):
            if cell.text or cell.problem:
                cells.setdefault(column.option or column.name, cell.text)
        return cells

    def problems_of(self, arguments: Mapping[str, object]) -> tuple[Problem, ...]:
        """Return the problems of the cells that *arguments*, or no option at all, come from."""
        return tuple(
            [
                problem
                for problem in self._problems
                if problem.field in arguments or problem.field not in self.implied
            ]
        )

    def restore_zeros(self, proposal: FormatProposal) -> None:
        """Add the zeros that a spreadsheet has dropped from the data, by the whole column."""
        text = self.options.get(DATA, "")
        if (whole := proposal.whole(text)) != text:
            self.options[DATA] = whole
            self.data_is_number = False
            self.notes.append(
                f"data: {text} was read as {whole}: a spreadsheet dropped the zeros, as the check"
                " digits of the column show."
            )

    def join_digits(self, format: str) -> None:
        """Remove spaces and hyphens from the digits of a symbology of *format* that has none."""
        text = self.options.get(DATA, "")
        if format in _DIGITS_ONLY and (digits := without_separators(text)) != text:
            self.options[DATA] = digits
            self.notes.append(f"data: {text} was read as {digits}.")

    def located(self, problem: Problem) -> RowProblem:
        """Return *problem* with the column that holds its field."""
        column = self._header.names.get(problem.field, "")
        # The field may be a member of the object in content_fields.
        if not column and problem.field.startswith(FIELD_PREFIX):
            column = self._header.names.get(CONTENT_FIELDS, "")
        return in_column(problem, column)

    def _add(self, column: Column, cell: Cell, *, is_implied: bool) -> None:
        option, problem = column.option, cell.problem
        if problem and option:
            code = f"table.{problem.code}"
            self._problems.append(Problem(option, code, problem.message, problem.fix))
        if option == DATA:
            self.options[option] = self._data(cell)
            self.data_is_number = cell.is_number
        elif option == FILENAME:
            self.filename = cell.text
        elif option == COPIES:
            self._add_copies(cell)
        elif option and not problem and not is_implied:
            self.options[option] = cell.text
        elif not option and problem and problem.code in _MISSING:
            self.notes.append(f"{column.name}: {problem.message}")
        if cell.note and option not in ("", FILENAME, COPIES):
            self.notes.append(f"{option}: {cell.note}")

    def _data(self, cell: Cell) -> str:
        """Return the data in *cell*, with notes on what its author may not see."""
        text = cell.data
        if text.endswith((".0", ",0")) and text != (text := without_decimal_zero(text)):
            self.notes.append(
                f"data: {cell.data} was read as {text}. pandas and other programs add .0 to the"
                " whole numbers of a column with gaps."
            )
        if "\n" in text and "\n" in text.strip():
            self.notes.append("data: The cell has a line break, and so has the barcode.")
        return text

    def _add_copies(self, cell: Cell) -> None:
        match = _COPIES.fullmatch(cell.text)
        if match and int(match[1]) <= MAX_COPIES:
            self.copies = int(match[1])
        elif not cell.problem:
            self._problems.append(
                Problem(
                    COPIES,
                    "table.bad_copies",
                    f"{cell.text[:40]!r} is not a number of labels.",
                    f"Give a whole number from 0 to {MAX_COPIES:,}.",
                )
            )


def _too_many_cells(width: int) -> Problem:
    return Problem(
        "row",
        "table.too_many_cells",
        f"The row has more cells than the header's {width}.",
        "Put a cell that contains the delimiter in quotation marks.",
    )


def _padded(data: str, format: str) -> str:
    """Return *data* with the zeros that make it a whole number of *format*, if only zeros lack."""
    if not (data.isascii() and data.isdigit()) or len(data) < _MIN_DIGITS:
        return ""
    for length in GTIN_LENGTHS:
        padded = data.zfill(length)
        if length > len(data) and check_digits.gs1(padded[:-1]) == padded[-1]:
            try:
                made = symbology.find(format).make(padded, DrawOptions(data=padded, format=format))
            except BarcodeError:
                continue
            if made.data == padded:
                return padded
    return ""


def _lost_zero(chosen: DrawOptions, symbol: Symbol) -> Problem | None:
    """Return a problem if the data may have lost a leading zero, else None.

    The symbology added a check digit to the given digits. If the same digits with a leading zero
    already end in their right check digit, both readings are valid barcodes with different meanings
    (GS1 General Specifications, 7.9: the check digit is calculated over right-aligned digits).
    """
    short = chosen.data
    if len(symbol.data) != len(short) + 1 or not short.isdecimal():
        return None
    padded = short.zfill(len(symbol.data))
    try:
        other = symbology.find(chosen.format).make(padded, chosen)
    except BarcodeError:
        return None
    if other.data != padded:
        return None
    return Problem(
        DATA,
        "table.lost_zero",
        f"A spreadsheet drops zeros at the start of a number: this may be {padded} or, with a check"
        f" digit added, {symbol.data}.",
        "Format the column as text and write every digit.",
        # The digit at the end is right by chance in one of ten numbers without a check digit.
        padded,
    )


def _with_hint(error: BarcodeError, *, is_number: bool) -> tuple[Problem, ...]:
    """Return the problems of *error*; the fix for data from a number names lost zeros."""
    if not is_number or isinstance(error, OptionError) or error.problems[0].field != DATA:
        return error.problems
    first = error.problems[0]
    hint = "The cell holds a number: if zeros were lost at its start, format the column as text."
    fix = f"{first.fix} {hint}".strip()
    extended = Problem(first.field, first.code, first.message, fix, first.suggestion)
    return (extended, *error.problems[1:])
