"""`barcode-api decode`: read the barcodes in picture files, without a server."""

import json
import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path

import msgspec

from common.barcode.decode import reader
from common.barcode.model.errors import BarcodeError
from common.cli.command import Command, CommandError

NOT_FOUND, UNREADABLE = 1, 2


def add_arguments(parser: ArgumentParser) -> None:
    """Add the files and the output format."""
    parser.add_argument("files", metavar="FILE", nargs="+", help="a picture; - is standard input")
    parser.add_argument("--json", action="store_true", help="print each barcode as a line of JSON")


def run(arguments: Namespace) -> int:
    """Print the barcodes in each file.

    Returns 1 if a file has no barcode, and 2 if a file is not a readable picture.

    Raises:
        CommandError: a file can't be opened.
    """
    status = 0
    for file in arguments.files:
        try:
            barcodes = reader.read(_content(file))
        except BarcodeError as error:
            print(f"barcode-api: {file}: {error}", file=sys.stderr)
            status = UNREADABLE
            continue
        for barcode in barcodes:
            print(_line(file, barcode, arguments))
        if not barcodes:
            print(f"barcode-api: {file}: no barcode was found.", file=sys.stderr)
            status = max(status, NOT_FOUND)
    return status


def _content(file: str) -> bytes:
    try:
        return sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
    except OSError as error:
        raise CommandError(f"Can't read {file}: {error.strerror}.") from None


def _line(file: str, barcode: reader.Found, arguments: Namespace) -> str:
    if arguments.json:
        return json.dumps({"file": file, **msgspec.to_builtins(barcode)}, ensure_ascii=False)
    name = f"{file}: " if len(arguments.files) > 1 else ""
    return f"{name}{barcode.format}\t{_printable(barcode.text)}"


def _printable(text: str) -> str:
    """Return *text* with control characters escaped, which a terminal would execute."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


COMMAND = Command("decode", "read the barcodes in pictures", add_arguments, run)
