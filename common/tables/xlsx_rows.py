"""The rows of an XLSX sheet and its shared texts, read in pieces.

Expat calls Python several times for each cell. Nearly all rows and texts of nearly all files are of
one plain form, which a regular expression reads at a quarter of the cost: those are taken out of
the document, and expat reads the rest. A document with comments, character data sections,
processing instructions or another encoding than UTF-8 is left to expat as a whole, since in them a
row may be something else.

Source: ECMA-376-1, 18.3.1.73 (rows), 18.3.1.4 (cells), 18.4.8 (shared texts).
"""

import re
from collections.abc import Callable, Iterator
from operator import attrgetter

from common.tables.errors import too_wide
from common.tables.table import HIDDEN_ROW, MAX_COLUMNS, MAX_MERGED, Cell, Merged, Record
from common.tables.xlsx_cells import EMPTY, CellReader, SharedTexts
from common.tables.xlsx_package import Attributes, InvalidWorkbook, Package

_REFERENCE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_FORMULA = r"(<f(?: [^<>]*)?(?:/>|>[^<]*</f>))?"
_CELL = (
    r'<c r="([A-Z]{1,3})[0-9]{1,7}"(?: s="([0-9]{1,6})")?(?: t="([A-Za-z]{1,9})")?'
    rf"(?:/>|>{_FORMULA}"
    r'(?:<v>([^<]*)</v>|<is><t(?: xml:space="preserve")?>([^<]*)</t></is>|<v/>)?</c>)'
)
_CELLS = re.compile(_CELL)
_PLAIN_ROW = re.compile(
    rf"\s*(?:<row [^<>]*/>\s*)*<row r=\"([0-9]{{1,7}})\"([^<>/]*)>((?:\s*{_CELL})*)\s*"
)
_ROW_HEAD = re.compile(r'\s*<row r="([0-9]{1,7})"([^<>/]*)>')
_TEXTS = re.compile(r'<si><t(?: xml:space="preserve")?>([^<]*)</t></si>')
_HIDDEN = re.compile(r' hidden="(?:1|true)"')
_TAGS_OF_VALUE = 4  # <c>, <v>, </v>, </c>
_TAGS_OF_TEXT = 4
_ENTITY = re.compile(r"&(?:#x([0-9A-Fa-f]{1,6})|#([0-9]{1,7})|([a-z]{2,4}));")
# XML 1.0, 4.6: others need a document type, which is refused.
_TEXT_OF = attrgetter("text")
# Column, style, type, formula, value and inline text of a cell.
_Found = tuple[str, str, str, str, str, str]
_ENTITIES = {"lt": "<", "gt": ">", "amp": "&", "quot": '"', "apos": "'"}


def records(
    package: Package, part: str, cells: CellReader, hidden: set[int], merged: list[Merged]
) -> Iterator[Record]:
    """Yield the rows of the sheet *part* that are not empty.

    Args:
        package: the workbook.
        part: name of the part.
        cells: makes its cells.
        hidden: receives the hidden columns, counted from 0, before the first row.
        merged: receives the cells that stand for several rows, after the last row.

    Raises:
        TableError: the part is broken or too large.
    """
    reader = _RowReader(package.name, cells, hidden, merged)
    handlers = reader.start, reader.end, reader.text
    for _ in package.parse_elements(part, b"sheetData", b"row", reader.take, handlers):
        yield from reader.ready
        reader.ready.clear()


def shared_texts(package: Package, part: str) -> SharedTexts:
    """Return the shared texts in *part*, without phonetic runs (18.4.6).

    Raises:
        TableError: the part is broken or too large.
    """
    reader = _SharedTextReader()
    handlers = reader.start, reader.end, reader.text
    for _ in package.parse_elements(part, b"sst", b"si", reader.take, handlers):
        pass
    return reader.texts


