"""Selects the table of a file: of several sheets, and of several tables on one sheet.

The one whose columns are most like barcodes is read, the first one of equals. The request can name
another sheet, and a range of cells.
"""

import difflib
import itertools
from collections.abc import Iterator, Sequence

from msgspec import Struct

from common.tables import cell_range, mapping, sums, variants
from common.tables.cell_range import LAST_ROW, CellRange
from common.tables.columns import fold
from common.tables.errors import TableError, unreadable
from common.tables.header_row import Header, begins_table, header_of
from common.tables.packed_rows import SAMPLE, Block, PackedRows, column_runs, pack, texts_of
from common.tables.survey import Survey
from common.tables.table import (
    Merged,
    Pause,
    Place,
    Record,
    Sheet,
    Table,
    column_letter,
    no_pause,
)
from common.tables.table_view import View
from common.tables.variants import Variants

# Sheets that are looked at.
_MAX_SHEETS = 20
# A column that is called as a barcode, or has standard numbers.
_SURE = 6.0
# Numbers begins its files with a list of tables.
_SUMMARY = "Export Summary"
_MAX_NAMED = 10
# Rows beside an empty half of a table that are no chance.
_ENOUGH_ROWS = 2
# More rows than any batch may have; the batch's own limit is checked by its operation.
MAX_RECORDS = 1_000_001


class TableChoice(Struct, frozen=True):
    """What a request says of the place of a table.

    Attributes:
        sheet: name or number of the sheet; empty to find it.
        range: the cells, such as ``B3:F40``; empty for all.
        header_row: number of the row with the names, 0 if there is none; None to find it.
    """

    sheet: str = ""
    range: str = ""
    header_row: int | None = None


ANY = TableChoice()


class Selected(Struct, frozen=True):
    """A table as rows of its sheet.

    Attributes:
        table: the table.
        packed: the rows of the sheet.
        view: which of them are those of the table.
    """

    table: Table
    packed: PackedRows
    view: View


class _Region(Struct, frozen=True):
    """A table on a sheet, and how much one of its columns is like barcodes."""

    cells: CellRange
    sample: Sequence[Record]
    header: Header
    score: float
    column: str

    @property
    def is_likely(self) -> bool:
        """Return True if it has names, rows, and a column that may hold barcodes."""
        has_rows = self.header.record is not None and bool(self.header.below)
        return has_rows and self.score >= mapping.ENOUGH


def select(
    sheets: Sequence[Sheet],
    wanted: TableChoice = ANY,
    pause: Pause = no_pause,
    most: int = MAX_RECORDS,
) -> Selected:
    """Return the table of a file with *sheets*.

    Args:
        sheets: the sheets in order.
        wanted: what the request says.
        pause: called after each row.
        most: the largest number of rows of a sheet.

    Raises:
        TableError: there is no such sheet, or nothing on it, or it is broken or too large.
    """
    cells = cell_range.parse(wanted.range) if wanted.range else CellRange()
    sheet, rows, notes, other_sheets = _sheet(sheets, wanted, cells)
    packed = pack(sheet.name, rows, pause, most)
    if not packed.blocks:
        where = f"The range {wanted.range[:40]} is" if wanted.range else "The sheet is"
        raise unreadable(sheet.name, "no_rows", f"{where} empty.", "Send a table with rows.")
    region, others, on_sheet = _table_on(sheet, packed, wanted, cells, pause)
    header = region.header
    repeated = packed.repeated.get(texts_of(header.record), []) if header.record else []
    repeated = [number for number in repeated if number <= region.cells.last_row]
    asides = _asides(packed, region)
    skipped = frozenset((*repeated, *header.more, *asides))
    width = None if sheet.kind == "CSV" else len(header.columns)
    # Merged names of columns are no values.
    merged = tuple(each for each in sheet.merged if each.first_row > header.number)
    shop = _variants(packed, region)
    view = View(region.cells, header.number, width, skipped, merged, shop[0])
    notes += shop[1]
    hidden = sorted(sheet.hidden_columns)[:_MAX_NAMED]
    if hidden:
        letters = ", ".join(map(column_letter, hidden))
        notes += (f"Columns that the sheet hides were read too: {letters}.",)
    if merged:
        shown = ", ".join(map(_cells_of, merged[:_MAX_NAMED]))
        notes += (f"Merged cells have their value in each of their rows: {shown}.",)
    if repeated:
        what = "the names of the columns"
        notes += (_not_read(repeated, f"repeats {what}", f"repeat {what}"),)
    if header.more:
        notes += (_not_read(header.more, "names the columns too", "name the columns too"),)
    if asides:
        one, several = "is a sum or the title of a group", "are sums or titles of groups"
        notes += (_not_read(asides, one, several),)
    table = Table(
        sheet.name,
        sheet.kind,
        header.columns,
        lambda: view.rows(packed),
        (*sheet.notes, *notes, *on_sheet, *header.notes),
        header.number,
        place=_place(sheet, packed, region),
        others=(*(_place(sheet, packed, each) for each in others), *other_sheets),
        first_column=region.cells.first_column,
        hidden_columns=frozenset(at - region.cells.first_column for at in sheet.hidden_columns),
    )
    return Selected(table, packed, view)


