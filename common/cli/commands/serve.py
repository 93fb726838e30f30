"""`barcode-api serve`: run the whole stack in the foreground."""

import os
import sys
from argparse import SUPPRESS, ArgumentParser, Namespace

from common.cli.command import Command, CommandError, settings

NEEDS_LINUX = (
    "serve needs Linux: run it in the container image, in WSL or on a server. The other commands, "
    "mcp and generate among them, work here."
)


def add_arguments(parser: ArgumentParser) -> None:
    """Add the argument of `make run`; everything else is a setting in the environment."""
    # If make is killed, the stack ends with it; it survives the end of an ordinary shell.
    parser.add_argument("--die-with-parent", type=int, metavar="PID", help=SUPPRESS)


def run(arguments: Namespace) -> int:
    """Run the stack until a signal stops it.

    Raises:
        CommandError: the stack can't start.
    """
    if sys.platform != "linux":
        raise CommandError(NEEDS_LINUX)
    # These modules can't be imported on other systems, where --help lists this command.
    from common.cli.launch.preflight import PreflightError
    from common.cli.launch.processes import die_with_launcher
    from common.cli.launch.stack import Stack

    if arguments.die_with_parent is not None:
        die_with_launcher(arguments.die_with_parent)
    try:
        return Stack(settings(), os.environ).run()
    except PreflightError as error:
        raise CommandError(str(error)) from None


COMMAND = Command("serve", "run the HTTP API and the MCP server", add_arguments, run)