class _RowReader:
    """Collects the rows of a sheet while its XML is read."""

    def __init__(
        self, name: str, cells: CellReader, hidden: set[int], merged: list[Merged]
    ) -> None:
        self._name = name
        self._hidden = hidden
        self._merged = merged
        self._reader = cells
        self.ready: list[Record] = []
        self._number = 0
        self._note = ""
        self._columns: dict[str, int] = {}
        self._letters: tuple[str, ...] = ()
        # What follows is used while expat reads.
        self._cells: dict[int, Cell] = {}
        self._column = -1
        self._kind = self._style = ""
        self._is_formula = self._in_text = self._phonetic = False
        self._value: list[str] = []

    def take(self, text: str, other: Callable[[str], None]) -> None:
        """Read the rows in *text*; pass those that are not plain to *other*, with their end."""
        # The text ends with an end tag, so that the last part is empty.
        rows = text.split("</row>")
        rows.pop()
        for row in rows:
            head = _ROW_HEAD.match(row)
            found = _CELLS.findall(row, head.end()) if head else []
            # If every cell has a value and nothing else, the number of tags shows that no other
            # element was passed over.
            if head and row.count("<") == 1 + _TAGS_OF_VALUE * len(found):
                number, attributes, is_plain = head[1], head[2], True
            else:
                whole = _PLAIN_ROW.fullmatch(row)
                is_plain = whole is not None
                number, attributes = (whole[1], whole[2]) if whole else ("", "")
                found = _CELLS.findall(row, whole.start(3)) if whole else []
            if is_plain:
                self._number = int(number)
                self._note = HIDDEN_ROW if _HIDDEN.search(attributes) else ""
                self._add(found)
            else:
                other(f"{row}</row>")

    def _add(self, found: list[_Found]) -> None:
        if found:
            cells = self._full_row(found) or self._row(found)
            if cells:
                self.ready.append(Record(self._number, tuple(cells), note=self._note))

    def _full_row(self, found: list[_Found]) -> list[Cell] | None:
        """Return the cells of a row like most: each has a value, and none is left out."""
        letters, styles, kinds, formulas, values, _ = zip(*found, strict=True)
        if letters != self._letters:
            places = [self._columns.get(each) for each in letters]
            if places != list(range(len(letters))):
                return None
            self._letters = letters
        if any(formulas) or not all(values):
            return None
        shared, make, texts = self._reader.shared, self._cell, self._reader.recent
        cells = [
            (texts.get(value) or shared(value)) if kind == "s" else make(style, kind, "", value)
            for style, kind, value in zip(styles, kinds, values, strict=True)
        ]
        return cells if all(map(_TEXT_OF, cells)) else None

    def _row(self, found: list[_Found]) -> list[Cell]:
        cells: list[Cell] = []
        columns, make = self._columns, self._cell
        for letters, style, kind, formula, value, inline in found:
            cell = make(style, kind, formula, value or inline)
            at = columns.get(letters)
            if at is None:
                at = columns[letters] = self._place(letters)
            if cell.text or cell.problem:
                # Empty cells are absent from the file: the columns of the others place them.
                cells += [EMPTY] * (at + 1 - len(cells))
                cells[at] = cell
        return cells

    def _cell(self, style: str, kind: str, formula: str, raw: str) -> Cell:
        # The two usual cells without further calls: most of the time of a large sheet goes here.
        if kind == "s" and raw and not formula:
            return self._reader.shared(raw)
        if not kind and raw and not formula and len(raw) < _USUAL_CHARACTERS:
            return self._reader.number(style or "0", raw)
        return self._reader.read(
            kind or "n", style or "0", _unescaped(raw), is_formula=bool(formula)
        )

    def start(self, tag: str, attributes: Attributes) -> None:
        """Handle a start tag."""
        if tag == "c":
            reference = attributes.get("r")
            self._column = self._place(_letters(reference)) if reference else self._column + 1
            self._require_column(self._column)
            self._kind, self._style = attributes.get("t", "n"), attributes.get("s", "0")
            self._is_formula = False
            self._value = []
        elif tag == "col" and attributes.get("hidden") in ("1", "true"):
            # 18.3.1.13: first and last column, counted from 1.
            last = min(int(attributes["max"]), MAX_COLUMNS)
            self._hidden.update(range(int(attributes["min"]) - 1, last))
        elif tag == "mergeCell" and len(self._merged) < MAX_MERGED:
            # 18.3.1.54: the value is that of the first cell.
            corners = [_REFERENCE.fullmatch(each) for each in attributes["ref"].split(":", 1)]
            top, bottom = corners[0], corners[-1]
            if top and bottom and int(bottom[2]) > int(top[2]):
                self._merged.append(Merged(self._place(top[1]), int(top[2]), int(bottom[2])))
        elif tag in ("v", "t"):
            self._in_text = not self._phonetic
        elif tag == "f":
            self._is_formula = True
        # Readings of Japanese characters are not part of the text.
        elif tag == "rPh":
            self._phonetic = True
        elif tag == "row":
            # r is optional (18.3.1.73), and so is that of a cell (18.3.1.4).
            self._number = int(attributes.get("r", self._number + 1))
            is_hidden = attributes.get("hidden") in ("1", "true")
            self._note = HIDDEN_ROW if is_hidden else ""
            self._cells = {}
            self._column = -1

    def text(self, piece: str) -> None:
        """Handle character data."""
        if self._in_text:
            self._value.append(piece)

    def end(self, tag: str) -> None:
        """Handle an end tag."""
        if tag in ("v", "t"):
            self._in_text = False
        elif tag == "rPh":
            self._phonetic = False
        elif tag == "c":
            raw = "".join(self._value)
            cell = self._reader.read(self._kind, self._style, raw, is_formula=self._is_formula)
            if cell.text or cell.problem:
                self._cells[self._column] = cell
        elif tag == "row" and self._cells:
            width = max(self._cells) + 1
            cells = tuple([self._cells.get(column, EMPTY) for column in range(width)])
            self.ready.append(Record(self._number, cells, note=self._note))

    def _place(self, letters: str) -> int:
        """Return the column called *letters*, counted from 0."""
        # Base 26 without a digit 0: A is 1, Z is 26, AA is 27.
        column = 0
        for letter in letters:
            column = column * 26 + ord(letter) - 64
        self._require_column(column - 1)
        return column - 1

    def _require_column(self, column: int) -> None:
        if column >= MAX_COLUMNS:
            raise too_wide(self._name, self._number)


