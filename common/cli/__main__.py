"""The command barcode-api: discovers its subcommands and runs one of them."""

import signal
import sys

if __name__ == "__main__":
    # The imports below may take half a second: Ctrl-C ends them without a traceback.
    signal.signal(signal.SIGINT, signal.SIG_DFL)

import importlib
import io
import pkgutil
from argparse import ArgumentParser
from collections.abc import Sequence

from common import __version__
from common.cli import commands
from common.cli.command import Command, CommandError
from common.discovery import collect

FAILED = 1
INTERRUPTED = 128 + signal.SIGINT


def parser(arguments: Sequence[str]) -> ArgumentParser:
    """Return the argument parser for *arguments*, with the subcommands that may be needed."""
    top = ArgumentParser(prog="barcode-api", description="Barcodes that scan.")
    top.add_argument("--version", action="version", version=f"theBarcodeAPI {__version__}")
    subcommands = top.add_subparsers(required=True, metavar="COMMAND")
    for command in _declared(arguments):
        sub = subcommands.add_parser(
            # An abbreviation becomes ambiguous with the next option, and scripts would break.
            command.name,
            help=command.help,
            description=command.help,
            allow_abbrev=False,
        )
        command.add_arguments(sub)
        sub.set_defaults(run=command.run)
    return top


def _declared(arguments: Sequence[str]) -> list[Command]:
    """Return the subcommand that *arguments* begin with, or all if they begin with none.

    The module of a subcommand has its name. The other modules are not imported: they take half a
    second, and an MCP client starts ``barcode-api mcp`` for each of its sessions.
    """
    name = arguments[0].replace("-", "_") if arguments else ""
    if name not in {module.name for module in pkgutil.iter_modules(commands.__path__)}:
        return collect(commands, "COMMAND", Command)
    command: Command = importlib.import_module(f"{commands.__name__}.{name}").COMMAND
    return [command]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the subcommand in *arguments* (default: of this process), and return the exit status.

    0: success. 1: it can't be done now, or not here. 2: bad arguments or data. 130: Ctrl-C.
    """
    given = sys.argv[1:] if arguments is None else arguments
    parsed = parser(given).parse_args(given)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    for stream in (sys.stdout, sys.stderr):
        # A console or pipe on Windows may not have every character of a barcode.
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
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
