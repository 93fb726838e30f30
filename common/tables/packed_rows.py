"""The rows of a sheet, read once and kept compressed, with an outline of where cells are.

A file is parsed once, however often its rows are read afterwards; cells take ten times the memory
of their packed form.
"""

import zlib
from collections import Counter
from collections.abc import Iterable, Iterator
from operator import attrgetter

import msgspec
from msgspec import Struct

from common.tables import sums
from common.tables.errors import too_many_rows
from common.tables.sums import Aside
from common.tables.table import MAX_COLUMNS, Pause, Record

# Rows that are packed and read at a time.
_PIECE_ROWS = 500
# Rows of a block that show what it is, and blocks of one sheet; a sheet with more empty rows
# between its cells has no tables of that kind.
SAMPLE = 60
_MAX_BLOCKS = 100
_MAX_MASKS = 1_000
# Rows that repeat one of the first rows.
_MAX_REPEATED = 1_000
_TEXT_OF = attrgetter("text")
_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder(list[Record])


class Block(Struct):
    """Rows without an empty row between them.

    Attributes:
        first: number of the first row.
        last: number of the last row.
        rows: how many rows there are.
        masks: how many rows have cells in the same columns, by the columns as bits.
        sample: the first rows.
    """

    first: int
    last: int
    rows: int
    masks: Counter[int]
    sample: list[Record]

    @property
    def columns(self) -> int:
        """Return the columns that have cells, as bits."""
        every = 0
        for mask in self.masks:
            every |= mask
        return every


class PackedRows:
    """Rows, packed.

    Attributes:
        pieces: the rows, many in a piece.
        blocks: the outline.
        repeated: numbers of later rows with the texts of one of the first ones, by these texts.
        asides: rows that may be sums or titles.
    """

    def __init__(self) -> None:
        self.pieces: list[bytes] = []
        self.blocks: list[Block] = []
        self.repeated: dict[tuple[str, ...], list[int]] = {}
        self.asides: list[Aside] = []

    def __iter__(self) -> Iterator[Record]:
        """Yield the rows from the first one."""
        return unpacked(self.pieces)

    @property
    def sample(self) -> list[Record]:
        """Return the first rows."""
        return [row for block in self.blocks for row in block.sample][:SAMPLE]


def pack(name: str, records: Iterable[Record], pause: Pause, most: int) -> PackedRows:
    """Return *records*, which are read once.

    Args:
        name: name of the file, for errors.
        records: the rows of a sheet that are not empty.
        pause: called after each row.
        most: the largest number of rows.

    Raises:
        TableTooLarge: there are more rows.
    """
    packed, waiting = PackedRows(), []
    outline = _Outline(packed)
    for number, record in enumerate(records):
        if number >= most:
            raise too_many_rows(name)
        outline.add(record)
        waiting.append(record)
        if len(waiting) == _PIECE_ROWS:
            packed.pieces.append(_packed(waiting))
            waiting.clear()
        pause()
    if waiting:
        packed.pieces.append(_packed(waiting))
    return packed


def unpacked(pieces: Iterable[bytes]) -> Iterator[Record]:
    """Yield the rows in *pieces*, of which one at a time is in memory."""
    for piece in pieces:
        yield from _decoder.decode(zlib.decompress(piece))


def _packed(records: list[Record]) -> bytes:
    return zlib.compress(_encoder.encode(records), 1)


class _Outline:
    """Notes where the cells of a sheet are, while its rows are packed."""

    def __init__(self, packed: PackedRows) -> None:
        self._packed = packed
        self._count = 0
        self._first_cells: set[str] = set()
        self._usual_mask = 0

    def add(self, record: Record) -> None:
        """Note the cells of *record*."""
        mask = _filled(record)
        blocks = self._packed.blocks
        block = blocks[-1] if blocks else None
        if block is None or (record.number > block.last + 1 and len(blocks) < _MAX_BLOCKS):
            block = Block(record.number, record.number, 0, Counter(), [])
            blocks.append(block)
        block.last = record.number
        block.rows += 1
        # Bounded, so that rows of ever new shapes can't fill the memory.
        if len(block.masks) < _MAX_MASKS or mask in block.masks:
            block.masks[mask] += 1
        if len(block.sample) < SAMPLE:
            block.sample.append(record)
        self._note_repeated(record)
        # Most rows have cells in the same columns as the row above them.
        if mask != self._usual_mask:
            self._note_aside(record, mask)

    def _note_aside(self, record: Record, mask: int) -> None:
        asides = self._packed.asides
        aside = sums.aside(record.number, mask, (cell.text for cell in record.cells))
        if aside is None:
            self._usual_mask = mask
        elif len(asides) < sums.MOST:
            asides.append(aside)

    def _note_repeated(self, record: Record) -> None:
        self._count += 1
        cells = record.cells
        first = cells[0].text if cells else ""
        repeated = self._packed.repeated
        # A cheap test, which spares most rows the comparison of all their texts.
        if first in self._first_cells:
            numbers = repeated.get(texts_of(record))
            if numbers is not None and len(numbers) < _MAX_REPEATED:
                numbers.append(record.number)
        if self._count <= SAMPLE and len(cells) > 1:
            texts = texts_of(record)
            if texts not in repeated and not any(cell.is_number for cell in cells):
                self._first_cells.add(first)
                repeated[texts] = []


def column_runs(blocks: Iterable[Block]) -> list[tuple[int, int]]:
    """Return first and last column of each run of columns that have cells in *blocks*."""
    columns = 0
    for block in blocks:
        columns |= block.columns
    runs: list[tuple[int, int]] = []
    for at in range(MAX_COLUMNS):
        if columns >> at & 1:
            if runs and runs[-1][1] == at - 1:
                runs[-1] = (runs[-1][0], at)
            else:
                runs.append((at, at))
    return runs


def _filled(record: Record) -> int:
    """Return the columns that have cells, as bits."""
    cells = record.cells
    if all(map(_TEXT_OF, cells)):
        return (1 << len(cells)) - 1
    mask, bit = 0, 1
    for cell in cells:
        if cell.text or cell.problem:
            mask |= bit
        bit += bit
    return mask


def texts_of(record: Record) -> tuple[str, ...]:
    """Return the texts of the cells of *record*, without empty ones at the end."""
    texts = [cell.text for cell in record.cells]
    while texts and not texts[-1]:
        texts.pop()
    return tuple(texts)
