"""The barcode-api command: finds its subcommands and runs the one asked for."""

import signal
import sys

if __name__ == "__main__":
    # The imports below take about a second: Ctrl-C ends them without a traceback.
    signal.signal(signal.SIGINT, signal.SIG_DFL)

from argparse import ArgumentParser
from collections.abc import Sequence

from common import __version__
from common.cli import commands
from common.cli.command import Command, CommandError
from common.discovery import collect

CANNOT = 1
INTERRUPTED = 128 + signal.SIGINT


def parser() -> ArgumentParser:
    """Build the command line from what the modules of `commands` declare."""
    top = ArgumentParser(prog="barcode-api", description="Barcodes that scan.")
    top.add_argument("--version", action="version", version=f"theBarcodeAPI {__version__}")
    subcommands = top.add_subparsers(required=True, metavar="COMMAND")
    for command in collect(commands, "COMMAND", Command):
        sub = subcommands.add_parser(
            command.name, help=command.help, description=command.help, allow_abbrev=False
        )
        command.add_arguments(sub)
        sub.set_defaults(run=command.run)
    return top


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the subcommand in *arguments* (default: of this process); return the exit status.

    0: done. 1: can't be done here and now. 2: what was asked for is wrong. 130: Ctrl-C.
    """
    parsed = parser().parse_args(arguments)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        status: int = parsed.run(parsed)
    except CommandError as error:
        print(f"barcode-api: {error}", file=sys.stderr)
        return CANNOT
    except KeyboardInterrupt:
        return INTERRUPTED
    return status


if __name__ == "__main__":
    sys.exit(main())