class _SharedTextReader:
    """Collects shared texts while their XML is read."""

    def __init__(self) -> None:
        self.texts = SharedTexts()
        self._pieces: list[str] = []
        self._in_text = self._phonetic = False

    def take(self, text: str, other: Callable[[str], None]) -> None:
        """Read the texts in *text*; pass those that are not plain to *other*, with their end."""
        found = _TEXTS.findall(text)
        # All texts of the piece are plain if no other tag is in it.
        if text.count("<") == _TAGS_OF_TEXT * len(found):
            for text in found:
                self.texts.append(_unescaped(text))
            return
        items = text.split("</si>")
        items.pop()
        for item in items:
            whole = f"{item}</si>"
            if plain := _TEXTS.fullmatch(whole.lstrip()):
                self.texts.append(_unescaped(plain[1]))
            else:
                other(whole)

    def start(self, tag: str, attributes: Attributes) -> None:
        """Handle a start tag."""
        if tag == "si":
            self._pieces.clear()
        elif tag == "t":
            self._in_text = not self._phonetic
        elif tag == "rPh":
            self._phonetic = True

    def end(self, tag: str) -> None:
        """Handle an end tag."""
        if tag == "si":
            self.texts.append("".join(self._pieces))
        elif tag == "t":
            self._in_text = False
        elif tag == "rPh":
            self._phonetic = False

    def text(self, piece: str) -> None:
        """Handle character data."""
        if self._in_text:
            self._pieces.append(piece)


# Numbers have 24 characters at most; longer ones are checked as any other text.
_USUAL_CHARACTERS = 40


def _unescaped(raw: str) -> str:
    """Return *raw* as an XML parser would."""
    # XML 1.0, 2.11: a line ends with a line feed.
    if "\r" in raw:
        raw = raw.replace("\r\n", "\n").replace("\r", "\n")
    return _ENTITY.sub(_character, raw) if "&" in raw else raw


def _character(entity: re.Match[str]) -> str:
    hexadecimal, decimal, name = entity.groups()
    if name:
        if name not in _ENTITIES:
            raise InvalidWorkbook(f"the entity {name} is not declared")
        return _ENTITIES[name]
    code = int(hexadecimal, 16) if hexadecimal else int(decimal)
    if code > 0x10FFFF:
        raise InvalidWorkbook("a character reference names no character")
    return chr(code)


def _letters(reference: str) -> str:
    match = _REFERENCE.fullmatch(reference)
    if match is None:
        raise InvalidWorkbook(f"{reference[:20]!r} is not a cell")
    return match[1]
