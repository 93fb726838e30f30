"""Cells of an XLSX sheet: from the type, style and text in the file to the value of the cell.

Source: ECMA-376-1, 18.3.1.4 (cells), 18.18.11 (types), 22.9.2.19 (escapes).
"""

import re
from array import array
from collections.abc import Sequence

from common.tables import date_formats
from common.tables.csv_file import SCIENTIFIC, TOO_LONG, TRIMMED, spreadsheet_error
from common.tables.number_formats import NumberFormat, find
from common.tables.table import (
    LONE_SURROGATE,
    MAX_CELL_CHARACTERS,
    Cell,
    CellProblem,
    replace_lone_surrogates,
)
from common.tables.xlsx_package import InvalidWorkbook

# Excel keeps 15 digits of a number.
_EXACT_BELOW = 10**15
# A cell with the format General shows about as many characters.
_GENERAL_CHARACTERS = 11
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
# Columns such as a price have few different numbers.
_MAX_REMEMBERED = _MAX_RECENT = 1_024
EMPTY = Cell("")
# Of most texts, which need fewer tests.
_USUAL_CHARACTERS = 100


class SharedTexts:
    """The shared texts of a workbook (18.4.8), which may be most of it: kept as UTF-8."""

    def __init__(self) -> None:
        self._ends = array("I")
        self._bytes = bytearray()
        # By their number as the file writes it. Names of shelves or brands occur often, and names
        # of articles once.
        self.recent: dict[str, Cell] = {}

    def __len__(self) -> int:
        return len(self._ends)

    def append(self, text: str) -> None:
        """Add *text* as the next one."""
        # Halves of surrogate pairs come from escapes only, which are still escaped here.
        self._bytes += text.encode("utf-8", "surrogatepass")
        self._ends.append(len(self._bytes))

    def cell(self, number: str) -> Cell:
        """Return text *number* as a cell."""
        cell = self.recent.get(number)
        if cell is None:
            index = _index(number, len(self._ends))
            start = self._ends[index - 1] if index else 0
            cell = text_cell(
                self._bytes[start : self._ends[index]].decode("utf-8", "surrogatepass")
            )
            if len(self.recent) >= _MAX_RECENT:
                self.recent.clear()
            self.recent[number] = cell
        return cell


class CellReader:
    """Makes the cells of one workbook.

    Args:
        texts: the shared texts.
        formats: the number format of each cell style.
        since_1904: True if days are counted from 1904-01-01 (18.2.28).
    """

    def __init__(
        self, texts: SharedTexts, formats: Sequence[NumberFormat], *, since_1904: bool
    ) -> None:
        self.shared = texts.cell
        # Those of the shared texts that were read last.
        self.recent = texts.recent
        self._formats = formats or (find(0, ""),)
        self._has_formats = bool(formats)
        self._since_1904 = since_1904
        self._numbers: dict[tuple[str, str], Cell] = {}

    def read(self, kind: str, style: str, raw: str, *, is_formula: bool = False) -> Cell:
        """Return the cell of type *kind* with *style* and the text *raw* in the file.

        Raises:
            InvalidWorkbook: it refers to something that the workbook lacks.
        """
        # Programs that do not calculate write formulas without values.
        if is_formula and not raw:
            return Cell("", problem=NO_VALUE)
        # XlsxWriter writes a 0 into each.
        if is_formula and raw == "0":
            return Cell("0", True, problem=_ZERO)
        if len(raw) > MAX_CELL_CHARACTERS:
            return Cell(raw[:40], problem=TOO_LONG)
        cell = self._typed(kind, style, raw)
        if is_formula and not cell.problem and not cell.note:
            return Cell(cell.text, cell.is_number, _CALCULATED, shown=cell.shown)
        return cell

    def _typed(self, kind: str, style: str, raw: str) -> Cell:
        if kind == "s" and raw:
            return self.shared(raw)
        if kind in ("inlineStr", "str"):
            return text_cell(raw)
        if kind == "e":
            return Cell(raw, problem=spreadsheet_error(raw[:20]))
        # Booleans are stored as 1 and 0.
        if kind == "b":
            return Cell("true", shown="TRUE") if raw == "1" else Cell("false", shown="FALSE")
        if kind == "d":
            return Cell(raw, problem=date_problem(raw))
        return self.number(style, raw) if raw else EMPTY

    def number(self, style: str, raw: str) -> Cell:
        """Return the number *raw* with *style*."""
        key = style, raw
        cell = self._numbers.get(key)
        if cell is None:
            if len(self._numbers) >= _MAX_REMEMBERED:
                self._numbers.clear()
            index = _index(style, len(self._formats)) if self._has_formats else 0
            # The style decides whether a number is a date.
            cell = number_cell(raw, self._formats[index], since_1904=self._since_1904)
            self._numbers[key] = cell
        return cell


