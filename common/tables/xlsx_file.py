"""XLSX: the first visible sheet of a workbook, with the values of its cells and their problems.

Source: ECMA-376-1, 18.2 (workbook), 18.3 (worksheets), 18.4 (shared strings), 18.8 (styles).
"""

import re
from collections.abc import Iterator

from msgspec import Struct

from common.tables import number_formats
from common.tables.csv_file import SCIENTIFIC, TOO_LONG, TRIMMED, spreadsheet_error
from common.tables.errors import too_large, unreadable
from common.tables.table import (
    LONE_SURROGATE,
    MAX_CELL_CHARACTERS,
    MAX_COLUMNS,
    Cell,
    CellProblem,
    Pause,
    Record,
    Sheet,
    replace_lone_surrogates,
)
from common.tables.xlsx_package import Attributes, InvalidWorkbook, Package

_REFERENCE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
# More sheets, styles or number formats than any spreadsheet program writes.
_MAX_DECLARED = 65_536
# Excel keeps 15 digits of a number.
_EXACT_BELOW = 10**15
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")


class _Workbook(Struct, frozen=True):
    """The parts of a workbook that cells refer to.

    Attributes:
        texts: the shared texts.
        formats: id and code of the number format of each cell style.
        since_1904: True if days are counted from 1904-01-01 (18.2.28).
    """

    texts: list[str]
    formats: list[tuple[int, str]]
    since_1904: bool


def read(name: str, content: bytes, pause: Pause) -> Sheet:
    """Return the rows of the first visible sheet.

    Raises:
        TableError: it is not a workbook, broken, encrypted, or too large.
    """
    # A workbook is a ZIP package of XML parts that refer to each other by relationships
    # (ECMA-376-2).
    package = Package(name, content, pause)
    main = next(
        (part for kind, part in package.targets("").values() if kind.endswith("/officeDocument")),
        "xl/workbook.xml",
    )
    sheets, since_1904 = _sheets(package, main)
    targets = package.targets(main)
    visible = [(title, relation) for title, relation, hidden in sheets if not hidden]
    if not visible or visible[0][1] not in targets:
        raise unreadable(
            name, "no_sheet", "The workbook has no visible sheet.", "Add one with rows."
        )
    # Relation types differ between Transitional and Strict in all but their last segment.
    parts = {kind.rpartition("/")[2]: part for kind, part in targets.values()}
    workbook = _Workbook(_texts(package, parts), _formats(package, parts), since_1904)
    sheet = targets[visible[0][1]][1]
    notes: tuple[str, ...] = ()
    if len(visible) > 1:
        notes = (f"Only the first sheet, {visible[0][0][:40]!r}, was read of {len(visible)}.",)
    return Sheet(name, "XLSX", lambda: _records(package, sheet, workbook), notes)


def _sheets(package: Package, part: str) -> tuple[list[tuple[str, str, bool]], bool]:
    """Return title, relation and hidden state of each sheet, and the 1904 date setting."""
    sheets: list[tuple[str, str, bool]] = []
    since_1904 = [False]

    def start(tag: str, attributes: Attributes) -> None:
        if tag == "sheet":
            # r:id is in the namespace of relationships, which differs in Strict files.
            relation = next((v for k, v in attributes.items() if k.endswith(" id")), "")
            hidden = attributes.get("state", "visible") != "visible"
            _require_few(len(sheets))
            sheets.append((attributes.get("name", ""), relation, hidden))
        elif tag == "workbookPr":
            since_1904[0] = attributes.get("date1904") in ("1", "true")

    for _ in package.parse(part, (start, _ignore, None)):
        pass
    return sheets, since_1904[0]


def _ignore(tag: str) -> None:
    pass


def _require_few(count: int) -> None:
    if count >= _MAX_DECLARED:
        raise InvalidWorkbook(f"it declares more than {_MAX_DECLARED:,} sheets or styles")


