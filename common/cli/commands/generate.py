"""`barcode-api generate`: one barcode into a file, without any server."""

import sys
from argparse import SUPPRESS, ArgumentParser, Namespace
from pathlib import Path
from typing import Any

import msgspec

from common.barcode import pipeline
from common.barcode.model import options
from common.barcode.model.errors import BarcodeError
from common.barcode.model.rendered_image import Picture
from common.cli.command import Command, CommandError
from common.operations import content

BAD_REQUEST = 2
# Taken from the command line so that the option parser can name ours; --output is the file here.
_OURS = ("output", content.CONTENT)
THEIRS = tuple(name for name in options.FOREIGN_NAMES if name not in _OURS)


def add_arguments(parser: ArgumentParser) -> None:
    """Declare the options of a barcode, as the API has them."""
    parser.add_argument("data", metavar="DATA", nargs="?", help="the data to encode")
    parser.add_argument(
        "--content", metavar="TYPE", help="build the data by an application standard, such as wifi"
    )
    parser.add_argument(
        "--field",
        metavar="NAME=VALUE",
        action="append",
        default=[],
        help="a field of --content; repeat it for more fields",
    )
    parser.add_argument(
        "-o", "--output", metavar="FILE", help="where to; its ending chooses the image format"
    )
    for name, schema in options.schema()["properties"].items():
        if name != "data":
            _add(parser, name, schema["description"].replace("%", "%%"), schema["type"])
    for theirs in THEIRS:
        _add(parser, theirs, SUPPRESS, "string")


def _add(parser: ArgumentParser, name: str, told: str, kind: str) -> None:
    flag, shown = f"--{name.replace('_', '-')}", "VALUE" if kind == "string" else kind.upper()
    if kind == "boolean":  # --guardbar alone switches it on
        parser.add_argument(flag, dest=name, nargs="?", const="true", metavar="true", help=told)
    else:
        parser.add_argument(flag, dest=name, metavar=shown, help=told)


def asked(arguments: Namespace) -> dict[str, Any]:
    """Return the options that were given, as a query string would have them."""
    names = [field.name for field in msgspec.structs.fields(options.DrawOptions)]
    given: dict[str, Any] = {
        name: value for name in (*names, *THEIRS) if (value := getattr(arguments, name)) is not None
    }
    if arguments.content is not None:
        given[content.CONTENT] = arguments.content
    for pair in arguments.field:
        name, _, value = pair.partition("=")
        given.setdefault(f"content.{name}", []).append(value)
    ending = Path(arguments.output or "").suffix.removeprefix(".")
    return {"image_format": ending, **given} if ending else given


def run(arguments: Namespace) -> int:
    """Draw the barcode and write it.

    Raises:
        CommandError: there is nowhere to write it to.
    """
    if arguments.output is None and sys.stdout.isatty():
        raise CommandError("A picture is no text: give -o FILE, or send the output to a file.")
    try:
        expanded = content.expand(asked(arguments))
        picture = pipeline.draw(options.parse(expanded.arguments, strings=True))
    except BarcodeError as error:
        for problem in error.problems:
            print(f"barcode-api: {problem}", file=sys.stderr)
        return BAD_REQUEST
    _write(picture, arguments.output)
    for warning in (*expanded.warnings, *picture.warnings):
        print(f"barcode-api: {warning}", file=sys.stderr)
    return 0


def _write(picture: Picture, output: str | None) -> None:
    try:
        if output in (None, "-"):
            sys.stdout.buffer.write(picture.body)
            sys.stdout.buffer.flush()
        else:
            Path(str(output)).write_bytes(picture.body)
    except OSError as error:
        raise CommandError(f"Can't write to {output or 'stdout'}: {error.strerror}.") from None


COMMAND = Command("generate", "draw one barcode into a file", add_arguments, run)
