"""TXT: a datum a line."""

from collections.abc import Iterator

from common.tables.csv_file import GUESSED, TOO_LONG
from common.tables.encodings import Decoded
from common.tables.table import MAX_CELL_CHARACTERS, Cell, Record, Table

COLUMN = "data"


def read(name: str, decoded: Decoded) -> Table:
    """Return the table in *decoded*: one column, without a header; empty lines are skipped."""
    notes = ("The file is no UTF-8 and was read as Windows-1252.",) if decoded.guessed else ()

    def rows() -> Iterator[Record]:
        for number, line in enumerate(_lines(decoded.text), 1):
            text = line.strip()
            if len(text) > MAX_CELL_CHARACTERS:
                yield Record(number, (Cell(text[:40], problem=TOO_LONG),))
            elif text:
                yield Record(number, (_cell(text, guessed=decoded.guessed),))

    return Table(name, "TXT", (COLUMN,), rows, notes)


def _cell(text: str, *, guessed: bool) -> Cell:
    return Cell(text, note=GUESSED if guessed and not text.isascii() else "")


def _lines(text: str) -> Iterator[str]:
    """Yield the lines as editors count them, one at a time."""
    at = 0
    # Carriage returns end lines where nothing else does: so old Macs, and some scanners, write.
    mark = "\n" if "\n" in text else "\r"
    while at < len(text):
        end = text.find(mark, at)
        if end < 0:
            end = len(text)
        yield text[at:end]
        at = end + 1
