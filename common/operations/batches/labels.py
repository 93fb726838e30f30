"""A batch as labels, drawn while they are sent: PDF for sheets, ZPL for label printers."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from common.barcode.labels import label_options, pdf, zpl
from common.barcode.labels.label import Content, Label, compose
from common.barcode.labels.label_options import LabelOptions
from common.barcode.model.errors import OptionError, Problem
from common.barcode.model.options import DrawOptions
from common.operations.batches.rows import Row
from common.tables.column_choices import TITLE
from common.tables.columns import MappedColumn, fold
from common.tables.table import Pause, no_pause

# The resolution of office printers; a row that sets dpi is for a printer of its own.
PDF_DPI = 600
ZPL_DPI = 203
# Dots of one barcode, which bound its memory: a larger label is drawn with fewer dots per inch.
_MAX_DOTS = 24_000_000

ReadText = Callable[[Row], str]
# Every batch has these columns, if its tables have none of the same name.
_OWN: Mapping[str, ReadText] = {
    "data": lambda row: row.data,
    "format": lambda row: row.format,
    "filename": lambda row: row.filename,
    "row": lambda row: str(row.number),
}


class Labels:
    """Makes the rows of one batch into labels.

    Args:
        chosen: the label options of the request.
        columns: columns of the batch's tables that set no option.

    Raises:
        OptionError: a column is unknown, or an option can't be satisfied.
    """

    def __init__(self, chosen: LabelOptions, columns: Sequence[str]) -> None:
        self._chosen = chosen
        self._sheet = label_options.sheet(chosen)
        self._columns = {fold(name): name for name in columns}
        problems: list[Problem] = []
        self._title = self._find("title", chosen.title, problems) if chosen.title else None
        self._lines = [self._find("lines", name, problems) for name in chosen.line_columns]
        if problems:
            raise OptionError(*problems)

    def pdf(
        self, files: tuple[str, ...], rows: Iterable[Row], pause: Pause = no_pause
    ) -> Iterator[bytes]:
        """Yield a PDF file with a label for every good row.

        Args:
            files: names of the tables, by the index that rows refer to.
            rows: the rows of all tables, in order.
            pause: called after each label.
        """
        chosen = self._chosen
        labels = self._compose(files, rows, PDF_DPI, pause)
        return pdf.write(labels, self._sheet, start=chosen.start, cut_marks=chosen.cut_marks)

    def zpl(
        self, files: tuple[str, ...], rows: Iterable[Row], dpi: int, pause: Pause = no_pause
    ) -> Iterator[bytes]:
        """Yield ZPL for a printer of *dpi* dots per inch; the arguments are those of `pdf`."""
        labels = self._compose(files, rows, dpi, pause, dpi_is_fixed=True)
        return zpl.write(labels, self._sheet.label, dpi)

    def _compose(
        self,
        files: tuple[str, ...],
        rows: Iterable[Row],
        dpi: int,
        pause: Pause,
        *,
        dpi_is_fixed: bool = False,
    ) -> Iterator[Label]:
        size = self._sheet.label
        for row in rows:
            if row.options is not None and row.copies:
                # A label printer has one resolution; a PDF can have another for each barcode.
                own_dpi = dpi if dpi_is_fixed else row.options.dpi or dpi
                content = self._content(files, row, row.options)
                label = compose(content, size, _bounded_dpi(own_dpi, size))
                for _ in range(row.copies):
                    # Drawn once: the same label is written again.
                    yield label
                    pause()

    def _content(self, files: tuple[str, ...], row: Row, options: DrawOptions) -> Content:
        name = f"{files[row.file]} row {row.number}".strip()
        lines = tuple([text for read in self._lines if (text := read(row))])
        return Content(name, options, self._title(row) if self._title else "", lines)

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
            return _OWN["data"]
        return own


def proposed_title(columns: Iterable[MappedColumn]) -> dict[str, str]:
    """Return the label option for the title that the mapping found in *columns*, if any."""
    names = [column.name for column in columns if column.use == TITLE]
    return {"title": names[0]} if names else {}


def _bounded_dpi(dpi: int, size: tuple[float, float]) -> int:
    """Return *dpi*, halved until a label of *size* (width and height in mm) has few enough dots."""
    area = size[0] * size[1] / 25.4**2
    # Halved, so that a module stays a whole number of the original dots.
    while area * dpi * dpi > _MAX_DOTS:
        dpi //= 2
    return dpi
