"""`barcode-api batch`: many barcodes from a table, without any server."""

import contextlib
import os
import sys
import tempfile
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from common.barcode.labels import label_options
from common.barcode.labels.zpl import RESOLUTIONS
from common.barcode.model import options
from common.barcode.model.errors import BarcodeError
from common.cli.command import Command, CommandError
from common.operations.batches import barcodes_zip, report
from common.operations.batches.labels import ZPL_DPI, Labels
from common.operations.batches.lifecycle import check_defaults
from common.operations.batches.rows import Checker, Row
from common.tables import columns, encodings, file_type
from common.tables.columns import Columns
from common.tables.table import Table

BAD_REQUEST = 2
_MOST_TOLD = 20
_BAR_CHARACTERS = 30
_ENDINGS = (".zip", ".pdf", ".zpl", ".csv")


def add_arguments(parser: ArgumentParser) -> None:
    """Declare the table, the output, and the options for all rows and for labels."""
    parser.add_argument("file", metavar="FILE", help="CSV, XLSX, TXT (a datum a line) or JSON")
    parser.add_argument(
        "-o",
        "--output",
        metavar="OUT",
        required=True,
        help="pictures.zip, labels.pdf, labels.zpl or report.csv: the ending says what is made",
    )
    parser.add_argument("--strict", action="store_true", help="make nothing if a row is bad")
    parser.add_argument("--encoding", choices=encodings.CHOICES, help="of a text file")
    barcodes = parser.add_argument_group("options of rows that say nothing else")
    for name, schema in options.schema()["properties"].items():
        if name != "data":
            _add(barcodes.add_argument, name, schema)
    labels = parser.add_argument_group("labels (.pdf, .zpl)")
    for name, schema in label_options.schema()["properties"].items():
        _add(labels.add_argument, name, schema)


def _add(add: Callable[..., object], name: str, schema: Mapping[str, Any]) -> None:
    flag, told = f"--{name.replace('_', '-')}", schema["description"].replace("%", "%%")
    if schema["type"] == "boolean":  # --cut-marks alone switches it on
        add(flag, dest=name, nargs="?", const="true", metavar="true", help=told)
    else:
        add(flag, dest=name, metavar="VALUE", help=told)


def run(arguments: Namespace) -> int:
    """Make the file.

    Raises:
        CommandError: the table can't be read, or the output not written.
    """
    ending = Path(arguments.output).suffix.casefold()
    if ending not in _ENDINGS:
        raise CommandError(f"OUT ends in {', '.join(_ENDINGS)}; {arguments.output!r} does not.")
    try:
        work = _Work(arguments, ending)
        work.check()
        if arguments.strict and work.bad:
            raise CommandError(f"{work.bad} of {work.count} rows are bad; nothing was made.")
        _write(work.pieces(), Path(arguments.output))
    except BarcodeError as error:
        for problem in error.problems:
            print(f"barcode-api: {problem}", file=sys.stderr)
        return BAD_REQUEST
    _bar("drawn", work.count, work.count)
    good = work.count - work.bad
    print(f"{arguments.output}: {good} of {work.count} rows.", file=sys.stderr)
    return BAD_REQUEST if work.bad else 0


class _Work:
    """One table on its way to one file: it is checked once, told of, and then drawn."""

    def __init__(self, arguments: Namespace, ending: str) -> None:
        self._ending = ending
        self._name = Path(arguments.file).name
        self._defaults = check_defaults(_given(arguments, options.schema()["properties"]))
        chosen = _given(arguments, label_options.schema()["properties"])
        if chosen and ending not in (".pdf", ".zpl"):
            raise CommandError(f"--{next(iter(chosen))} is for labels: OUT.pdf or OUT.zpl.")
        self._table, self._columns = _read(arguments)
        if "format" not in self._defaults and not self._columns.sets("format"):
            raise CommandError("Nothing says the format: give --format or a column of that name.")
        self._labels: Labels | None = None
        self._dpi = int(self._defaults.get("dpi", ZPL_DPI))
        if ending in (".pdf", ".zpl"):
            self._labels = self._make_labels(chosen)
        self.count = self.bad = 0

    def _make_labels(self, chosen: Mapping[str, str]) -> Labels:
        if self._ending == ".zpl":
            chosen = {"template": "roll", **chosen}
            if self._dpi not in RESOLUTIONS:
                known = ", ".join(map(str, RESOLUTIONS))
                raise CommandError(f"--dpi is that of the label printer: one of {known}.")
        names = [column.name for column in self._columns.every if not column.option]
        return Labels(label_options.parse(chosen), names)

    def check(self) -> None:
        """Check every row, and tell of the bad ones."""
        for row in self._rows():
            self.count += 1
            if row.options is None:
                self.bad += 1
                if self.bad <= _MOST_TOLD:
                    for problem in row.problems:
                        print(f"{self._name} row {row.number}: {problem}", file=sys.stderr)
        if self.bad > _MOST_TOLD:
            print(f"… and {self.bad - _MOST_TOLD} rows more; OUT.csv tells all.", file=sys.stderr)

    def pieces(self) -> Iterable[bytes]:
        """Return the file, piece by piece."""
        names, rows = (self._name,), _shown(self._rows(), self.count)
        if self._labels is not None and self._ending == ".pdf":
            return self._labels.pdf(names, rows)
        if self._labels is not None:
            return self._labels.zpl(names, rows, self._dpi)
        if self._ending == ".csv":
            return report.write(names, rows)
        return barcodes_zip.write(names, rows, datetime.now(UTC))

    def _rows(self) -> Iterator[Row]:
        return Checker(self._defaults).check(0, self._table, self._columns)


def _given(arguments: Namespace, names: Iterable[str]) -> dict[str, str]:
    found = {name: getattr(arguments, name, None) for name in names}
    return {name: value for name, value in found.items() if value is not None}


def _read(arguments: Namespace) -> tuple[Table, Columns]:
    path = Path(arguments.file)
    try:
        content = path.read_bytes()
    except OSError as error:
        raise CommandError(f"Can't read {path}: {error.strerror}.") from None
    table = file_type.read(path.name, content, encoding=arguments.encoding or "")
    return table, columns.assign(path.name, table.columns)


def _shown(rows: Iterator[Row], count: int) -> Iterator[Row]:
    step = max(1, count // 100)
    for number, row in enumerate(rows):
        if number % step == 0:
            _bar("drawn", number, count)
        yield row


def _bar(what: str, done: int, total: int) -> None:
    """Show progress where a person looks on."""
    if sys.stderr.isatty() and total:
        filled = _BAR_CHARACTERS * done // total
        bar = "█" * filled + "░" * (_BAR_CHARACTERS - filled)
        end = "\n" if done == total else ""
        print(f"\r{bar} {done:,} of {total:,} {what}", end=end, file=sys.stderr, flush=True)


def _write(pieces: Iterable[bytes], path: Path) -> None:
    """Write beside *path* first, so that nobody finds half a file there."""
    temporary = ""
    try:
        with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as file:
            temporary = file.name
            for piece in pieces:
                file.write(piece)
        # As a file that was simply written would be.
        os.umask(mask := os.umask(0o022))
        Path(temporary).chmod(0o666 & ~mask)
        Path(temporary).replace(path)
    except OSError as error:
        raise CommandError(f"Can't write to {path}: {error.strerror}.") from None
    finally:
        if temporary:
            with contextlib.suppress(FileNotFoundError):
                Path(temporary).unlink()


COMMAND = Command("batch", "draw many barcodes from a table", add_arguments, run)
