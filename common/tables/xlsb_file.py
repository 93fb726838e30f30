"""XLSB, the binary form of XLSX, with its number formats, formulas and hidden rows.

A cell that follows another may be stored in a short form without its column. Other Python readers
pass over those cells (findings/xlsb-readers-skip-short-cells.sh).

Source: [MS-XLSB], 2.1.4 (records), 2.4 (their fields), 2.5.123 (numbers), 2.5.169 (texts).
"""

import struct
from collections.abc import Iterator

from common.tables.errors import too_wide
from common.tables.number_formats import NumberFormat, find
from common.tables.table import (
    HIDDEN_ROW,
    MAX_COLUMNS,
    MAX_MERGED,
    Cell,
    Merged,
    Record,
    Sheet,
    replace_lone_surrogates,
)
from common.tables.workbook_sheets import main_part, sheets_of
from common.tables.xlsx_cells import EMPTY, CellReader, SharedTexts
from common.tables.xlsx_package import InvalidWorkbook, Package

_ROW, _COLUMNS, _TEXT = 0, 60, 19  # BrtRowHdr, BrtColInfo, BrtSSTItem
_CELLS_BEGIN, _CELLS_END = 145, 146  # BrtBeginSheetData, BrtEndSheetData
_MERGED = 176  # BrtMergeCell
_SHEET, _WORKBOOK = 156, 153  # BrtBundleSh, BrtWbProp
_FORMAT, _STYLES, _STYLES_END, _STYLE = 44, 617, 618, 47  # BrtFmt, Brt…CellXFs, BrtXF
_RK, _ERROR, _BOOL, _REAL, _STRING, _SHARED = 2, 3, 4, 5, 6, 7
_RICH = 62  # BrtCellRString
_CELLS = range(1, 12)  # BrtCellBlank to BrtFmlaError
_FORMULAS = {8: _STRING, 9: _REAL, 10: _BOOL, 11: _ERROR}
_SHORT_CELLS = range(12, 19)  # BrtShortBlank to BrtShortIsst: as BrtCellBlank to BrtCellIsst
_SHORT = 11  # difference of their numbers
_HIDDEN = 0x10  # fDyZero
# 2.5.98
_ERRORS = {
    0x00: "#NULL!",
    0x07: "#DIV/0!",
    0x0F: "#VALUE!",
    0x17: "#REF!",
    0x1D: "#NAME?",
    0x24: "#NUM!",
    0x2A: "#N/A",
}
_LAST_ROW = 1_048_576


def read(package: Package) -> list[Sheet]:
    """Return the sheets.

    Raises:
        TableError: it is broken or too large.
    """
    # Records are read from whole parts, so that the size of all of them is bounded first.
    package.require_small()
    main = main_part(package, "xl/workbook.bin")
    targets = package.targets(main)
    parts = {kind.rpartition("/")[2]: part for kind, part in targets.values()}
    with package.readable():
        declared, since_1904 = _sheets(package.content(main))
        texts = SharedTexts()
        if "sharedStrings" in parts:
            for kind, body in _records(package.content(parts["sharedStrings"])):
                if kind == _TEXT:
                    texts.append(_wide(body, 1))
        formats = _formats(package.content(parts["styles"])) if "styles" in parts else []
    cells = CellReader(texts, formats, since_1904=since_1904)
    worksheets = {
        relation: part for relation, (kind, part) in targets.items() if kind.endswith("/worksheet")
    }
    return sheets_of(package, "XLSB", declared, worksheets, cells, _rows)


def _sheets(content: bytes) -> tuple[list[tuple[str, str, bool]], bool]:
    """Return title, relation and hidden state of each sheet, and the 1904 date setting."""
    sheets = []
    since_1904 = False
    for kind, body in _records(content):
        if kind == _SHEET:
            (state,) = struct.unpack_from("<I", body)
            # The state and the id of the sheet come first, four bytes each. A text begins with four
            # bytes of its length.
            relation = _wide(body, 8)
            title = _wide(body, 12 + len(relation.encode("utf-16-le")))
            sheets.append((replace_lone_surrogates(title), relation, state != 0))
        elif kind == _WORKBOOK:
            since_1904 = bool(body[0] & 1)
    return sheets, since_1904


def _formats(content: bytes) -> list[NumberFormat]:
    codes: dict[int, str] = {}
    numbers: list[int] = []
    is_inside = False
    for kind, body in _records(content):
        if kind == _FORMAT:
            codes[struct.unpack_from("<H", body)[0]] = _wide(body, 2)
        # Another list has records of the same kind: only the formats of cells count.
        elif kind in (_STYLES, _STYLES_END):
            is_inside = kind == _STYLES
        elif kind == _STYLE and is_inside:
            numbers.append(struct.unpack_from("<H", body, 2)[0])
    return [find(number, codes.get(number, "")) for number in numbers]


