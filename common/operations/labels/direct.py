"""Labels of rows that come with the request, without a batch: nothing is stored."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime

from msgspec import Struct

from common.barcode.labels import placeholders, standard_layout
from common.barcode.labels.composer import Row
from common.barcode.labels.label_options import FindTemplate, no_templates
from common.barcode.model.draw_options import DrawOptions
from common.barcode.model.errors import BarcodeError, DataError, OptionError, Problem
from common.barcode.model.option_aliases import OPTION_ALIASES
from common.operations import content_fields
from common.operations.labels import fonts, outputs, pictures
from common.operations.labels.outputs import Output
from common.operations.labels.press import Press, resolve
from common.services.container import Services
from common.tables.table import Pause, Table, no_pause

MAX_ROWS = 5_000
_OPTIONS = frozenset(DrawOptions.__struct_fields__)


class Cells(Struct, frozen=True):
    """The cells of one row.

    Attributes:
        number: its place, from 1; in a table, as the author's program counts rows.
        shown: what labels print, by the name of the column.
        data: what barcodes say, by the same names.
        problems: what is wrong with cells.
    """

    number: int
    shown: Mapping[str, str]
    data: Mapping[str, str]
    problems: tuple[Problem, ...] = ()


class Source(Struct, frozen=True):
    """Rows for labels.

    Attributes:
        columns: every column.
        cells: returns the cells of each row, from the first row at every call.
        count: number of rows.
    """

    columns: tuple[str, ...]
    cells: Callable[[], Iterable[Cells]]
    count: int


class Prepared(Struct, frozen=True):
    """Labels that are checked and can be drawn.

    Attributes:
        output: the kind of the file.
        labels: number of labels.
        cost: number of barcodes that are drawn, one for each row at least.
        rows: number of rows.
        pieces: returns the file in pieces.
        problems: of the first rows whose label has the reason instead.
    """

    output: Output
    labels: int
    cost: int
    rows: int
    pieces: Callable[[], Iterator[bytes]]
    problems: tuple[Problem, ...] = ()


def _admit_all(cost: int) -> None:
    """Do nothing: the command line has no quota."""


def of_objects(rows: object) -> Source:
    """Return rows that are given as JSON objects.

    Raises:
        OptionError: *rows* is no array of objects of texts and numbers, or has too many rows.
    """
    if not isinstance(rows, Sequence) or isinstance(rows, str | bytes) or not rows:
        raise _bad_rows("rows", "rows is an array of at least one object.")
    _require_few(len(rows))
    cells = [_cells_of(number, row) for number, row in enumerate(rows, 1)]
    names = tuple(dict.fromkeys(name for each in cells for name in each.shown))
    return Source(names, lambda: cells, len(cells))


def of_table(table: Table) -> Source:
    """Return the rows of *table*.

    Raises:
        OptionError: it has too many rows, or none.
    """
    names: dict[str, None] = dict.fromkeys(table.columns)
    count = 0
    for record in table.records():
        count += 1
        _require_few(count)
        names |= dict.fromkeys(record.names)
    if not count:
        raise _bad_rows("rows", "The table has no rows.")
    return Source(tuple(names), lambda: _records(table), count)


def prepare(
    services: Services | None,
    caller: str,
    kind: str,
    given: Mapping[str, object],
    source: Source,
    moment: datetime,
    *,
    strict: bool = True,
    find_template: FindTemplate = no_templates,
    environ: Mapping[str, str] | None = None,
    admit: Callable[[int], None] = _admit_all,
    pause: Pause = no_pause,
) -> Prepared:
    """Check the labels of *source*.

    Args:
        services: the services; None on the command line.
        caller: key of the principal.
        kind: kind of the file.
        given: label options, whose values may be text.
        source: the rows.
        moment: date and time for placeholders.
        strict: True to refuse all if a row can't be printed; else its label has the reason.
        find_template: returns a template of the caller's own.
        environ: the environment of the command line, for FONT_DIR.
        admit: called with the largest possible cost before anything is drawn.
        pause: called after each row.

    Raises:
        OptionError: an option or the template is malformed, or names an unknown column.
        DataError: rows can't be printed; the problems name the rows.
    """
    output = outputs.parse(kind, given, find_template)
    directory = services.settings.font_dir if services else fonts.directory(environ or {})
    images = pictures.open_all(services, output.chosen.template, caller)
    press = Press(output.chosen, fonts.typesetter(directory), moment, images, source.columns)
    filled = _Rows(output, press, source)
    admit(press.estimate(filled.rows, source.count, pause))
    labels, barcodes, problems = press.check(filled.rows, pause)
    problems = [*filled.problems(), *problems]
    if problems and strict:
        raise DataError(*problems[:20])
    return Prepared(
        output,
        labels,
        barcodes,
        source.count,
        lambda: press.write(output.kind, filled.rows, output.dpi, pause),
        tuple(problems[:20]),
    )


class _Rows:
    """The rows of *source* as a composer takes them."""

    def __init__(self, output: Output, press: Press, source: Source) -> None:
        self._source = source
        self._needs_barcode = press.needs_row_barcode
        chosen = output.chosen
        self._placeholders: dict[str, str] | None = None
        if chosen.is_standard:
            title, lines = chosen.options.title, chosen.options.line_columns
            wanted = {standard_layout.TITLE: ("title", title)} if title else {}
            wanted |= {
                standard_layout.line(number): ("lines", name) for number, name in enumerate(lines)
            }
            known = {placeholders.fold(name): name for name in source.columns}
            self._placeholders = {
                placeholder: _known(option, name, known)
                for placeholder, (option, name) in wanted.items()
            }

    def rows(self) -> Iterator[Row]:
        """Yield every row."""
        for cells in self._source.cells():
            yield self._row(cells)

    def problems(self) -> list[Problem]:
        """Return the problems of cells, and of barcodes that the columns of rows describe."""
        found: list[Problem] = []
        for cells in self._source.cells():
            found += [_of_row(cells.number, problem) for problem in cells.problems]
            if self._needs_barcode:
                try:
                    resolve(_arguments(cells))
                except BarcodeError as error:
                    found += [_of_row(cells.number, problem) for problem in error.problems]
            if len(found) >= 20:
                break
        return found

    def _row(self, cells: Cells) -> Row:
        shown = {placeholders.fold(name): text for name, text in cells.shown.items()}
        data = {placeholders.fold(name): text for name, text in cells.data.items()}
        number = {"row": str(cells.number)}
        if self._placeholders is not None:
            shown = {at: cells.shown.get(name, "") for at, name in self._placeholders.items()}
        options = None
        if self._needs_barcode:
            try:
                options = resolve(_arguments(cells))
            except BarcodeError:  # reported by `problems`; its label says that it has no barcode
                options = None
        return Row(f"row {cells.number}", {**number, **shown}, options, data={**number, **data})


def _known(option: str, name: str, known: Mapping[str, str]) -> str:
    column = known.get(placeholders.fold(name))
    if column is None:
        listed = ", ".join([*known.values()][:40])
        raise OptionError.of(
            option,
            "labels.unknown_column",
            f"No column is called {name[:40]!r}.",
            f"There are {listed}.",
        )
    return column


def _arguments(cells: Cells) -> dict[str, str]:
    """Return the options of a barcode among the columns of a row."""
    found: dict[str, str] = {}
    for name, text in cells.data.items():
        folded = placeholders.fold(name)
        option = folded if _is_option(folded) else OPTION_ALIASES.get(folded, "")
        if option and text:
            found.setdefault(option, text)
    return found


def _is_option(name: str) -> bool:
    return (
        name in _OPTIONS
        or name == content_fields.CONTENT
        or name.startswith(f"{content_fields.CONTENT}.")
    )


def _cells_of(number: int, row: object) -> Cells:
    if not isinstance(row, Mapping):
        raise _bad_rows(f"rows[{number - 1}]", "A row is an object of column names and values.")
    texts: dict[str, str] = {}
    for name, value in row.items():
        # Before the numbers: in Python, a bool is one.
        if isinstance(value, bool):
            texts[str(name)] = str(value).lower()
        elif isinstance(value, str | int | float):
            texts[str(name)] = str(value)
        elif value is None:
            texts[str(name)] = ""
        else:
            field = f"rows[{number - 1}].{str(name)[:40]}"
            raise _bad_rows(field, "A value is text, a number, true, false or null.")
    return Cells(number, texts, texts)


def _records(table: Table) -> Iterator[Cells]:
    for record in table.records():
        shown: dict[str, str] = {}
        data: dict[str, str] = {}
        problems = []
        # Rows of JSON name their cells themselves.
        for name, cell in zip(record.names or table.columns, record.cells, strict=False):
            shown[name], data[name] = cell.label, cell.data
            if cell.problem is not None:
                code = f"table.{cell.problem.code}"
                problems.append(Problem(name, code, cell.problem.message, cell.problem.fix))
        yield Cells(record.number, shown, data, tuple(problems))


def _of_row(number: int, problem: Problem) -> Problem:
    return Problem(f"row {number}: {problem.field}", problem.code, problem.message, problem.fix)


def _require_few(count: int) -> None:
    if count > MAX_ROWS:
        raise _bad_rows("rows", f"There are more than {MAX_ROWS:,} rows.")


def _bad_rows(field: str, message: str) -> OptionError:
    return OptionError.of(
        field,
        "labels.bad_rows",
        message,
        f'Give 1 to {MAX_ROWS:,} rows, such as [{{"name": "Tea"}}], or make a batch.',
    )
