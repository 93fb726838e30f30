"""The command barcode-api: discovers its subcommands and runs one of them."""

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

FAILED = 1
INTERRUPTED = 128 + signal.SIGINT


def parser() -> ArgumentParser:
    """Return the argument parser with every subcommand that a module of `commands` declares."""
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
    """Run the subcommand in *arguments* (default: of this process), and return the exit status.

    0: success. 1: it can't be done now, or not here. 2: bad arguments or data. 130: Ctrl-C.
    """
    parsed = parser().parse_args(arguments)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        status: int = parsed.run(parsed)
    except CommandError as error:
        print(f"barcode-api: {error}", file=sys.stderr)
        return FAILED
    except KeyboardInterrupt:
        return INTERRUPTED
    return status


if __name__ == "__main__":
    sys.exit(main())