def _texts(package: Package, parts: dict[str, str]) -> list[str]:
    reader = _SharedTextReader()
    if "sharedStrings" in parts:
        for _ in package.parse(parts["sharedStrings"], (reader.start, reader.end, reader.text)):
            pass
    return reader.texts


class _SharedTextReader:
    """Collects shared texts without their phonetic runs, the pronunciation of a text (18.4.6)."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self._pieces: list[str] = []
        self._in_text = self._phonetic = False

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
            self.texts.append(_unescape("".join(self._pieces)))
        elif tag == "t":
            self._in_text = False
        elif tag == "rPh":
            self._phonetic = False

    def text(self, piece: str) -> None:
        """Handle character data."""
        if self._in_text:
            self._pieces.append(piece)


def _formats(package: Package, parts: dict[str, str]) -> list[tuple[int, str]]:
    if "styles" not in parts:
        return []
    codes: dict[int, str] = {}
    numbers: list[int] = []
    inside = [False]

    def start(tag: str, attributes: Attributes) -> None:
        if tag == "numFmt":
            _require_few(len(codes))
            codes[int(attributes["numFmtId"])] = attributes["formatCode"]
        elif tag == "cellXfs":
            inside[0] = True
        elif tag == "xf" and inside[0]:
            _require_few(len(numbers))
            numbers.append(int(attributes.get("numFmtId", "0")))

    def end(tag: str) -> None:
        if tag == "cellXfs":
            inside[0] = False

    for _ in package.parse(parts["styles"], (start, end, None)):
        pass
    return [(number, codes.get(number, "")) for number in numbers]


class _SheetReader:
    """Collects the rows of a sheet while its XML is parsed."""

    def __init__(self, name: str, workbook: _Workbook) -> None:
        self._name = name
        self._workbook = workbook
        self.ready: list[Record] = []
        self._number = 0
        self._cells: dict[int, Cell] = {}
        self._column = -1
        self._kind = self._style = ""
        self._formula = self._in_text = self._phonetic = False
        self._value: list[str] = []

    def start(self, tag: str, attributes: Attributes) -> None:
        """Handle a start tag."""
        if tag == "c":
            self._begin_cell(attributes)
        elif tag in ("v", "t"):
            self._in_text = not self._phonetic
        elif tag == "f":
            self._formula = True
        elif tag == "rPh":
            self._phonetic = True
        elif tag == "row":
            # r is optional (18.3.1.73), and so is that of a cell (18.3.1.4).
            self._number = int(attributes.get("r", self._number + 1))
            # Empty cells are absent from the file: the columns of the others place them.
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
            cell = self._cell()
            if cell.text or cell.problem:
                self._cells[self._column] = cell
        elif tag == "row" and self._cells:
            width = max(self._cells) + 1
            cells = tuple([self._cells.get(column, _EMPTY) for column in range(width)])
            self.ready.append(Record(self._number, cells))

    def _begin_cell(self, attributes: Attributes) -> None:
        reference = attributes.get("r")
        self._column = _column(reference) if reference else self._column + 1
        if self._column >= MAX_COLUMNS:
            raise too_large(
                self._name,
                "too_many_columns",
                f"Row {self._number:,} has a cell beyond column {MAX_COLUMNS}.",
                f"Use at most {MAX_COLUMNS} columns.",
            )
        self._kind, self._style = attributes.get("t", "n"), attributes.get("s", "0")
        self._formula = False
        self._value = []

    def _cell(self) -> Cell:
        raw = "".join(self._value)
        # Programs that do not calculate write formulas without values.
        if self._formula and not raw:
            return Cell("", problem=_NO_VALUE)
        if len(raw) > MAX_CELL_CHARACTERS:
            return Cell(raw[:40], problem=TOO_LONG)
        cell = self._typed(raw)
        if self._formula and not cell.problem and not cell.note:
            return Cell(cell.text, cell.is_number, _CALCULATED)
        return cell

    def _typed(self, raw: str) -> Cell:
        # Types of cells: 18.18.11.
        if self._kind == "s" and raw:
            return _text(self._workbook.texts[_index(raw, len(self._workbook.texts))])
        if self._kind in ("inlineStr", "str"):
            return _text(_unescape(raw))
        if self._kind == "e":
            return Cell(raw, problem=spreadsheet_error(raw[:20]))
        # Booleans are stored as 1 and 0.
        if self._kind == "b":
            return Cell("true" if raw == "1" else "false")
        if self._kind == "d":
            return Cell(raw, problem=_date(raw))
        return self._number_cell(raw) if raw else _EMPTY

    def _number_cell(self, raw: str) -> Cell:
        value = float(raw)
        number, code = 0, ""
        if self._workbook.formats:
            index = _index(self._style, len(self._workbook.formats))
            # The style decides whether a number is a date.
            number, code = self._workbook.formats[index]
        if number_formats.is_date(number, code):
            date = number_formats.show_date(value, since_1904=self._workbook.since_1904) or raw
            return Cell(date, problem=_date(date))
        return _number(raw, value, number_formats.find(number, code))


def _index(raw: str, count: int) -> int:
    index = int(raw)
    if not 0 <= index < count:
        raise InvalidWorkbook(f"a cell refers to entry {index} of {count}")
    return index


def _records(package: Package, part: str, workbook: _Workbook) -> Iterator[Record]:
    sheet = _SheetReader(package.name, workbook)
    for _ in package.parse(part, (sheet.start, sheet.end, sheet.text)):
        yield from sheet.ready
        sheet.ready.clear()


def _column(reference: str) -> int:
    """Return the column of a reference such as ``AB12``, counted from 0."""
    match = _REFERENCE.fullmatch(reference)
    if match is None:
        raise InvalidWorkbook(f"{reference[:20]!r} is not a cell")
    # Base 26 without a digit 0: A is 1, Z is 26, AA is 27.
    column = 0
    for letter in match[1]:
        column = column * 26 + ord(letter) - 64
    return column - 1


def _unescape(text: str) -> str:
    """Return *text* with escapes such as ``_x000D_`` replaced by characters (22.9.2.19)."""
    if "_x" not in text:
        return text
    return _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text)


def _text(raw: str) -> Cell:
    text = raw.strip()
    if not text.isascii() and replace_lone_surrogates(text) != text:
        return Cell(replace_lone_surrogates(text), problem=LONE_SURROGATE)
    if len(text) > MAX_CELL_CHARACTERS:
        return Cell(text[:40], problem=TOO_LONG)
    return Cell(text, note="" if text == raw else TRIMMED)


def _number(raw: str, value: float, form: number_formats.DigitFormat) -> Cell:
    # float(raw) is exact below this bound, so that str() returns the digits that were typed.
    if abs(value) >= _EXACT_BELOW:
        return Cell(raw, True, problem=SCIENTIFIC)
    if value != int(value):
        text = repr(value)
        if "e" in text:
            return Cell(text, True, problem=SCIENTIFIC)
    else:
        text = str(int(value)).zfill(form.zeros)
    decimals = len(text.partition(".")[2])
    is_shown = form.is_plain and (form.decimals is None or form.decimals == decimals)
    # "0", the usual format of whole numbers, keeps no leading zeros; "000000" does.
    return Cell(text, is_number=form.zeros < 2, note="" if is_shown else _SHOWN_OTHERWISE)


def _date(date: str) -> CellProblem:
    return CellProblem(
        "date",
        f"The cell holds a date, {date[:30]}; spreadsheets turn codes such as 1-2 into dates.",
        "Format the column as text and enter the code again.",
    )


_EMPTY = Cell("")
_NO_VALUE = CellProblem(
    "formula_without_value",
    "The cell holds a formula, and the file does not have its value.",
    "Open the file in a spreadsheet program and save it, or paste values in place of formulas.",
)
_SHOWN_OTHERWISE = "The value is the number itself; the cell's number format shows it differently."
_CALCULATED = "The value is the last calculated result of a formula."
