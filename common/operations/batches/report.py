"""The report of a batch as CSV: what became of every row."""

import csv
import io
from collections.abc import Iterable, Iterator

from common.operations.batches.rows import Row
from common.tables.table import Pause, no_pause

HEADER = ("file", "row", "status", "filename", "format", "data", "problem", "fix", "note")
# A spreadsheet takes a cell that begins so for a formula (OWASP, CSV injection).
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
_BOM = "\ufeff"
_LINES_AT_ONCE = 200


def head() -> bytes:
    """Return the mark by which spreadsheets know UTF-8, and the header."""
    return (_BOM + _line(HEADER)).encode()


def write(files: tuple[str, ...], rows: Iterable[Row], pause: Pause = no_pause) -> Iterator[bytes]:
    """Yield the report of *rows*, which stand in *files*, in pieces of some KiB."""
    waiting = [head()]
    for row in rows:
        waiting.append(line(files, row))
        pause()
        if len(waiting) == _LINES_AT_ONCE:
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
        " ".join(f"{problem.field}: {problem.message}" for problem in row.problems),
        " ".join(problem.fix for problem in row.problems),
        " ".join(row.notes),
    )
    return _line(cells).encode("utf-8", "replace")


def _line(cells: tuple[str, ...]) -> str:
    out = io.StringIO()
    csv.writer(out).writerow([_harmless(cell) for cell in cells])
    return out.getvalue()


def _harmless(cell: str) -> str:
    """Return *cell* so that no spreadsheet runs it: what looks like a formula gets a quote."""
    return f"'{cell}" if cell.startswith(_FORMULA_STARTS) else cell
