"""The sheets of XLSX and XLSB workbooks, which are the same package of other parts (ECMA-376-2)."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial

from common.tables.table import Merged, Record, Sheet
from common.tables.xlsx_cells import CellReader
from common.tables.xlsx_package import Package

# Yields the rows of a part, and adds the columns that are hidden, and the merged cells.
Rows = Callable[[Package, str, CellReader, set[int], list[Merged]], Iterator[Record]]


def main_part(package: Package, usual: str) -> str:
    """Return the part of the workbook itself; *usual* if the package does not name it."""
    return next(
        (part for kind, part in package.targets("").values() if kind.endswith("/officeDocument")),
        usual,
    )


def sheets_of(
    package: Package,
    kind: str,
    declared: Iterable[tuple[str, str, bool]],
    parts: Mapping[str, str],
    cells: CellReader,
    rows: Rows,
) -> list[Sheet]:
    """Return the sheets of a workbook.

    Args:
        package: the workbook.
        kind: ``XLSX`` or ``XLSB``.
        declared: title, relation and hidden state of each sheet.
        parts: the parts of worksheets by relation; other sheets are left out.
        cells: reads the cells.
        rows: reads the rows of a part.
    """
    sheets = []
    for title, relation, is_hidden in declared:
        if relation in parts:
            # Filled while the rows are read: the part of a sheet has its columns and merged cells
            # in front and behind.
            hidden: set[int] = set()
            merged: list[Merged] = []
            sheets.append(
                Sheet(
                    package.name,
                    kind,
                    partial(rows, package, parts[relation], cells, hidden, merged),
                    title=title,
                    is_hidden=is_hidden,
                    hidden_columns=hidden,
                    merged=merged,
                )
            )
    return sheets
