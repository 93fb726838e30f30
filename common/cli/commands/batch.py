"""`barcode-api batch`: draw the barcodes of a table, without a server."""

import os
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from common.barcode.labels import label_options
from common.barcode.model import options
from common.barcode.model.errors import BarcodeError
from common.cli import content_arguments, files
from common.cli.command import Command, CommandError
from common.operations import content_fields
from common.operations.batches import barcodes_zip, content_columns, outputs, report
from common.operations.batches.files import mapping_of
from common.operations.batches.labels import Labels, with_title
from common.operations.batches.lifecycle import check_defaults
from common.operations.batches.rows import Checker, Row
from common.operations.labels import fonts, pictures
from common.operations.labels import outputs as printing
from common.tables import encodings, file_type, survey
from common.tables.columns import is_for_labels
from common.tables.table import Table

BAD_REQUEST = 2
_MAX_SHOWN_ROWS = 20
_SUFFIXES = outputs.SUFFIXES
_NOT_LABELS = (".zip", ".csv")


def add_arguments(parser: ArgumentParser) -> None:
    """Add the table, the output, and the options for all rows and for labels."""
    parser.add_argument("file", metavar="FILE", help="CSV, XLSX, XLS, ODS, TXT or JSON")
    parser.add_argument(
        "-o",
        "--output",
        metavar="OUT",
        required=True,
        help="pictures.zip, report.csv, labels.pdf, or another kind of labels by its suffix",
    )
    parser.add_argument("--strict", action="store_true", help="write nothing if a row is bad")
    parser.add_argument("--encoding", metavar="NAME", help="encoding of a text file")
    parser.add_argument(
        "--column",
        metavar="USE=COLUMN",
        action="append",
        default=[],
        help="what a column becomes, such as data=EAN, title=Name, copies=Stock or Type=ignore;"
        " repeat it for more columns",
    )
    parser.add_argument(
        "--header-row",
        type=int,
        metavar="N",
        help="the row with the names of the columns, 0 if there is none",
    )
    files.add_place(parser.add_argument)
    barcodes = parser.add_argument_group("options for rows that do not set them")
    content_arguments.add(barcodes.add_argument)
    for name, schema in options.schema()["properties"].items():
        # The data is in the table; everything else may be set for all rows.
        if name != "data":
            _add(barcodes.add_argument, name, schema)
    labels = parser.add_argument_group(f"labels ({', '.join(f'.{k}' for k in printing.kinds())})")
    for name, schema in _label_properties().items():
        _add(labels.add_argument, name, schema)


def _label_properties() -> dict[str, Any]:
    """Return the options of labels; dpi is an option of barcodes already."""
    model = {"printer": printing.options_schema()["printer"]}
    return {**label_options.schema()["properties"], **model}


def _add(add: Callable[..., object], name: str, schema: Mapping[str, Any]) -> None:
    flag, text = f"--{name.replace('_', '-')}", schema["description"].replace("%", "%%")
    if schema["type"] == "boolean":  # --cut-marks alone switches it on
        add(flag, dest=name, nargs="?", const="true", metavar="true", help=text)
    else:
        add(flag, dest=name, metavar="VALUE", help=text)


def run(arguments: Namespace) -> int:
    """Check the table and write the output.

    Raises:
        CommandError: the table can't be read, or the output can't be written.
    """
    suffix = Path(arguments.output).suffix.casefold()
    if suffix not in _SUFFIXES:
        raise CommandError(f"OUT ends in {', '.join(_SUFFIXES)}; {arguments.output!r} does not.")
    try:
        conversion = _Conversion(arguments, suffix)
        conversion.check()
        if arguments.strict:
            conversion.check_labels()
            if conversion.bad:
                raise CommandError(
                    f"{conversion.bad} of {conversion.count} rows are bad; nothing was written."
                )
        files.write(conversion.pieces(), Path(arguments.output))
        conversion.show_labels()
    except BarcodeError as error:
        for problem in error.problems:
            print(f"barcode-api: {problem}", file=sys.stderr)
        return BAD_REQUEST
    files.show_progress("drawn", conversion.count, conversion.count)
    good = conversion.count - conversion.bad
    print(f"{arguments.output}: {good} of {conversion.count} rows.", file=sys.stderr)
    # A script sees that rows were left out, although the output was written.
    return BAD_REQUEST if conversion.bad else 0


