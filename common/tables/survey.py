"""What the values of each column look like: how many are GTINs, numbers, addresses or prose."""

import re
from collections import Counter

from common.barcode.encode import check_digits
from common.tables.table import HIDDEN_ROW, Cell, Record, Table

# Values that are looked at; more would only cost time.
MAX_VALUES = 1_000
# A column that sets an option has few different values.
MAX_DISTINCT = 100

SSCC_LENGTH = 18
_GTIN_LENGTHS = (8, 12, 13, 14, SSCC_LENGTH)
# Digits of a UPC-A or an EAN-8 that lost the zeros at its start, and its whole length.
WITHOUT_ZEROS = {7: 8, 9: 12, 10: 12, 11: 12}
_ISBN = re.compile(r"97[89][- ]?(?:[0-9][- ]?){9}[0-9]")
# With a unit or a currency, or without.
_DECIMAL = re.compile(r"\D{0,4}[+-]?[0-9]{1,3}(?:[.,' ]?[0-9]{3})*[.,][0-9]{1,3}\D{0,4}")
_COUNT = re.compile(r"[0-9]{1,5}")
_ADDRESS = re.compile(r"(?:(?:https?|ftp)://|mailto:|tel:|sms:|geo:|WIFI:|BEGIN:)\S.*", re.I | re.S)
_ELEMENTS = re.compile(r"\([0-9]{2,4}\).+")
# GS1 General Specifications, 3.2: keys of logistic units, trade items, assets, places, services.
_IDENTIFIED = re.compile(r"\((?:0[0-2]|253|255|40[12]|414|417|800[3467]|801[0378])\)")
_BRACKETS = str.maketrans("", "", "()")
_CODE_128 = re.compile(r"[\x20-\x7e]{1,48}")
_DATE = re.compile(r"[0-9]{1,4}[./-][0-9]{1,2}[./-][0-9]{1,4}(?:[ T][0-9:.]+)?")


class ColumnSurvey:
    """The values of one column.

    Attributes:
        count: number of values that are not empty.
        gtins: number of GTINs and SSCCs with a valid check digit, by their length.
        lengths: number of values of digits only, by their length.
        short: number of values that are a GTIN but for the zeros at its start, by their length.
        decimals: values with a decimal point or comma, such as prices.
        counts: whole numbers of up to five digits.
        total: the sum of those.
        addresses: values that a phone opens.
        element_strings: GS1 data with identifiers in brackets.
        identified: those of them that begin with the number of a thing, such as a GTIN.
        longest: characters of the longest of them, without brackets.
        code128: values that Code 128 carries in a symbol that a scanner can read.
        codes: those of them that have a digit and no space.
        sentences: values of more than two words without a digit, or longer than a code is.
        dates: values that look like dates.
        isbns: values that are written as ISBNs.
        damaged: cells that can't be used, such as 4.00638E+12.
        repeated: values that occurred before.
        distinct: the first cells of up to `MAX_DISTINCT` different values, with an example of the
            row of each.
    """

    def __init__(self) -> None:
        self.count = self.decimals = self.counts = self.total = self.addresses = self.codes = 0
        self.element_strings = self.code128 = self.sentences = self.dates = self.isbns = 0
        self.damaged = self.repeated = self.identified = self.longest = 0
        self.gtins: Counter[int] = Counter()
        self.lengths: Counter[int] = Counter()
        self.short: Counter[int] = Counter()
        self.distinct: dict[str, Record] = {}
        self._seen: set[str] = set()

    @property
    def are_numbers(self) -> bool:
        """Return True if most values are numbers of up to five digits."""
        return 2 * self.counts > self.count

    def add(self, cell: Cell) -> None:
        """Count the value of *cell*, which is not empty."""
        self.count += 1
        if cell.problem:
            self.damaged += 1
        text = without_separators(without_decimal_zero(cell.data))
        # Quantities repeat, identifiers don't.
        if text in self._seen:
            self.repeated += 1
        self._seen.add(text)
        if text.isascii() and text.isdigit():
            self._add_digits(text)
        else:
            self._add_other(text)
        if _CODE_128.fullmatch(text):
            self.code128 += 1
            self.codes += " " not in text and any(map(str.isdigit, text))

    def _add_other(self, text: str) -> None:
        if _DECIMAL.fullmatch(text):
            self.decimals += 1
        elif _DATE.fullmatch(text):
            self.dates += 1
        elif _ADDRESS.fullmatch(text):
            self.addresses += 1
        elif _ELEMENTS.fullmatch(text):
            self.element_strings += 1
            self.identified += _IDENTIFIED.match(text) is not None
            self.longest = max(self.longest, len(text.translate(_BRACKETS)))
        elif _ISBN.fullmatch(text):
            self.isbns += 1
        # Words are for people: a column of them is a title.
        elif len(text.split()) > 2 or len(text) > 60:
            self.sentences += 1

    def _add_digits(self, text: str) -> None:
        self.lengths[len(text)] += 1
        if len(text) in _GTIN_LENGTHS and check_digits.gs1(text[:-1]) == text[-1]:
            self.gtins[len(text)] += 1
            if text.startswith(("978", "979")):
                self.isbns += len(text) == 13
        elif len(text) in WITHOUT_ZEROS:
            self.short[len(text)] += check_digits.gs1(text[:-1]) == text[-1]
        elif _COUNT.fullmatch(text):
            self.counts += 1
            self.total += int(text)


class Survey:
    """The columns of a table, by name, and the number of its rows and of the hidden ones."""

    def __init__(self, table: Table) -> None:
        self.rows = self.hidden = 0
        self.columns = {name: ColumnSurvey() for name in table.columns}
        self._names = table.columns

    def add(self, record: Record) -> None:
        """Count *record*."""
        self.rows += 1
        self.hidden += record.note == HIDDEN_ROW
        is_looked_at = self.rows <= MAX_VALUES
        for name, cell in zip(record.names or self._names, record.cells, strict=False):
            if not (cell.text or cell.problem):
                continue
            column = self.columns[name]
            if is_looked_at:
                column.add(cell)
            # One more than the bound shows that there are too many.
            if len(column.distinct) <= MAX_DISTINCT and cell.text not in column.distinct:
                column.distinct[cell.text] = record


def take(table: Table) -> Survey:
    """Return the survey of all rows of *table*."""
    survey = Survey(table)
    for record in table.records():
        survey.add(record)
    return survey


# pandas writes the whole numbers of a column with gaps so.
_DECIMAL_ZERO = re.compile(r"([0-9]{6,})[.,]0")


def without_decimal_zero(text: str) -> str:
    """Return *text* without the ``.0`` that programs add to whole numbers of many digits."""
    whole = _DECIMAL_ZERO.fullmatch(text)
    return whole[1] if whole else text


# As below the bars, or as a till prints it: 4 006381 333931, 400-6381-33393-1.
_SEPARATED = re.compile(r"[0-9]+(?:[ \u00a0\u2009\u202f\u2010-\u2013-][0-9]+)+")


def without_separators(text: str) -> str:
    """Return the digits of *text* if it is a GTIN or an SSCC with spaces or hyphens."""
    if len(text) > 2 * SSCC_LENGTH or not _SEPARATED.fullmatch(text) or _ISBN.fullmatch(text):
        return text
    digits = "".join(filter(str.isdigit, text))
    is_valid = len(digits) in _GTIN_LENGTHS and check_digits.gs1(digits[:-1]) == digits[-1]
    return digits if is_valid else text