def _rows(
    package: Package, part: str, cells: CellReader, hidden: set[int], merged: list[Merged]
) -> Iterator[Record]:
    """Yield the rows of *part* that are not empty.

    *hidden* receives the hidden columns, *merged* the cells that stand for several rows.
    """
    reader = _RowReader(package.name, cells)
    with package.readable():
        is_inside = False
        for kind, body in _records(package.content(part)):
            if is_inside:
                if kind in _CELLS or kind in _SHORT_CELLS or kind == _RICH:
                    reader.add(kind, body)
                elif kind == _ROW:
                    yield from reader.row()
                    reader.start(body)
                is_inside = kind != _CELLS_END
            elif kind == _CELLS_BEGIN:
                is_inside = True
            # The flags follow the first and last column, the width and the style, four bytes each.
            elif kind == _COLUMNS and body[16] & 1:
                first, last = struct.unpack_from("<II", body)
                hidden.update(range(first, min(last + 1, MAX_COLUMNS)))
            elif kind == _MERGED and len(merged) < MAX_MERGED:
                first, last, column = struct.unpack_from("<III", body)
                if last > first:
                    merged.append(Merged(column, first + 1, last + 1))
        yield from reader.row()


class _RowReader:
    """Collects the cells of one row after the other."""

    def __init__(self, name: str, cells: CellReader) -> None:
        self._name = name
        self._reader = cells
        self._number, self._note = 0, ""
        self._column = -1
        self._cells: list[Cell] = []

    def start(self, body: bytes) -> None:
        """Begin the row with the header *body*."""
        self._number, self._column, self._cells = struct.unpack_from("<I", body)[0] + 1, -1, []
        if self._number > _LAST_ROW:
            raise InvalidWorkbook("a row has a number that no sheet has")
        self._note = HIDDEN_ROW if body[11] & _HIDDEN else ""

    def add(self, kind: int, body: bytes) -> None:
        """Add the cell in *body*."""
        # A short cell has no number of its column: it follows the one before.
        if kind in _SHORT_CELLS:
            self._column, kind, start = self._column + 1, kind - _SHORT, 0
        else:
            (self._column,), start = struct.unpack_from("<I", body), 4
        cell = _cell(self._reader, kind, body, start)
        if not (cell.text or cell.problem):
            return
        if self._column >= MAX_COLUMNS:
            raise too_wide(self._name, self._number)
        self._cells += [EMPTY] * (self._column + 1 - len(self._cells))
        self._cells[self._column] = cell

    def row(self) -> Iterator[Record]:
        """Yield the row, unless it is empty."""
        if self._cells:
            yield Record(self._number, tuple(self._cells), note=self._note)


def _cell(cells: CellReader, kind: int, body: bytes, start: int) -> Cell:
    """Return the cell in *body*, whose style is at *start*."""
    is_formula = kind in _FORMULAS
    kind = _FORMULAS.get(kind, kind)
    # 24 bits, and flags.
    style = str(struct.unpack_from("<I", body, start)[0] & 0xFFFFFF)
    at = start + 4
    if kind == _SHARED:
        return cells.shared(str(struct.unpack_from("<I", body, at)[0]))
    if kind in (_STRING, _RICH):
        text = _wide(body, at + (kind == _RICH))
        return cells.read("str", style, text, is_formula=is_formula)
    if kind in (_RK, _REAL):
        value = _rk(body, at) if kind == _RK else struct.unpack_from("<d", body, at)[0]
        number = str(int(value)) if abs(value) < 1e15 and value == int(value) else repr(value)
        return cells.read("n", style, number, is_formula=is_formula)
    if kind == _BOOL:
        return cells.read("b", style, str(body[at]), is_formula=is_formula)
    if kind == _ERROR:
        return cells.read("e", style, _ERRORS.get(body[at], "#N/A"), is_formula=is_formula)
    return EMPTY


def _rk(body: bytes, at: int) -> float:
    """Return an RkNumber: 30 bits of a whole number or of a double, perhaps in hundredths."""
    (bits,) = struct.unpack_from("<i", body, at)
    value: float = bits >> 2
    if not bits & 2:
        # The upper 30 bits of a double, whose other bits are 0.
        (value,) = struct.unpack("<d", struct.pack("<q", (bits & ~3) << 32))
    return value / 100 if bits & 1 else value


def _wide(body: bytes, at: int) -> str:
    """Return the XLWideString at *at*; a nullable one that is null is empty."""
    (count,) = struct.unpack_from("<I", body, at)
    if count == 0xFFFFFFFF:
        return ""
    text = body[at + 4 : at + 4 + 2 * count]
    # Slices stop at the end of the record, and would shorten the text in silence.
    if len(text) < 2 * count:
        raise InvalidWorkbook("a text is longer than its record")
    return text.decode("utf-16-le", "surrogatepass")


def _records(content: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield type and body of each record."""
    at, end = 0, len(content)
    while at < end:
        kind = content[at]
        at += 1
        # The highest bit shows that a second byte follows; each has seven bits of the type.
        if kind & 0x80:
            kind = kind & 0x7F | (content[at] & 0x7F) << 7
            at += 1
        size = shift = 0
        while True:
            byte = content[at]
            at += 1
            size |= (byte & 0x7F) << shift
            shift += 7
            # A size has at most four bytes of seven bits.
            if not byte & 0x80 or shift == 28:
                break
        yield kind, content[at : at + size]
        at += size
