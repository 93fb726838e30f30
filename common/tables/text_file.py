"""TXT: the data of one barcode in each line."""

from collections.abc import Iterator

from common.tables.csv_file import (
    SCIENTIFIC,
    TOO_LONG,
    TRIMMED,
    guess_note,
    is_scientific,
    notes_on,
)
from common.tables.encodings import Decoded
from common.tables.table import MAX_CELL_CHARACTERS, Cell, Pause, Record, Sheet, no_pause

_LINES_PER_PAUSE = 32


def read(name: str, decoded: Decoded, pause: Pause = no_pause) -> Sheet:
    """Return the rows in *decoded*, of one column; empty lines are skipped.

    *pause* is called between lines.
    """

    def rows() -> Iterator[Record]:
        for number, line in enumerate(_lines(decoded.text), 1):
            if not number % _LINES_PER_PAUSE:
                pause()
            whole = line.removesuffix("\r")
            text = whole.strip()
            if len(text) > MAX_CELL_CHARACTERS:
                yield Record(number, (Cell(text[:40], problem=TOO_LONG),))
            elif is_scientific(text):
                yield Record(number, (Cell(text, problem=SCIENTIFIC),))
            elif text:
                note = guess_note(decoded) if decoded.guessed and not text.isascii() else ""
                yield Record(number, (Cell(text, note=note or (TRIMMED if text != whole else "")),))

    return Sheet(name, "TXT", rows, notes_on(decoded))


def _lines(text: str) -> Iterator[str]:
    """Yield the lines as editors count them, without a copy of all lines in memory."""
    # Classic Mac OS and some scanners end lines with a carriage return alone.
    line_end = "\n" if "\n" in text else "\r"
    start = 0
    while start < len(text):
        end = text.find(line_end, start)
        if end < 0:
            end = len(text)
        yield text[start:end]
        start = end + 1
