"""`barcode-api labels`: print the rows of a table by a label template, without a server."""

import os
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from common import setting_types
from common.barcode.labels import builtin, label_options
from common.barcode.model.errors import BarcodeError
from common.cli import files
from common.cli.command import Command, CommandError
from common.operations.labels import direct, outputs, printing
from common.operations.labels.printing import PrintRefused
from common.tables import file_type

BAD_REQUEST = 2


def add_arguments(parser: ArgumentParser) -> None:
    """Add the table, the output, and the options of labels."""
    parser.add_argument("file", metavar="FILE", nargs="?", help="CSV, XLSX, TXT or JSON")
    parser.add_argument(
        "-o",
        "--output",
        metavar="OUT",
        help=f"the suffix selects the kind: {', '.join(f'.{kind}' for kind in outputs.kinds())}",
    )
    parser.add_argument(
        "--print", dest="print_on", metavar="NAME", help="print on a printer of PRINTERS"
    )
    parser.add_argument("--list", action="store_true", help="list the templates of the product")
    parser.add_argument(
        "--strict", action="store_true", help="write nothing if a row can't be printed"
    )
    parser.add_argument("--encoding", help="encoding of a text file")
    files.add_place(parser.add_argument)
    for name, schema in _properties().items():
        _add(parser.add_argument, name, schema)


def _properties() -> dict[str, Any]:
    return {**label_options.schema()["properties"], **outputs.options_schema()}


def _add(add: Callable[..., object], name: str, schema: Mapping[str, Any]) -> None:
    flag, text = f"--{name.replace('_', '-')}", schema["description"].replace("%", "%%")
    if schema["type"] == "boolean":  # --cut-marks alone switches it on
        add(flag, dest=name, nargs="?", const="true", metavar="true", help=text)
    else:
        add(flag, dest=name, metavar="VALUE", help=text)


def run(arguments: Namespace) -> int:
    """Check the rows and write the labels.

    Raises:
        CommandError: the table can't be read, or the output can't be written.
    """
    if arguments.list:
        for name, document in builtin.documents().items():
            print(f"{name}: {document['description']}")
        return 0
    # Exactly one of both: printing and saving at once would hide which of them failed.
    if not arguments.file or bool(arguments.output) == bool(arguments.print_on):
        raise CommandError(
            "Give a table, and -o OUT or --print NAME: barcode-api labels FILE -o labels.pdf."
        )
    try:
        prepared, done = _print(arguments) if arguments.print_on else _save(arguments)
    except BarcodeError as error:
        for problem in error.problems:
            print(f"barcode-api: {problem}", file=sys.stderr)
        return BAD_REQUEST
    files.show_progress("checked", prepared.rows, prepared.rows)
    for problem in prepared.problems:
        print(f"{Path(arguments.file).name} {problem}", file=sys.stderr)
    rows = "1 row" if prepared.rows == 1 else f"{prepared.rows} rows"
    print(f"{done}: {prepared.labels} labels of {rows}.", file=sys.stderr)
    return BAD_REQUEST if prepared.problems else 0


def _save(arguments: Namespace) -> tuple[direct.Prepared, str]:
    kind = Path(arguments.output).suffix.casefold()[1:]
    if kind not in outputs.kinds():
        known = ", ".join(f".{each}" for each in outputs.kinds())
        raise CommandError(f"OUT ends in {known}; {arguments.output!r} does not.")
    prepared = _prepare(arguments, kind, _given(arguments))
    files.write(prepared.pieces(), Path(arguments.output))
    return prepared, arguments.output


def _print(arguments: Namespace) -> tuple[direct.Prepared, str]:
    try:
        found = printing.target(
            setting_types.printers(os.environ.get("PRINTERS", "")), arguments.print_on
        )
        options = printing.merged(found, _given(arguments))
        prepared = _prepare(arguments, found.kind, options)
        printed = found.print(prepared.pieces(), prepared.labels)
    except ValueError as error:
        raise CommandError(f"PRINTERS {error}.") from None
    except PrintRefused as refused:
        raise CommandError(refused.problem.text) from None
    job = f", job {printed.job}" if printed.job else ""
    return prepared, f"{printed.printer}{job}, {printed.state}"


def _given(arguments: Namespace) -> dict[str, str]:
    return {
        name: value
        for name in _properties()
        if (value := getattr(arguments, name, None)) is not None
    }


def _prepare(arguments: Namespace, kind: str, given: Mapping[str, str]) -> direct.Prepared:
    path = Path(arguments.file)
    try:
        content = path.read_bytes()
    except OSError as error:
        raise CommandError(f"Can't read {path}: {error.strerror}.") from None
    table = file_type.read(
        path.name,
        content,
        encoding=arguments.encoding or "",
        sheet=arguments.sheet or "",
        cells=arguments.range or "",
    )
    for note in table.notes:
        print(f"{path.name}: {note}", file=sys.stderr)
    source = direct.of_table(table)
    return direct.prepare(
        None,
        "",
        kind,
        files.with_document(given),
        source,
        datetime.now(),
        strict=arguments.strict,
        environ=os.environ,
        pause=files.progress_of_labels(source.count),
    )


COMMAND = Command("labels", "print a table by a label template", add_arguments, run)
