"""The report of a batch as CSV: the outcome of every row."""

import re
from collections.abc import Iterable, Iterator

from common.operations.batches.rows import Row
from common.tables.table import Pause, no_pause

HEADER = ("file", "row", "status", "filename", "format", "data", "problem", "fix", "note")
# A spreadsheet runs a cell that starts with one of these as a formula (OWASP, CSV Injection; the
# last four are full-width forms). It may split a line at another delimiter than the comma, and then
# ignores quotation marks inside its cells: the rest of our cell becomes a cell of its own.
_FORMULA = re.compile(r'(^|[;|\t\r\n])(?=[" ]*[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20])')
_SPECIAL = re.compile(r'[",;|\t\r\n]')
_BOM = "\ufeff"
_LINES_PER_PIECE = 200


def head() -> bytes:
    """Return the header line, after the byte order mark by which spreadsheets recognise UTF-8."""
    # Excel reads UTF-8 only with a byte order mark.
    return (_BOM + _line(HEADER)).encode()


def write(files: tuple[str, ...], rows: Iterable[Row], pause: Pause = no_pause) -> Iterator[bytes]:
    """Yield the report of *rows* in pieces of some KiB.

    Args:
        files: names of the tables, by the index that rows refer to.
        rows: the rows of all tables, in order.
        pause: called after each row.
    """
    waiting = [head()]
    for row in rows:
        waiting.append(line(files, row))
        pause()
        # Larger pieces: each one is a write to the client.
        if len(waiting) == _LINES_PER_PIECE:
            yield b"".join(waiting)
            waiting.clear()
    yield b"".join(waiting)


def line(files: tuple[str, ...], row: Row) -> bytes:
    """Return the line of *row*."""
    cells = (
        files[row.file],
        str(row.number),
        "ok" if row.options else "failed",
        row.filename,
        row.format,
        row.data,
        " ".join(f"{problem.place}: {problem.message}" for problem in row.problems),
        " ".join(problem.fix for problem in row.problems),
        " ".join(row.notes),
    )
    # A lone surrogate in the data is what the row is refused for, and has no UTF-8.
    return _line(cells).encode("utf-8", "replace")


def _line(cells: tuple[str, ...]) -> str:
    return ",".join(map(_field, cells)) + "\r\n"


def _field(cell: str) -> str:
    """Return *cell* as a field (RFC 4180, 2) that no spreadsheet runs as a formula.

    An apostrophe before the formula makes it text.
    """
    # Most cells are numbers, words and names of files.
    if not cell or cell.replace(".", "").isalnum():
        return cell
    safe = _FORMULA.sub(r"\1'", cell)
    if safe == cell and not _SPECIAL.search(cell):
        return cell
    return '"' + safe.replace('"', '""') + '"'
