"""A batch as labels, drawn while they are sent: PDF for sheets, ZPL for label printers."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from common.barcode.labels import label_options, pdf, zpl
from common.barcode.labels.label import Content, Label, compose
from common.barcode.labels.label_options import LabelOptions
from common.barcode.model.errors import OptionError, Problem
from common.barcode.model.options import DrawOptions
from common.operations.batches.rows import Row
from common.tables.columns import fold
from common.tables.table import Pause, no_pause

# What office printers print at; a row that says dpi has its own printer in mind.
PDF_DPI = 600
ZPL_DPI = 203
_MAX_AREA = 24_000_000  # dots that a barcode may take; a larger label is drawn more coarsely

Says = Callable[[Row], str]
_OWN: Mapping[str, Says] = {
    "data": lambda row: row.data,
    "format": lambda row: row.format,
    "filename": lambda row: row.filename,
    "row": lambda row: str(row.number),
}


class Labels:
    """How the rows of one batch are made into labels.

    Arguments: what the caller chooses, and the columns of the batch's tables that set no option.

    Raises:
        OptionError: a column is unknown, or a choice can't be met.
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
        """Yield a PDF file with a label for every good row of *rows*, which stand in *files*."""
        chosen = self._chosen
        labels = self._compose(files, rows, PDF_DPI, pause)
        return pdf.write(labels, self._sheet, start=chosen.start, cut_marks=chosen.cut_marks)

    def zpl(
        self, files: tuple[str, ...], rows: Iterable[Row], dpi: int, pause: Pause = no_pause
    ) -> Iterator[bytes]:
        """Yield ZPL for a printer of *dpi*, with a label for every good row of *rows*."""
        labels = self._compose(files, rows, dpi, pause, fixed=True)
        return zpl.write(labels, self._sheet.label, dpi)

    def _compose(
        self,
        files: tuple[str, ...],
        rows: Iterable[Row],
        dpi: int,
        pause: Pause,
        *,
        fixed: bool = False,
    ) -> Iterator[Label]:
        size = self._sheet.label
        for row in rows:
            if row.options is not None:
                fine = dpi if fixed else row.options.dpi or dpi
                yield compose(self._content(files, row, row.options), size, _fitting(fine, size))
                pause()

    def _content(self, files: tuple[str, ...], row: Row, asked: DrawOptions) -> Content:
        name = f"{files[row.file]} row {row.number}".strip()
        lines = tuple([text for says in self._lines if (text := says(row))])
        return Content(name, asked, self._title(row) if self._title else "", lines)

    def _find(self, option: str, name: str, problems: list[Problem]) -> Says:
        column = self._columns.get(fold(name))
        if column is not None:
            return lambda row: row.labels.get(column, "")
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


def _fitting(dpi: int, size: tuple[float, float]) -> int:
    """Return *dpi*, or half of it and so on, with which a label of *size* in mm has few dots."""
    area = size[0] * size[1] / 25.4**2
    while area * dpi * dpi > _MAX_AREA:
        dpi //= 2
    return dpi
