"""The rows of a table within the rows of its sheet, as they cross the boundary of processes."""

from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct

from common.tables.cell_range import CellRange
from common.tables.table import Cell, Merged, Record
from common.tables.variants import Variants
from common.tables.xlsx_cells import EMPTY


class View(Struct, frozen=True):
    """The rows of a table within those of its sheet.

    Attributes:
        cells: the cells of the table.
        header: number of the row with the names; 0 if there is none.
        width: cells of a row that are read; None for all.
        skipped: numbers of rows that are not read.
        merged: cells that stand for several rows.
        variants: the columns of rows that belong to the row above, or None.
    """

    cells: CellRange
    header: int
    width: int | None
    skipped: frozenset[int]
    merged: tuple[Merged, ...] = ()
    variants: Variants | None = None

    def rows(self, records: Iterable[Record]) -> Iterator[Record]:
        """Yield the rows of the table among *records*, the rows of the sheet."""
        found = self._rows(records)
        return self.variants.rows(found) if self.variants else found

    def _rows(self, records: Iterable[Record]) -> Iterator[Record]:
        first, last = max(self.header + 1, self.cells.first_row), self.cells.last_row
        if self.merged:
            records = _filled(records, self.merged)
        for record in records:
            if record.number > last:
                return
            if record.number < first or record.number in self.skipped:
                continue
            cut = self.cells.cut(record)
            # A remark beside a table of cells is no part of it. In CSV it is a sign of a cell that
            # a delimiter has split, so that its row is refused.
            if self.width is not None and len(cut.cells) > self.width:
                cut = Record(cut.number, cut.cells[: self.width], note=cut.note)
            if any(cell.text or cell.problem for cell in cut.cells):
                yield cut


def _filled(records: Iterable[Record], merged: Sequence[Merged]) -> Iterator[Record]:
    """Yield *records* with the value of *merged* cells in each of their rows."""
    starts: dict[int, list[Merged]] = {}
    for each in merged:
        starts.setdefault(each.first_row, []).append(each)
    going: dict[int, tuple[int, Cell]] = {}
    for record in records:
        cells = record.cells
        if going:
            filled = list(cells)
            for column, (last, cell) in list(going.items()):
                if record.number > last:
                    del going[column]
                    continue
                filled += [EMPTY] * (column + 1 - len(filled))
                # A value that a row has in spite of the merged cell is its own.
                if not filled[column].text:
                    filled[column] = cell
            cells = tuple(filled)
            record = Record(record.number, cells, note=record.note)
        for each in starts.get(record.number, ()):
            if each.column < len(cells) and cells[each.column].text:
                going[each.column] = (each.last_row, cells[each.column])
        yield record