def _variants(packed: PackedRows, region: _Region) -> tuple[Variants | None, tuple[str, ...]]:
    """Return the columns of rows that belong to the product above, and what to note."""
    if not region.is_likely:
        return None, ()
    columns = region.header.columns
    found = variants.find(columns, columns.index(region.column))
    if found is None:
        return None, ()
    masks = {mask >> region.cells.first_column for block in packed.blocks for mask in block.masks}
    return found, variants.notes(found, masks)


def _cells_of(merged: Merged) -> str:
    letter = column_letter(merged.column)
    return f"{letter}{merged.first_row}:{letter}{merged.last_row}"


def _not_read(numbers: Sequence[int], one: str, several: str) -> str:
    """Return the note on the rows *numbers*, which do what *one* and *several* say."""
    shown = ", ".join(f"{number:,}" for number in numbers[:_MAX_NAMED])
    if len(numbers) == 1:
        return f"Row {shown} {one}, and is not read."
    more = f" and {len(numbers) - _MAX_NAMED:,} more" if len(numbers) > _MAX_NAMED else ""
    return f"Rows {shown}{more} {several}, and are not read."


def _asides(packed: PackedRows, region: _Region) -> list[int]:
    """Return the numbers of rows that are sums, or titles of groups."""
    header = region.header
    if not region.is_likely:
        return []
    first = region.cells.first_column
    # The first columns of the sheet may be empty.
    named = next((at for at, name in enumerate(header.columns) if name), 0)
    data = first + header.columns.index(region.column)
    return sums.numbers(
        packed.asides,
        region.cells,
        header.number,
        data,
        first + named,
        len(header.columns) - named,
        is_sure=region.score >= _SURE,
    )


def _sheet(
    sheets: Sequence[Sheet], wanted: TableChoice, cells: CellRange
) -> tuple[Sheet, Iterator[Record], tuple[str, ...], tuple[Place, ...]]:
    """Return the sheet to read, its rows, what to note, and the other sheets."""
    if wanted.sheet:
        chosen = _named(sheets, wanted.sheet)
        return chosen, _inside(chosen, cells), (), _others(sheets, chosen)
    visible = [sheet for sheet in sheets if not sheet.is_hidden]
    if not visible:
        name = sheets[0].name if sheets else ""
        message = "The workbook has no visible sheet."
        raise unreadable(name, "no_sheet", message, "Add one with rows, or name one with sheet=.")
    if len(visible) == 1:
        return visible[0], _inside(visible[0], cells), (), ()
    probed: list[tuple[float, int, Sheet, Iterator[Record]]] = []
    wanted_first = [each for each in visible if each.title != _SUMMARY] or visible
    for sheet in wanted_first[:_MAX_SHEETS]:
        rows = _inside(sheet, cells)
        # The rows are read on from here, not again.
        sample = list(itertools.islice(rows, SAMPLE))
        if sample:
            score, _ = _likeness(sheet, sample, cells, wanted.header_row)
            size = sum(len(record.cells) for record in sample)
            probed.append((score, size, sheet, itertools.chain(sample, rows)))
            if score >= _SURE:
                break
    if not probed:
        return visible[0], iter(()), (), ()
    score, _, chosen, rows = _best(probed)
    why = "the first with barcodes" if score >= mapping.ENOUGH else "the first with cells"
    if score < mapping.ENOUGH and chosen.kind == "HTML":
        why = "the largest one"
    others = _others(visible, chosen)
    named = ", ".join(repr(each.sheet[:40]) for each in others[:_MAX_NAMED])
    what = "" if chosen.kind == "HTML" else "the sheet "
    note = f"Only {what}{chosen.title[:40]!r} was read of {len(visible)}, as {why}."
    return chosen, rows, (f"{note} sheet= chooses another: {named}.",), others


def _best(
    probed: Sequence[tuple[float, int, Sheet, Iterator[Record]]],
) -> tuple[float, int, Sheet, Iterator[Record]]:
    for least in (_SURE, mapping.ENOUGH):
        for each in probed:
            if each[0] >= least:
                return each
    # Web pages have tables for their layout.
    if probed[0][2].kind == "HTML":
        return max(probed, key=lambda each: each[1])
    return probed[0]


