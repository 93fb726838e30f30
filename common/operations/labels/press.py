"""Turns rows into the files of labels, piece by piece: PDF for sheets, languages of printers."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from datetime import datetime

from common.barcode.labels import language, pdf, placeholders, sheet_image
from common.barcode.labels.composer import Composer, Row
from common.barcode.labels.label import Image, Label
from common.barcode.labels.label_options import Chosen
from common.barcode.labels.language import Job
from common.barcode.layout.typesetting import Typesetter
from common.barcode.model import options
from common.barcode.model.errors import BarcodeError, OptionError, Problem
from common.barcode.model.options import DrawOptions
from common.operations import content
from common.tables.table import Pause, no_pause

# The resolution of office printers; a row that sets dpi is for a printer of its own.
PDF_DPI = 600
PNG_DPI = 300  # a preview of an A4 sheet has 9 megapixels
# Dots of one barcode, which bound its memory: a larger label is drawn with fewer dots per inch.
_MAX_DOTS = 24_000_000
_MAX_PROBLEMS = 20
_MAX_KEPT = 1_000  # rows, of 2 KB or less
_MAX_NAMED = 40

# Rows are read twice: sizes of texts that all labels share are known after all rows.
Rows = Callable[[], Iterable[Row]]


class Press:
    """Makes the labels of one request.

    Args:
        chosen: the label options.
        setter: sets lines.
        moment: date and time for placeholders.
        images: the pictures of the template.
        columns: the columns that rows have; None if each row may have others.

    Attributes:
        unprintable: rows so far whose labels have a reason instead of a barcode.
        problems: those of the first of them.

    Raises:
        OptionError: the template is malformed, or names a column that does not exist.
    """

    def __init__(
        self,
        chosen: Chosen,
        setter: Typesetter,
        moment: datetime,
        images: Mapping[int, Image],
        columns: Collection[str] | None,
    ) -> None:
        self._chosen = chosen
        self.unprintable = 0
        self.problems: list[Problem] = []
        self._composer = Composer(
            chosen.template, chosen.stock.label, setter, resolve, moment, images
        )
        if columns is not None and not chosen.is_standard:
            _require_columns(self._composer, columns)

    @property
    def needs_row_barcode(self) -> bool:
        """Return True if the template prints the barcode of the row."""
        return self._composer.needs_row_barcode

    def write(
        self, kind: str, rows: Rows, dpi: int | None = None, pause: Pause = no_pause
    ) -> Iterator[bytes]:
        """Yield a file with the labels of every row.

        Args:
            kind: ``pdf``, ``png`` (the first sheet or label) or the id of a printers' language.
            rows: returns the rows.
            dpi: resolution of the printer; None chooses one.
            pause: called between the steps of long work.
        """
        stock, choices = self._chosen.stock, self._chosen.options
        if kind == "pdf":
            return pdf.write(
                self.labels(rows, dpi, pause),
                stock,
                start=choices.start,
                cut_marks=choices.cut_marks,
                pause=pause,
            )
        if kind == "png":
            shown = dpi or PNG_DPI
            made = self.labels(rows, shown, pause)
            return sheet_image.write(made, stock, choices.start, shown, pause)
        printer = language.find(kind, "format")
        job = Job(stock, dpi or printer.resolutions[0])
        return printer.write(self.labels(rows, job.dpi, pause), job)

    def labels(self, rows: Rows, dpi: int | None, pause: Pause = no_pause) -> Iterator[Label]:
        """Yield the labels of every row; a row that can't be printed has one with the reason.

        Args:
            rows: returns the rows.
            dpi: resolution of the printer; None is that of the row, or of office printers.
            pause: called after each row and each barcode.
        """
        for _, made, _ in self.composed(rows, dpi, pause):
            yield from made

    def composed(
        self, rows: Rows, dpi: int | None, pause: Pause = no_pause
    ) -> Iterator[tuple[Row, list[Label], BarcodeError | None]]:
        """Yield every row with its labels, and the error of a row whose label has the reason.

        The arguments are those of `labels`.
        """
        for row in self._measured(rows, pause):
            made, error = self._composer.compose(row, dpi or self.dpi_of(row), pause)
            if error is not None:
                self.unprintable += 1
                if len(self.problems) < _MAX_PROBLEMS:
                    self.problems += [_located(row, problem) for problem in error.problems]
            yield row, made, error
            pause()

    def estimate(self, rows: Rows, count: int, pause: Pause = no_pause) -> int:
        """Return how many barcodes are drawn at most, and one for each row at least.

        Args:
            rows: returns the rows.
            count: their number.
            pause: called after each row.
        """
        if not self._composer.may_draw_more:
            return count
        self._composer.restart()
        total = 0
        for row in rows():
            total += max(1, self._composer.barcodes(row))
            pause()
        self._composer.restart()
        return total

    def check(self, rows: Rows, pause: Pause = no_pause) -> tuple[int, int, list[Problem]]:
        """Return the numbers of labels and of barcodes, and the problems of the first bad rows.

        Of barcodes, each row has one at least.
        """
        labels = barcodes = 0
        for _, made, _ in self.composed(rows, None, pause):
            labels += len(made)
            # Equal copies are one object.
            different = {id(label): len(label.barcodes) for label in made}
            barcodes += max(1, sum(different.values()))
        return labels, barcodes, self.problems[:_MAX_PROBLEMS]

    def _measured(self, rows: Rows, pause: Pause) -> Iterable[Row]:
        """Return the rows after all of them were measured; few are kept, many are read again."""
        self._composer.restart()
        # One size of text over all labels is known only after all texts are.
        if not self._composer.measures:
            return rows()
        kept: list[Row] = []
        count = 0
        for row in rows():
            self._composer.measure(row)
            count += 1
            # Reading rows from the store again is cheaper than keeping a large batch in memory.
            if count <= _MAX_KEPT:
                kept.append(row)
            pause()
        self._composer.restart()
        return kept if count <= _MAX_KEPT else rows()

    def dpi_of(self, row: Row) -> int:
        """Return the resolution of *row*, or that of office printers."""
        own = row.options.dpi if row.options else None
        return _bounded_dpi(own or PDF_DPI, self._chosen.stock.label)


def resolve(arguments: Mapping[str, str]) -> DrawOptions:
    """Return the options of a barcode whose *arguments* a template gives.

    Raises:
        BarcodeError: an argument is unknown or malformed, or the content can't be built.
    """
    return options.parse(content.expand(dict(arguments)).arguments, strings=True)


def _require_columns(composer: Composer, columns: Collection[str]) -> None:
    known = {placeholders.fold(name) for name in columns} | set(placeholders.OWN)
    listed = ", ".join([*columns, *placeholders.OWN][:_MAX_NAMED])
    problems = [
        Problem(
            path,
            "labels.unknown_column",
            f"No column is called {name[:40]!r}.",
            f"There are {listed}.",
        )
        for name, path in composer.columns.items()
        if name not in known
    ]
    if problems:
        raise OptionError(*problems[:_MAX_PROBLEMS])


def _located(row: Row, problem: Problem) -> Problem:
    return Problem(
        f"{row.name}: {problem.field}",
        problem.code,
        problem.message,
        problem.fix,
        problem.suggestion,
    )


def _bounded_dpi(dpi: int, size: tuple[float, float]) -> int:
    """Return *dpi*, halved until a label of *size* (width and height in mm) has few enough dots."""
    area = size[0] * size[1] / 25.4**2
    # Halved, so that a module stays a whole number of the original dots.
    while area * dpi * dpi > _MAX_DOTS:
        dpi //= 2
    return dpi
