"""What a table is once it is read: a header and records of cells."""

from collections.abc import Callable, Iterator

from msgspec import Struct

Pause = Callable[[], None]

MAX_COLUMNS = 200
MAX_CELL_CHARACTERS = 32_767  # characters, as many as a cell of a spreadsheet holds


def no_pause() -> None:
    """Let nothing else go first: the caller has a thread of its own."""


class CellProblem(Struct, frozen=True):
    """Why a cell can't be used.

    Attributes:
        code: stable, such as ``formula_without_value``.
        message: one sentence.
        fix: what would work, one sentence.
    """

    code: str
    message: str
    fix: str


# JSON and XLSX can spell half of a surrogate pair, which is no character in any encoding.
LONE_SURROGATE = CellProblem(
    "half_pair",
    "The cell holds half of a surrogate pair.",
    "Write whole Unicode characters.",
)


def replace_lone_surrogates(text: str) -> str:
    """Return *text* with a question mark for every half of a surrogate pair."""
    return text if text.isascii() else text.encode(errors="replace").decode()


class Cell(Struct, frozen=True):
    """One cell.

    Attributes:
        text: what it says; empty where it says nothing.
        is_number: True if the file holds a number, which has no leading zeros.
        note: what was done to it that its author should know, one sentence.
        problem: why the cell can't be used, or None.
    """

    text: str
    is_number: bool = False
    note: str = ""
    problem: CellProblem | None = None


class Record(Struct, frozen=True):
    """One row.

    Attributes:
        number: as the author's program counts it; the first row of the file is 1.
        cells: by position; a short row has fewer than the header.
        names: the cells' own names where the rows have no common header, as in JSON.
    """

    number: int
    cells: tuple[Cell, ...]
    names: tuple[str, ...] = ()


class Table(Struct, frozen=True):
    """One file.

    Attributes:
        name: of the file.
        kind: ``CSV``, ``XLSX``, ``TXT`` or ``JSON``.
        columns: names of the columns; for JSON every name that occurs.
        records: begins to read the rows anew, from the first below the header.
        notes: what its author should know of the file as a whole, one sentence each.
    """

    name: str
    kind: str
    columns: tuple[str, ...]
    records: Callable[[], Iterator[Record]]
    notes: tuple[str, ...] = ()
