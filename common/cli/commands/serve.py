"""`barcode-api serve`: the whole stack in the foreground."""

import os
from argparse import SUPPRESS, ArgumentParser, Namespace

from common.cli.command import Command, CommandError, settings
from common.cli.launch.preflight import PreflightError
from common.cli.launch.processes import die_with_launcher
from common.cli.launch.stack import Stack


def add_arguments(parser: ArgumentParser) -> None:
    """Declare what only `make run` passes; everything else is a setting in the environment."""
    # Killed outright, make takes the stack with it; an ordinary shell may come and go.
    parser.add_argument("--die-with-parent", type=int, metavar="PID", help=SUPPRESS)


def run(arguments: Namespace) -> int:
    """Run the stack until it is told to stop.

    Raises:
        CommandError: it can't start here and now.
    """
    if arguments.die_with_parent is not None:
        die_with_launcher(arguments.die_with_parent)
    try:
        return Stack(settings(), os.environ).run()
    except PreflightError as error:
        raise CommandError(str(error)) from None


COMMAND = Command("serve", "run the HTTP API and the MCP server", add_arguments, run)
