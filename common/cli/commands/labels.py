"""`barcode-api labels`: print the rows of a table by a label template, without a server."""

import os
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from common.barcode.labels import builtin, label_options
from common.barcode.model.errors import BarcodeError
from common.cli import files
from common.cli.command import Command, CommandError
from common.operations.labels import direct, outputs
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
    parser.add_argument("--list", action="store_true", help="list the templates of the product")
    parser.add_argument(
        "--strict", action="store_true", help="write nothing if a row can't be printed"
    )
    parser.add_argument("--encoding", help="encoding of a text file")
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
    if not arguments.file or not arguments.output:
        raise CommandError("Give a table, and -o OUT: barcode-api labels FILE -o labels.pdf.")
    kind = Path(arguments.output).suffix.casefold()[1:]
    if kind not in outputs.kinds():
        known = ", ".join(f".{each}" for each in outputs.kinds())
        raise CommandError(f"OUT ends in {known}; {arguments.output!r} does not.")
    try:
        prepared = _prepare(arguments, kind)
        files.write(prepared.pieces(), Path(arguments.output))
    except BarcodeError as error:
        for problem in error.problems:
            print(f"barcode-api: {problem}", file=sys.stderr)
        return BAD_REQUEST
    files.show_progress("checked", prepared.cost, prepared.cost)
    for problem in prepared.problems:
        print(f"{Path(arguments.file).name} {problem}", file=sys.stderr)
    rows = "1 row" if prepared.cost == 1 else f"{prepared.cost} rows"
    print(f"{arguments.output}: {prepared.labels} labels of {rows}.", file=sys.stderr)
    return BAD_REQUEST if prepared.problems else 0


def _prepare(arguments: Namespace, kind: str) -> direct.Prepared:
    path = Path(arguments.file)
    try:
        content = path.read_bytes()
    except OSError as error:
        raise CommandError(f"Can't read {path}: {error.strerror}.") from None
    table = file_type.read(path.name, content, encoding=arguments.encoding or "")
    source = direct.of_table(table)
    given = {
        name: value
        for name in _properties()
        if (value := getattr(arguments, name, None)) is not None
    }
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
