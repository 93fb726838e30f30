"""`barcode-api generate`: draw one barcode into a file, without a server."""

import sys
from argparse import SUPPRESS, ArgumentParser, Namespace
from pathlib import Path
from typing import Any

import msgspec

from common.barcode import pipeline
from common.barcode.model import options
from common.barcode.model.errors import BarcodeError
from common.barcode.model.rendered_image import RenderedImage
from common.cli import content_arguments
from common.cli.command import Command, CommandError
from common.operations import content, content_fields, logos

BAD_REQUEST = 2
# Option names of other services, accepted so that the option parser can name ours in its refusal.
# --output and --content have their own meaning here.
FOREIGN_OPTIONS = tuple(
    name for name in options.OPTION_ALIASES if name not in ("output", content_fields.CONTENT)
)


def add_arguments(parser: ArgumentParser) -> None:
    """Add the data and the options of a barcode, which are those of the API."""
    parser.add_argument("data", metavar="DATA", nargs="?", help="the data to encode")
    content_arguments.add(parser.add_argument)
    parser.add_argument(
        "-o", "--output", metavar="FILE", help="output file; its suffix selects the image format"
    )
    for name, schema in options.schema()["properties"].items():
        if name != "data":
            _add(parser, name, schema["description"].replace("%", "%%"), schema["type"])
    # Names that other tools use are accepted, and not listed.
    for name in FOREIGN_OPTIONS:
        _add(parser, name, SUPPRESS, "string")


def _add(parser: ArgumentParser, name: str, text: str, kind: str) -> None:
    flag, metavar = f"--{name.replace('_', '-')}", "VALUE" if kind == "string" else kind.upper()
    if kind == "boolean":  # --verify alone switches it on
        parser.add_argument(flag, dest=name, nargs="?", const="true", metavar="true", help=text)
    else:
        parser.add_argument(flag, dest=name, metavar=metavar, help=text)


def given_options(arguments: Namespace) -> dict[str, Any]:
    """Return the given options by name, with values as in a query string.

    Raises:
        OptionError: a field of content is malformed.
    """
    names = [field.name for field in msgspec.structs.fields(options.DrawOptions)]
    given: dict[str, Any] = {
        name: value
        for name in (*names, *FOREIGN_OPTIONS)
        if (value := getattr(arguments, name)) is not None
    }
    if arguments.content is not None:
        given[content_fields.CONTENT] = arguments.content
    given |= content_arguments.fields(arguments.field)
    # The suffix chooses the image format, unless an option does.
    suffix = Path(arguments.output or "").suffix.removeprefix(".")
    return {"image_format": suffix, **given} if suffix else given


def run(arguments: Namespace) -> int:
    """Draw the barcode and write it.

    Raises:
        CommandError: the output is a terminal, or can't be written.
    """
    if arguments.output is None and sys.stdout.isatty():
        raise CommandError(
            "A terminal can't show a picture: give -o FILE, or redirect it to a file."
        )
    try:
        expanded = content.expand(given_options(arguments))
        picture = pipeline.draw(
            logos.as_pixels_in_place(options.parse(expanded.arguments, strings=True))
        )
    except BarcodeError as error:
        for problem in error.problems:
            print(f"barcode-api: {problem}", file=sys.stderr)
        return BAD_REQUEST
    _write(picture, arguments.output)
    if picture.scan_margin is not None:
        print(f"barcode-api: scan margin {picture.scan_margin} %", file=sys.stderr)
    for warning in (*expanded.warnings, *picture.warnings):
        print(f"barcode-api: {warning}", file=sys.stderr)
    return 0


def _write(picture: RenderedImage, output: str | None) -> None:
    try:
        # Bytes, without the translation of line ends that text gets on Windows.
        if output in (None, "-"):
            sys.stdout.buffer.write(picture.body)
            sys.stdout.buffer.flush()
        else:
            Path(str(output)).write_bytes(picture.body)
    except OSError as error:
        raise CommandError(f"Can't write to {output or 'stdout'}: {error.strerror}.") from None


COMMAND = Command("generate", "draw one barcode into a file", add_arguments, run)