def _named(sheets: Sequence[Sheet], name: str) -> Sheet:
    wanted = name.strip().casefold()
    for sheet in sheets:
        if sheet.title.casefold() == wanted:
            return sheet
    # No workbook has so many sheets that more digits would matter.
    if wanted.isascii() and wanted.isdigit() and 0 < int(wanted[:6]) <= len(sheets):
        return sheets[int(wanted) - 1]
    titles = [sheet.title for sheet in sheets]
    near = difflib.get_close_matches(name, titles, n=1)
    known = ", ".join(repr(title[:40]) for title in titles[:_MAX_NAMED])
    has_names = len(titles) > 1 or any(titles)
    raise TableError.of(
        "sheet",
        "table.unknown_sheet",
        f"No sheet is called {name[:40]!r}.",
        f"There are {known}." if has_names else "The file has one table: leave sheet out.",
        suggestion=near[0] if near else "",
    )


def _others(sheets: Sequence[Sheet], chosen: Sheet) -> tuple[Place, ...]:
    others = [sheet for sheet in sheets if sheet is not chosen and not sheet.is_hidden]
    return tuple(Place(sheet.title, "") for sheet in others[:_MAX_SHEETS])


def _inside(sheet: Sheet, cells: CellRange) -> Iterator[Record]:
    """Yield the rows of *sheet* that have cells inside *cells*, whole."""
    for record in sheet.records():
        if record.number > cells.last_row:
            return
        if record.number < cells.first_row:
            continue
        if cells.has_all_columns or any(each.text for each in cells.cut(record).cells):
            yield record


def _likeness(
    sheet: Sheet, sample: Sequence[Record], cells: CellRange, number: int | None
) -> tuple[float, str]:
    """Return how much a column of *sample* is like barcodes, and its name."""
    return _scored(sheet, [cells.cut(record) for record in sample], cells, number, no_pause)[1:]


def _scored(
    sheet: Sheet, sample: Sequence[Record], cells: CellRange, number: int | None, pause: Pause
) -> tuple[Header, float, str]:
    header = header_of(sheet, sample, number, cells.first_column, pause)
    names = header.columns
    survey = Survey(Table(sheet.name, sheet.kind, names, lambda: iter(header.below)))
    for record in header.below:
        survey.add(record)
        pause()
    scores = [(mapping.likeness(name, survey.columns[name]), name) for name in names]
    score, column = max(scores, key=lambda each: each[0], default=(0.0, ""))
    return header, score, column


def _table_on(
    sheet: Sheet, packed: PackedRows, wanted: TableChoice, cells: CellRange, pause: Pause
) -> tuple[_Region, list[_Region], tuple[str, ...]]:
    """Return the table to read, the others on the sheet, and what to note."""
    whole = _region(sheet, packed.sample, cells, wanted.header_row, pause)
    if wanted.range or wanted.header_row is not None:
        return whole, [], ()
    groups = _stacked(packed.blocks, pause)
    # Most files have one table, which is not looked at twice.
    if len(groups) == 1 and not _may_be_beside(sheet, groups[0]):
        return whole, [], ()
    regions = [each for group in groups for each in _beside(sheet, group, pause)]
    likely = [region for region in regions if region.is_likely]
    if len(regions) < 2 or not likely:
        return whole, [], ()
    best = max(likely, key=lambda region: region.score)
    after = [region for region in regions if _is_apart(region, best)]
    if not after:
        return whole, [], ()
    others = [region for region in after if region in likely] or after
    listed = ", ".join(str(_used(packed, each)) for each in others[:_MAX_NAMED])
    count = len(others) + 1
    note = (
        f"The sheet has {count} tables. {_used(packed, best)} was read: its column"
        f" {best.column[:40]!r} is most like barcodes. range= chooses another: {listed}."
    )
    above = [region for region in regions if region.cells.last_row < best.cells.first_row]
    if not any(region.is_likely for region in above):
        # Titles: the notes on the header name them.
        first = CellRange(1, *_ends(best.cells))
        best = _region(sheet, _sample(packed, first), first, None, pause)
    return best, others, (note,)


def _ends(cells: CellRange) -> tuple[int, int, int | None]:
    return cells.last_row, cells.first_column, cells.last_column


def _is_apart(region: _Region, best: _Region) -> bool:
    """Return True if *region* is a table of its own, and no title above *best*."""
    if region is best:
        return False
    is_above = region.cells.last_row < best.cells.first_row
    return region.is_likely or not is_above


def _sample(packed: PackedRows, cells: CellRange) -> list[Record]:
    records = [record for block in packed.blocks for record in block.sample]
    inside = [each for each in records if cells.first_row <= each.number <= cells.last_row]
    # Whole rows: a region cuts them itself.
    return [each for each in inside if any(cell.text for cell in cells.cut(each).cells)][:SAMPLE]