class _Conversion:
    """One table and the output made from it; the table is checked before anything is drawn."""

    def __init__(self, arguments: Namespace, suffix: str) -> None:
        self._suffix = suffix
        self._name = Path(arguments.file).name
        self._defaults = check_defaults(
            {
                **_given(arguments, (*options.schema()["properties"], content_fields.CONTENT)),
                **content_arguments.fields(arguments.field),
            }
        )
        chosen = _given(arguments, _label_properties())
        if chosen and suffix in _NOT_LABELS:
            raise CommandError(f"--{next(iter(chosen))} is for labels, such as OUT.pdf or OUT.zpl.")
        self._table = _read(arguments)
        values, choices = survey.take(self._table), _choices(arguments.column)
        # The same proposal as over HTTP: columns are assigned by all values, so that the table is
        # read once before.
        self._columns = content_columns.assign(self._table, values, self._defaults, choices)
        self._show_mapping()
        self._labels: Labels | None = None
        self._dpi: int | None = None
        if suffix not in _NOT_LABELS:
            self._labels = self._make_labels(chosen)
        self.count = self.bad = 0

    def _make_labels(self, chosen: Mapping[str, str]) -> Labels:
        given = files.with_document(chosen)
        kind = self._suffix[1:]
        # In PDF, dpi is that of the pictures; a printer's language is drawn for one print head,
        # and both are one number.
        if kind != printing.PDF and "dpi" in self._defaults:
            given["dpi"] = self._defaults["dpi"]
        output = printing.parse(kind, given)
        self._dpi = output.dpi
        names = [column.name for column in self._columns.every if is_for_labels(column)]
        parsed = with_title(output.chosen, self._columns.mapped)
        setter = fonts.typesetter(fonts.directory(os.environ))
        # No services: files of one's own are parsed in this process.
        images = pictures.open_all(None, parsed.template)
        return Labels(parsed, names, setter, datetime.now(), images)

    def _show_mapping(self) -> None:
        mapping = mapping_of(self._table, self._columns)
        for line in (*self._table.notes, *self._columns.notes, *mapping.lines()):
            print(f"{self._name}: {line}", file=sys.stderr)

    def check(self) -> None:
        """Count the rows, and print the problems of bad ones."""
        for row in self._rows():
            self.count += 1
            if row.options is None:
                self.bad += 1
                # A table with a wrong column has a problem in each of its rows.
                if self.bad <= _MAX_SHOWN_ROWS:
                    for problem in row.problems:
                        print(f"{self._name} row {row.number}: {problem}", file=sys.stderr)
        if self.bad > _MAX_SHOWN_ROWS:
            print(
                f"… and {self.bad - _MAX_SHOWN_ROWS} more rows; OUT.csv lists all.", file=sys.stderr
            )

    def check_labels(self) -> None:
        """Compose the labels of an output of labels, and count the rows that can't be printed."""
        if self._labels is not None:
            self._labels.check((self._name,), self._rows)
            self.show_labels()

    def show_labels(self) -> None:
        """Print the problems of rows that have a reason on their labels, and count them as bad."""
        if self._labels is None:
            return
        for problem in self._labels.problems[:_MAX_SHOWN_ROWS]:
            print(problem, file=sys.stderr)
        self.bad += self._labels.unprintable

    def pieces(self) -> Iterable[bytes]:
        """Return the output in pieces."""
        names, rows = (self._name,), _with_progress(self._rows(), self.count)
        if self._labels is not None:
            # Labels may repeat rows, so that their writer counts them, not the iterator of the
            # rows.
            advance = files.progress_of_labels(self.count)
            return self._labels.write(self._suffix[1:], names, self._rows, self._dpi, advance)
        if self._suffix == ".csv":
            return report.write(names, rows)
        return barcodes_zip.write(names, rows, datetime.now(UTC))

    def _rows(self) -> Iterator[Row]:
        return Checker(self._defaults).check(0, self._table, self._columns)


def _choices(pairs: Sequence[str]) -> dict[str, str]:
    for pair in pairs:
        if "=" not in pair:
            raise CommandError(f"--column is USE=COLUMN, such as data=EAN; {pair[:40]!r} is not.")
    # The last = separates: in front of it may be the name of a column, which may contain one.
    return {key: value for key, _, value in (pair.rpartition("=") for pair in pairs)}


def _given(arguments: Namespace, names: Iterable[str]) -> dict[str, str]:
    values = {name: getattr(arguments, name, None) for name in names}
    return {name: value for name, value in values.items() if value is not None}


def _read(arguments: Namespace) -> Table:
    path = Path(arguments.file)
    # Before the file is read, so that a typing error is not reported as a broken file.
    if arguments.encoding and not encodings.find(arguments.encoding):
        raise CommandError(f"--encoding {arguments.encoding[:40]!r} is unknown, or not for text.")
    try:
        content = path.read_bytes()
    except OSError as error:
        raise CommandError(f"Can't read {path}: {error.strerror}.") from None
    return file_type.read(
        path.name,
        content,
        encoding=arguments.encoding or "",
        header_row=arguments.header_row,
        sheet=arguments.sheet or "",
        cells=arguments.range or "",
    )


def _with_progress(rows: Iterator[Row], count: int) -> Iterator[Row]:
    # Not more often than once a percent, since each report is a write to the terminal.
    step = max(1, count // 100)
    for number, row in enumerate(rows):
        if number % step == 0:
            files.show_progress("drawn", number, count)
        yield row


COMMAND = Command("batch", "draw the barcodes of a table", add_arguments, run)
