"""A batch as labels, drawn while they are sent."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime

from common.barcode.labels import label_options, standard_layout
from common.barcode.labels.composer import Row as LabelRow
from common.barcode.labels.label import Image, Label
from common.barcode.labels.label_options import Chosen
from common.barcode.layout.typesetting import Typesetter
from common.barcode.model.errors import BarcodeError, OptionError, Problem
from common.operations.batches.rows import Row
from common.operations.labels.press import Press
from common.tables.column_choices import TITLE
from common.tables.columns import MappedColumn, fold
from common.tables.table import Pause, no_pause

ReadText = Callable[[Row], str]
# Returns the rows of all tables, in order, from the first one at every call.
BatchRows = Callable[[], Iterable[Row]]
# Every batch has these columns, if its tables have none of the same name.
_OWN: Mapping[str, ReadText] = {
    "data": lambda row: row.data,
    "format": lambda row: row.format,
    "filename": lambda row: row.filename,
    "row": lambda row: str(row.number),
}


class Labels:
    """Makes the good rows of one batch into labels.

    Args:
        chosen: the label options of the request.
        columns: columns of the batch's tables that set no option.
        setter: sets lines.
        moment: date and time for placeholders.
        images: the pictures of the template.

    Raises:
        OptionError: a column is unknown, or an option can't be satisfied.
    """

    def __init__(
        self,
        chosen: Chosen,
        columns: Sequence[str],
        setter: Typesetter,
        moment: datetime,
        images: Mapping[int, Image],
    ) -> None:
        self._columns = {fold(name): name for name in columns}
        problems: list[Problem] = []
        self._texts: dict[str, ReadText] = {}
        # The standard layout reads the columns that its options name; a template may name any
        # column.
        if chosen.is_standard:
            title, lines = chosen.options.title, chosen.options.line_columns
            if title:
                self._texts[standard_layout.TITLE] = self._find("title", title, problems)
            for number, name in enumerate(lines):
                placeholder = standard_layout.line(number)
                self._texts[placeholder] = self._find("lines", name, problems)
        else:
            for folded in {**self._columns, **_OWN}:
                self._texts[folded] = self._find("template", folded, problems)
        if problems:
            raise OptionError(*problems)
        self._press = Press(chosen, setter, moment, images, list(self._texts))

    def write(
        self,
        kind: str,
        files: tuple[str, ...],
        rows: BatchRows,
        dpi: int | None = None,
        pause: Pause = no_pause,
    ) -> Iterator[bytes]:
        """Yield a file with a label for every good row.

        Args:
            kind: as `Press.write` has it.
            files: names of the tables, by the index that rows refer to.
            rows: returns the rows.
            dpi: resolution of the printer; None chooses one.
            pause: called after each label.
        """
        return self._press.write(kind, lambda: self._rows(files, rows), dpi, pause)

    @property
    def unprintable(self) -> int:
        """Return how many rows that were written have a reason on their labels."""
        return self._press.unprintable

    @property
    def problems(self) -> list[Problem]:
        """Return the problems of the first of them."""
        return self._press.problems

    def estimate(
        self, files: tuple[str, ...], rows: BatchRows, count: int, pause: Pause = no_pause
    ) -> int:
        """Return how many barcodes the labels of *count* good rows draw at most."""
        return self._press.estimate(lambda: self._rows(files, rows), count, pause)

    def check(self, files: tuple[str, ...], rows: BatchRows, pause: Pause = no_pause) -> None:
        """Compose every label without writing it, and count those that can't be printed."""
        self._press.check(lambda: self._rows(files, rows), pause)

    def composed(
        self, files: tuple[str, ...], rows: BatchRows, pause: Pause = no_pause
    ) -> Iterator[tuple[LabelRow, list[Label], int, BarcodeError | None]]:
        """Yield every good row with its labels, their resolution, and why it can't be printed.

        The arguments are those of `write`.
        """
        every = self._press.composed(lambda: self._rows(files, rows), None, pause)
        for row, made, error in every:
            yield row, made, self._press.dpi_of(row), error

    def _rows(self, files: tuple[str, ...], rows: BatchRows) -> Iterator[LabelRow]:
        for row in rows():
            if row.options is not None:
                name = f"{files[row.file]} row {row.number}".strip()
                texts = {placeholder: read(row) for placeholder, read in self._texts.items()}
                yield LabelRow(name, texts, row.options, row.copies)

    def _find(self, option: str, name: str, problems: list[Problem]) -> ReadText:
        column = self._columns.get(fold(name))
        if column is not None:
            return lambda row: row.labels.get(column, "")
        # A column of the table goes before one of ours with the same name.
        own = _OWN.get(fold(name))
        if own is None:
            known = ", ".join([*self._columns.values(), *_OWN][:40])
            problems.append(
                Problem(
                    option,
                    "labels.unknown_column",
                    f"No column is called {name[:40]!r}.",
                    f"There are {known}.",
                )
            )
            # Any function will do: the problem is raised when all columns are known.
            return _OWN["data"]
        return own


def with_title(chosen: Chosen, columns: Iterable[MappedColumn]) -> Chosen:
    """Return *chosen* with the title that the mapping found in *columns*, if it has none.

    A label template has texts of its own, and an empty title prints none.
    """
    names = [column.name for column in columns if column.use == TITLE]
    if not names or not chosen.is_standard or "title" in chosen.given:
        return chosen
    return label_options.parse({**chosen.given, "title": names[0]})