def number_cell(raw: str, form: NumberFormat, *, since_1904: bool = False) -> Cell:
    """Return the number *raw* as the format *form* shows it."""
    value = float(raw)
    if form.is_date:
        date = date_formats.show_iso(value, since_1904=since_1904) or raw
        shown = form.show(value, since_1904=since_1904)
        return Cell(date, problem=date_problem(date), shown="" if shown == date else shown)
    # float(raw) is exact below this bound, so that str() returns the digits that were typed.
    if not abs(value) < _EXACT_BELOW:
        return Cell(raw, True, problem=SCIENTIFIC)
    shown = form.show(value)
    if value != int(value):
        text = repr(value)
        if "e" in text:
            return Cell(text, True, problem=SCIENTIFIC, shown=shown)
        if not shown and len(text) > _GENERAL_CHARACTERS:
            shown = f"{value:.10g}"
    else:
        text = str(int(value)).zfill(form.zeros)
    # "0", the usual format of whole numbers, keeps no leading zeros; "000000" does.
    cell = Cell(text, form.zeros < 2, shown="" if shown == text else shown)
    if not cell.shown or cell.shown.replace(",", "") == text:
        return cell
    note = _SHOWN_OTHERWISE
    if cell.data != text:
        note = f"The value is {cell.data}, as the cell shows it; it holds the number {text}."
    return Cell(text, cell.is_number, note, shown=cell.shown)


def text_cell(raw: str) -> Cell:
    """Return a text as the file has it, with escapes."""
    text = raw if "_x" not in raw else _ESCAPED.sub(lambda each: chr(int(each[1], 16)), raw)
    whole, text = text, text.strip()
    if text == whole and len(text) < _USUAL_CHARACTERS and text.isascii():
        return Cell(text)
    if not text.isascii() and replace_lone_surrogates(text) != text:
        return Cell(replace_lone_surrogates(text), problem=LONE_SURROGATE)
    if len(text) > MAX_CELL_CHARACTERS:
        return Cell(text[:40], problem=TOO_LONG)
    return Cell(text, note="" if text == whole else TRIMMED)


def date_problem(date: str) -> CellProblem:
    """Return the problem of a *date* as data; labels can print it."""
    return CellProblem(
        "date",
        f"The cell holds a date, {date[:30]}; spreadsheets turn codes such as 1-2 into dates.",
        "Format the column as text and enter the code again.",
    )


def _index(raw: str, count: int) -> int:
    index = int(raw)
    if not 0 <= index < count:
        raise InvalidWorkbook(f"a cell refers to entry {index} of {count}")
    return index


NO_VALUE = CellProblem(
    "formula_without_value",
    "The cell holds a formula, and the file does not have its value.",
    "Open the file in a spreadsheet program and save it, or paste values in place of formulas.",
)
_ZERO = CellProblem(
    "formula_of_zero",
    "The value of the formula is 0: programs that do not calculate write one.",
    "Open the file in a spreadsheet program and save it, or paste values in place of formulas.",
)
_SHOWN_OTHERWISE = "The value is the number itself; the cell's number format shows it differently."
_CALCULATED = "The value is the last calculated result of a formula."