def _region(
    sheet: Sheet, sample: Sequence[Record], cells: CellRange, number: int | None, pause: Pause
) -> _Region:
    cut = [cells.cut(record) for record in sample]
    cut = [record for record in cut if any(cell.text or cell.problem for cell in record.cells)]
    header, score, column = _scored(sheet, cut or sample, cells, number, pause)
    return _Region(cells, cut, header, score, column)


def _stacked(blocks: Sequence[Block], pause: Pause) -> list[list[Block]]:
    """Return *blocks* by the table that they are a part of, if tables are below each other."""
    groups: list[list[Block]] = []
    headers: set[tuple[str, ...]] = set()
    for block in blocks:
        pause()
        names = {texts_of(record) for record in block.sample[:3]}
        above = [record for each in groups[-1:] for part in each for record in part.sample]
        # Names that are repeated continue the table above, as on each page of a report.
        if not groups or (not names & headers and _begins(block, above)):
            groups.append([])
            headers = {texts_of(record) for record in block.sample if len(record.cells) > 1}
        groups[-1].append(block)
    return groups


def _begins(block: Block, above: Sequence[Record]) -> bool:
    """Return True if *block*, below the rows *above*, has its own header, perhaps with a title."""
    sample = block.sample
    at = 1 if len(sample) > 1 and len([c for c in sample[0].cells if c.text]) == 1 else 0
    return begins_table(sample[at:], above[:SAMPLE])


def _beside(sheet: Sheet, blocks: Sequence[Block], pause: Pause) -> list[_Region]:
    """Return the tables of *blocks* that are beside each other."""
    first, last = blocks[0].first, blocks[-1].last
    every = CellRange(first, last)
    sample = [record for block in blocks for record in block.sample][:SAMPLE]
    whole = _region(sheet, sample, every, None, pause)
    if not _may_be_beside(sheet, blocks):
        return [whole]
    runs = column_runs(blocks)
    parts = [[runs[0]]]
    for run in runs[1:]:
        if _are_apart(blocks, whole.header, sample, parts[-1], run):
            parts.append([run])
        else:
            parts[-1].append(run)
    if len(parts) < 2:
        return [whole]
    ranges = [CellRange(first, last, part[0][0], part[-1][1]) for part in parts]
    return [_region(sheet, sample, each, None, pause) for each in ranges]


def _may_be_beside(sheet: Sheet, blocks: Sequence[Block]) -> bool:
    """Return True if an empty column could separate two tables of *blocks*."""
    return sheet.kind != "CSV" and len(column_runs(blocks)) > 1


def _are_apart(
    blocks: Sequence[Block],
    header: Header,
    sample: Sequence[Record],
    left: Sequence[tuple[int, int]],
    right: tuple[int, int],
) -> bool:
    """Return True if the columns *left* and *right* are two tables, not a table with a space.

    Two tables have names in common, or a different number of rows.
    """
    names = [cell.text for cell in header.record.cells] if header.record else []

    def named(first: int, last: int) -> set[str]:
        return {fold(name) for name in names[first : last + 1] if name}

    one, other = named(left[0][0], left[-1][1]), named(*right)
    if one & other:
        return True
    if len(one) < 2 or len(other) < 2:
        return False
    # Counted are the rows that have cells on one side only.
    masks = [_bits(left[0][0], left[-1][1]), _bits(*right)]
    below = [record for record in sample if record.number > header.number]
    if sum(block.rows for block in blocks) <= SAMPLE:
        # Titles of groups and sums have cells on one side, and belong to the table.
        rows = [record for record in below if not sums.may_be_aside(record)]
        filled = [[_has_cells(record, mask) for mask in masks] for record in rows]
        counts = [
            sum(pair[0] and not pair[1] for pair in filled),
            sum(pair[1] and not pair[0] for pair in filled),
        ]
    else:
        counts = [
            sum(
                count
                for block in blocks
                for mask, count in block.masks.items()
                if mask & masks[at] and not mask & masks[1 - at]
            )
            - (len(sample) - len(below))
            for at in (0, 1)
        ]
    return max(counts) >= _ENOUGH_ROWS


def _bits(first: int, last: int) -> int:
    return ((1 << last - first + 1) - 1) << first


def _has_cells(record: Record, columns: int) -> bool:
    return any(
        columns >> at & 1 and (cell.text or cell.problem) for at, cell in enumerate(record.cells)
    )


def _place(sheet: Sheet, packed: PackedRows, region: _Region) -> Place:
    return Place(sheet.title, str(_used(packed, region)), region.header.columns)


def _used(packed: PackedRows, region: _Region) -> CellRange:
    """Return the cells of *region* from its header to its last row."""
    cells = region.cells
    last = min(cells.last_row, packed.blocks[-1].last)
    first = max(region.header.number, cells.first_row, packed.blocks[0].first)
    end = cells.last_column
    if end is None:
        end = cells.first_column + max(1, len(region.header.columns)) - 1
    return CellRange(first, min(last, LAST_ROW), cells.first_column, end)
